"""The exit codes of all commands, with the same meaning in each."""

from __future__ import annotations

from enum import IntEnum
from typing import Final


class ExitCode(IntEnum):
    """How a command ended."""

    FINE = 0
    FAILED = 1
    USAGE = 2
    FOUND = 3
    INTERRUPTED = 130


MEANINGS: Final = {
    ExitCode.FINE: "fine: done, or nothing found",
    ExitCode.FAILED: "failed; the reason is on standard error",
    ExitCode.USAGE: "the words of the command line are wrong; nothing was done",
    ExitCode.FOUND: "found something: a forbidden risk, drift, a broken rule, a low score",
    ExitCode.INTERRUPTED: "interrupted",
}
"""Each code in words, for `--help` and docs/commands.md."""


def exit_code_lines() -> list[str]:
    """Return one line a code, for `--help`."""
    return [f"{code.value:>3}  {meaning}" for code, meaning in MEANINGS.items()]
