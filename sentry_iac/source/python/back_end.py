"""A back end in Python, as checks ask about it: its `sentry_sdk.init`, its starts and its requirements."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path
from typing import Final

from sentry_iac.source.events import Event, Step
from sentry_iac.source.process_files import env_file_option
from sentry_iac.source.python.init import BackEndInit
from sentry_iac.source.python.program import SUFFIXES, Program
from sentry_iac.source.python.requirements import Requirement, requirements
from sentry_iac.source.python.running import (
    Startup,
    calls_of_application,
    calls_of_init,
    run,
    run_function,
)
from sentry_iac.source.tree import Fingerprint, fingerprint
from sentry_iac.source.unreadable import Unreadable
from sentry_iac.source.values import Place

# An application has a few; each one that nothing runs is looked for through all of the application.
_MOST_INITS: Final = 20


@dataclass(frozen=True, slots=True)
class Start:
    """A module that a process can begin with, and that makes the app object.

    Attributes:
        module: its dotted name, seen from the application's folder.
        path: the file.
        events: its steps, in order.
    """

    module: str
    path: Path
    events: tuple[Event, ...]


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
def _read(folder: Path, files: Fingerprint) -> BackEnd:  # noqa: ARG001 - part of the cache's key
    return BackEnd(folder)


class BackEnd:
    """One application.

    Args:
        folder: where its code is.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._program = Program(folder)
        self._startups = _startups(self._program)
        self._inits = calls_of_init(self._program)

    @property
    def files(self) -> int:
        """How many files of Python it has."""
        return len(self._program.modules)

    @property
    def has_init(self) -> bool:
        """Whether it calls `sentry_sdk.init` anywhere."""
        return bool(self._inits)

    @property
    def starts(self) -> list[Start]:
        """The modules that a process can begin with, and that make the app object."""
        return [start for start, _ in self._startups]

    @property
    def frameworks(self) -> set[str]:
        """The integrations that its app objects have."""
        events = (each for start in self.starts for each in start.events)
        return {each.detail for each in events if each.step is Step.APPLICATION}

    def around_init(self) -> list[Event]:
        """Return the steps of the start in which `init` runs, or else those of the module or function around it.

        Raises:
            Unreadable: there is no init.
        """
        return self._started().events

    def init(self) -> BackEndInit:
        """Return the init that runs when the application starts, or else the first one there is.

        Raises:
            Unreadable: there is none.
        """
        call = self._started().init
        assert call is not None  # noqa: S101 - `_around_init` looks for it
        return BackEndInit(self._program, call)

    def requirements(self, package: str, top: Path) -> list[Requirement]:
        """Return the lines that name a package, those of lock files first, in the nearest folder that has any.

        Args:
            package: its name in the registry.
            top: the last folder upwards to look at.
        """
        return requirements(self._folder, top, package)

    def env_file_option(self, top: Path) -> Place | None:
        """Return where a file beside the source hands a `.env` file to the process; None where none does.

        Args:
            top: the last folder upwards to look at.
        """
        return env_file_option(self._folder, top)

    def _started(self) -> Startup:
        if self._around_init is None:
            raise self._no_init()
        return self._around_init

    @cached_property
    def _around_init(self) -> Startup | None:
        for _, startup in self._startups:
            if startup.init is not None:
                return startup
        around = dict.fromkeys((module, function) for module, _, function in self._inits)
        for module, function in islice(around, _MOST_INITS):
            startup = (
                run(self._program, module)
                if function is None
                else run_function(self._program, module, function)
            )
            if startup.init is not None:
                return startup
        return None

    def _no_init(self) -> Unreadable:
        broken = "".join(f"; {each.path.name}:{each.line} is not Python" for each in self._program.broken[:1])
        return Unreadable(
            f"no call of sentry_sdk.init in {self.files} files of {self._folder.name}{broken}",
            fix="import sentry_sdk; sentry_sdk.init() in a module that is imported first",
        )


def _startups(program: Program) -> list[tuple[Start, Startup]]:
    made = calls_of_application(program)
    begins = [(module, run(program, module)) for module in program.roots(module for module, _ in made)]
    found = [(module, startup) for module, startup in begins if _makes_app(startup)]
    if not found:
        # No module makes the app object by itself, so a server calls a function that does.
        found = [
            (module, run_function(program, module, function))
            for module, function in made
            if function is not None
        ]
    return [(Start(module.name, module.path, tuple(startup.events)), startup) for module, startup in found]


def _makes_app(startup: Startup) -> bool:
    return any(each.step is Step.APPLICATION for each in startup.events)
