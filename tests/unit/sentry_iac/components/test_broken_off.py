"""A program that the engine has broken off ends at once and adds nothing to what the engine says."""

import subprocess
import sys

import pytest

from sentry_iac.components.broken_off import EXPLAINED

pytestmark = pytest.mark.slow  # each starts a program that imports Pulumi

PROGRAM = """
import grpc
from pulumi.runtime.settings import handle_grpc_error
from sentry_iac.components.broken_off import end_quietly_when_broken_off

class Failed(grpc.RpcError):
    def code(self):
        return grpc.StatusCode.{code}
    def details(self):
        return "what the engine answered"

end_quietly_when_broken_off()
print("said before", end="")
try:
    handle_grpc_error(Failed())
except Exception as error:
    print(":", error, end="")
"""


def run(code: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", PROGRAM.format(code=code)]
    return subprocess.run(program, capture_output=True, text=True, check=False)  # noqa: S603 - our own script


@pytest.mark.parametrize("code", ["CANCELLED", "UNAVAILABLE"])
def test_a_call_that_the_engine_broke_off_ends_the_program_without_a_word(code: str) -> None:
    ran = run(code)
    assert (ran.returncode, ran.stdout, ran.stderr) == (EXPLAINED, "said before", "")


def test_a_call_that_the_engine_refused_is_told() -> None:
    ran = run("UNKNOWN")
    assert (ran.returncode, ran.stdout) == (0, "said before: what the engine answered")
