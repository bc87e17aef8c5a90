"""A front end, as the checks ask about it: its packages, its `Sentry.init`, and what its build does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sentry_iac.source.script.packages import Packages, read_packages
from sentry_iac.source.script.project import Frame, Project
from sentry_iac.source.script.running import Call, Event, Step, calls, run
from sentry_iac.source.script.syntax import LITERALS, SUFFIXES, arguments, inner
from sentry_iac.source.script.values import Object, object_of, value_of
from sentry_iac.source.tree import Fingerprint, fingerprint
from sentry_iac.source.unreadable import Unreadable
from sentry_iac.source.values import Place, Value

if TYPE_CHECKING:
    from tree_sitter import Node

_EARLY: Final = (
    "instrumentation-client",
    "src/instrumentation-client",
    "sentry.client.config",
    "src/hooks.client",
)
"""Scripts that a framework runs before the first render by itself: Next.js, Nuxt and SvelteKit."""

_PLUGINS: Final = frozenset(
    {
        "sentryVitePlugin",
        "sentryWebpackPlugin",
        "sentryRollupPlugin",
        "sentryEsbuildPlugin",
        "SentryWebpackPlugin",
        "withSentryConfig",
        "sentrySvelteKit",
        "sentryReactRouter",
        "sentryTanstackStart",
    }
)
_FILES: Final = frozenset({*SUFFIXES, ".json", ".yaml", ".lock", ".html"})
"""What it is read from: scripts, manifests and pages."""

_REPLAYS: Final = ("replayIntegration", "Replay", "replay")


@dataclass(frozen=True, eq=False)
class Init:
    """A call of `Sentry.init`.

    Attributes:
        project: the front end it is in.
        place: where it stands.
        options: what it is given.
    """

    project: Project
    place: Place
    options: Object

    def option(self, name: str) -> Value | None:
        """Return what an option is given; None where it is not given.

        Raises:
            Unreadable: it may be among the options that reading does not tell.
        """
        found = self.options.entries.get(name)
        if found is not None:
            return value_of(self.project, *found)
        if self.options.opaque:
            raise Unreadable(
                f"{self.place.path.name}:{self.place.line} gives init options in a way that reading does not tell",
                fix="write the options of Sentry.init into the call",
            )
        return None

    def is_written(self, name: str) -> bool:
        """Whether an option is given as a literal in the call itself."""
        found = self.options.entries.get(name)
        return found is not None and inner(found[0]).type in LITERALS


@dataclass(frozen=True, slots=True)
class Plugin:
    """The build's plugin that uploads source maps.

    Attributes:
        name: what is called.
        place: where.
        options: what it is given; None where reading does not tell.
    """

    name: str
    place: Place
    options: Object | None


def read_front_end(folder: Path) -> FrontEnd:
    """Read the application in a folder; it is read again only where a file of it has changed.

    Raises:
        Unreadable: there is no package.json, or the parser is missing.
    """
    return _read(folder, fingerprint(folder, _FILES))


@lru_cache(maxsize=8)
def _read(folder: Path, files: Fingerprint) -> FrontEnd:  # noqa: ARG001 - what makes it another application
    return FrontEnd(folder)


class FrontEnd:
    """One application.

    Args:
        folder: the one with package.json.

    Raises:
        Unreadable: there is no package.json, or the parser is missing.
    """

    def __init__(self, folder: Path) -> None:
        self.packages: Packages = read_packages(folder)
        self.project = Project(folder)

    @cached_property
    def entries(self) -> list[Path]:
        """The scripts that the browser begins with."""
        return self.project.entries()

    @cached_property
    def events(self) -> list[Event]:
        """What happens, in order, when the page loads."""
        return run(self.project, self.entries)

    @cached_property
    def calls(self) -> list[Call]:
        """The calls of exports of Sentry's packages, anywhere in the application and its build."""
        return calls(self.project)

    def early(self) -> Event | None:
        """Return the init in a script that the framework runs before the first render by itself."""
        for name in _EARLY:
            path = self.project.file(f"./{name}", self.project.folder)
            for event in run(self.project, [path]) if path is not None else ():
                if event.step is Step.INIT:
                    return event
        return None

    @cached_property
    def init_call(self) -> tuple[Node, Frame] | None:
        """The init that runs when the page loads, or else the first one there is."""
        running = next((each for each in self.events if each.step is Step.INIT), None) or self.early()
        if running is not None:
            return running.node, running.frame
        return next(((each.node, each.frame) for each in self.calls if each.name == "init"), None)

    def init(self) -> Init:
        """Return the call of init.

        Raises:
            Unreadable: there is none, or its options cannot be read.
        """
        if self.init_call is None:
            raise Unreadable(
                f"no call of Sentry.init in {self.project.folder.name}",
                fix='import "./instrument"; in the first line of the entry, with Sentry.init() in it',
            )
        node, frame = self.init_call
        place = frame.script.place(node)
        given = arguments(node)
        options = object_of(self.project, given[0], frame) if given else Object({}, opaque=False)
        if options is None:
            raise Unreadable(
                f"{place.path.name}:{place.line} gives init options in a way that reading does not tell",
                fix="write the options of Sentry.init into the call",
            )
        return Init(self.project, place, options)

    def replays(self) -> tuple[Place, Object] | None:
        """Return where session replay is set up, and its options; None where it is not.

        Raises:
            Unreadable: its options cannot be read.
        """
        call = next((each for each in self.calls if each.name in _REPLAYS), None)
        if call is None:
            return None
        place, given = call.place, arguments(call.node)
        options = object_of(self.project, given[0], call.frame) if given else Object({}, opaque=False)
        if options is None:
            raise Unreadable(
                f"{place.path.name}:{place.line} sets up replays in a way that reading does not tell",
                fix="write the options of replayIntegration into the call",
            )
        return place, options

    def traces_pages(self) -> Place | None:
        """Return where page loads are made into transactions; None where nothing does."""
        return next((each.place for each in self.calls if "browsertracing" in each.name.lower()), None)

    def plugins(self) -> Iterator[Plugin]:
        """Yield the calls of what uploads source maps while the application is built."""
        for call in self.calls:
            if call.name in _PLUGINS:
                given = arguments(call.node)
                # `withSentryConfig(config, options)`: the plugin's options come last.
                options = (
                    object_of(self.project, given[-1], call.frame) if given else Object({}, opaque=False)
                )
                yield Plugin(call.name, call.place, options)
