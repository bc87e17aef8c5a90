"""Reads what a front end's build does with source maps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sentry_iac.source.javascript.objects import outcomes_of
from sentry_iac.source.javascript.options import Options
from sentry_iac.source.javascript.project import Project
from sentry_iac.source.javascript.script import Script
from sentry_iac.source.javascript.syntax import child, literal, string, text, walk
from sentry_iac.source.values import Place

if TYPE_CHECKING:
    from tree_sitter import Node

PLUGINS: Final = frozenset(
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
"""The exports of Sentry's packages that upload source maps."""

_CONFIGURATIONS: Final = ("vite.config", "webpack.config", "rollup.config", "esbuild", "vue.config", "build")
_KEYS: Final = frozenset({"sourcemap", "devtool"})


@dataclass(frozen=True, eq=False)
class Plugin:
    """The build's plugin that uploads source maps.

    Attributes:
        name: what is called.
        place: where.
        options: its options; None where they cannot be read.
    """

    name: str
    place: Place
    options: Options | None


@dataclass(frozen=True, slots=True)
class SourceMaps:
    """The setting for source maps in the build's configuration.

    Attributes:
        place: where it stands.
        values: its possible values, such as `true`, `false`, `hidden` or `inline`.
    """

    place: Place
    values: frozenset[str]

    @property
    def are_made(self) -> bool:
        """Whether the build can make them."""
        return bool(self.values - {"false"})

    @property
    def are_published(self) -> bool:
        """Whether the scripts of a page can refer to them."""
        return any(each != "false" and not each.startswith("hidden") for each in self.values)


def configuration(project: Project) -> Path | None:
    """Return the file that configures the build; None where there is none."""
    return next((each.path for each in _configurations(project)), None)


def source_maps(project: Project) -> SourceMaps | None:
    """Return the setting for source maps in the build's configuration; None where there is none."""
    for script in _configurations(project):
        for node in _pairs(script):
            value = child(node, "value")
            if value is not None:
                ends = outcomes_of(value)
                return SourceMaps(script.place(node), frozenset(_word(each) for each in ends))
    return None


def _configurations(project: Project) -> Iterator[Script]:
    for script in project.scripts():
        if script.path.parent == project.folder and script.path.name.startswith(_CONFIGURATIONS):
            yield script


def _pairs(script: Script) -> Iterator[Node]:
    for node in walk(script.root):
        key = child(node, "key") if node.type == "pair" else None
        if key is not None and (string(key) or text(key)) in _KEYS:
            yield node


def _word(node: Node) -> str:
    value = literal(node)
    return str(value).lower() if value is not None else text(node)
