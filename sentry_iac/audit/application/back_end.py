"""Back end: whether a Python application has Sentry's SDK, and starts it early enough."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar, Final

from sentry_iac.audit.application.judged import JudgedApplication, application_check
from sentry_iac.audit.check import Check, Section
from sentry_iac.audit.finding import Finding, Outcome, unknown
from sentry_iac.audit.subject import ApplicationSource, Subject
from sentry_iac.estate import ProjectKind
from sentry_iac.source import NEWEST, Event, Start, Step, read_back_end, top_of

_PACKAGE: Final = "sentry-sdk"
_SERVED: Final = frozenset(
    {"main", "app", "asgi", "wsgi", "server", "run", "manage", "application", "api", "__main__", ""}
)
"""The usual names of the module that a server runs; that of a package at the top is empty."""


class BackEndApplication(JudgedApplication):
    """One back end while it is judged."""

    KIND: ClassVar[ProjectKind] = "backend"
    LANGUAGE = "Python"

    def __init__(self, subject: Subject, source: ApplicationSource) -> None:
        super().__init__(subject, source)
        self.end = read_back_end(source.folder)
        self.top = top_of(subject.root, source.folder)

    def env_values(self) -> Iterable[str]:
        """The variables in its `.env` file that the stack writes."""
        return self.source.spec.env_file.values if self.source.spec.env_file else ()


def back_end_check(
    name: str, *, weight: int, title: str, fails: str
) -> Callable[[Callable[[BackEndApplication], Finding]], Check]:
    """Make a check of a function that judges one back end."""
    return application_check(
        BackEndApplication, name, Section.BACK_END, weight=weight, title=title, fails=fails
    )


@back_end_check(
    "back-end.sdk-version",
    weight=3,
    title="`sentry-sdk` is there and no major version behind",
    fails="`sentry-sdk` is missing or behind",
)
def sdk_version(app: BackEndApplication) -> Finding:
    """An old major gets no fixes, and does not know newer frameworks.

    Looks in requirements files, `pyproject.toml`, `uv.lock`, `poetry.lock`, `pdm.lock` and `Pipfile.lock` of the
    application's folder, or the nearest folder above it that names the package. The newest major is a constant of the
    program; no registry is asked.
    """
    newest = NEWEST.python
    lines = app.end.requirements(_PACKAGE, app.top)
    fix = f"{_PACKAGE}>={newest},<{newest + 1} in the application's requirements"
    if not lines:
        return app.failed(f"no file of {app.subject.shown(app.source.folder)} names {_PACKAGE}", fix)
    line = lines[0]
    lowest, highest = line.majors
    said = f"{app.at(line.place)} has {_PACKAGE} {line.text}".rstrip()
    if highest is not None and highest < newest:
        return app.failed(f"{said}; the newest major on {NEWEST.on} was {newest}", fix)
    if lowest is None:
        return app.warned(f"{said}: any version, whatever is newest on the day of a build", fix)
    if lowest < newest:
        return app.warned(f"{said}, which allows major {lowest}; the newest on {NEWEST.on} was {newest}", fix)
    return app.passed(said)


@back_end_check(
    "back-end.init-before-app",
    weight=5,
    title="the app object is made after Sentry is started",
    fails="the app object may be made before Sentry is started",
)
def init_before_app(app: BackEndApplication) -> Finding:
    """Errors before `sentry_sdk.init` are lost, and an app object made before it may lack Sentry's middleware.

    Follows imports and calls of the application's own modules from each module with which a process can begin, in the
    order in which Python runs them, to `sentry_sdk.init` and to the call that makes the app object (FastAPI, Flask,
    Starlette, Django's WSGI and ASGI application and others). A script that no server runs and that makes the app
    object without Sentry is a warning.
    """
    if not app.end.has_init:
        return app.failed(
            f"no call of sentry_sdk.init in {app.end.files} files",
            "import sentry_sdk; sentry_sdk.init() in a module that the app's module imports first",
        )
    if not app.end.starts:
        return unknown(
            f"nothing in {app.subject.shown(app.source.folder)} makes an app object that is known",
            app.name,
            fix="name the folder of the applications with --app",
        )
    judged = [(start.module, _order(app, start)) for start in app.end.starts]
    wrong = [(module, each) for module, each in judged if each.outcome is not Outcome.PASS]
    served = [each for module, each in wrong if module.rpartition(".")[2] in _SERVED]
    if served or len(wrong) == len(judged):
        return served[0] if served else wrong[0][1]
    if wrong:
        # A script that makes the app object to work with it, while what is served is as it should be.
        return app.warned(wrong[0][1].evidence, wrong[0][1].fix or "")
    return app.passed("; ".join(each.evidence for _, each in judged))


def _order(app: BackEndApplication, start: Start) -> Finding:
    events = start.events
    made = next(each for each in events if each.step is Step.APPLICATION)
    init = next((each for each in events if each.step is Step.INIT), None)
    if init is None:
        place = app.end.init().place
        return app.failed(
            f"{app.at(place)} calls init, but nothing runs it when {app.subject.shown(start.path)} starts",
            f"import {place.path.stem}  # first line of {start.path.name}",
        )
    if events.index(init) > events.index(made):
        return app.failed(
            f"{app.at(init.place)} calls init after {app.at(made.place)} made the app object",
            f"call init in a module of its own and import it in the first line of {start.path.name}",
        )
    return app.passed(f"{app.at(init.place)} calls init before {app.at(made.place)} makes the app object")


@back_end_check(
    "back-end.env-before-init",
    weight=4,
    title="the environment is loaded before Sentry is started",
    fails="Sentry may be started before the environment is loaded",
)
def env_before_init(app: BackEndApplication) -> Finding:
    """An init that runs before the `.env` file is loaded finds no DSN, and Sentry stays off silently.

    Looks for `load_dotenv()`, `read_env()` or a settings class with an `env_file` before `sentry_sdk.init` and before
    the first variable of Sentry is read. Where nothing in the source loads the file, `--env-file` or `env_file:`
    in a Dockerfile, Procfile, Makefile or compose file beside it counts.
    """
    events = app.end.around_init()
    loaded = next((each for each in events if each.step is Step.ENVIRONMENT), None)
    used = next(each for each in events if each.step in {Step.INIT, Step.READ})
    if app.source.spec.env_file is None:
        return app.passed("the stack declares no .env file; the process has its variables from elsewhere")
    if loaded is None:
        place = app.end.env_file_option(app.top)
        if place is not None:
            return app.passed(f"{app.at(place)} hands the .env file to the process")
        return app.failed(
            f"nothing loads {app.source.spec.env_file.in_app} before {_doing(app, used)}",
            "from dotenv import load_dotenv; load_dotenv()  # before sentry_sdk.init",
        )
    if events.index(loaded) > events.index(used):
        return app.failed(
            f"{app.at(loaded.place)} loads the environment after {_doing(app, used)}",
            "load_dotenv() before anything that looks at the environment",
        )
    return app.passed(f"{app.at(loaded.place)} loads the environment before {_doing(app, used)}")


def _doing(app: BackEndApplication, event: Event) -> str:
    what = "calls init" if event.step is Step.INIT else f"reads {event.detail}"
    return f"{app.at(event.place)} {what}"


CHECKS: Final[tuple[Check, ...]] = (sdk_version, init_before_app, env_before_init)
