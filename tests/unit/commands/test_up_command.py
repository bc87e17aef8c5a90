from __future__ import annotations

import json
import random
import signal
import stat
import subprocess
from contextlib import redirect_stderr
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from sentry_iac.commands import main, up
from sentry_iac.commands.local_sentry import load
from sentry_iac.commands.sandbox import sandbox_command_line
from sentry_iac.local import locked, sandbox
from sentry_iac.local.errors import CommandError
from sentry_iac.local.layout import Layout, find_layout
from tests.git_remote import Remote, commit, git

from .support import fake_sandbox_command

TOKEN = "sntryu_a_real_one"
SANDBOX_TOKEN = "sntryu_secret"
PUBLIC = "1a2b3c4d5e6f708192a3b4c5d6e7f809"
OUTPUTS = {"applications": {"web": {"slug": "web-dev", "dsn": f"http://{PUBLIC}@127.0.0.1:9600/2"}}}


@pytest.fixture(autouse=True)
def machine(
    monkeypatch: pytest.MonkeyPatch,
    layout: Layout,
    fake_bin: Path,
    notes: Path,
    free_port: int,
) -> None:
    """A user without Pulumi login or Sentry account, in the project's folder."""
    for name in ("SENTRY_AUTH_TOKEN", "SENTRY_ORG", "SENTRY_URL", "STACK"):
        monkeypatch.delenv(name, raising=False)
    for name in ("PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("PULUMI_ACCESS_TOKEN", "CI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PULUMI_HOME", str(notes / "no-such-folder"))
    monkeypatch.setattr(up, "bin_folder", lambda: fake_bin)
    monkeypatch.setattr(up, "default_port", lambda: free_port)
    monkeypatch.setattr(up, "start_sandbox", partial(sandbox.start_sandbox, command=fake_sandbox_command))
    monkeypatch.chdir(layout.root)
    (notes / "outputs").write_text(json.dumps(OUTPUTS))


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(words)
    return int(ended.value.code or 0)


def calls(notes: Path, *words: str) -> list[dict[str, Any]]:
    every = [json.loads(line) for line in (notes / "calls").read_text().splitlines()]
    return [call for call in every if call["words"][: len(words)] == list(words)]


def test_a_first_up_starts_the_sandbox_creates_the_stack_and_applies_it(
    layout: Layout, notes: Path, free_port: int, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run("up") == 0
    [applied] = calls(notes, "up", "--yes", "--stack", "dev")
    assert applied["cwd"] == str(layout.root)
    environ = applied["environ"]
    assert environ["SENTRY_URL"] == f"http://127.0.0.1:{free_port}"
    assert environ["SENTRY_AUTH_TOKEN"] == SANDBOX_TOKEN
    assert environ["SENTRY_ORG"] == "sandbox"
    assert environ["PULUMI_BACKEND_URL"] == layout.state_url
    assert (notes / "stacks" / "dev").exists()
    shown = capfd.readouterr().out
    assert "Updating (dev)" in shown
    assert "web-dev" in shown
    assert f"Sandbox page: http://127.0.0.1:{free_port}" in shown


def test_a_second_up_reuses_sandbox_stack_and_passphrase(layout: Layout, notes: Path) -> None:
    assert run("up") == 0
    kept = [layout.sandbox_process_file.read_text(), layout.passphrase_file.read_text()]
    assert run("up") == 0
    assert [layout.sandbox_process_file.read_text(), layout.passphrase_file.read_text()] == kept
    assert len(calls(notes, "stack", "init")) == 1
    assert len(calls(notes, "up")) == 2


def test_every_declared_stack_is_created_so_that_it_can_be_applied_by_hand(
    layout: Layout, notes: Path
) -> None:
    layout.stack_file("prod").write_text("config: {}\n")
    theirs = "encryptionsalt: v1:theirs\nconfig:\n  example:key:\n    secure: v1:abc\n"
    layout.stack_file("staging").write_text(theirs)
    assert run("up") == 0
    assert sorted(path.name for path in (notes / "stacks").iterdir()) == ["dev", "prod"]
    assert len(calls(notes, "up")) == 1
    assert layout.stack_file("staging").read_text() == theirs


def test_a_shared_backend_gets_no_stack_but_the_one_asked_for(
    layout: Layout, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULUMI_BACKEND_URL", "s3://bucket")
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "shared")
    layout.stack_file("prod").write_text("config: {}\n")
    assert run("up") == 0
    assert [path.name for path in (notes / "stacks").iterdir()] == ["dev"]
    assert "s3://bucket" not in layout.env_file.read_text()


@pytest.mark.parametrize(
    ("more", "settings", "said"),
    [
        (
            {"PULUMI_BACKEND_URL": "s3://bucket"},
            "config: {}\n",
            "export PULUMI_CONFIG_PASSPHRASE with one that",
        ),
        ({"PULUMI_BACKEND_URL": "s3://bucket"}, "secretsprovider: awskms://alias/state\n", ""),
        ({"PULUMI_BACKEND_URL": "https://api.pulumi.com"}, "config: {}\n", ""),
        ({"PULUMI_ACCESS_TOKEN": "pul-of_nobody"}, "config: {}\n", ""),
    ],
)
def test_a_shared_state_is_not_encrypted_with_what_one_machine_knows(
    layout: Layout, monkeypatch: pytest.MonkeyPatch, more: dict[str, str], settings: str, said: str
) -> None:
    for name, value in more.items():
        monkeypatch.setenv(name, value)
    layout.stack_file("dev").write_text(settings)
    with StringIO() as errors, redirect_stderr(errors):
        assert run("up") == (1 if said else 0)
        assert said in errors.getvalue()


def test_in_ci_the_state_does_not_end_with_the_job(
    layout: Layout, notes: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SENTRY_AUTH_TOKEN", TOKEN)
    monkeypatch.setenv("SENTRY_ORG", "acme")
    monkeypatch.setenv("CI", "true")
    # What an unset secret of a workflow is.
    monkeypatch.setenv("PULUMI_BACKEND_URL", "")
    assert run("up", "--no-sandbox") == 1
    assert "export PULUMI_BACKEND_URL to a state that your team shares" in capfd.readouterr().err
    assert not (notes / "calls").exists()
    layout.state.mkdir(parents=True)
    assert run("up", "--no-sandbox") == 0


def test_a_locked_stack_names_who_has_it_and_what_to_do(
    notes: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (notes / "locked").write_text("1")
    assert run("up") == 1
    [line] = capfd.readouterr().err.splitlines()
    assert line.startswith(
        "error: stack dev is locked: deploy@runner-7 (process 4711) has been at work on it since "
    )
    assert "2026-11-25 01:11 UTC" in line
    assert "--wait 15" in line
    assert "pulumi cancel --stack dev" in line
    assert "geheim" not in line


def test_an_up_that_waits_goes_on_once_the_lock_is_gone(
    notes: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(locked, "_PAUSE", (0.0, 0.0))
    (notes / "locked").write_text("2")
    assert run("up", "--wait", "1") == 0
    assert len(calls(notes, "up")) == 3
    shown = capfd.readouterr()
    assert shown.out.count("waiting up to 1 min for it") == 1
    assert shown.err == ""


def test_only_the_tip_of_a_branch_is_applied_also_after_a_wait(
    layout: Layout,
    notes: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    remote = Remote(tmp_path / "remote.git")
    git(layout.root, "init", "--quiet", "--initial-branch", "main")
    git(layout.root, "remote", "add", "origin", remote.folder.as_uri())
    commit(layout.root, "Pulumi.yaml", layout.root.joinpath("Pulumi.yaml").read_text())
    assert run("up", "--tip-of", "main") == 0
    other = remote.clone(tmp_path / "other")

    def somebody_merges(*_: float) -> float:
        commit(other, "sentry.yaml", "teams: {}\n")
        return 0.0

    monkeypatch.setattr(random, "uniform", somebody_merges)
    (notes / "locked").write_text("1")
    assert run("up", "--tip-of", "main", "--wait", "1") == 1
    shown = capfd.readouterr()
    assert shown.out.count("Updating (dev)") == 1
    assert "is not the tip of main" in shown.err
    count = len(calls(notes))
    assert run("up", "--tip-of", "main") == 1
    assert len(calls(notes)) == count
    assert run("up") == 0


def test_a_stack_that_somebody_else_creates_meanwhile_is_taken(notes: Path) -> None:
    (notes / "taken").touch()
    assert run("up") == 0
    assert len(calls(notes, "up")) == 1


def test_two_stacks_share_the_sandbox(notes: Path) -> None:
    assert run("up") == 0
    assert run("up", "--stack", "prod") == 0
    dev, prod = calls(notes, "up")
    assert dev["environ"]["SENTRY_URL"] == prod["environ"]["SENTRY_URL"]


def test_no_secret_is_printed(layout: Layout, capfd: pytest.CaptureFixture[str]) -> None:
    assert run("up") == 0
    assert run("status") == 0
    shown = "".join(capfd.readouterr())
    assert SANDBOX_TOKEN not in shown
    assert PUBLIC not in shown
    assert layout.passphrase_file.read_text() not in shown


def test_after_sourcing_the_env_file_plain_pulumi_works_from_anywhere(layout: Layout, notes: Path) -> None:
    assert run("up") == 0
    assert stat.S_IMODE(layout.env_file.stat().st_mode) == 0o600
    subprocess.run(  # noqa: S603 - a shell and our own script
        ["/bin/sh", "-euc", '. "$1"; pulumi preview -s dev', "sh", str(layout.env_file)],
        env={"PATH": "/usr/bin:/bin"},
        cwd="/",
        check=True,
    )
    [by_hand], [applied] = calls(notes, "preview"), calls(notes, "up")
    for name in (
        "PULUMI_BACKEND_URL",
        "PULUMI_CONFIG_PASSPHRASE_FILE",
        "SENTRY_URL",
        "SENTRY_AUTH_TOKEN",
        "SENTRY_ORG",
    ):
        assert by_hand["environ"][name] == applied["environ"][name]


def test_up_in_a_shell_that_sourced_the_env_file_is_the_same_up(
    monkeypatch: pytest.MonkeyPatch, notes: Path
) -> None:
    assert run("up") == 0
    for name, value in calls(notes, "up")[0]["environ"].items():
        monkeypatch.setenv(name, value)
    assert run("up") == 0
    first, second = calls(notes, "up")
    assert first["environ"]["SENTRY_URL"] == second["environ"]["SENTRY_URL"]
    assert first["environ"]["PULUMI_BACKEND_URL"] == second["environ"]["PULUMI_BACKEND_URL"]


def test_with_a_real_token_no_sandbox_starts_and_the_token_is_not_written_down(
    monkeypatch: pytest.MonkeyPatch, layout: Layout, notes: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SENTRY_AUTH_TOKEN", TOKEN)
    monkeypatch.setenv("SENTRY_ORG", "acme")
    monkeypatch.setenv("SENTRY_URL", "https://de.sentry.io")
    assert run("up", "--stack", "prod") == 0
    [applied] = calls(notes, "up")
    assert applied["environ"]["SENTRY_AUTH_TOKEN"] == TOKEN
    assert not layout.sandbox_process_file.exists()
    written = [path.read_text() for path in layout.local.rglob("*") if path.is_file()]
    assert not any(TOKEN in text for text in written)
    shown = "".join(capfd.readouterr())
    assert "using Sentry at https://de.sentry.io, organization acme" in shown
    assert TOKEN not in shown


def test_a_failed_up_is_one_line_and_exit_code_1(notes: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (notes / "fail").touch()
    assert run("up") == 1
    error = capfd.readouterr().err
    assert error.startswith("error: pulumi up of stack dev failed (exit code 1)")
    assert len(error.splitlines()) == 1


def test_a_backend_that_cannot_be_asked_is_reported_in_its_own_words(
    notes: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (notes / "broken").touch()
    assert run("up") == 1
    assert capfd.readouterr().err == "error: `pulumi stack ls` failed: the backend is not there\n"


def test_without_a_cli_nothing_is_started(
    layout: Layout, fake_bin: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (fake_bin / "pulumi").unlink()
    monkeypatch.setenv("PATH", "/nowhere")
    assert run("up") == 1
    assert "run `make up` once" in capfd.readouterr().err
    assert not layout.sandbox_process_file.exists()


@pytest.mark.parametrize("name", ["interrupt", "terminate"])
def test_an_interrupted_up_lets_pulumi_finish_and_ends_with_130(
    notes: Path, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    (notes / name).touch()
    before = signal.getsignal(signal.SIGTERM)
    assert run("up") == 130
    # Ctrl-C reaches Pulumi from the terminal by itself; a SIGTERM has to be passed on, once.
    assert (notes / "finished").read_text() == ("0" if name == "interrupt" else "1")
    assert capfd.readouterr().err == "error: interrupted; run it again to go on\n"
    assert signal.getsignal(signal.SIGTERM) is before


def test_down_stops_what_up_started(layout: Layout, capfd: pytest.CaptureFixture[str]) -> None:
    assert run("up") == 0
    assert run("down") == 0
    assert sandbox.running_sandbox(layout) is None
    assert run("down") == 0
    shown = capfd.readouterr().out
    assert "stopped the sandbox at http://127.0.0.1:" in shown
    assert "no sandbox of this project is running" in shown


def test_debug_shows_the_chain_of_causes_without_their_texts(
    layout: Layout, capfd: pytest.CaptureFixture[str]
) -> None:
    layout.stack_file("dev").write_text("config: [sntryu_inline_secret\n")
    assert run("--debug", "up") == 1
    error = capfd.readouterr().err
    assert "caused by ParserError at " in error
    assert "sntryu_inline_secret" not in error
    assert "Traceback" not in error


def test_outside_of_a_project_the_error_says_where_to_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("status") == 1
    assert "no Pulumi.yaml in" in capfd.readouterr().err


def test_a_project_is_found_from_a_folder_below_it(layout: Layout) -> None:
    below = layout.root / "a" / "b"
    below.mkdir(parents=True)
    assert find_layout(below).root == layout.root.resolve()


def test_a_wrong_option_is_a_usage_error(capfd: pytest.CaptureFixture[str]) -> None:
    assert run("up", "--no-such-option") == 2
    assert "--no-such-option" in capfd.readouterr().err


def test_a_missing_extra_is_named_with_the_command_that_installs_it() -> None:
    with pytest.raises(CommandError, match=r"pip install 'pulumi-sentry\[sandbox\]'"):
        load("no_such_sandbox")


def test_the_sandbox_command_passes_on_its_options(tmp_path: Path) -> None:
    words = sandbox_command_line(0, tmp_path, "50ms")
    assert words[1:] == ["-m", "sentry_sandbox", "--port", "0", "--data", str(tmp_path), "--latency", "50ms"]
    assert "--data" not in sandbox_command_line(9600, None, None)
