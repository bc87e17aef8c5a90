"""Errors of `preview`, `drift` and the commands that post, before any engine runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from sentry_iac.commands import main, up
from sentry_iac.files.layout import Layout


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch, layout: Layout, fake_bin: Path, notes: Path) -> None:
    """A user without a token and without a local Sentry, in the project's folder."""
    for name in (
        "SENTRY_AUTH_TOKEN",
        "SENTRY_ORG",
        "SENTRY_URL",
        "STACK",
        "GITHUB_TOKEN",
        "GITHUB_REPOSITORY",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PULUMI_HOME", str(notes / "no-such-folder"))
    monkeypatch.setattr(up, "bin_folder", lambda: fake_bin)
    monkeypatch.chdir(layout.root)
    layout.stack_file("dev").write_text("config: {example:environment: development}\n")
    (layout.root / "sentry.yaml").write_text("teams: {core: {}}\nprojects: {}\n")


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(words)
    return int(ended.value.code or 0)


def test_without_a_token_or_a_sandbox_it_says_what_to_do(capfd: pytest.CaptureFixture[str]) -> None:
    assert run("preview") == 1
    assert run("drift") == 1
    first, second = capfd.readouterr().err.splitlines()
    assert first == second
    assert "there is no SENTRY_AUTH_TOKEN, and no local Sentry runs" in first


def test_a_failed_drift_still_writes_what_its_issue_needs(tmp_path: Path) -> None:
    report = tmp_path / "drift.md"
    assert run("drift", "--format", "markdown", "--output", str(report)) == 1
    assert report.read_text().startswith("<!-- sentry-iac drift dev failed -->\n")


def test_a_failure_that_quotes_a_secret_does_not_bring_it_into_the_comment(
    layout: Layout, tmp_path: Path
) -> None:
    key = "0123456789abcdef" * 2
    (layout.root / "sentry.yaml").write_text(f"teams: {{core: {{}}}}\nprojects: {{web: {{team: '{key}'}}}}\n")
    report = tmp_path / "preview.md"
    assert run("preview", "--format", "markdown", "--output", str(report)) == 1
    assert "sentry.yaml:2" in report.read_text()
    assert key not in report.read_text()


def test_a_mistake_in_the_guard_names_line_and_choice(
    layout: Layout, capfd: pytest.CaptureFixture[str]
) -> None:
    (layout.root / "sentry.yaml").write_text(
        "teams: {core: {}}\nprojects: {}\nguard:\n  forbid: [alert-los]\n"
    )
    assert run("preview") == 1
    error = capfd.readouterr().err
    assert "sentry.yaml:4: guard.forbid[0]" in error
    assert "(did you mean alert-lost?)" in error


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--sandbox"], "--sandbox needs --base"),
        (["--sandbox-without-token"], "--sandbox needs --base"),
        (["--base", "--output=/etc/passwd"], "--base takes a branch or a commit"),
    ],
)
def test_options_that_do_not_fit_are_refused(
    words: list[str], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run("preview", *words) == 2
    assert said in capfd.readouterr().err


def test_an_up_in_ci_never_falls_back_to_a_sandbox(layout: Layout, capfd: pytest.CaptureFixture[str]) -> None:
    assert run("up", "--no-sandbox") == 1
    assert "--no-sandbox was given" in capfd.readouterr().err
    assert not layout.sandbox_process_file.exists()


def test_a_comment_needs_a_number_a_report_and_a_token(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    report, number = tmp_path / "preview.md", tmp_path / "pull"
    report.write_text("<!-- sentry-iac preview prod none -->\n")
    number.write_text("3; rm -rf /\n")
    assert run("github-comment", "--file", str(report), "--pull", str(number)) == 2
    assert "a file that holds nothing but one" in capfd.readouterr().err
    assert run("github-comment", "--file", str(tmp_path / "none"), "--pull", "3") == 1
    assert "cannot read" in capfd.readouterr().err
    assert run("github-issue", "--file", str(report)) == 1
    assert "GITHUB_TOKEN is not set" in capfd.readouterr().err
