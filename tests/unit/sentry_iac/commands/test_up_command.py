from __future__ import annotations

import json
import random
import signal
import stat
import subprocess
from contextlib import redirect_stderr
from dataclasses import dataclass, field
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from pulumi_sentry.lifecycle import clock
from sentry_iac.commands import main, up
from sentry_iac.commands.sandbox import sandbox_command_line
from sentry_iac.commands.shared import local_sentry
from sentry_iac.commands.shared.local_sentry import load
from sentry_iac.engine import stack_lock
from sentry_iac.errors import CommandError
from sentry_iac.files.layout import Layout, find_layout
from sentry_iac.plan import Action, Step
from sentry_iac.runs import dry_run
from sentry_iac.runs.surroundings import Surroundings
from sentry_iac.sandbox import background
from tests.git_remote import Remote, commit, git
from tests.unit.sentry_iac.support import fake_sandbox_command

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
    monkeypatch.setattr(local_sentry, "default_port", lambda: free_port)
    monkeypatch.setattr(
        local_sentry, "start_sandbox", partial(background.start_sandbox, command=fake_sandbox_command)
    )
    monkeypatch.setattr(dry_run, "preview", Looks())
    monkeypatch.chdir(layout.root)
    (notes / "outputs").write_text(json.dumps(OUTPUTS))


@dataclass
class Looks:
    """Stands in for the engine's previews.

    Attributes:
        steps: what it would do.
        apart: whether Sentry differs from the state.
        asked: for each preview, whether it had to look at Sentry first.
    """

    steps: list[Step] = field(default_factory=list)
    apart: bool = False
    asked: list[bool] = field(default_factory=list)

    def __call__(self, _around: Surroundings, *, refresh: bool) -> dry_run.Found:
        self.asked.append(refresh)
        return dry_run.Found(list(self.steps), [], self.apart)


@pytest.fixture
def looks() -> Looks:
    """The stand-in for the engine's previews."""
    assert isinstance(dry_run.preview, Looks)
    return dry_run.preview


@dataclass
class Person:
    """Somebody at the terminal, with the answers that are given next."""

    answers: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)

    def __call__(self, question: str) -> str:
        self.questions.append(question)
        return self.answers.pop(0)


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> Person:
    """A terminal, a token of a real Sentry, and a person who answers."""
    monkeypatch.setenv("SENTRY_AUTH_TOKEN", TOKEN)
    monkeypatch.setenv("SENTRY_ORG", "acme")
    monkeypatch.setattr(up, "on_a_terminal", lambda: True)
    here = Person()
    monkeypatch.setattr("builtins.input", here)
    return here


def step(action: Action, name: str = "web") -> Step:
    return Step(action=action, type="Team", name=name, urn=f"urn::{name}", id="1", new={"slug": name})


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
    assert "Updating (dev)" not in shown
    assert "web-dev" in shown
    assert f"Sandbox page: http://127.0.0.1:{free_port}" in shown


def test_pulumis_own_output_is_shown_where_somebody_wants_it(capfd: pytest.CaptureFixture[str]) -> None:
    assert run("up", "--verbose") == 0
    assert "Updating (dev)" in capfd.readouterr().out


def test_a_second_up_reuses_sandbox_stack_and_passphrase(
    layout: Layout, notes: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run("up") == 0
    kept = [layout.sandbox_process_file.read_text(), layout.passphrase_file.read_text()]
    assert run("up") == 0
    assert [layout.sandbox_process_file.read_text(), layout.passphrase_file.read_text()] == kept
    assert capfd.readouterr().out.count("created stack") == 1
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


def test_a_demo_on_the_sandbox_writes_nothing_where_somebody_is_logged_in(
    layout: Layout, notes: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PULUMI_ACCESS_TOKEN", "pul-of_nobody")
    assert run("up") == 0
    assert {call["environ"]["PULUMI_BACKEND_URL"] for call in calls(notes)} == {layout.state_url}
    assert "your PULUMI_ACCESS_TOKEN is left alone, unless PULUMI_BACKEND_URL asks" in capfd.readouterr().out
    monkeypatch.setenv("PULUMI_BACKEND_URL", "https://api.pulumi.com")
    (notes / "calls").unlink()
    assert run("up") == 0
    assert {call["environ"]["PULUMI_BACKEND_URL"] for call in calls(notes)} == {"https://api.pulumi.com"}


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
    # A workflow has this value for an unset secret.
    monkeypatch.setenv("PULUMI_BACKEND_URL", "")
    assert run("up", "--no-sandbox", "--yes") == 1
    assert "export PULUMI_BACKEND_URL to a state that your team shares" in capfd.readouterr().err
    assert not (notes / "calls").exists()
    layout.state.mkdir(parents=True)
    assert run("up", "--no-sandbox", "--yes") == 0


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
    notes: Path, looks: Looks, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(stack_lock, "_PAUSE", (0.0, 0.0))
    (notes / "locked").write_text("2")
    assert run("up", "--wait", "1") == 0
    # A waiting run calls neither the engine nor Sentry.
    assert (len(calls(notes, "up")), len(looks.asked)) == (1, 1)
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
    assert len(calls(notes, "up")) == 1
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
    assert run("up", "--stack", "prod", "--yes") == 0
    [applied] = calls(notes, "up")
    assert applied["environ"]["SENTRY_AUTH_TOKEN"] == TOKEN
    assert not layout.sandbox_process_file.exists()
    written = [path.read_text() for path in layout.local.rglob("*") if path.is_file()]
    assert not any(TOKEN in text for text in written)
    shown = "".join(capfd.readouterr())
    assert "using Sentry at https://de.sentry.io, organization acme" in shown
    assert TOKEN not in shown


def test_without_a_terminal_a_real_sentry_takes_a_yes(
    monkeypatch: pytest.MonkeyPatch, layout: Layout, notes: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SENTRY_AUTH_TOKEN", TOKEN)
    monkeypatch.setenv("SENTRY_ORG", "acme")
    assert run("up", "--stack", "prod") == 1
    [line] = capfd.readouterr().err.splitlines()
    assert line.startswith("error: this may change a real Sentry")
    assert "add --yes (`make up YES=1`)" in line
    assert not (notes / "calls").exists()
    assert not layout.local.exists()


@pytest.mark.parametrize("answer", ["y", "Yes ", "", "n", "yep"])
def test_a_person_sees_what_a_real_sentry_gets_and_is_asked(
    layout: Layout, looks: Looks, person: Person, capfd: pytest.CaptureFixture[str], answer: str
) -> None:
    looks.steps = [step(Action.CREATE)]
    person.answers = [answer]
    code = 0 if answer in ("y", "Yes ") else 1
    assert run("up", "--stack", "prod") == code
    assert person.questions == ["Apply this to https://sentry.io, organization acme? [y/N] "]
    shown = capfd.readouterr()
    assert "Stack prod: 1 to create; 0 unchanged\n  +  team web\n" in shown.out
    assert ("By hand: " in shown.out) is (code == 0)
    assert shown.err == ("error: stopped before anything was changed\n" if code else "")
    # `make clean` would not forget a real Sentry that this stack has never touched.
    assert layout.targets_file.exists() is (code == 0)


def test_the_sandbox_a_yes_and_a_plan_without_a_change_need_no_answer(
    notes: Path, looks: Looks, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks.steps = [step(Action.SAME)]
    assert run("up") == 0
    looks.steps = [step(Action.CREATE)]
    assert run("up", "--yes") == 0
    monkeypatch.delenv("SENTRY_AUTH_TOKEN")
    assert run("up") == 0
    assert person.questions == []
    assert len(calls(notes, "up")) == 3


def test_ctrl_c_and_the_end_of_the_input_are_no_yes(
    notes: Path,
    looks: Looks,
    person: Person,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    looks.steps = [step(Action.CREATE)]
    assert person.answers == []
    for error, code, said in (
        (KeyboardInterrupt(), 130, "error: interrupted; run it again to go on\n"),
        (EOFError(), 1, "error: stopped before anything was changed\n"),
    ):
        monkeypatch.setattr("builtins.input", partial(_raise, error))
        assert run("up") == code
        assert capfd.readouterr().err == said
    assert calls(notes, "up") == []


def _raise(error: BaseException, _question: str) -> str:
    raise error


def test_what_the_guard_forbids_is_named_in_the_question(
    layout: Layout, looks: Looks, person: Person, capfd: pytest.CaptureFixture[str]
) -> None:
    (layout.root / "sentry.yaml").write_text("teams: {}\nprojects: {}\nguard: { forbid: [access-lost] }\n")
    (layout.root / "Pulumi.dev.yaml").write_text("config: { 'example:environment': production }\n")
    gone = Step(action=Action.DELETE, type="Team", name="web", urn="urn::web", id="1", old={"slug": "web"})
    looks.steps = [gone]
    person.answers = ["n"]
    assert run("up") == 1
    assert "access-lost (forbidden)" in capfd.readouterr().out
    [question] = person.questions
    assert question.endswith("organization acme, although the guard forbids it? [y/N] ")


def test_sentry_is_looked_at_again_only_where_something_is_to_be_done(notes: Path, looks: Looks) -> None:
    always = ["up", "--yes", "--stack", "dev", "--suppress-outputs", "--skip-preview"]
    assert run("up") == 0
    looks.apart = True
    assert run("up") == 0
    looks.apart, looks.steps = False, [step(Action.UPDATE)]
    assert run("up") == 0
    assert run("up", "--no-refresh") == 0
    assert looks.asked == [True, True, True, False]
    refresh = [*always, "--refresh"]
    # The words after these are for the watch.
    words = [[each for each in call["words"] if each in refresh] for call in calls(notes, "up")]
    assert words == [always, refresh, refresh, always]


def test_one_instant_counts_for_the_look_and_what_follows_it(
    notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def note(around: Surroundings, *, refresh: bool) -> dry_run.Found:
        assert refresh
        seen.append(around.variables[clock.NOW])
        return dry_run.Found([], [])

    monkeypatch.setattr(dry_run, "preview", note)
    assert run("up") == 0
    [applied] = calls(notes, "up")
    assert seen == [applied["environ"][clock.NOW]]


def test_a_state_that_somebody_changes_while_a_person_thinks_is_looked_at_again(
    notes: Path,
    looks: Looks,
    person: Person,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    looks.steps = [step(Action.CREATE)]

    def somebody_else(question: str) -> str:
        if not person.questions:
            (notes / "state").write_text('{"other": true}')
            looks.steps = [step(Action.CREATE), step(Action.CREATE, "other")]
        person.questions.append(question)
        return "y"

    monkeypatch.setattr("builtins.input", somebody_else)
    assert run("up") == 0
    assert len(person.questions) == 2
    assert "somebody changed stack dev meanwhile; looking again" in capfd.readouterr().out
    assert len(calls(notes, "up")) == 1


def test_after_a_wait_only_what_is_new_is_asked(
    notes: Path, looks: Looks, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stack_lock, "_PAUSE", (0.0, 0.0))
    looks.steps = [step(Action.CREATE)]
    (notes / "locked late").write_text("1")
    person.answers = ["y"]
    assert run("up", "--wait", "1") == 0
    assert len(looks.asked) == 2
    assert len(person.questions) == 1
    assert len(calls(notes, "up")) == 2


def test_without_a_look_the_table_says_where_it_is_from(capfd: pytest.CaptureFixture[str]) -> None:
    assert run("up", "--no-refresh") == 0
    assert "Stack dev, as its state has it: without a look at Sentry" in capfd.readouterr().out
    assert run("up") == 0
    assert "as its state has it" not in capfd.readouterr().out


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
    assert "`sentry-iac pulumi install` installs it" in capfd.readouterr().err
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
    assert background.running_sandbox(layout) is None
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
    with pytest.raises(CommandError, match=r"pip install 'pulumi-sentry\[cli\]'"):
        load("no_such_sandbox")


def test_the_sandbox_command_passes_on_its_options(tmp_path: Path) -> None:
    words = sandbox_command_line(0, tmp_path, "50ms", host="0.0.0.0", public_url="http://sentry.test")  # noqa: S104
    assert words[1:5] == ["-m", "sentry_sandbox", "--port", "0"]
    assert words[5:] == [
        f"--data={tmp_path}",
        "--latency=50ms",
        "--host=0.0.0.0",
        "--public-url=http://sentry.test",
    ]
    assert sandbox_command_line(9600, None, None)[1:] == ["-m", "sentry_sandbox", "--port", "9600"]
