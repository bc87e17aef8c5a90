"""Front end: whether a browser application has Sentry's SDK, and starts it early enough."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, Final

from sentry_iac.audit.application.judged import JudgedApplication, application_check
from sentry_iac.audit.check import Check, Section
from sentry_iac.audit.finding import Finding, unknown
from sentry_iac.audit.subject import ApplicationSource, Subject
from sentry_iac.estate import ProjectKind
from sentry_iac.source import NEWEST, Place, Step, Unreadable, read_front_end


class FrontEndApplication(JudgedApplication):
    """One front end while it is judged."""

    KIND: ClassVar[ProjectKind] = "frontend"
    LANGUAGE = "JavaScript"

    def __init__(self, subject: Subject, source: ApplicationSource) -> None:
        super().__init__(subject, source)
        self.end = read_front_end(source.folder)

    def variable(self, name: str) -> str:
        """Return how the source reads a variable that the stack writes, such as `import.meta.env.VITE_SENTRY_DSN`."""
        written = self.source.spec.env_file.values if self.source.spec.env_file else {}
        full = next((each for each in written if each.endswith(name)), f"VITE_{name}")
        return f"import.meta.env.{full}" if full.startswith("VITE_") else f"process.env.{full}"


def front_end_check(
    name: str, *, weight: int, title: str, fails: str
) -> Callable[[Callable[[FrontEndApplication], Finding]], Check]:
    """Make a check of a function that judges one front end."""
    return application_check(
        FrontEndApplication, name, Section.FRONT_END, weight=weight, title=title, fails=fails
    )


@front_end_check(
    "front-end.sdk-version",
    weight=3,
    title="a Sentry SDK is there and no major version behind",
    fails="the Sentry SDK is missing or behind",
)
def sdk_version(app: FrontEndApplication) -> Finding:
    """An old major gets no fixes, and newer browsers and frameworks break it first.

    Looks for packages of `@sentry/` in `package.json`, and at the version in `package-lock.json`, `yarn.lock` or
    `pnpm-lock.yaml` where there is one. The newest major is a constant of the program; no registry is asked.
    """
    sdks = app.end.packages.sdks
    newest = NEWEST.javascript
    if not sdks:
        return app.failed(
            f"{app.subject.shown(app.end.packages.manifest)} names no package of @sentry/",
            f"npm install @sentry/react@{newest} --prefix {app.subject.shown(app.source.folder)}",
        )
    said = ", ".join(f"{app.at(each.place)} has {each.name} {each.version}" for each in sdks)
    if any(each.major is None for each in sdks):
        return app.warned(
            f"{said}: any version, whatever is newest on the day of a build",
            f"npm install {sdks[0].name}@{newest}",
        )
    behind = [each for each in sdks if each.major is not None and each.major < newest]
    if behind:
        return app.failed(
            f"{said}; the newest major on {NEWEST.on} was {newest}",
            " ".join(["npm install", *(f"{each.name}@{newest}" for each in behind)]),
        )
    return app.passed(said)


@front_end_check(
    "front-end.one-version",
    weight=2,
    title="all packages of Sentry's that run in the browser have one version",
    fails="packages of Sentry's that run in the browser have different versions",
)
def one_version(app: FrontEndApplication) -> Finding:
    """Two versions in one page are two SDKs that share nothing: the events of one lack the context that the other has.

    Looks in the lock file at the packages of `@sentry/` that end up in the browser, or at the versions that
    `package.json` asks for. Tools that work during the build only may have other versions.
    """
    packages = app.end.packages
    found = packages.installed or tuple((each.name, each.version, each.place) for each in packages.sdks)
    if not found:
        raise Unreadable(f"{app.subject.shown(packages.manifest)} names no package of @sentry/")
    name, version, place = found[0]
    other = next((each for each in found if each[1] != version), None)
    if other is not None:
        return app.failed(
            f"{app.at(place)} has {name} {version}, {app.at(other[2])} has {other[0]} {other[1]}",
            " ".join(["npm install", *(f"{each.name}@{NEWEST.javascript}" for each in packages.sdks)]),
        )
    return app.passed(f"{app.at(place)}: every package of @sentry/ that runs in the browser is {version}")


@front_end_check(
    "front-end.init-before-render",
    weight=5,
    title="the first render comes after Sentry is started",
    fails="the first render may come before Sentry is started",
)
def init_before_render(app: FrontEndApplication) -> Finding:
    """Errors before `Sentry.init` are lost: a page that stays white because of an import sends nothing.

    Follows the imports and calls of the application's own scripts from the page's entry, in the order in which a
    browser runs them, to `Sentry.init` and to the first render. All imports of a script run before its first line, so
    the import that leads to `Sentry.init` has to be the first one; other scripts that run before it are a warning.
    A script that Next.js, Nuxt or SvelteKit run before the first render passes.
    """
    end = app.end
    if end.init_place is None:
        return app.failed(
            f"no call of Sentry.init in {app.subject.shown(app.source.folder)}",
            'import "./instrument"; in the first line of the entry, with Sentry.init() in it',
        )
    early = end.early()
    if early is not None:
        return app.passed(f"{app.at(early.place)} calls init, and the framework runs it first")
    if not end.entries:
        return unknown(
            f"no index.html and no src/main or src/index in {app.subject.shown(app.source.folder)}",
            app.name,
            fix="name the folder of the applications with --app",
        )
    return _order(app, end.init_place, end.entries[0])


def _order(app: FrontEndApplication, place: Place, entry: Path) -> Finding:
    events, fix = app.end.events, _alone(place, entry)
    init = next((each for each in events if each.step is Step.INIT), None)
    render = next((each for each in events if each.step is Step.RENDER), None)
    if init is None:
        shown = app.subject.shown(entry)
        return app.failed(f"{app.at(place)} calls init, but nothing runs it when {shown} loads", fix)
    said = f"{app.at(init.place)} calls init"
    if render is not None and events.index(render) < events.index(init):
        return app.failed(f"{said} after {app.at(render.place)} renders", fix)
    if init.earlier:
        others = ", ".join(app.subject.shown(each) for each in init.earlier[:3])
        return app.warned(f"{others} runs before {said}", fix)
    if render is None:
        return app.passed(f"{said} before any other script of the application runs")
    return app.passed(f"{said} before {app.at(render.place)} renders")


def _alone(place: Place, entry: Path) -> str:
    if place.path == entry:
        return f'move Sentry.init into instrument.ts, and import "./instrument"; in the first line of {entry.name}'
    return f'import "./{place.path.stem}"; in the first line of {entry.name}'


CHECKS: Final[tuple[Check, ...]] = (sdk_version, one_version, init_before_render)
