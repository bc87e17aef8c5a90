"""Back end: whether `sentry_sdk.init` of a Python application is given the right options."""

from __future__ import annotations

from typing import Final

from sentry_iac.audit.application.back_end import BackEndApplication, back_end_check
from sentry_iac.audit.application.judged import ORIGIN_OF_EVENTS
from sentry_iac.audit.check import Check
from sentry_iac.audit.finding import Finding, Outcome, unknown
from sentry_iac.source import ONLY_FIELDS, DataCollection, Init, Origin, Step

_PROFILES: Final = ("profiles_sample_rate", "profile_session_sample_rate")
_TRACES: Final = "traces_sample_rate"


@back_end_check(
    "back-end.dsn-from-env",
    weight=3,
    title="the DSN comes from the environment",
    fails="the DSN does not come from the environment",
)
def dsn_from_env(app: BackEndApplication) -> Finding:
    """A DSN in the source is the same in every environment, and a rotation of the key needs a release.

    Looks at the option `dsn` of `sentry_sdk.init`; without it the SDK reads SENTRY_DSN itself.
    """
    init = app.end.init()
    dsn = init.option("dsn")
    if dsn is None or dsn.is_nothing:
        return _left_to_the_sdk(app, "dsn") or app.passed(
            f"{app.at(init.place)} leaves it to the SDK, which reads SENTRY_DSN"
        )
    if dsn.origin is Origin.LITERAL:
        return app.failed(f"{app.at(dsn.place)} has the DSN in the source", _text_from_env("dsn"))
    return app.comes_from("dsn", dsn, _text_from_env("dsn"))


@back_end_check(
    "back-end.no-default-pii",
    weight=5,
    title="the SDK adds no personal data by itself",
    fails="the SDK may add personal data by itself",
)
def no_default_pii(app: BackEndApplication) -> Finding:
    """With `send_default_pii` the SDK sends IP addresses, cookies and the user.

    Looks at `send_default_pii`, and at `data_collection`, which overrides it. The SDK collects everything that is not
    switched off there, so `user_info` has to be False in it.
    """
    init = app.end.init()
    collection = init.data_collection()
    if collection is not None:
        return _data_collection(app, collection)
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


def _data_collection(app: BackEndApplication, collection: DataCollection) -> Finding:
    where = app.at(collection.place)
    if not collection.is_told:
        return unknown(
            f"{where} gives data_collection in a way that reading does not tell",
            app.name,
            fix='data_collection={"user_info": False, …}',
        )
    if collection.is_without_user:
        return app.passed(f"{where} has user_info off in data_collection")
    return app.failed(
        f"{where} gives data_collection without user_info off, and it is on by default",
        'data_collection={"user_info": False, …}',
    )


@back_end_check(
    "back-end.integrations",
    weight=3,
    title="the framework's integration is on",
    fails="the framework's integration is off",
)
def integrations(app: BackEndApplication) -> Finding:
    """Without it, errors in requests are not caught, and no request becomes a transaction that a monitor can measure.

    Looks at the options `default_integrations`, `auto_enabling_integrations`, `disabled_integrations` and
    `integrations`. Integrations are on by default. Where the automatic ones are switched off, a list has to name the
    framework's.
    """
    init = app.end.init()
    named = init.integrations("integrations")
    off = init.integrations("disabled_integrations")
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


@back_end_check(
    "back-end.sample-rates",
    weight=3,
    title="traces and profiles are sampled at a rate of the environment",
    fails="traces or profiles are not sampled at a rate of the environment",
)
def sample_rates(app: BackEndApplication) -> Finding:
    """A rate in the source is the same in development and in production: too little there, or too much here.

    Too much uses up the quota. Without traces, monitors of latency and of failure rates measure
    nothing.

    Looks at `traces_sample_rate` or `traces_sampler`, and at `profiles_sample_rate` or `profile_session_sample_rate`
    where profiles are on.
    """
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


@back_end_check(
    "back-end.before-send",
    weight=3,
    title="events pass `before_send`",
    fails="events do not pass `before_send`",
)
def before_send(app: BackEndApplication) -> Finding:
    """`before_send` is the last place to take out personal data, and to lower the level of expected errors.

    Looks for the option `before_send` of `sentry_sdk.init`.
    """
    fix = "before_send=before_send  # def before_send(event, hint): return event"
    return app.gives(app.end.init(), "before_send", fix)


@back_end_check(
    "back-end.environment-and-release",
    weight=3,
    title="events say their environment and release",
    fails="events do not say their environment and release, or all say the same",
)
def environment_and_release(app: BackEndApplication) -> Finding:
    """Monitors and alerts look at one environment: an event with another one wakes nobody.

    Without a release nobody knows which deployment brought an error.

    Looks at the options `environment` and `release` of `sentry_sdk.init`. Without them the SDK reads
    SENTRY_ENVIRONMENT and SENTRY_RELEASE, so the stack has to write these. A constant of the application, such as its
    version, is a release, too.
    """
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
