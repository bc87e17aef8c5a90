"""A back end in Python, as the checks ask about it: its `sentry_sdk.init`, the options of it, and what runs when."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from sentry_iac.source.python.options import Options, options_of
from sentry_iac.source.python.program import SUFFIXES, Frame, Module, Program
from sentry_iac.source.python.running import (
    Event,
    Step,
    calls_of_application,
    calls_of_init,
    run,
    run_function,
)
from sentry_iac.source.python.values import value_of
from sentry_iac.source.tree import Fingerprint, fingerprint
from sentry_iac.source.unreadable import Unreadable
from sentry_iac.source.values import Place, Value

_MOST_HOPS: Final = 10


@dataclass(frozen=True, eq=False)
class Init:
    """A call of `sentry_sdk.init`.

    Attributes:
        program: the application it is in.
        place: where it stands.
        options: the expression that each option is given, and where that runs.
        opaque: whether it is given more options, in a way that reading does not tell.
    """

    program: Program
    place: Place
    options: Options
    opaque: bool

    def option(self, name: str) -> Value | None:
        """Return what an option is given; None where it is not given.

        Raises:
            Unreadable: it may be among the options that reading does not tell.
        """
        if name in self.options:
            node, frame = self.options[name]
            return value_of(self.program, node, frame)
        if self.opaque:
            raise Unreadable(
                f"{self.place.path.name}:{self.place.line} gives init options in a way that reading does not tell",
                fix="write the options of sentry_sdk.init as keyword arguments",
            )
        return None

    def is_written(self, name: str) -> bool:
        """Whether an option is given as a literal in the call itself."""
        return name in self.options and isinstance(self.options[name][0], ast.Constant)

    def expression(self, name: str) -> tuple[ast.expr, Frame] | None:
        """Return the expression of an option, a name of the same module resolved."""
        found = self.options.get(name)
        for _ in range(_MOST_HOPS):
            if found is None or not isinstance(found[0], ast.Name):
                return found
            node, frame = found
            assert isinstance(node, ast.Name)  # noqa: S101 - seen above
            assigned = frame.assigned(node.id)
            found = frame.bound.get(node.id) or (None if assigned is None else (assigned, frame))
        return found


@dataclass(frozen=True, eq=False)
class BackEnd:
    """One application.

    Attributes:
        program: its modules.
        starts: for each module that a process can begin with and that makes the app object: what happens, in order.
        calls: the calls of `init` anywhere in it.
    """

    program: Program
    starts: list[tuple[Module, list[Event]]]
    calls: int

    @property
    def frameworks(self) -> set[str]:
        """The integrations that its app objects have."""
        return {each.detail for _, events in self.starts for each in events if each.step is Step.APPLICATION}

    def around_init(self) -> list[Event]:
        """Return what happens around `init`: when the application starts, or at least where it stands.

        Raises:
            Unreadable: there is no init.
        """
        if self._around_init is None:
            raise self._no_init()
        return self._around_init

    @cached_property
    def _around_init(self) -> list[Event] | None:
        for _, events in self.starts:
            if any(each.step is Step.INIT for each in events):
                return events
        for module, _, function in calls_of_init(self.program):
            events = (
                run(self.program, module)
                if function is None
                else run_function(self.program, module, function)
            )
            if any(each.step is Step.INIT for each in events):
                return events
        return None

    def init(self) -> Init:
        """Return the init that runs when the application starts, or else the first one there is.

        Raises:
            Unreadable: there is none.
        """
        event = next(each for each in self.around_init() if each.step is Step.INIT)
        assert isinstance(event.node, ast.Call)  # noqa: S101 - what a step of this kind is
        options, opaque = options_of(self.program, event.node, event.frame)
        return Init(self.program, event.place, options, opaque)

    def _no_init(self) -> Unreadable:
        broken = "".join(f"; {each.path.name}:{each.line} is not Python" for each in self.program.broken[:1])
        return Unreadable(
            f"no call of sentry_sdk.init in {len(self.program.modules)} files of {self.program.folder.name}{broken}",
            fix="import sentry_sdk; sentry_sdk.init() in a module that is imported first",
        )


def read_back_end(folder: Path) -> BackEnd:
    """Read the application in a folder; it is read again only where a file of it has changed.

    Raises:
        Unreadable: there is no Python there.
    """
    files = fingerprint(folder, SUFFIXES)
    if not files:
        raise Unreadable(
            f"no Python source in {folder}", fix="name the folder of the applications with --app"
        )
    return _read(folder, files)


@lru_cache(maxsize=8)
def _read(folder: Path, files: Fingerprint) -> BackEnd:  # noqa: ARG001 - what makes it another application
    program = Program(folder)
    made = calls_of_application(program)
    begins = [(module, run(program, module)) for module in program.roots(module for module, _ in made)]
    starts = [(module, events) for module, events in begins if _makes_app(events)]
    if not starts:
        # Functions make the app object, and a server calls one of them.
        starts = [
            (module, run_function(program, module, function))
            for module, function in made
            if function is not None
        ]
    return BackEnd(program, starts, len(calls_of_init(program)))


def _makes_app(events: list[Event]) -> bool:
    return any(each.step is Step.APPLICATION for each in events)
