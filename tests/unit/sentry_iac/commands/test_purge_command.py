"""`sentry-iac purge` says what it would delete, asks, deletes it and leaves a report."""

from __future__ import annotations

import json
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pulumi_sentry.api import SentryClient
from pulumi_sentry.api.http.timing import Timing
from sentry_iac.commands import purge
from sentry_iac.commands.app import main
from sentry_iac.files.layout import Layout
from sentry_sandbox.server import SandboxServer
from sentry_sandbox.settings import Settings
from tests.git_remote import Remote, commit, git
from tests.sentry_api import SentryByHand

SENTRY_YAML = """
teams: {web: {}}
projects: {shop: {platform: python-fastapi, team: web}}
retention: {plan: team, replays: {atMost: 30d}, purge: {issues: 60d, replays: 30d}}
"""


@pytest.fixture
def hand(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> Iterator[SentryByHand]:
    """A person at the shell's Sentry, which has two old issues; one of them is due."""
    (layout.root / "sentry.yaml").write_text(SENTRY_YAML)
    (layout.root / "Pulumi.dev.yaml").write_text("config: {example:environment: dev}\n")
    with SandboxServer(Settings()) as server:
        hand = SentryByHand(server.url, server.token, server.organization)
        hand.team("web")
        hand.project("web", "shop")
        for days in (70, 50):
            seen = (datetime.now(UTC) - timedelta(days=days)).isoformat()
            hand.admin("POST", "issues", {"project": "shop", "lastSeen": seen})
        monkeypatch.delenv("STACK", raising=False)
        for name, value in (("URL", server.url), ("AUTH_TOKEN", server.token), ("ORG", server.organization)):
            monkeypatch.setenv(f"SENTRY_{name}", value)
        yield hand
        hand.close()


def run(layout: Layout, *words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["purge", "-C", str(layout.root), *words])
    return int(ended.value.code or 0)


def report(layout: Layout) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((layout.local / "purge" / "dev.json").read_text())
    return found


def issues(hand: SentryByHand) -> int:
    return len(hand.admin("GET", "state")["issues"])


def test_a_dry_run_shows_what_is_due_and_deletes_nothing(
    layout: Layout, hand: SentryByHand, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(layout, "--dry-run") == 0
    text = capsys.readouterr().out
    assert "To be deleted" in text
    assert "a dry run: nothing was deleted" in text
    assert issues(hand) == 2
    assert report(layout)["outcome"] == "dry run"
    assert report(layout)["projects"][0]["issuesDue"] == 1


def test_where_the_clocks_do_not_agree_it_says_both_times_in_one_line(
    layout: Layout,
    hand: SentryByHand,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    slow = Timing(wall=lambda: time.time() - 40 * 86400)
    monkeypatch.setattr(purge, "SentryClient", partial(SentryClient, timing=slow))
    for words in (["--yes"], ["--dry-run"]):
        assert run(layout, *words) == 1
        [line] = capsys.readouterr().err.splitlines()
        assert f"it is {datetime.now(UTC):%Y-%m-%d}" in line
        assert f"{datetime.now(UTC) - timedelta(days=40):%Y-%m-%d}" in line
        assert "Nothing was deleted" in line
        assert "needs a token" not in line
    assert issues(hand) == 2


def test_a_commit_that_was_overtaken_deletes_nothing(
    layout: Layout, hand: SentryByHand, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    remote = Remote(tmp_path / "remote.git")
    git(layout.root, "init", "--quiet", "--initial-branch", "main")
    git(layout.root, "remote", "add", "origin", remote.folder.as_uri())
    commit(layout.root, "sentry.yaml", SENTRY_YAML)
    other = remote.clone(tmp_path / "other")
    commit(other, "sentry.yaml", SENTRY_YAML.replace("issues: 60d", "issues: 80d"))
    assert run(layout, "--yes", "--tip-of", "main") == 1
    assert "is not the tip of main" in capsys.readouterr().err
    assert issues(hand) == 2
    git(layout.root, "pull", "--quiet", "origin", "main")
    assert run(layout, "--yes", "--tip-of", "main") == 0
    assert issues(hand) == 2


def test_with_yes_it_deletes_and_keeps_a_private_report(
    layout: Layout, hand: SentryByHand, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(layout, "--yes") == 0
    assert issues(hand) == 1
    assert "shop: 1 of 1 issues deleted" in capsys.readouterr().out
    found = report(layout)
    assert (found["outcome"], found["stack"], found["organization"]) == ("done", "dev", "sandbox")
    assert len(found["projects"][0]["issuesDeleted"]) == 1
    assert stat.S_IMODE((layout.local / "purge" / "dev.json").stat().st_mode) == 0o600
    assert run(layout, "--yes") == 0
    assert report(layout)["outcome"] == "nothing due"


def test_without_a_terminal_it_never_deletes_unasked(
    layout: Layout, hand: SentryByHand, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(layout) == 1
    assert "add --yes to delete, or --dry-run to look only" in capsys.readouterr().err
    assert issues(hand) == 2


@pytest.mark.parametrize("answer", [False, True])
def test_on_a_terminal_it_asks(
    layout: Layout, hand: SentryByHand, monkeypatch: pytest.MonkeyPatch, answer: bool
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("typer.confirm", lambda _question: answer)
    assert run(layout) == 0
    assert issues(hand) == (1 if answer else 2)
    assert report(layout)["outcome"] == ("done" if answer else "declined")


def test_a_refusal_of_sentry_names_the_scopes_and_stays_in_the_report(
    layout: Layout, hand: SentryByHand, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scopes = ["org:read", "project:read", "project:write", "event:read"]
    token = hand.admin("POST", "tokens", {"scopes": scopes, "kind": "integration"})["token"]
    monkeypatch.setenv("SENTRY_AUTH_TOKEN", token)
    assert run(layout, "--yes") == 1
    captured = capsys.readouterr()
    assert "event:admin" in captured.err
    assert "Traceback" not in captured.err
    assert token not in captured.err + captured.out
    assert report(layout)["outcome"] == "failed"
    assert "event:admin" in report(layout)["error"]


def test_where_nothing_is_to_be_purged_it_says_what_to_write(
    layout: Layout, hand: SentryByHand, capsys: pytest.CaptureFixture[str]
) -> None:
    (layout.root / "sentry.yaml").write_text(SENTRY_YAML.split("retention:", maxsplit=1)[0])
    assert run(layout, "--yes") == 1
    assert "sentry.yaml says nothing about a purge" in capsys.readouterr().err


def test_a_token_that_only_the_stack_has_is_asked_for(
    layout: Layout, hand: SentryByHand, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("SENTRY_AUTH_TOKEN")
    secret = "config: {example:environment: dev, sentry:token: {secure: v1:abc}, sentry:organization: acme}\n"
    (layout.root / "Pulumi.dev.yaml").write_text(secret)
    monkeypatch.delenv("SENTRY_URL")
    assert run(layout, "--yes") == 1
    assert "which only Pulumi can read; `export SENTRY_AUTH_TOKEN=…`" in capsys.readouterr().err


def test_without_a_sentry_it_says_how_to_get_one(
    layout: Layout, hand: SentryByHand, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("SENTRY_AUTH_TOKEN", "SENTRY_URL", "SENTRY_ORG"):
        monkeypatch.delenv(name)
    assert run(layout, "--yes") == 1
    assert "no Sentry to work on" in capsys.readouterr().err


@pytest.mark.slow
def test_stopped_by_ctrl_c_it_leaves_a_report_and_goes_on_when_run_again(
    layout: Layout, hand: SentryByHand
) -> None:
    old = datetime.now(UTC) - timedelta(days=40)
    times = {"started": old.isoformat(), "finished": old.isoformat()}
    hand.admin("POST", "replays", {"project": "shop", **times})
    hand.admin("POST", "quirks", {"replay_job_polls": 1000})
    command = "from sentry_iac.commands.app import main; main()"
    words = ["purge", "-C", str(layout.root), "--yes"]
    with subprocess.Popen(  # noqa: S603  # our own command line
        [sys.executable, "-u", "-c", command, *words], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert any("is in-progress" in line for line in process.stdout)
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        assert process.wait(timeout=60) == 130
    assert report(layout)["outcome"] == "interrupted"
    assert len(report(layout)["projects"][0]["issuesDeleted"]) == 1

    hand.admin("POST", "quirks", {"replay_job_polls": 1})
    assert run(layout, "--yes") == 0
    found = hand.admin("GET", "state")
    assert [replay["archived"] for replay in found["replays"]] == [True]
    assert len(found["replayJobs"]) == 1
    assert report(layout)["outcome"] == "done"


def test_a_stack_that_joins_another_purges_nothing(
    hand: SentryByHand, layout: Layout, capsys: pytest.CaptureFixture[str]
) -> None:
    joining = "config: {example:environment: staging, example:join: dev}\n"
    (layout.root / "Pulumi.staging.yaml").write_text(joining)

    assert run(layout, "--stack", "staging", "--yes") == 1
    told = " ".join(capsys.readouterr().err.split())
    assert "stack staging joins the projects of stack dev; purge them with --stack dev" in told
    assert issues(hand) == 2
