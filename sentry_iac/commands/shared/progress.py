"""A progress bar for people at a terminal; a log gets none."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from sentry_iac.commands.shared.console import output


@contextmanager
def working(doing: str) -> Iterator[None]:
    """Show on standard error that a command is at work, and for how long; the line is gone afterwards.

    Args:
        doing: the work, in words.
    """
    if not sys.stderr.isatty() or os.environ.get("CI"):
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
    if not sys.stdout.isatty() or os.environ.get("CI"):
        yield lambda _: None
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=output(), transient=True) as progress:
        task = progress.add_task(doing, total=total)
        yield lambda name: progress.update(task, advance=1, description=f"{doing}: {name}")
