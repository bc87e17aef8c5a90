"""A progress bar for people at a terminal; a log gets none."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from sentry_iac.commands.shared.console import output


def is_watched(stream: TextIO) -> bool:
    """Whether somebody sees what moves on a stream: it is a terminal, and no log of a pipeline."""
    return stream.isatty() and not os.environ.get("CI")


def bar_columns() -> tuple[ProgressColumn, ...]:
    """Return what a bar shows: the work in words, how far it is, and for how long."""
    return (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )


@contextmanager
def working(doing: str) -> Iterator[None]:
    """Show on standard error that a command is at work, and for how long; the line is gone afterwards.

    Args:
        doing: the work, in words.
    """
    if not is_watched(sys.stderr):
        yield
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        progress.add_task(doing, total=None)
        yield


@contextmanager
def progress_bar(doing: str, total: int) -> Iterator[Callable[[str], None]]:
    """Show how far a command is while the block runs; the bar is gone afterwards.

    Args:
        doing: the work, in words.
        total: how many steps there are.

    Yields:
        A function to call after each step, with the name of what is done.
    """
    if not is_watched(sys.stdout):
        yield lambda _: None
        return
    with Progress(*bar_columns(), console=output(), transient=True) as progress:
        task = progress.add_task(doing, total=total)
        yield lambda name: progress.update(task, advance=1, description=f"{doing}: {name}")
