"""A front end, as checks ask about it: its packages, its `Sentry.init`, and its build."""

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
"""Scripts that Next.js, Nuxt and SvelteKit run before the first render."""

_FILES: Final = frozenset({*SUFFIXES, ".json", ".yaml", ".lock", ".html"})
"""The files that a front end is read from: scripts, manifests and pages."""

_REPLAYS: Final = ("replayIntegration", "Replay", "replay")


@dataclass(frozen=True, eq=False)
class Replays:
    """The call that sets up session replay.

    Attributes:
        place: where it stands.
        options: its options.
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
def _read(folder: Path, files: Fingerprint) -> FrontEnd:  # noqa: ARG001 - part of the cache's key
    return FrontEnd(folder)


class FrontEnd:
    """One application. Its scripts are read when a question needs them, and that may raise `Unreadable`.

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
        """The scripts with which the browser begins."""
        return self._project.entries()

    @property
    def events(self) -> list[Event]:
        """The steps of a page that loads, in order."""
        return self._loading.events

    def early(self) -> Event | None:
        """Return the init in a script that the framework runs before the first render; None where there is none."""
        events = self._early_loading.events if self._early_loading is not None else []
        return next((each for each in events if each.step is Step.INIT), None)

    @property
    def init_place(self) -> Place | None:
        """The place of the init that runs when the page loads, else of the first one; None where there is none."""
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
        """Return where page loads are turned into transactions; None where they are not."""
        return next((each.place for each in self._calls if "browsertracing" in each.name.lower()), None)

    def plugin(self) -> Plugin | None:
        """Return the plugin that uploads source maps during the build; None where there is none."""
        call = next((each for each in self._calls if each.name in build.PLUGINS), None)
        if call is None:
            return None
        # `withSentryConfig(config, options)`: the plugin's options come last.
        return Plugin(call.name, call.place, options_of(self._project, call, argument=-1))

    def configuration(self) -> Path | None:
        """Return the file that configures the build; None where there is none."""
        return build.configuration(self._project)

    def source_maps(self) -> SourceMaps | None:
        """Return the setting for source maps in the build's configuration; None where there is none."""
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
        """The steps of the script that the framework runs first, where that starts Sentry."""
        for name in _EARLY:
            path = self._project.file(f"./{name}", self._project.folder)
            loading = run(self._project, [path]) if path is not None else None
            if loading is not None and loading.init is not None:
                return loading
        return None


def _shown(call: Call) -> str:
    return f"{call.place.path.name}:{call.place.line}"
