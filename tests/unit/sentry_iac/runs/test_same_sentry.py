"""The Sentry that a state belongs to, and the refusals of commands that are for another one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pulumi_sentry.lifecycle.checkpoint import RECORDED
from pulumi_sentry.lifecycle.place import Place
from sentry_iac.commands import main, rotate, up
from sentry_iac.engine.forgetting import without_ours
from sentry_iac.engine.held_objects import held_in
from sentry_iac.errors import CommandError
from sentry_iac.files.layout import Layout
from sentry_iac.runs.cleaning import clean
from sentry_iac.runs.same_sentry import held_by, refuse_elsewhere
from sentry_iac.runs.surroundings import find_surroundings
from sentry_iac.stacks.last_applied import forget_target, real_stacks, remember_target
from sentry_iac.stacks.target import Target, TokenSource

HERE = "https://sentry.example.com"
STACK = "urn:pulumi:dev::example::"
ROOT = f"{STACK}pulumi:pulumi:Stack::example-dev"
PLACE = {"site": HERE, "organization": "acme", "organizationId": "1"}


def provider(name: str = "default_0_1_0", place: dict[str, Any] | None = PLACE) -> dict[str, Any]:
    """A provider in a state; without a place, as version 0.1.0 kept it."""
    inputs = {"version": "0.1.0", **({RECORDED: place} if place else {})}
    urn = f"{STACK}pulumi:providers:sentry::{name}"
    return {"urn": urn, "custom": True, "id": "u-1", "type": "pulumi:providers:sentry", "inputs": inputs}


def made(kind: str, name: str, by: str = "default_0_1_0", **more: Any) -> dict[str, Any]:
    """An object of ours in a state."""
    return {
        "urn": f"{STACK}sentry:index:{kind}::{name}",
        "custom": True,
        "id": "7",
        "type": f"sentry:index:{kind}",
        "parent": ROOT,
        "provider": f"{STACK}pulumi:providers:sentry::{by}::u-1",
        **more,
    }


def page(kind: str, name: str, url: str) -> dict[str, Any]:
    return made(kind, name, outputs={"url": url})


def keep(layout: Layout, *resources: dict[str, Any], stack: str = "dev") -> None:
    """Write the state of a stack on this machine."""
    folder = layout.state / ".pulumi" / "stacks" / "example"
    folder.mkdir(parents=True, exist_ok=True)
    latest = {"resources": [{"urn": ROOT, "type": "pulumi:pulumi:Stack"}, *resources]}
    (folder / f"{stack}.json").write_text(json.dumps({"checkpoint": {"latest": latest}}))


def real(url: str = HERE, organization: str = "acme") -> Target:
    return Target(TokenSource.ENVIRONMENT, url, organization)


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(words)
    return int(ended.value.code or 0)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, layout: Layout, fake_bin: Path, notes: Path) -> None:
    """A user in the project's folder with a token for a Sentry."""
    for name in ("PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("PULUMI_ACCESS_TOKEN", "CI", "STACK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PULUMI_HOME", str(notes / "no-such-folder"))
    monkeypatch.setenv("SENTRY_AUTH_TOKEN", "sntryu_a_real_one")
    monkeypatch.setenv("SENTRY_ORG", "other")
    monkeypatch.setenv("SENTRY_URL", "https://errors.example.org")
    for command in (up, rotate):
        monkeypatch.setattr(command, "bin_folder", lambda: fake_bin)
    monkeypatch.chdir(layout.root)


def test_a_state_says_what_it_holds_and_where_for_each_provider() -> None:
    elsewhere = {**PLACE, "organization": "eu", "organizationId": "2"}
    found = held_in(
        [
            provider(),
            provider("eu", elsewhere),
            made("Team", "a"),
            made("Team", "b"),
            made("EnvFile", "f"),
            made("Team", "c", "eu"),
            {"urn": "x", "type": "random:index:Id", "custom": True},
        ]
    )
    assert [(each.provider, each.place.organization, each.kinds) for each in found] == [
        ("", "acme", {"Team": 2}),
        ("eu", "eu", {"Team": 1}),
    ]


@pytest.mark.parametrize(
    ("url", "place"),
    [
        (f"{HERE}/settings/acme/teams/web/", Place(HERE, "acme")),
        (
            "http://127.0.0.1:9600/organizations/sandbox/projects/shop/",
            Place("http://127.0.0.1:9600", "sandbox"),
        ),
        ("https://de.sentry.io/organizations/acme/monitors/7/", Place("https://sentry.io", "acme")),
        ("http://sentry.example.com/organizations/acme/", Place()),
        ("", Place()),
    ],
)
def test_a_state_of_0_1_0_tells_it_by_the_addresses_of_pages(url: str, place: Place) -> None:
    (held,) = held_in([provider(place=None), page("Project", "shop", url)])
    assert held.place == place


def test_where_a_state_says_nothing_the_target_of_the_last_up_counts(layout: Layout) -> None:
    remember_target(layout, "dev", real())
    (held,) = held_by(layout, "dev", [provider(place=None), made("Team", "web")])
    assert held.place == Place(HERE, "acme")
    with pytest.raises(
        CommandError, match=r"holds 1 object of organization acme at https://sentry\.example\.com"
    ):
        refuse_elsewhere(
            layout, "dev", real(organization="other"), [provider(place=None), made("Team", "web")]
        )
    forget_target(layout, "dev")
    assert real_stacks(layout) == {}


@pytest.mark.parametrize(
    ("target", "refused"),
    [
        (real(), False),
        (real(f"{HERE}/"), False),
        (real(organization="acme-group"), False),  # Sentry knows whether that is its new name
        (real("https://sentry.io"), True),
        (real("http://127.0.0.1:9600", "sandbox"), True),
    ],
)
def test_another_site_is_refused_before_anything_is_started(
    layout: Layout, target: Target, refused: bool
) -> None:
    resources = [provider(), made("Team", "web")]
    if not refused:
        refuse_elsewhere(layout, "dev", target, resources)
        return
    with pytest.raises(CommandError, match="sentry-iac forget --stack dev"):
        refuse_elsewhere(layout, "dev", target, resources)
    refuse_elsewhere(layout, "dev", target, [provider()])
    refuse_elsewhere(layout, "dev", target, [provider("eu"), made("Team", "web", "eu")])


@pytest.mark.usefixtures("machine")
def test_up_and_preview_stop_and_the_engine_is_not_run(
    layout: Layout, notes: Path, fake_bin: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (notes / "stacks").mkdir()
    (notes / "stacks" / "dev").touch()
    keep(layout, provider(), made("Team", "web"))
    assert run("up", "--yes") == 1
    said = capfd.readouterr().err
    assert (
        f"holds 1 object of organization acme (id 1) at {HERE}, but this run asks for organization other"
        in said
    )
    assert not (notes / "calls").exists()
    assert not layout.env_file.exists()
    assert real_stacks(layout) == {}
    environ = {
        "SENTRY_AUTH_TOKEN": "t",
        "SENTRY_ORG": "other",
        "SENTRY_URL": "https://errors.example.org",
        "PULUMI_HOME": str(notes),
    }
    with pytest.raises(CommandError, match="but this run asks for organization other"):
        find_surroundings(layout, "dev", environ, fake_bin)


@pytest.mark.usefixtures("machine")
def test_a_rotation_stops_before_it_writes_the_next_generation(
    layout: Layout, capfd: pytest.CaptureFixture[str]
) -> None:
    keep(layout, provider(), made("Team", "web"))
    layout.stack_file("dev").write_text("config: {example:environment: development}\n")
    (layout.root / "sentry.yaml").write_text(
        "teams: {core: {}}\nprojects: {shop: {platform: python-fastapi, team: core, envFile: {path: shop/.env}}}\n"
    )
    before = layout.stack_file("dev").read_text()
    assert run("rotate", "--stack", "dev") == 1
    assert "but this run asks for organization other" in capfd.readouterr().err
    assert layout.stack_file("dev").read_text() == before


@pytest.mark.usefixtures("machine")
def test_status_says_of_which_sentry_each_stack_is_and_what_is_asked_for(
    layout: Layout, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    keep(layout, provider(), made("Team", "web"))
    assert run("status") == 0
    said = capfd.readouterr().out
    assert f"stack dev: 1 resources in organization acme (id 1) at {HERE}" in said
    assert (
        "this run asks for organization other at https://errors.example.org, so `sentry-iac up` would stop"
        in said
    )
    assert "sentry-iac forget --stack dev" in said
    monkeypatch.setenv("SENTRY_ORG", "acme")
    monkeypatch.setenv("SENTRY_URL", HERE)
    assert run("status") == 0
    assert "would stop" not in capfd.readouterr().out
    monkeypatch.setenv("SENTRY_ORG", "")
    assert run("status") == 0
    assert "no organization" in capfd.readouterr().out


def test_cleaning_keeps_the_only_state_of_what_a_plain_pulumi_up_made(layout: Layout) -> None:
    keep(layout, provider(), made("Team", "web"))
    with pytest.raises(
        CommandError, match=r"stack dev manages objects at https://sentry\.example\.com \(acme\)"
    ):
        clean(layout, force=False, say=print)
    keep(layout, provider(place={**PLACE, "site": "http://127.0.0.1:9600"}), made("Team", "web"))
    clean(layout, force=False, say=print)
    assert not layout.local.exists()


def test_only_what_is_ours_is_forgotten() -> None:
    component = {"urn": f"{STACK}gvses:App::app", "type": "gvses:App", "parent": ROOT}
    empty = {"urn": f"{STACK}other:Box::box", "type": "other:Box", "parent": ROOT}
    team = made("Team", "web", parent=component["urn"])
    theirs = {
        "urn": f"{STACK}random:index:Id::id",
        "type": "random:index:Id",
        "custom": True,
        "parent": team["urn"],
        "provider": f"{STACK}pulumi:providers:random::default::u-2",
        "dependencies": [team["urn"], empty["urn"]],
        "propertyDependencies": {"keepers": [team["urn"]], "length": None},
        "deletedWith": team["urn"],
    }
    random = {
        "urn": f"{STACK}pulumi:providers:random::default",
        "type": "pulumi:providers:random",
        "custom": True,
    }
    root = {"urn": ROOT, "type": "pulumi:pulumi:Stack", "outputs": {"dsn": "secret"}}

    def left(*resources: dict[str, Any]) -> list[dict[str, Any]]:
        pending = [{"resource": team, "type": "creating"}]
        state = {"version": 3, "deployment": {"resources": list(resources), "pending_operations": pending}}
        after = without_ours(state)
        assert after["version"] == 3
        assert after["deployment"]["pending_operations"] == []
        found: list[dict[str, Any]] = after["deployment"]["resources"]
        return found

    assert left(root, provider(), component, team) == []
    loosened = {key: value for key, value in theirs.items() if key != "deletedWith"} | {
        "parent": component["urn"],
        "dependencies": [empty["urn"]],
        "propertyDependencies": {"keepers": [], "length": []},
    }
    assert left(root, provider(), random, component, empty, team, theirs) == [
        root,
        random,
        component,
        empty,
        loosened,
    ]
