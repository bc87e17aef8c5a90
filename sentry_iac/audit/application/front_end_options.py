"""Front end: whether `Sentry.init` of a browser application is given the right options."""

from __future__ import annotations

from typing import Final

from sentry_iac.audit.application.front_end import FrontEndApplication, front_end_check
from sentry_iac.audit.application.judged import ORIGIN_OF_EVENTS
from sentry_iac.audit.check import Check
from sentry_iac.audit.finding import Finding, Outcome, absent, unknown
from sentry_iac.source import FrontEndInit, Origin, Unreadable

_BASE: Final = frozenset(
    {"@sentry/react", "@sentry/browser", "@sentry/vue", "@sentry/angular", "@sentry/svelte", "@sentry/solid"}
)
"""SDKs that trace page loads only when told to; those of whole frameworks do it by themselves."""

_DATA_COLLECTION: Final = 11
"""The first major that knows `dataCollection` instead of `sendDefaultPii`, and collects who somebody is by itself."""

_RATES: Final = ("tracesSampleRate", "replaysSessionSampleRate", "replaysOnErrorSampleRate")
_MASKS: Final = ("maskAllText", "maskAllInputs", "blockAllMedia")
_HOLES: Final = ("unmask", "unblock", "networkDetailAllowUrls")


@front_end_check(
    "front-end.dsn-from-env",
    weight=3,
    title="the DSN comes from the environment",
    fails="the DSN does not come from the environment",
)
def dsn_from_env(app: FrontEndApplication) -> Finding:
    """A DSN in the source is the same in every environment, and a rotation of the key needs a change of the source.

    Looks at the option `dsn` of `Sentry.init`: `import.meta.env`, `process.env`, or a name that the build defines.
    """
    init = app.end.init()
    dsn = init.option("dsn")
    fix = _text_from_env(app, "dsn")
    if dsn is None or dsn.is_nothing:
        return app.failed(f"{app.at(init.place)} calls init without a DSN, which switches Sentry off", fix)
    if dsn.origin is Origin.LITERAL:
        return app.failed(f"{app.at(dsn.place)} has the DSN in the source", fix)
    return app.comes_from("dsn", dsn, fix)


@front_end_check(
    "front-end.sample-rates",
    weight=3,
    title="traces and replays are sampled at rates of the environment",
    fails="traces or replays are not sampled at rates of the environment",
)
def sample_rates(app: FrontEndApplication) -> Finding:
    """A rate in the source is the same in development and in production: too little there, or too much here.

    Too much uses up the quota. Without traces of page loads, monitors of latency measure nothing.

    Looks at `tracesSampleRate` or `tracesSampler`, at `browserTracingIntegration` where the SDK does not bring it, and
    at `replaysSessionSampleRate` and `replaysOnErrorSampleRate` where there are replays.
    """
    init = app.end.init()
    told = []
    replays = app.end.replays() is not None
    for name in _RATES:
        fix = f"{name}: Number({app.variable(_variable_of(name))} ?? 0),"
        rate = init.option(name)
        sampler = init.option("tracesSampler") if name == "tracesSampleRate" else None
        if sampler is not None and not sampler.is_nothing:
            told.append(f"{app.at(sampler.place)} decides by tracesSampler")
        elif rate is None or rate.is_nothing:
            if replays or name == "tracesSampleRate":
                return app.failed(f"{app.at(init.place)} calls init without {name}", fix)
        else:
            finding = app.sampled(name, rate, fix, whole_is_fine=name == "replaysOnErrorSampleRate")
            if finding.outcome is not Outcome.PASS:
                return finding
            told.append(finding.evidence)
    pages = app.end.traces_pages()
    if pages is None and any(each.name in _BASE for each in app.end.packages.sdks):
        return app.failed(
            f"{app.at(init.place)} has no browserTracingIntegration: no page load is measured",
            "integrations: [Sentry.browserTracingIntegration()],",
        )
    return app.passed(", ".join(told))


def _variable_of(name: str) -> str:
    words = "".join(f"_{letter}" if letter.isupper() else letter.upper() for letter in name)
    return f"SENTRY_{words.upper()}"


@front_end_check(
    "front-end.replay-masked",
    weight=5,
    title="replays show no text, no input and no picture of the page",
    fails="replays may show texts, inputs or pictures of the page",
)
def replay_masked(app: FrontEndApplication) -> Finding:
    """A replay without masking is a film of everything that somebody typed and read.

    Looks at `maskAllText`, `maskAllInputs` and `blockAllMedia` of `replayIntegration`, which are on by default.
    Options that make holes in them (`unmask`, `unblock`, `networkDetailAllowUrls`) are a warning.
    """
    replays = app.end.replays()
    if replays is None:
        return absent("nothing sets up session replay", app.name)
    options = replays.options
    for name in _MASKS:
        value = options.value(name)
        if value is None:
            continue
        if value.origin is Origin.LITERAL and value.literal is False:
            return app.failed(f"{app.at(value.place)} sets {name} to false", f"{name}: true,")
        if value.origin is not Origin.LITERAL:
            return app.warned(
                f"{app.at(value.place)} has {name} {value.origin.value}: it may be off", f"{name}: true,"
            )
    for name in _HOLES:
        place = options.place(name)
        if place is not None and options.has_parts(name):
            return app.warned(f"{app.at(place)} lets {name} through", f"take {name} out")
    if not options.are_all_told:
        raise Unreadable(
            f"{app.at(replays.place)} sets up replays in a way that reading does not tell",
            fix="write the options of replayIntegration into the call",
        )
    return app.passed(f"{app.at(replays.place)} masks texts, inputs and media")


@front_end_check(
    "front-end.no-personal-data",
    weight=5,
    title="the SDK adds no personal data by itself",
    fails="the SDK may add personal data by itself",
)
def no_personal_data(app: FrontEndApplication) -> Finding:
    """An SDK that collects everything sends IP addresses, cookies and the user.

    Looks at `dataCollection`: from major 11 on the SDK collects everything that is not switched off there, so
    `userInfo` has to be false in it. Before that, `sendDefaultPii` must not be true.
    """
    init = app.end.init()
    majors = [each.major for each in app.end.packages.sdks if each.major is not None]
    if init.options.is_given("dataCollection") or (majors and max(majors) >= _DATA_COLLECTION):
        return _data_collection(app, init)
    given = init.option("sendDefaultPii")
    if given is None or (given.origin is Origin.LITERAL and not given.literal):
        return app.passed(f"{app.at(init.place)} leaves sendDefaultPii off")
    if given.origin is Origin.LITERAL:
        return app.failed(f"{app.at(given.place)} sets sendDefaultPii to true", "sendDefaultPii: false,")
    return app.warned(
        f"{app.at(given.place)} has sendDefaultPii {given.origin.value}: it may be on",
        "sendDefaultPii: false,",
    )


def _data_collection(app: FrontEndApplication, init: FrontEndInit) -> Finding:
    fix = "dataCollection: { userInfo: false, cookies: false, httpBodies: [] },"
    collection = init.data_collection()
    if collection is None:
        return app.failed(
            f"{app.at(init.place)} calls init without dataCollection, and the SDK collects all of it", fix
        )
    where = app.at(collection.place)
    if not collection.is_told:
        return unknown(f"{where} gives dataCollection in a way that reading does not tell", app.name, fix=fix)
    if collection.is_without_user:
        return app.passed(f"{where} has userInfo off in dataCollection")
    return app.failed(f"{where} leaves userInfo on in dataCollection", fix)


@front_end_check(
    "front-end.before-send",
    weight=3,
    title="events pass `beforeSend`",
    fails="events do not pass `beforeSend`",
)
def before_send(app: FrontEndApplication) -> Finding:
    """`beforeSend` is the last place to take out personal data, and to lower the level of expected errors.

    Looks for the option `beforeSend` of `Sentry.init`.
    """
    return app.gives(app.end.init(), "beforeSend", "beforeSend: (event, hint) => event,")


@front_end_check(
    "front-end.environment-and-release",
    weight=3,
    title="events say their environment and release",
    fails="events do not say their environment and release, or all say the same",
)
def environment_and_release(app: FrontEndApplication) -> Finding:
    """Monitors and alerts look at one environment: an event with another one wakes nobody.

    Without a release, source maps and deployments cannot be told apart.

    Looks at the options `environment` and `release` of `Sentry.init`. Sentry's plugin in the build gives the release
    by itself. A constant of the application, such as its version, is a release, too.
    """
    init = app.end.init()
    return app.together(
        app.tells(init, name, _text_from_env(app, name)) or _told_by_plugin(app, init, name)
        for name in ORIGIN_OF_EVENTS
    )


def _told_by_plugin(app: FrontEndApplication, init: FrontEndInit, name: str) -> Finding:
    plugin = app.end.plugin() if name == "release" else None
    if plugin is None:
        return app.failed(f"{app.at(init.place)} calls init without {name}", _text_from_env(app, name))
    return app.passed(f"{app.at(plugin.place)} gives the release")


def _text_from_env(app: FrontEndApplication, name: str) -> str:
    return f"{name}: {app.variable(f'SENTRY_{name.upper()}')},"


CHECKS: Final[tuple[Check, ...]] = (
    dsn_from_env,
    sample_rates,
    replay_masked,
    no_personal_data,
    before_send,
    environment_and_release,
)
