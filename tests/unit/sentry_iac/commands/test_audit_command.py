"""`sentry-iac audit` without a Sentry: its exit code for CI, and no files that nobody asked for."""

from __future__ import annotations

import json
import webbrowser
from pathlib import Path

import pytest

from sentry_iac.commands import main
from sentry_iac.files.layout import Layout


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch, layout: Layout) -> None:
    """A user without a token and without a local Sentry, in the project's folder."""
    for name in ("SENTRY_AUTH_TOKEN", "SENTRY_ORG", "SENTRY_URL", "STACK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(layout.root)
    layout.stack_file("dev").write_text("config: {example:environment: development}\n")
    (layout.root / "sentry.yaml").write_text(
        "teams: {core: {}}\nprojects: {shop: {platform: python-fastapi, team: core, envFile: {path: shop/.env}}}\n"
    )


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(("audit", *words))
    return int(ended.value.code or 0)


def test_without_a_sentry_what_it_would_say_is_unknown_and_earns_nothing(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert run("--format", "json") == 0
    checks = {each["name"]: each for each in json.loads(capfd.readouterr().out)["checks"]}
    found = checks["projects.exist"]
    assert (found["outcome"], found["earned"]) == ("unknown", 0)
    assert "no Sentry to work on" in found["findings"][0]["evidence"]


def test_a_score_below_the_least_is_another_exit_code_than_a_failure(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert run("--fail-under", "100") == 3
    assert "of 100" in capfd.readouterr().out
    assert run("--stack", "nowhere") == 1


def test_code_scanning_gets_a_file_of_its_own(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "audit.sarif"
    assert run("--format", "sarif", "--output", str(file)) == 0
    run_of_it = json.loads(file.read_text())["runs"][0]
    places = [each["locations"][0]["physicalLocation"] for each in run_of_it["results"]]
    assert {each["artifactLocation"]["uri"] for each in places} == {"sentry.yaml"}
    assert "of 100" in capfd.readouterr().out


def test_what_passed_is_named_on_demand(capfd: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    short = capfd.readouterr().out
    assert run("--verbose") == 0
    long = capfd.readouterr().out
    assert "--verbose shows each" in short
    assert "--verbose" not in long
    assert len(long.splitlines()) > len(short.splitlines())


def test_the_page_is_written_where_it_is_wanted_and_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    shown: list[str] = []

    def show(address: str) -> bool:
        shown.append(address)
        return True

    monkeypatch.setattr(webbrowser, "open", show)
    page = tmp_path / "audit.html"
    assert run("--format", "html", "--output", str(page), "--open") == 0
    assert page.read_text().startswith("<!doctype html>")
    assert shown == [page.as_uri()]
    assert "of 100" in capfd.readouterr().out


def test_there_must_be_a_file_to_open(capfd: pytest.CaptureFixture[str]) -> None:
    assert run("--open") == 2
    assert "name it with --output" in capfd.readouterr().err


def test_it_leaves_nothing_behind(layout: Layout) -> None:
    before = sorted(layout.root.rglob("*"))
    assert run() == 0
    assert sorted(layout.root.rglob("*")) == before
