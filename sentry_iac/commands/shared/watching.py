"""Shows a run of the engine to people: how far it is, warnings and errors, in place of Pulumi's own output."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from types import TracebackType
from typing import Final, Self

from pulumi.automation import OpType
from pulumi.automation.events import DiagnosticEvent, EngineEvent
from rich.console import Console
from rich.progress import Progress, SpinnerColumn
from rich.text import Text

from sentry_iac.commands.shared.console import say_progress
from sentry_iac.commands.shared.progress import bar_columns, is_watched
from sentry_iac.engine.engine import SAYS_NOTHING
from sentry_iac.engine.programs import is_about_our_provider
from sentry_iac.plan import Step, read_steps
from sentry_iac.plan.scrub import Scrubber
from sentry_iac.runs.dry_run import NOISE
from sentry_iac.runs.session import Session

_SECONDS: Final = 10.0
"""Between two lines of progress where there is no terminal."""

_QUIET: Final = frozenset({OpType.SAME, OpType.READ, OpType.REFRESH})
_STACK: Final = "pulumi:pulumi:Stack"

_LONGEST: Final = 2000
"""Characters of a message, which may hold lines for a file."""


def watching(doing: str) -> Callable[[Session], Watching]:
    """Return what makes the watch of a run, once it is known which secrets its texts must not show.

    Args:
        doing: the work, in words.
    """
    return lambda session: Watching(doing, partial(Scrubber(session.engine.environ), limit=_LONGEST))


class Watching:
    """Watches one run of the engine, and the next one where that waits and begins again.

    Args:
        doing: the work, in words.
        scrub: removes secrets from the engine's texts.
        every: seconds between two lines of progress where there is no terminal.

    Attributes:
        planned: how many resources the run is to change, as far as known.
        told: warnings that somebody has read already.
    """

    def __init__(self, doing: str, scrub: Callable[[str], str], *, every: float = _SECONDS) -> None:
        self.planned = 0
        self.told: set[str] = set()
        self._doing = doing
        self._scrub = scrub
        self._every = every
        self._events: list[EngineEvent] = []
        self._changed: set[str] = set()
        self._console = Console(stderr=True, highlight=False)
        self._shown = ExitStack()
        self._progress: Progress | None = None
        self._last = 0.0

    @property
    def steps(self) -> list[Step]:
        """What the run did, one step for each resource."""
        return read_steps(self._events)

    def __enter__(self) -> Self:
        """Begin to show progress."""
        self._events, self._changed, self._last = [], set(), time.monotonic()
        if is_watched(sys.stderr):
            progress = Progress(SpinnerColumn(), *bar_columns(), console=self._console, transient=True)
            self._progress = self._shown.enter_context(progress)
            self._progress.add_task(self._doing, total=self.planned or None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it; the line of progress is gone afterwards."""
        self._progress = None
        self._shown.close()

    def __call__(self, event: EngineEvent) -> None:
        """Take one event."""
        if event.diagnostic_event is not None:
            self._tell(event.diagnostic_event)
            return
        self._events.append(event)
        done = event.res_outputs_event
        if done is not None and done.metadata.op not in _QUIET and self._is_counted(event):
            self._changed.add(done.metadata.urn)
            self._count()

    def _is_counted(self, event: EngineEvent) -> bool:
        done = event.res_outputs_event
        if done is None:
            return False
        state = done.metadata.new or done.metadata.old
        return bool(state and state.custom and not done.metadata.type.startswith("pulumi:"))

    def _count(self) -> None:
        number = len(self._changed)
        if self._progress is not None:
            self._progress.update(
                self._progress.task_ids[0],
                completed=number,
                total=max(self.planned, number),
                description=self._doing,
            )
        elif time.monotonic() - self._last >= self._every:
            self._last = time.monotonic()
            of = f" of {self.planned}" if self.planned else ""
            say_progress(f"{self._doing}: {number}{of} done")

    def _tell(self, said: DiagnosticEvent) -> None:
        text = self._scrub(NOISE.sub("", said.message)).strip()
        if not text or text in SAYS_NOTHING:
            return
        if said.severity == "error":
            self._say("error: ", "bold red", f"{_about(said.urn, text)}{text}")
        elif said.severity == "warning":
            if text not in self.told and not is_about_our_provider(text):
                self.told.add(text)
                self._say("warning: ", "bold yellow", text)
        elif said.ephemeral:
            if self._progress is not None:
                self._progress.update(self._progress.task_ids[0], description=text)
        elif _STACK in (said.urn or ""):
            # What the program itself prints.
            self._say("", "", text)

    def _say(self, word: str, style: str, text: str) -> None:
        self._console.print(Text.assemble((word, style), text), soft_wrap=True)


def _about(urn: str | None, text: str) -> str:
    """Return which resource an error is about, unless the text names it."""
    if not urn or _STACK in urn:
        return ""
    *_, kind, name = urn.split("::")
    return "" if name in text else f"{kind.rsplit(':', 1)[-1]} {name}: "
