"""Back end: whether `sentry_sdk.init` of a Python application is given the right options."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Final

from sentry_iac.audit.application.back_end import BackEndApplication, each_back_end
from sentry_iac.audit.application.judged import ORIGIN_OF_EVENTS, Init
from sentry_iac.audit.check import Check, Finding, Outcome, Phase, Section, check, unknown
from sentry_iac.audit.subject import Subject
from sentry_iac.source.python.program import Frame
from sentry_iac.source.python.running import ONLY_FIELDS, Step
from sentry_iac.source.values import Origin

_PROFILES: Final = ("profiles_sample_rate", "profile_session_sample_rate")
_TRACES: Final = "traces_sample_rate"


@check(
    "back-end.dsn-from-env",
    Section.BACK_END,
    Phase.BEFORE,
    weight=3,
    title="the DSN comes from the environment",
)
async def dsn_from_env(subject: Subject) -> Iterable[Finding]:
    """A DSN in the source is the same in every environment, and a rotation of the key needs a release.

    Looks at the option `dsn` of `sentry_sdk.init`; without it the SDK reads SENTRY_DSN itself.
    """
    return each_back_end(subject, _dsn_from_env)


def _dsn_from_env(app: BackEndApplication) -> Finding:
    init = app.end.init()
    dsn = init.option("dsn")
    if dsn is None or dsn.is_nothing:
        return _left_to_the_sdk(app, "dsn") or app.passed(
            f"{app.at(init.place)} leaves it to the SDK, which reads SENTRY_DSN"
        )
    if dsn.origin is Origin.LITERAL:
        return app.failed(f"{app.at(dsn.place)} has the DSN in the source", _text_from_env("dsn"))
    return app.comes_from("dsn", dsn, _text_from_env("dsn"))


@check(
    "back-end.no-default-pii",
    Section.BACK_END,
    Phase.BEFORE,
    weight=5,
    title="the SDK adds no personal data by itself",
)
async def no_default_pii(subject: Subject) -> Iterable[Finding]:
    """With `send_default_pii` the SDK sends addresses, cookies and who is signed in.

    Looks at `send_default_pii`, and at `data_collection`, which has the last word where it is given and collects what
    it does not name: `user_info` has to be False in it.
    """
    return each_back_end(subject, _no_default_pii)


def _no_default_pii(app: BackEndApplication) -> Finding:
    init = app.end.init()
    collection = init.expression("data_collection") or _experiment(app)
    if collection is not None:
        return _data_collection(app, *collection)
    given = init.option("send_default_pii")
    if given is None:
        return app.passed(f"{app.at(init.place)} leaves send_default_pii off, as it is by default")
    if given.origin is Origin.LITERAL:
        said = f"{app.at(given.place)} sets send_default_pii to {given.literal}"
        return app.failed(said, "send_default_pii=False") if given.literal else app.passed(said)
    return app.warned(
        f"{app.at(given.place)} sets send_default_pii {given.origin.value}: one variable lets personal data out",
        "send_default_pii=False",
    )


def _experiment(app: BackEndApplication) -> tuple[ast.expr, Frame] | None:
    found = app.end.init().expression("_experiments")
    if found is None or not isinstance(found[0], ast.Dict):
        return None
    for key, value in zip(found[0].keys, found[0].values, strict=True):
        if isinstance(key, ast.Constant) and key.value == "data_collection":
            return value, found[1]
    return None


def _data_collection(app: BackEndApplication, node: ast.expr, frame: Frame) -> Finding:
    place = frame.module.place(node)
    if not isinstance(node, ast.Dict):
        return unknown(
            f"{app.at(place)} gives data_collection in a way that reading does not tell",
            app.name,
            fix='data_collection={"user_info": False, …}',
        )
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant) and key.value == "user_info":
            if isinstance(value, ast.Constant) and value.value is False:
                return app.passed(f"{app.at(place)} has user_info off in data_collection")
            break
    return app.failed(
        f"{app.at(place)} gives data_collection without user_info off, and it is on by default",
        'data_collection={"user_info": False, …}',
    )


@check(
    "back-end.integrations",
    Section.BACK_END,
    Phase.BEFORE,
    weight=3,
    title="the framework's integration is on",
)
async def integrations(subject: Subject) -> Iterable[Finding]:
    """Without it, errors in requests are not caught, and no request becomes a transaction that a monitor can measure.

    Looks at the options `default_integrations`, `auto_enabling_integrations`, `disabled_integrations` and
    `integrations`. They are on by themselves; a list that switches the automatic ones off has to name the framework's.
    """
    return each_back_end(subject, _integrations)


def _integrations(app: BackEndApplication) -> Finding:
    init = app.end.init()
    named = _integration_names(init.expression("integrations"))
    off = _integration_names(init.expression("disabled_integrations"))
    frameworks = sorted(app.end.frameworks)
    shown = ", ".join(frameworks) or "a framework"
    banned = [each for each in frameworks if each in off]
    if banned:
        return app.failed(
            f"{app.at(init.place)} lists {', '.join(banned)} in disabled_integrations",
            f"take {', '.join(banned)} out of disabled_integrations",
        )
    if named and (not frameworks or set(frameworks) & named):
        return app.passed(f"{app.at(init.place)} names the integrations {', '.join(sorted(named))}")
    for option in ("default_integrations", "auto_enabling_integrations"):
        given = init.option(option)
        if given is not None and given.literal is False:
            return app.failed(
                f"{app.at(given.place)} sets {option} to False and names none of {shown}",
                f"{option}=True, or integrations=[…Integration()] with the one of {shown}",
            )
    return app.passed(f"{app.at(init.place)} leaves the integrations on; {shown} is found by itself")


def _integration_names(found: tuple[ast.expr, Frame] | None) -> set[str]:
    """`FastApiIntegration(…)` in a list is `fastapi`."""
    if found is None or not isinstance(found[0], ast.List | ast.Tuple):
        return set()
    names = set()
    for each in found[0].elts:
        node = each.func if isinstance(each, ast.Call) else each
        name = node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")
        names.add(name.removesuffix("Integration").lower())
    return names


@check(
    "back-end.sample-rates",
    Section.BACK_END,
    Phase.BEFORE,
    weight=3,
    title="traces and profiles are sampled at a rate of the environment",
)
async def sample_rates(subject: Subject) -> Iterable[Finding]:
    """A rate in the source is the same in development and in production: too little there, or too much here.

    What is too much is paid for with the quota. Without traces, monitors of latency and of failure rates measure
    nothing.

    Looks at `traces_sample_rate` or `traces_sampler`, and at `profiles_sample_rate` or `profile_session_sample_rate`
    where profiles are on.
    """
    return each_back_end(subject, _sample_rates)


def _sample_rates(app: BackEndApplication) -> Finding:
    init = app.end.init()
    told = []
    sampler = init.option("traces_sampler")
    if sampler is not None and not sampler.is_nothing:
        told.append(f"{app.at(sampler.place)} decides by traces_sampler")
    else:
        rate = init.option(_TRACES)
        if rate is None or rate.is_nothing:
            whole = init.option("enable_tracing")
            if whole is not None and not whole.is_nothing and whole.literal is not False:
                return app.failed(
                    f"{app.at(whole.place)} has enable_tracing, which is a rate of 1.0",
                    _rate_from_env(_TRACES),
                )
            return app.failed(f"{app.at(init.place)} sends no traces: no {_TRACES}", _rate_from_env(_TRACES))
        finding = app.sampled(_TRACES, rate, _rate_from_env(_TRACES))
        if finding.outcome is not Outcome.PASS:
            return finding
        told.append(finding.evidence)
    for name in _PROFILES:
        rate = init.option(name)
        if rate is not None and not rate.is_nothing:
            finding = app.sampled(name, rate, _rate_from_env(name))
            if finding.outcome is not Outcome.PASS:
                return finding
            told.append(f"{name} {rate.origin.value}")
    return app.passed(", ".join(told))


def _text_from_env(name: str) -> str:
    return f'{name}=os.environ.get("SENTRY_{name.upper()}")'


def _rate_from_env(name: str) -> str:
    return f'{name}=float(os.environ.get("SENTRY_{name.upper()}", "0"))'


@check(
    "back-end.before-send",
    Section.BACK_END,
    Phase.BEFORE,
    weight=3,
    title="events pass `before_send`",
)
async def before_send(subject: Subject) -> Iterable[Finding]:
    """It is the last place where personal data can be taken out, and where expected errors are made less loud.

    Looks for the option `before_send` of `sentry_sdk.init`.
    """
    return each_back_end(subject, _before_send)


def _before_send(app: BackEndApplication) -> Finding:
    fix = "before_send=before_send  # def before_send(event, hint): return event"
    return app.gives(app.end.init(), "before_send", fix)


@check(
    "back-end.environment-and-release",
    Section.BACK_END,
    Phase.BEFORE,
    weight=3,
    title="events say their environment and release",
)
async def environment_and_release(subject: Subject) -> Iterable[Finding]:
    """Monitors and alerts look at one environment: an event with another one wakes nobody.

    Without a release nobody knows which deployment broke it.

    Looks at the options `environment` and `release` of `sentry_sdk.init`. Without them the SDK reads
    SENTRY_ENVIRONMENT and SENTRY_RELEASE, which have to be among what the stack writes. A constant of the application,
    such as its version, is a release as well.
    """
    return each_back_end(subject, _environment_and_release)


def _environment_and_release(app: BackEndApplication) -> Finding:
    init = app.end.init()
    return app.together(
        app.tells(init, name, _text_from_env(name)) or _read_by_the_sdk(app, init, name)
        for name in ORIGIN_OF_EVENTS
    )


def _read_by_the_sdk(app: BackEndApplication, init: Init, name: str) -> Finding:
    variable = f"SENTRY_{name.upper()}"
    if variable not in app.env_values():
        return app.failed(
            f"{app.at(init.place)} gives no {name}, and the stack's .env file has no {variable}",
            _text_from_env(name),
        )
    return _left_to_the_sdk(app, name) or app.passed(f"the SDK reads {variable}, which the stack writes")


def _left_to_the_sdk(app: BackEndApplication, name: str) -> Finding | None:
    """What is wrong where the SDK shall read a variable itself: a settings class fills its fields and nothing else."""
    loaded = [each for each in app.end.around_init() if each.step is Step.ENVIRONMENT]
    if not loaded or any(each.detail != ONLY_FIELDS for each in loaded):
        return None
    return app.failed(
        f"{app.at(loaded[0].place)} reads the .env file into its fields only, where the SDK finds no {name}",
        f"{name}=settings.{name}",
    )


CHECKS: Final[tuple[Check, ...]] = (
    dsn_from_env,
    no_default_pii,
    integrations,
    sample_rates,
    before_send,
    environment_and_release,
)
