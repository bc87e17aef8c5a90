"""Front end: whether Sentry gets the source maps of a build, and nobody else does."""

from __future__ import annotations

import re
from typing import Final

from sentry_iac.audit.application.front_end import FrontEndApplication, front_end_check
from sentry_iac.audit.check import Check
from sentry_iac.audit.finding import Finding, absent
from sentry_iac.source import Options, Origin, Place, Plugin, ci_commands

_UPLOAD: Final = re.compile(
    r"\bsentry-cli\b.*\b(sourcemaps?|files)\b.*\bupload\b|\bsentry-cli\b.*\bupload-sourcemaps\b"
)
_REMOVAL: Final = re.compile(r"\b(rm|rimraf|del|find)\b.*\.map\b")
_WHOLE_FRAMEWORK: Final = frozenset({"withSentryConfig", "sentrySvelteKit"})
"""Plugins that have source maps made, and deleted after the upload, unless told otherwise."""


@front_end_check(
    "front-end.source-maps-uploaded",
    weight=3,
    title="the source maps of a build are uploaded",
    fails="the source maps of a build are not uploaded",
)
def uploaded(app: FrontEndApplication) -> Finding:
    """Without source maps a stack trace points into one line of minified code, and issues are grouped by chance.

    Looks for one of Sentry's plugins in the configuration of Vite, webpack, Rollup, esbuild, Next.js or SvelteKit and
    for source maps being made there, or for `sentry-cli sourcemaps upload` in `package.json` or in CI.
    """
    plugin = app.end.plugin()
    command = _command(app, _UPLOAD)
    if plugin is None and command is None:
        return app.failed(
            f"{_configuration(app)} calls no plugin of Sentry's",
            "npm install --save-dev @sentry/vite-plugin; plugins: [sentryVitePlugin()] with SENTRY_AUTH_TOKEN set",
        )
    if plugin is None:
        assert command is not None  # noqa: S101 - one of them is there
        return app.passed(f"{app.at(command)} uploads source maps")
    off = _switched_off(plugin)
    if off is not None:
        return app.failed(f"{app.at(off)} switches {plugin.name} off", "take disable out of its options")
    maps = app.end.source_maps()
    if plugin.name not in _WHOLE_FRAMEWORK and (maps is None or not maps.are_made):
        return app.failed(
            f"{app.at(plugin.place)} calls {plugin.name}, but the build makes no source maps",
            'build: { sourcemap: "hidden" },',
        )
    return app.passed(f"{app.at(plugin.place)} calls {plugin.name}")


@front_end_check(
    "front-end.source-maps-not-published",
    weight=3,
    title="nobody but Sentry gets the source maps",
    fails="everybody may get the source maps",
)
def not_published(app: FrontEndApplication) -> Finding:
    """A published source map is the source with its comments, for everybody who opens the page.

    Looks at `build.sourcemap` or `devtool` in the build's configuration: with `hidden` no page refers to them.
    Deleting them after the upload passes, too: `filesToDeleteAfterUpload` of Sentry's plugin, or a command in
    `package.json`.
    """
    maps = app.end.source_maps()
    plugin = app.end.plugin()
    deleted = _deleted(plugin) if plugin is not None else None
    removed = _command(app, _REMOVAL)
    if maps is not None and maps.are_made and not maps.are_published:
        return app.passed(f"{app.at(maps.place)} makes hidden source maps")
    place = deleted or removed
    if place is not None and (maps is None or "inline" not in maps.values):
        return app.passed(f"{app.at(place)} deletes them after the upload")
    if maps is not None and maps.are_made:
        return app.failed(f"{app.at(maps.place)} publishes source maps", 'build: { sourcemap: "hidden" },')
    if plugin is not None and plugin.name in _WHOLE_FRAMEWORK:
        return app.passed(f"{app.at(plugin.place)} deletes them after the upload by itself")
    return absent("the build makes no source maps", app.name)


def _configuration(app: FrontEndApplication) -> str:
    return app.subject.shown(app.end.configuration() or app.source.folder)


def _switched_off(plugin: Plugin) -> Place | None:
    if plugin.options is None:
        return None
    for options in (plugin.options, plugin.options.inside("sourcemaps")):
        value = options.value("disable") if options is not None else None
        if value is not None and value.origin is Origin.LITERAL and value.literal:
            return value.place
    return None


def _deleted(plugin: Plugin) -> Place | None:
    options: Options | None = plugin.options.inside("sourcemaps") if plugin.options is not None else None
    if options is None:
        return None
    for name in ("filesToDeleteAfterUpload", "deleteSourcemapsAfterUpload"):
        if options.is_given(name) and not options.is_off(name):
            return options.place(name)
    return None


def _command(app: FrontEndApplication, pattern: re.Pattern[str]) -> Place | None:
    for name, command in app.end.packages.scripts.items():
        if pattern.search(command):
            return app.end.packages.script_place(name)
    commands = ci_commands(app.subject.root, app.subject.folders)
    return next((place for place, command in commands if pattern.search(command)), None)


CHECKS: Final[tuple[Check, ...]] = (uploaded, not_published)
