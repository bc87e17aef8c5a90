"""`sentry-iac up` on the real engine: it looks at Sentry, shows its plan, and asks a person."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sentry_sandbox.server import SandboxServer
from sentry_sandbox.settings import Settings
from tests.e2e.engine import BIN
from tests.e2e.project import Project, Ran
from tests.e2e.terminal import CTRL_C, Terminal
from tests.faults.faults import clear, hold_answer, strike, struck, until
from tests.sandbox import person_at, variables_of

READ_ONLY = ["org:read", "project:read", "team:read", "alerts:read", "member:read"]
HIGH_PRIORITY = "gvses-backend: new high-priority issues"
MONITORS = "gvses-backend: monitors"
QUESTION = "organization sandbox? [y/N] "
NOTHING = re.compile(r"^Stack prod: nothing to do; \d+ unchanged$", re.MULTILINE)


class Applied:
    """The shipped project applied to a Sentry that is not the project's sandbox, and people there."""

    def __init__(self, folder: Path, sandbox: SandboxServer) -> None:
        self.hand = person_at(sandbox)
        env = variables_of(sandbox)
        self.project = Project(folder, env)
        made = self.hand.admin("POST", "tokens", {"scopes": READ_ONLY, "kind": "integration"})
        self.reader = {"SENTRY_AUTH_TOKEN": str(made["token"])}

    def run(self, *words: str, **env: str) -> Ran:
        """`sentry-iac` without a terminal."""
        ended = subprocess.run(  # noqa: S603  # our own command line
            [str(BIN / "sentry-iac"), *words, "--stack", "prod"],
            cwd=self.project.folder,
            env={**self.project.env, **env},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert "Traceback" not in ended.stderr
        return Ran(ended.returncode, ended.stdout + ended.stderr)

    def on_a_terminal(self, *words: str) -> Terminal:
        """`sentry-iac up` on a terminal."""
        command = [str(BIN / "sentry-iac"), "up", "--stack", "prod", *words]
        return Terminal(command, self.project.folder, self.project.env)

    def requests(self) -> tuple[int, int]:
        """How many requests reached Sentry since the last look, and how many of them wrote."""
        log = self.hand.admin("GET", "requests")
        self.hand.admin("DELETE", "requests")
        return log["total"], log["writes"]

    def alert(self, name: str) -> dict[str, Any] | None:
        """An alert by its name, if it exists."""
        found: list[dict[str, Any]] = self.hand.get("organizations/{org}/workflows/")
        return next((each for each in found if each["name"] == name), None)

    def delete_alert(self, name: str) -> dict[str, Any]:
        """As somebody does it in Sentry's own pages; returns what it was."""
        alert = self.alert(name)
        assert alert
        self.hand.call("DELETE", f"organizations/{{org}}/workflows/{alert['id']}/")
        return alert

    def switch_alert_off(self, name: str) -> None:
        """The same."""
        alert = self.alert(name)
        assert alert
        self.hand.call("PUT", f"organizations/{{org}}/workflows/{alert['id']}/", {**alert, "enabled": False})


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Applied]:
    """The project after a first `up`."""
    with SandboxServer(Settings()) as sandbox:
        here = Applied(tmp_path_factory.mktemp("up") / "project", sandbox)
        ran = here.run("up", "--yes")
        assert ran.code == 0, ran.text
        assert re.search(r"^Stack prod: \d+ to create; 0 unchanged$", ran.text, re.MULTILINE)
        # The engine must not print the outputs, masked or not.
        assert "Outputs:" not in ran.text
        here.requests()
        yield here
        here.hand.close()


def test_without_a_change_it_looks_once_and_writes_nothing(applied: Applied) -> None:
    ran = applied.run("up", "--yes")
    nothing = NOTHING.search(ran.text)
    assert nothing, ran.text
    # One count for one thing: what the plan calls unchanged is all that the stack has.
    [unchanged] = re.findall(r"\d+", nothing[0])
    assert f"stack prod is applied: nothing was to be done ({unchanged} resources)" in ran.text
    looked = applied.requests()
    assert applied.run("preview").code == 0
    # The engine's own check of its configuration is the one request of an `up` that finds nothing to do.
    total, writes = applied.requests()
    assert looked == (total + 1, 0)
    assert (total, writes) == (19, 0)


def test_without_a_look_it_is_a_request_a_run(applied: Applied) -> None:
    assert NOTHING.search(applied.run("preview", "--no-refresh").text)
    assert applied.requests() == (1, 0)
    ran = applied.run("up", "--yes", "--no-refresh")
    assert "as its state has it: without a look at Sentry" in ran.text
    assert applied.requests() == (2, 0)


def test_what_somebody_deleted_or_changed_is_in_the_preview_and_made_again(applied: Applied) -> None:
    # Which project is made first decides its number.
    [monitor] = applied.delete_alert(HIGH_PRIORITY)["detectorIds"]
    applied.switch_alert_off(MONITORS)
    applied.project.env_file("prod", "backend").unlink()
    state = applied.project.state_text()
    applied.requests()
    ran = applied.run("preview", **applied.reader)
    assert ran.code == 0
    summary, *changes = ran.text.splitlines()
    assert re.fullmatch(r"Stack prod: 1 to change, 2 to create; \d+ unchanged", summary)
    assert sorted(changes) == [
        "  +  .env file .local/app/prod/backend/.env (is not on this machine)",
        f"  +  alert '{HIGH_PRIORITY}': for monitor {monitor}; mails team gvses (was deleted at Sentry)",
        f"  ~  alert '{MONITORS}': switched on (was changed at Sentry)",
    ]
    # A look changes neither Sentry nor the state.
    assert applied.requests()[1] == 0
    assert applied.project.state_text() == state
    # Files of this machine are still checked.
    ran = applied.run("preview", "--no-refresh")
    assert re.match(r"Stack prod: 1 to change; \d+ unchanged\n  ~  \.env file ", ran.text)
    assert "alert" not in ran.text

    ran = applied.run("up", "--yes")
    assert ran.code == 0, ran.text
    again, back = applied.alert(HIGH_PRIORITY), applied.alert(MONITORS)
    assert again
    assert back
    assert (again["enabled"], back["enabled"]) == (True, True)
    assert applied.project.env_values("prod", "backend")["SENTRY_DSN"]
    table = ran.text[ran.text.index("Alerts") :]
    assert "high-priority, monitors" in next(line for line in table.splitlines() if "gvses-backend" in line)
    assert NOTHING.search(applied.run("preview").text)
    applied.requests()


def test_what_is_gone_and_no_longer_declared_leaves_the_state(applied: Applied) -> None:
    applied.delete_alert(HIGH_PRIORITY)
    before = (applied.project.folder / "sentry.yaml").read_text()
    applied.project.edit("sentry.yaml", "high-priority: { frequency: 30m }", "high-priority: false")
    ran = applied.run("up", "--yes")
    assert ran.code == 0, ran.text
    assert "1 to delete; " in ran.text
    assert "  -  alert 'gvses-frontend: new high-priority issues'\n" in ran.text
    assert "high-priority" not in applied.project.pulumi("stack", "--stack", "prod").text
    (applied.project.folder / "sentry.yaml").write_text(before)
    assert applied.run("up", "--yes").code == 0
    applied.requests()


def test_a_failed_up_says_which_resource_and_why_and_nothing_of_pulumis_own(applied: Applied) -> None:
    applied.switch_alert_off(MONITORS)
    strike(applied.hand, "status", status=403, method="PUT", path="*/workflows/*")
    ran = applied.run("up", "--yes")
    clear(applied.hand)
    assert ran.code == 1
    errors = [line for line in ran.text.splitlines() if line.startswith("error: ")]
    assert len(errors) == 2, ran.text
    first, last = errors
    assert first.startswith("error: Alert gvses-backend-monitors: PUT /organizations/sandbox/workflows/")
    assert "the token may not do this" in first
    assert "pulumi up of stack prod failed" in last
    assert "the reason is above" in last
    assert "Updating (" not in ran.text

    ran = applied.run("up", "--yes", "--verbose")
    assert ran.code == 0, ran.text
    assert "Updating (prod)" in ran.text
    applied.requests()


def test_a_person_is_asked_and_nothing_happens_without_a_yes(applied: Applied) -> None:
    applied.delete_alert(HIGH_PRIORITY)
    state = applied.project.state_text()
    applied.requests()
    for keys, code, said in (
        ("n\n", 1, "error: stopped before anything was changed"),
        (CTRL_C, 130, "error: interrupted; run it again to go on"),
    ):
        with applied.on_a_terminal() as terminal:
            terminal.answers(QUESTION, keys)
            assert terminal.ends() == code, terminal.text
        assert "(was deleted at Sentry)" in terminal.text
        assert terminal.text.splitlines()[-1] == said
        assert "Updating" not in terminal.text
    assert applied.requests()[1] == 0
    assert applied.project.state_text() == state

    with applied.on_a_terminal() as terminal:
        terminal.answers(QUESTION, "y\n")
        assert terminal.ends() == 0, terminal.text
    assert applied.alert(HIGH_PRIORITY)
    with applied.on_a_terminal() as terminal:
        assert terminal.ends() == 0, terminal.text
    # Where there is nothing to do, there is nothing to ask.
    assert NOTHING.search(terminal.text)
    assert QUESTION not in terminal.text
    applied.requests()


def test_ctrl_c_while_it_looks_ends_it(applied: Applied) -> None:
    state = applied.project.state_text()
    hold_answer(applied.hand, method="GET", path="*/workflows/*")
    with applied.on_a_terminal() as terminal:
        until(lambda: struck(applied.hand))
        terminal.types(CTRL_C)
        assert terminal.ends() == 130, terminal.text
    clear(applied.hand)
    # The terminal itself shows the keys.
    assert terminal.text.endswith("^C\nerror: interrupted; run it again to go on\n")
    assert "Traceback" not in terminal.text
    assert applied.project.state_text() == state
    assert applied.requests()[1] == 0


def test_an_up_of_a_pipeline_that_forgot_to_say_yes_does_not_begin(applied: Applied) -> None:
    ran = applied.run("up")
    assert ran.code == 1
    [line] = ran.text.splitlines()
    assert "add --yes (`make up YES=1`)" in line
    assert applied.requests() == (0, 0)
