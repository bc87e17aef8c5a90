"""Front end: whether a browser application has Sentry's SDK, and starts it early enough."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from sentry_iac.audit.application.judged import JudgedApplication, judge_each
from sentry_iac.audit.check import (
    Check,
    Finding,
    Phase,
    Section,
    check,
    unknown,
)
from sentry_iac.audit.subject import Source, Subject
from sentry_iac.source.releases import NEWEST
from sentry_iac.source.script.application import read_front_end
from sentry_iac.source.script.running import Step
from sentry_iac.source.unreadable import Unreadable
from sentry_iac.source.values import Place

FrontEndJudge = Callable[["FrontEndApplication"], Finding]


class FrontEndApplication(JudgedApplication):
    """One front end while it is judged: its source, and how places of it are shown."""

    def __init__(self, subject: Subject, source: Source) -> None:
        super().__init__(subject, source)
        self.end = read_front_end(source.folder)

    def variable(self, name: str) -> str:
        """Return how the source reads a variable that the stack writes, such as `import.meta.env.VITE_SENTRY_DSN`."""
        written = self.source.spec.env_file.values if self.source.spec.env_file else {}
        full = next((each for each in written if each.endswith(name)), f"VITE_{name}")
        return f"import.meta.env.{full}" if full.startswith("VITE_") else f"process.env.{full}"


def each_front_end(subject: Subject, judge: FrontEndJudge) -> list[Finding]:
    """Return a finding for each front end; what cannot be read of one says nothing of the others."""
    return judge_each(subject, "frontend", "JavaScript", FrontEndApplication, judge)


@check(
    "front-end.sdk-version",
    Section.FRONT_END,
    Phase.BEFORE,
    weight=3,
    title="a Sentry SDK is there and no major version behind",
)
async def sdk_version(subject: Subject) -> Iterable[Finding]:
    """An old major gets no fixes, and newer browsers and frameworks break it first.

    Looks for packages of `@sentry/` in `package.json`, and at the version in `package-lock.json`, `yarn.lock` or
    `pnpm-lock.yaml` where there is one. The newest major is one constant of the program; nothing is looked up.
    """
    return each_front_end(subject, _sdk_version)


def _sdk_version(app: FrontEndApplication) -> Finding:
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


@check(
    "front-end.one-version",
    Section.FRONT_END,
    Phase.BEFORE,
    weight=2,
    title="all packages of Sentry's that run in the browser have one version",
)
async def one_version(subject: Subject) -> Iterable[Finding]:
    """Two versions in one page are two SDKs that do not know of each other: events lack what the other one knows.

    Looks at the packages of `@sentry/` in the lock file that run together with those that `package.json` names, or at
    the versions that `package.json` asks for. Tools that only work on the build have versions of their own.
    """
    return each_front_end(subject, _one_version)


def _one_version(app: FrontEndApplication) -> Finding:
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


@check(
    "front-end.init-before-render",
    Section.FRONT_END,
    Phase.BEFORE,
    weight=5,
    title="the first render comes after Sentry is started",
)
async def init_before_render(subject: Subject) -> Iterable[Finding]:
    """What fails before `Sentry.init` is lost: a page that stays white because of an import sends nothing.

    Follows the imports and calls of the application's own scripts from the page's entry, in the order in which a
    browser runs them, to `Sentry.init` and to the first render. All imports of a script run before its first line, so
    the import that leads to `Sentry.init` has to be the first one; where other scripts run before it, that is a
    warning. A script that Next.js, Nuxt or SvelteKit run first counts as such.
    """
    return each_front_end(subject, _init_before_render)


def _init_before_render(app: FrontEndApplication) -> Finding:
    end = app.end
    if end.init_call is None:
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
    return _order(app, end.init_call[1].script.place(end.init_call[0]), end.entries[0])


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
