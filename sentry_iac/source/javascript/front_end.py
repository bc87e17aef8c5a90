"""A front end, as checks ask about it: its packages, its `Sentry.init`, and what its build does."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from sentry_iac.source.events import Event, Step
from sentry_iac.source.javascript import build
from sentry_iac.source.javascript.build import Plugin, SourceMaps
from sentry_iac.source.javascript.init import FrontEndInit
from sentry_iac.source.javascript.options import Options, options_of
from sentry_iac.source.javascript.packages import Packages, read_packages
from sentry_iac.source.javascript.project import Project
from sentry_iac.source.javascript.running import Call, Loading, calls, run
from sentry_iac.source.javascript.syntax import SUFFIXES
from sentry_iac.source.tree import Fingerprint, fingerprint
from sentry_iac.source.unreadable import Unreadable
from sentry_iac.source.values import Place

_EARLY: Final = (
    "instrumentation-client",
    "src/instrumentation-client",
    "sentry.client.config",
    "src/hooks.client",
)
"""Scripts that a framework runs before the first render by itself: Next.js, Nuxt and SvelteKit."""

_FILES: Final = frozenset({*SUFFIXES, ".json", ".yaml", ".lock", ".html"})
"""What it is read from: scripts, manifests and pages."""

_REPLAYS: Final = ("replayIntegration", "Replay", "replay")


@dataclass(frozen=True, eq=False)
class Replays:
    """The call that sets up session replay.

    Attributes:
        place: where it stands.
        options: what it is given.
    """

    place: Place
    options: Options


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
    """One application. What needs its scripts is read when it is asked for, and raises `Unreadable` then.

    Args:
        folder: the one with package.json.

    Raises:
        Unreadable: there is no package.json, or it is broken.
    """

    def __init__(self, folder: Path) -> None:
        self.packages: Packages = read_packages(folder)
        self._project = Project(folder)

    @cached_property
    def entries(self) -> list[Path]:
        """The scripts that the browser begins with."""
        return self._project.entries()

    @property
    def events(self) -> list[Event]:
        """What happens, in order, when the page loads."""
        return self._loading.events

    def early(self) -> Event | None:
        """Return the init in a script that the framework runs before the first render by itself."""
        events = self._early_loading.events if self._early_loading is not None else []
        return next((each for each in events if each.step is Step.INIT), None)

    @property
    def init_place(self) -> Place | None:
        """Where the init stands that runs when the page loads, or else the first one there is."""
        return self._init_call.place if self._init_call is not None else None

    def init(self) -> FrontEndInit:
        """Return the init that runs when the page loads, or else the first one there is.

        Raises:
            Unreadable: there is none, or its options cannot be read.
        """
        call = self._init_call
        if call is None:
            raise Unreadable(
                f"no call of Sentry.init in {self._project.folder.name}",
                fix='import "./instrument"; in the first line of the entry, with Sentry.init() in it',
            )
        options = options_of(self._project, call)
        if options is None:
            raise Unreadable(
                f"{_shown(call)} gives init options in a way that reading does not tell",
                fix="write the options of Sentry.init into the call",
            )
        return FrontEndInit(call.place, options)

    def replays(self) -> Replays | None:
        """Return the call that sets up session replay; None where nothing does.

        Raises:
            Unreadable: its options cannot be read.
        """
        call = next((each for each in self._calls if each.name in _REPLAYS), None)
        if call is None:
            return None
        options = options_of(self._project, call)
        if options is None:
            raise Unreadable(
                f"{_shown(call)} sets up replays in a way that reading does not tell",
                fix="write the options of replayIntegration into the call",
            )
        return Replays(call.place, options)

    def traces_pages(self) -> Place | None:
        """Return where page loads are made into transactions; None where nothing does."""
        return next((each.place for each in self._calls if "browsertracing" in each.name.lower()), None)

    def plugin(self) -> Plugin | None:
        """Return the call of what uploads source maps while the application is built; None where nothing does."""
        call = next((each for each in self._calls if each.name in build.PLUGINS), None)
        if call is None:
            return None
        # `withSentryConfig(config, options)`: the plugin's options come last.
        return Plugin(call.name, call.place, options_of(self._project, call, argument=-1))

    def configuration(self) -> Path | None:
        """Return the file that configures the build; None where there is none."""
        return build.configuration(self._project)

    def source_maps(self) -> SourceMaps | None:
        """Return what the build's configuration says of source maps; None where it says nothing."""
        return build.source_maps(self._project)

    @cached_property
    def _loading(self) -> Loading:
        return run(self._project, self.entries)

    @cached_property
    def _calls(self) -> list[Call]:
        """The calls of exports of Sentry's packages, anywhere in the application and its build."""
        return calls(self._project)

    @cached_property
    def _init_call(self) -> Call | None:
        if self._loading.init is not None:
            return self._loading.init
        if self._early_loading is not None:
            return self._early_loading.init
        return next((each for each in self._calls if each.name == "init"), None)

    @cached_property
    def _early_loading(self) -> Loading | None:
        """What happens in a script that the framework runs by itself and that starts Sentry."""
        for name in _EARLY:
            path = self._project.file(f"./{name}", self._project.folder)
            loading = run(self._project, [path]) if path is not None else None
            if loading is not None and loading.init is not None:
                return loading
        return None


def _shown(call: Call) -> str:
    return f"{call.place.path.name}:{call.place.line}"
