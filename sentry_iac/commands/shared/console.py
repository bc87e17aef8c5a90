"""The output of commands: progress on standard output, errors on standard error, no markup in quoted text."""

from __future__ import annotations

import sys
from typing import Final

from rich.console import Console
from rich.text import Text

WIDE: Final = 160
"""Columns of a table where there is no terminal."""


def output() -> Console:
    """Return the console for results; wide enough for a table when it is not a terminal."""
    return Console(width=None if sys.stdout.isatty() else WIDE, highlight=False)


def say(line: str) -> None:
    """One line of progress."""
    output().print(Text.assemble(("==> ", "bold cyan"), line), soft_wrap=True)


def say_progress(line: str) -> None:
    """One line of progress on standard error, for a command whose standard output is its result."""
    console = Console(stderr=True, highlight=False)
    console.print(Text.assemble(("==> ", "bold cyan"), line), soft_wrap=True)


def say_warning(line: str) -> None:
    """One line about what was done all the same, and is probably not meant."""
    console = Console(stderr=True, highlight=False)
    console.print(Text.assemble(("warning: ", "bold yellow"), line), soft_wrap=True)


def say_error(line: str) -> None:
    """One line about a failure."""
    console = Console(stderr=True, highlight=False)
    console.print(Text.assemble(("error: ", "bold red"), line), soft_wrap=True)
