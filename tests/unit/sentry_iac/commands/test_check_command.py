"""The table of `sentry-iac check`, and its errors before any engine runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from sentry_iac.commands import main, up
from sentry_iac.commands.check import listing_of
from sentry_iac.commands.shared.reports import Format, publish_listings
from sentry_iac.files.layout import Layout
from sentry_iac.plan.scrub import Scrubber
from sentry_iac.policy import Planned, PolicySpec, Resource, Setting, judge

TOKEN = "sntryu_0123456789abcdef"


def shown(
    capfd: pytest.CaptureFixture[str],
    policy: PolicySpec,
    stack: str,
    *resources: Resource,
    form: Format = Format.TEXT,
) -> str:
    judged = judge(Planned(resources), stack, policy)
    listing = listing_of(stack, policy, judged, ["a note"], Scrubber({"SENTRY_AUTH_TOKEN": TOKEN}))
    publish_listings([listing], listing.facts, form, None)
    return capfd.readouterr().out


def team(name: str) -> Resource:
    return Resource(type="Team", name=name, urn=f"urn:{name}", parent="", arguments={})


def test_nothing_found_is_one_line_that_says_what_was_looked_at(capfd: pytest.CaptureFixture[str]) -> None:
    assert shown(capfd, PolicySpec(), "dev") == (
        "Stack dev (not production): 5 rules, nothing found\nNote: a note\n"
    )


def test_a_finding_shows_what_refuses_its_line_and_why_it_weighs_so_much(
    capfd: pytest.CaptureFixture[str],
) -> None:
    settings = {
        "teams-have-people": Setting(level="mandatory", because="nobody comes unlisted"),
        "keys-limited": Setting(level="off"),
        "keys-in-env-file": Setting(level="off", because="they come from a vault"),
    }
    text = shown(capfd, PolicySpec(settings=settings), "acme/prod", team("core"))
    assert "Stack acme/prod (production): 5 rules, 1 finding, 1 refused" in text
    (row,) = (line for line in text.splitlines() if "nobody is listed in team core" in line)
    assert row.startswith("│ X teams-have-people │ core")
    assert "│ teams.core.people.<email>: {}" in text
    assert "│ mandatory: nobody comes unlisted" in text
    assert text.endswith("\nOff: keys-limited\nOff: keys-in-env-file: they come from a vault\nNote: a note\n")
    assert "│ ! teams-have-people" in shown(capfd, PolicySpec(), "prod", team("core"))


def test_a_name_that_holds_a_secret_is_not_shown(capfd: pytest.CaptureFixture[str]) -> None:
    assert TOKEN not in shown(capfd, PolicySpec(), "prod", team(TOKEN))


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, layout: Layout, fake_bin: Path, notes: Path) -> Layout:
    """A user without a token and without a local Sentry, in the project's folder."""
    for name in ("SENTRY_AUTH_TOKEN", "SENTRY_ORG", "SENTRY_URL", "STACK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PULUMI_HOME", str(notes / "no-such-folder"))
    monkeypatch.setattr(up, "bin_folder", lambda: fake_bin)
    monkeypatch.chdir(layout.root)
    layout.stack_file("dev").write_text("config: {example:environment: development}\n")
    (layout.root / "sentry.yaml").write_text("teams: {core: {}}\nprojects: {}\n")
    return layout


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(words)
    return int(ended.value.code or 0)


def test_without_a_token_or_a_sandbox_it_says_what_to_do(
    machine: Layout, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run("check") == 1
    assert "there is no SENTRY_AUTH_TOKEN, and no local Sentry runs" in capfd.readouterr().err


def test_a_mistake_in_the_file_is_told_with_its_line(
    machine: Layout, capfd: pytest.CaptureFixture[str]
) -> None:
    (machine.root / "sentry.yaml").write_text(
        "teams: {core: {}}\nprojects: {}\npolicy:\n  rules:\n    keys-limted: off\n"
    )
    assert run("check", "--sandbox") == 1
    assert "sentry.yaml:5: policy.rules.keys-limted" in capfd.readouterr().err
