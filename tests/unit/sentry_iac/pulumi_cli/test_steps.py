from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sentry_iac.pulumi_cli import steps
from sentry_iac.pulumi_cli.steps import StepError, guarded, locked, run
from sentry_iac.sandbox.processes import identify
from tests.repository import ROOT


def test_a_program_gives_its_code_and_what_it_printed_on_both_streams() -> None:
    result = run(["sh", "-c", "echo one; echo two >&2; echo; exit 3"], label="counting")
    assert result.code == 3
    assert result.tail(2) == "one\ntwo"


def test_a_long_step_gives_a_sign_of_life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = tmp_path / "shown"
    monkeypatch.setattr(steps, "say", shown.write_text)
    result = run(["sh", "-c", f"until [ -e '{shown}' ]; do sleep 0.01; done"], label="waiting", heartbeat=0.0)
    assert result.code == 0
    assert shown.read_text() == "waiting: 0 s so far"


def test_a_step_that_takes_too_long_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    child = tmp_path / "child"
    result = run(["sh", "-c", f"sleep 600 & echo $! > '{child}'; wait"], label="waiting", limit=1.0)
    assert result.code is None
    pid = int(child.read_text())
    while identify(pid) is not None:
        pass


def test_a_program_that_is_not_there_is_an_error_for_people() -> None:
    with pytest.raises(StepError, match="cannot run /nowhere/program: No such file"):
        run(["/nowhere/program"], label="nothing")


def test_a_lock_that_another_process_holds_is_announced_and_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "lock"
    code = "import sys; from pathlib import Path; from sentry_iac.pulumi_cli.steps import locked\n"
    code += "with locked(Path(sys.argv[1]), 'working'): print('held', flush=True); sys.stdin.read()"
    order: list[str] = []
    with subprocess.Popen(  # noqa: S603 - our own code
        [sys.executable, "-c", code, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        other.stdout.readline()

        def release(line: str) -> None:
            order.append(line)
            other.communicate()

        monkeypatch.setattr(steps, "say", release)
        with locked(lock, "working"):
            order.append("held")
    assert order == ["another process is working: waiting for it", "held"]


@pytest.mark.parametrize(
    ("error", "code", "text"),
    [
        (StepError("no network"), 1, "error: no network\n"),
        (KeyboardInterrupt(), 130, "interrupted; run it again to go on\n"),
    ],
)
def test_a_failure_is_a_message_and_an_exit_code(
    error: BaseException, code: int, text: str, capfd: pytest.CaptureFixture[str]
) -> None:
    before = signal.getsignal(signal.SIGTERM)

    def fail() -> None:
        raise error

    try:
        assert guarded(fail) == code
    finally:
        signal.signal(signal.SIGTERM, before)
    assert capfd.readouterr().err == text
