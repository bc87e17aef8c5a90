"""A front end, as the checks ask about it: its packages, its `Sentry.init`, and what its build does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sentry_iac.audit.script.packages import Packages, read_packages
from sentry_iac.audit.script.project import Frame, Project, Script
from sentry_iac.audit.script.running import SENTRY, Event, Step, calls, run
from sentry_iac.audit.script.syntax import arguments, called, walk
from sentry_iac.audit.script.values import Object, object_of, value_of
from sentry_iac.audit.subject import Unreadable
from sentry_iac.audit.values import Place, Value

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


@dataclass(frozen=True, slots=True)
class Plugin:
    """The build's plugin that uploads source maps.

    Attributes:
        name: what is called.
        place: where.
        options: what it is given; None where reading does not tell.
        script: the build's configuration.
    """

    name: str
    place: Place
    options: Object | None
    script: Script


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
        anywhere = calls(self.project, "init")
        return anywhere[0] if anywhere else None

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
        for name in _REPLAYS:
            for node, frame in calls(self.project, name):
                place, given = frame.script.place(node), arguments(node)
                options = object_of(self.project, given[0], frame) if given else Object({}, opaque=False)
                if options is None:
                    raise Unreadable(
                        f"{place.path.name}:{place.line} sets up replays in a way that reading does not tell",
                        fix="write the options of replayIntegration into the call",
                    )
                return place, options
        return None

    def traces_pages(self) -> Place | None:
        """Return where page loads are made into transactions; None where nothing does."""
        for script in self.project.scripts():
            for node in walk(script.root):
                function = called(node) if node.type in {"call_expression", "new_expression"} else None
                origin = self.project.origin(function, script) if function is not None else None
                if (
                    origin is not None
                    and origin.module.startswith(SENTRY)
                    and "browsertracing" in origin.name.lower()
                ):
                    return script.place(node)
        return None

    def plugins(self) -> Iterator[Plugin]:
        """Yield the calls of what uploads source maps while the application is built."""
        for script in self.project.scripts():
            for node in walk(script.root):
                function = called(node) if node.type in {"call_expression", "new_expression"} else None
                origin = self.project.origin(function, script) if function is not None else None
                if origin is None or not origin.module.startswith(SENTRY) or origin.name not in _PLUGINS:
                    continue
                given = arguments(node)
                # `withSentryConfig(config, options)`: the plugin's options come last.
                options = (
                    object_of(self.project, given[-1], Frame(script)) if given else Object({}, opaque=False)
                )
                yield Plugin(origin.name, script.place(node), options, script)
