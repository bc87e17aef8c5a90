"""Front end: whether Sentry gets the source maps of a build, and nobody else does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sentry_iac.audit.application.front_end import FrontEndApplication, each_front_end
from sentry_iac.audit.check import Check, Finding, Phase, Section, absent, check
from sentry_iac.audit.subject import Subject
from sentry_iac.source.ci import ci_commands
from sentry_iac.source.script.application import Plugin
from sentry_iac.source.script.project import Frame, Script
from sentry_iac.source.script.syntax import child, literal, string, text, walk
from sentry_iac.source.script.values import object_of, outcomes_of, value_of
from sentry_iac.source.values import Origin, Place

if TYPE_CHECKING:
    from tree_sitter import Node

_CONFIGURATIONS: Final = ("vite.config", "webpack.config", "rollup.config", "esbuild", "vue.config", "build")
_KEYS: Final = frozenset({"sourcemap", "devtool"})
_UPLOAD: Final = re.compile(
    r"\bsentry-cli\b.*\b(sourcemaps?|files)\b.*\bupload\b|\bsentry-cli\b.*\bupload-sourcemaps\b"
)
_REMOVAL: Final = re.compile(r"\b(rm|rimraf|del|find)\b.*\.map\b")
_WHOLE_FRAMEWORK: Final = frozenset({"withSentryConfig", "sentrySvelteKit"})
"""They have the source maps made, and deleted after the upload, unless they are told otherwise."""


@dataclass(frozen=True, slots=True)
class _Maps:
    """What the build's configuration says of source maps: the values it can turn out as, and where."""

    place: Place
    values: frozenset[str]

    @property
    def made(self) -> bool:
        return bool(self.values - {"false"})

    @property
    def published(self) -> bool:
        """Whether a page refers to them."""
        return any(each != "false" and not each.startswith("hidden") for each in self.values)


@check(
    "front-end.source-maps-uploaded",
    Section.FRONT_END,
    Phase.BEFORE,
    weight=3,
    title="the source maps of a build are uploaded",
)
async def uploaded(subject: Subject) -> Iterable[Finding]:
    """Without source maps a stack trace is one line of a thousand letters, and issues are grouped by chance.

    Looks for one of Sentry's plugins in the configuration of Vite, webpack, Rollup, esbuild, Next.js or SvelteKit and
    for source maps being made there, or for `sentry-cli sourcemaps upload` in `package.json` or in CI.
    """
    return each_front_end(subject, _uploaded)


def _uploaded(app: FrontEndApplication) -> Finding:
    plugin = next(app.end.plugins(), None)
    command = _command(app, _UPLOAD)
    if plugin is None and command is None:
        return app.failed(
            f"{_configuration(app)} calls no plugin of Sentry's",
            "npm install --save-dev @sentry/vite-plugin; plugins: [sentryVitePlugin()] with SENTRY_AUTH_TOKEN set",
        )
    if plugin is None:
        assert command is not None  # noqa: S101 - one of them is there
        return app.passed(f"{app.at(command)} uploads source maps")
    off = _switched_off(app, plugin)
    if off is not None:
        return app.failed(f"{app.at(off)} switches {plugin.name} off", "take disable out of its options")
    maps = _maps(app)
    if plugin.name not in _WHOLE_FRAMEWORK and (maps is None or not maps.made):
        return app.failed(
            f"{app.at(plugin.place)} calls {plugin.name}, but the build makes no source maps",
            'build: { sourcemap: "hidden" },',
        )
    return app.passed(f"{app.at(plugin.place)} calls {plugin.name}")


@check(
    "front-end.source-maps-not-published",
    Section.FRONT_END,
    Phase.BEFORE,
    weight=3,
    title="nobody but Sentry gets the source maps",
)
async def not_published(subject: Subject) -> Iterable[Finding]:
    """A published source map is the source with its comments, for everybody who opens the page.

    Looks at `build.sourcemap` or `devtool` in the build's configuration: `hidden` makes no page refer to them. Or at
    `filesToDeleteAfterUpload` of Sentry's plugin, or a command in `package.json` that removes them.
    """
    return each_front_end(subject, _not_published)


def _not_published(app: FrontEndApplication) -> Finding:
    maps = _maps(app)
    plugin = next(app.end.plugins(), None)
    deleted = _deleted(app, plugin) if plugin is not None else None
    removed = _command(app, _REMOVAL)
    if maps is not None and maps.made and not maps.published:
        return app.passed(f"{app.at(maps.place)} makes hidden source maps")
    place = deleted or removed
    if place is not None and (maps is None or "inline" not in maps.values):
        return app.passed(f"{app.at(place)} deletes them after the upload")
    if maps is not None and maps.made:
        return app.failed(f"{app.at(maps.place)} publishes source maps", 'build: { sourcemap: "hidden" },')
    if plugin is not None and plugin.name in _WHOLE_FRAMEWORK:
        return app.passed(f"{app.at(plugin.place)} deletes them after the upload by itself")
    return absent("the build makes no source maps", app.name)


def _configuration(app: FrontEndApplication) -> str:
    found = next(_configurations(app), None)
    return app.subject.shown(found.path if found is not None else app.source.folder)


def _configurations(app: FrontEndApplication) -> Iterator[Script]:
    for script in app.end.project.scripts():
        if script.path.parent == app.source.folder and script.path.name.startswith(_CONFIGURATIONS):
            yield script


def _maps(app: FrontEndApplication) -> _Maps | None:
    for script in _configurations(app):
        for node in _pairs(script):
            value = child(node, "value")
            if value is not None:
                ends = outcomes_of(value)
                return _Maps(script.place(node), frozenset(_word(each) for each in ends))
    return None


def _pairs(script: Script) -> Iterator[Node]:
    for node in walk(script.root):
        key = child(node, "key") if node.type == "pair" else None
        if key is not None and (string(key) or text(key)) in _KEYS:
            yield node


def _word(node: Node) -> str:
    value = literal(node)
    return str(value).lower() if value is not None else text(node)


def _switched_off(app: FrontEndApplication, plugin: Plugin) -> Place | None:
    if plugin.options is None:
        return None
    found = [plugin.options.entries.get("disable")]
    maps = plugin.options.entries.get("sourcemaps")
    inside = object_of(app.end.project, *maps) if maps is not None else None
    found.append(inside.entries.get("disable") if inside is not None else None)
    for each in found:
        if each is not None:
            value = value_of(app.end.project, *each)
            if value.origin is Origin.LITERAL and value.literal:
                return value.place
    return None


def _deleted(app: FrontEndApplication, plugin: Plugin) -> Place | None:
    maps = plugin.options.entries.get("sourcemaps") if plugin.options is not None else None
    inside = object_of(app.end.project, *maps) if maps is not None else None
    if inside is None:
        return None
    for name in ("filesToDeleteAfterUpload", "deleteSourcemapsAfterUpload"):
        found = inside.entries.get(name)
        if found is not None and not _is_off(app, *found):
            return found[1].script.place(found[0])
    return None


def _is_off(app: FrontEndApplication, node: Node, frame: Frame) -> bool:
    value = value_of(app.end.project, node, frame)
    empty = node.type == "array" and not node.named_children
    return empty or (value.is_nothing and node.type in {"null", "undefined"}) or value.literal in {False, ""}


def _command(app: FrontEndApplication, pattern: re.Pattern[str]) -> Place | None:
    for name, command in app.end.packages.scripts.items():
        if pattern.search(command):
            return app.end.packages.script_place(name)
    commands = ci_commands(app.subject.root, app.subject.folders)
    return next((place for place, command in commands if pattern.search(command)), None)


CHECKS: Final[tuple[Check, ...]] = (uploaded, not_published)
