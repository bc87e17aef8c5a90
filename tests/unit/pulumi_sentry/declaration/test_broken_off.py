"""A program that the engine has broken off ends and adds nothing to what the engine says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pulumi_sentry.declaration import EXPLAINED

pytestmark = pytest.mark.slow  # each starts a program that imports Pulumi

HOST = """
import asyncio, os, runpy, sys

async def run():
    runpy.run_path(os.path.join(os.path.dirname(__file__), "program.py"), run_name="__main__")
    await asyncio.sleep(WAITS)

asyncio.new_event_loop().run_until_complete(run())
"""
"""What a host does with a program: it runs it in an event loop, which then goes on."""

BEFORE = """
import asyncio, gc, grpc, os, signal, threading
import pulumi.runtime.settings as sdk
from pulumi_sentry.declaration import end_quietly_when_broken_off

class Failed(grpc.RpcError):
    def __init__(self, code):
        self._code = code
    def code(self):
        return self._code
    def details(self):
        return "what the engine answered"

def end(code):
    try:
        sdk.handle_grpc_error(Failed(getattr(grpc.StatusCode, code)))
    except Exception as error:
        print(":", error, end="")
    finally:
        print(", cleaned up", end="")
"""
QUIET = "end_quietly_when_broken_off()\n"
TELLS = "print('said before', end='')\n"


def run(
    folder: Path, *parts: str, host: str = "pulumi-language-python-exec", waits: float = 0
) -> tuple[int, str, str]:
    """The exit code and what a program prints that a host of this name runs; its loop goes on for so many seconds."""
    (folder / host).write_text(HOST.replace("WAITS", str(waits)))
    (folder / "program.py").write_text(BEFORE + "".join(parts))
    command = [sys.executable, str(folder / host)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)  # noqa: S603 - our own script
    return ran.returncode, ran.stdout, ran.stderr


@pytest.mark.parametrize("code", ["CANCELLED", "UNAVAILABLE"])
def test_a_call_that_the_engine_broke_off_ends_the_program_without_a_word(tmp_path: Path, code: str) -> None:
    assert run(tmp_path, QUIET, TELLS, f"end('{code}')") == (EXPLAINED, "said before, cleaned up", "")


BLOCKED = """
try:
    os.kill(os.getpid(), signal.SIGINT)
    signal.pause()
finally:
    print(", cleaned up", end="")
"""

WAITING = """
threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
"""

FREED = """
class Late:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)

asyncio.get_running_loop().call_soon(lambda late: None, Late())
"""


def test_an_interrupt_ends_the_programs_own_code_where_it_is(tmp_path: Path) -> None:
    assert run(tmp_path, QUIET, TELLS, BLOCKED, waits=50) == (EXPLAINED, "said before, cleaned up", "")


@pytest.mark.parametrize("program", [WAITING, FREED], ids=["that waits", "that frees an object"])
def test_an_interrupt_ends_a_program_without_a_word(tmp_path: Path, program: str) -> None:
    assert run(tmp_path, QUIET, TELLS, program, waits=50) == (EXPLAINED, "said before", "")


def test_a_call_that_the_engine_refused_is_told(tmp_path: Path) -> None:
    told = "said before: what the engine answered, cleaned up"
    assert run(tmp_path, QUIET, TELLS, "end('UNKNOWN')") == (0, told, "")


@pytest.mark.parametrize(
    "sdk",
    ["del sdk.grpc_error_to_exception\n", "sdk.grpc_error_to_exception = lambda error, further: 1\n"],
    ids=["without it", "with another signature"],
)
def test_an_sdk_that_is_not_as_known_is_left_alone(tmp_path: Path, sdk: str) -> None:
    unchanged = "teller = vars(sdk).get('grpc_error_to_exception')\n" + QUIET
    seen = "print(vars(sdk).get('grpc_error_to_exception') is teller)"
    assert run(tmp_path, sdk, unchanged, seen) == (0, "True\n", "")


def test_a_process_that_pulumi_does_not_run_is_left_alone(tmp_path: Path) -> None:
    told = "said before: Resource monitor has terminated, shutting down, cleaned up"
    program = (
        QUIET,
        TELLS,
        "end('UNAVAILABLE')\n",
        "assert signal.getsignal(2) is signal.default_int_handler",
    )
    assert run(tmp_path, *program, host="users_own.py") == (0, told, "")


def test_a_handler_of_the_programs_own_is_left_alone(tmp_path: Path) -> None:
    own = "signal.signal(signal.SIGINT, print)\n"
    assert run(tmp_path, own, QUIET, "print(signal.getsignal(2) is print)") == (0, "True\n", "")
