"""A stack belongs to one organization of one Sentry; no run works on another one."""

from __future__ import annotations

import json
import stat
import subprocess
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from dotenv import dotenv_values

from pulumi_sentry.lifecycle.checkpoint import RECORDED
from sentry_sandbox.server import SandboxServer
from sentry_sandbox.settings import Settings
from tests.e2e.engine import BIN
from tests.e2e.project import PulumiProject, Ran
from tests.sentry_api import SentryByHand

ONE = """
    import pulumi_sentry as sentry

    team = sentry.Team("web", slug="web")
    shop = sentry.Project("shop", name="Shop", slug="shop", team=team.slug, platform="python")
    key = sentry.ProjectKey("key", project=shop.id, name="dev")
    sentry.EnvFile("env", path=".env", values={"SENTRY_DSN": key.dsn})
"""

TWO = """
    import os
    import pulumi
    import pulumi_sentry as sentry

    for name in ("first", "second"):
        provider = sentry.Provider(name, sentry.ProviderArgs(
            token=os.environ[f"TOKEN_{name}"],
            organization=os.environ[f"ORG_{name}"],
            base_url=os.environ[f"URL_{name}"],
        ))
        sentry.Team(f"{name}-web", slug="web", opts=pulumi.ResourceOptions(provider=provider))
"""


TEAM = "urn:pulumi:dev::shop::sentry:index:Team::web"


class Shop(PulumiProject):
    """A small project of its own, with one stack."""

    def __init__(self, folder: Path, env: Mapping[str, str], program: str = ONE) -> None:
        folder.mkdir()
        settings = {
            "name": "shop",
            "runtime": "python",
            "plugins": {"providers": [{"name": "sentry", "path": str(BIN)}]},
        }
        (folder / "Pulumi.yaml").write_text(json.dumps(settings))
        (folder / "__main__.py").write_text(textwrap.dedent(program))
        super().__init__(folder, env)
        self.init("dev")

    def run(self, *words: str, env: Mapping[str, str] | None = None, fails: bool = False) -> Ran:
        """`pulumi ... -s dev`, without a question."""
        skip = [] if words[0] in ("preview", "stack") else ["--yes", "--skip-preview"]
        merged = {name: value for name, value in {**self.env, **(env or {})}.items() if value}
        self.env, before = merged, self.env
        try:
            return self.pulumi(*words, "-s", "dev", *skip, fails=fails)
        finally:
            self.env = before

    def iac(self, *words: str, env: Mapping[str, str], fails: bool = False) -> str:
        """`sentry-iac ... --stack dev`."""
        ended = subprocess.run(  # noqa: S603  # our own command line
            [str(BIN / "sentry-iac"), *words, "--stack", "dev"],
            cwd=self.folder,
            env={**self.env, **env},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        said = ended.stdout + ended.stderr
        self.printed.append(said)
        assert (ended.returncode != 0) == fails, said
        return said

    def exported(self) -> dict[str, Any]:
        """The stack's state."""
        found: dict[str, Any] = json.loads(self.pulumi("stack", "export", "-s", "dev").text)
        return found

    def resources(self) -> Any:
        """The resources of the stack."""
        return self.exported()["deployment"].get("resources") or []

    def ids(self) -> dict[str, str]:
        """The ids of the stack's resources, by urn."""
        return {each["urn"]: each.get("id", "") for each in self.resources()}

    def places(self) -> dict[str, Any]:
        """The recorded place of each provider, by its name."""
        return {
            each["urn"].rsplit("::", 1)[-1]: each["inputs"].get(RECORDED)
            for each in self.resources()
            if each["type"] == "pulumi:providers:sentry"
        }

    def without_places(self) -> None:
        """Rewrite the state as version 0.1.0 would have written it."""
        state = self.exported()
        for each in state["deployment"]["resources"]:
            for kept in (each.get("inputs"), each.get("outputs")):
                (kept or {}).pop(RECORDED, None)
        self.import_state(json.dumps(state))

    def import_state(self, text: str) -> None:
        """`pulumi stack import`."""
        file = self.folder / "edited.json"
        file.write_text(text)
        self.pulumi("stack", "import", "-s", "dev", "--file", str(file))

    @property
    def dsn(self) -> str | None:
        """The DSN that the application reads."""
        return dotenv_values(self.folder / ".env").get("SENTRY_DSN")


class Sentry:
    """A sandbox with a token of its own, and a person at it."""

    def __init__(self, name: str, *, organization: str, port: int = 0, data: Path | None = None) -> None:
        self.settings = Settings(token=f"the-token-of-{name}", organization=organization, data=data)
        self.server = SandboxServer(self.settings, port=port)
        self.hand = SentryByHand(self.server.url, self.server.token, organization)

    @property
    def env(self) -> dict[str, str]:
        """The variables that lead to it."""
        return {
            "SENTRY_URL": self.server.url,
            "SENTRY_AUTH_TOKEN": self.server.token,
            "SENTRY_ORG": self.hand.organization,
        }

    def holds(self) -> Any:
        """Everything in it."""
        return self.hand.admin("GET", "state")

    def asked(self) -> list[str]:
        """The requests since the log was cleared."""
        return [f"{each['method']} {each['path']}" for each in self.hand.admin("GET", "requests")["requests"]]

    def forget_requests(self) -> None:
        self.hand.admin("DELETE", "requests")

    def stop(self) -> None:
        self.hand.close()
        self.server.stop()


@pytest.fixture
def here() -> Iterator[Sentry]:
    """The Sentry that a stack is made in."""
    made = Sentry("here", organization="acme")
    yield made
    made.stop()


@pytest.fixture
def there() -> Iterator[Sentry]:
    """Another one, whose ids are the same numbers."""
    made = Sentry("there", organization="other")
    yield made
    made.stop()


def test_no_command_works_on_another_sentry(tmp_path: Path, here: Sentry, there: Sentry) -> None:
    shop = Shop(tmp_path / "shop", here.env)
    shop.run("up")
    there.hand.team("web")
    there.hand.project("web", "shop")
    ids, held = shop.ids(), (here.holds(), there.holds())
    here.forget_requests()
    there.forget_requests()
    for words in (
        ["up"],
        ["up", "--refresh"],
        ["up", "--target", TEAM],
        ["preview"],
        ["refresh"],
        ["destroy"],
        ["destroy", "--target", TEAM, "--target-dependents"],
        ["import", "sentry:index:Team", "again", "web"],
    ):
        said = shop.run(*words, fails=True, env=there.env).text
        assert f"organization acme (id 1) at {here.server.url}" in said, (words, said)
        assert f"organization other (id 1) at {there.server.url}" in said, (words, said)
        assert "sentry-iac forget --stack dev" in said
    assert here.asked() == []
    assert set(there.asked()) == {"GET /api/0/organizations/other/"}
    assert (here.holds(), there.holds()) == held
    assert (shop.dsn or "").split("@")[1].startswith(here.server.url.removeprefix("http://"))
    shop.run("preview", "--expect-no-changes")
    assert shop.ids() == ids


def test_a_stack_whose_config_names_its_sentry_goes_by_the_config_of_now(
    tmp_path: Path, here: Sentry, there: Sentry
) -> None:
    shop = Shop(tmp_path / "shop", {})

    def configure(sentry: Sentry) -> None:
        for name, variable in (("organization", "SENTRY_ORG"), ("baseUrl", "SENTRY_URL")):
            shop.pulumi("config", "set", "-s", "dev", f"sentry:{name}", sentry.env[variable])
        shop.pulumi("config", "set", "-s", "dev", "--secret", "sentry:token", sentry.server.token)

    configure(here)
    shop.run("up")
    configure(there)
    here.forget_requests()
    there.forget_requests()
    for words in (["up"], ["refresh"], ["destroy"]):
        assert "but this run asks for organization other" in shop.run(*words, fails=True).text
    assert here.asked() == []
    assert set(there.asked()) == {"GET /api/0/organizations/other/"}
    configure(here)
    shop.run("preview", "--expect-no-changes")
    for name in ("organization", "baseUrl", "token"):
        shop.pulumi("config", "rm", "-s", "dev", f"sentry:{name}")
    # The state still has the token, and the run names no other.
    shop.run("destroy", env={"SENTRY_ORG": "acme", "SENTRY_URL": here.server.url})
    assert here.hand.get("organizations/{org}/teams/") == []


def test_another_version_of_this_package_takes_its_objects_over_at_the_same_place_only(
    tmp_path: Path, here: Sentry, there: Sentry
) -> None:
    shop = Shop(tmp_path / "shop", here.env)
    shop.run("up")
    ids = shop.ids()
    # What an earlier version kept: the engine names its default provider by the version.
    earlier = json.dumps(shop.exported()).replace("default_0_1_0", "default_0_0_9")
    shop.import_state(earlier.replace('"version": "0.1.0"', '"version": "0.0.9"'))
    held = there.holds()
    # An `up` looks before it writes; the provider of the new version is not in the state afterwards.
    said = shop.pulumi("up", "-s", "dev", "--yes", fails=True, **there.env).text
    assert "but this run asks for organization other" in said
    assert there.holds() == held
    shop.run("refresh", fails=True, env=there.env)
    shop.run("destroy", fails=True, env=there.env)
    shop.run("up")
    assert shop.ids().items() >= {urn: id for urn, id in ids.items() if "providers" not in urn}.items()
    assert [team["slug"] for team in here.hand.get("organizations/{org}/teams/")] == ["web"]


def test_a_renamed_organization_is_the_same_one(tmp_path: Path, here: Sentry) -> None:
    shop = Shop(tmp_path / "shop", here.env)
    shop.run("up")
    here.hand.call("PUT", "organizations/{org}/", {"slug": "acme-group"})
    here.hand.organization = "acme-group"
    shop.run("refresh", env=here.env)
    shop.run("up", env=here.env)
    assert shop.places()["default_0_1_0"]["organization"] == "acme-group"
    shop.run("preview", "--expect-no-changes", env=here.env)
    shop.run("destroy", env=here.env)
    assert here.hand.get("organizations/{org}/teams/") == []


def test_the_dsn_follows_a_sandbox_to_another_port(tmp_path: Path) -> None:
    data = tmp_path / "data"
    sentry = Sentry("sandbox", organization="acme", data=data)
    shop = Shop(tmp_path / "shop", sentry.env)
    shop.run("up")
    for look_first in (False, True):
        # Beside the former one for a moment, so that it takes another port.
        moved = Sentry("sandbox", organization="acme", data=data)
        sentry.stop()
        sentry = moved
        if look_first:
            shop.run("refresh", env=sentry.env)
        else:
            said = shop.run("preview", env=sentry.env).text
            assert "~ sentry:index:ProjectKey" in said.replace("  ", " ")
            assert "~ sentry:index:EnvFile" in said.replace("  ", " ")
        shop.run("up", env=sentry.env)
        assert (shop.dsn or "").split("@")[1].startswith(f"{sentry.server.url.removeprefix('http://')}/")
        assert shop.places()["default_0_1_0"]["site"] == sentry.server.url
        for name in ("127.0.0.1", "localhost") if look_first else ():
            url = sentry.server.url.replace("127.0.0.1", name)
            shop.run("preview", "--expect-no-changes", env={**sentry.env, "SENTRY_URL": url})
    shop.run("destroy", env=sentry.env)
    assert sentry.hand.get("organizations/{org}/teams/") == []
    sentry.stop()


def test_another_sandbox_on_the_port_of_the_former_one_is_another_sentry(tmp_path: Path) -> None:
    sentry = Sentry("sandbox", organization="acme")
    shop = Shop(tmp_path / "shop", sentry.env)
    shop.run("up")
    sentry.stop()
    port = int(sentry.server.url.rsplit(":", 1)[1])
    fresh = Sentry("sandbox", organization="acme", port=port)
    try:
        said = shop.run("up", fails=True, env=fresh.env).text
        told = [shop.places()["default_0_1_0"]["organizationCreated"]]
        told.append(fresh.hand.get("organizations/{org}/")["dateCreated"])
        assert all(f"organization acme (id 1, made {when}) at {fresh.server.url}" in said for when in told)
        assert fresh.hand.get("organizations/{org}/teams/") == []
    finally:
        fresh.stop()


def test_two_organizations_in_one_program(tmp_path: Path, here: Sentry, there: Sentry) -> None:
    both = {
        f"{name}_{provider}": value
        for provider, sentry in (("first", here), ("second", there))
        for name, value in (
            ("TOKEN", sentry.server.token),
            ("URL", sentry.server.url),
            ("ORG", sentry.hand.organization),
        )
    }
    shop = Shop(tmp_path / "shop", both, TWO)
    shop.run("up")
    for sentry in (here, there):
        assert [team["slug"] for team in sentry.hand.get("organizations/{org}/teams/")] == ["web"]
    places = shop.places()
    assert (places["first"]["organization"], places["second"]["organization"]) == ("acme", "other")
    shop.run("preview", "--expect-no-changes", env=here.env)
    shop.run("refresh", env=there.env)

    # A provider that the program points elsewhere leaves its objects where they are.
    swapped = {"TOKEN_second": here.server.token, "URL_second": here.server.url, "ORG_second": "acme"}
    said = shop.run("up", fails=True, env=swapped).text
    assert "provider second of stack dev" in said
    # A resource that the program hands to the other provider moves: made there, deleted here.
    program = shop.folder / "__main__.py"
    program.write_text(
        program.read_text()
        .replace('for name in ("first", "second")', 'providers = {}\nfor name in ("first", "second")')
        .replace("    sentry.Team(", "    providers[name] = provider\nsentry.Team(")
        .replace('f"{name}-web", slug="web"', '"second-web", slug="moved"')
        .replace("provider=provider", 'provider=providers["first"]')
    )
    shop.run("up")
    assert [team["slug"] for team in here.hand.get("organizations/{org}/teams/")] == ["moved"]
    assert there.hand.get("organizations/{org}/teams/") == []
    shop.run("destroy")
    assert here.hand.get("organizations/{org}/teams/") == []


def test_a_state_of_version_0_1_0_is_read_and_completed(tmp_path: Path, here: Sentry, there: Sentry) -> None:
    shop = Shop(tmp_path / "shop", here.env)
    shop.run("up")
    recorded = shop.places()
    shop.without_places()
    assert shop.places() == {"default_0_1_0": None}
    held = there.holds()
    for words in (["preview"], ["refresh"], ["destroy", "--target", TEAM, "--target-dependents"]):
        said = shop.run(*words, fails=True, env=there.env).text
        assert "but this run asks for organization other" in said  # known by the addresses of pages
    assert there.holds() == held
    shop.run("preview", "--expect-no-changes")
    shop.run("refresh")
    assert shop.places() == {"default_0_1_0": None}
    shop.run("up")
    assert shop.places() == recorded
    shop.run("up", fails=True, env=there.env)


def test_what_is_forgotten_stays_where_it_is_and_is_made_anew_elsewhere(
    tmp_path: Path, here: Sentry, there: Sentry
) -> None:
    shop = Shop(tmp_path / "shop", here.env)
    shop.run("up")
    held, ids, dsn = here.holds(), shop.ids(), shop.dsn or ""
    said = shop.iac("up", "--yes", env=there.env, fails=True)
    assert "organization acme (id 1)" in said
    here.forget_requests()
    there.forget_requests()
    assert "add --yes" in shop.iac("forget", env=there.env, fails=True)
    assert shop.ids() == ids
    said = shop.iac("forget", "--yes", env=there.env)
    assert f"organization acme (id 1) at {here.server.url}: 1 Project, 1 ProjectKey, 1 Team" in said
    assert (here.asked(), there.asked(), here.holds()) == ([], [], held)
    assert shop.ids() == {}
    assert shop.dsn == dsn
    (kept,) = (shop.folder / ".local" / "forgotten").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert kept.name in said
    for secret in (here.server.token, dsn):
        assert secret not in kept.read_text() + "".join(shop.printed)

    shop.run("up", env=there.env)
    assert [team["slug"] for team in there.hand.get("organizations/{org}/teams/")] == ["web"]
    assert there.server.url.removeprefix("http://") in (shop.dsn or "")
    assert "nothing to forget" not in shop.iac("forget", "--yes", env=there.env)
    assert "nothing to forget" in shop.iac("forget", "--yes", env=there.env)
    # The forgotten state can be imported again.
    shop.pulumi("stack", "import", "-s", "dev", "--file", str(kept))
    assert shop.ids() == ids
    shop.run("destroy")
    assert here.hand.get("organizations/{org}/teams/") == []
