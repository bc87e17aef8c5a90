"""Front end: whether `Sentry.init` of a browser application is given the right options."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sentry_iac.audit.application.front_end import FrontEndApplication, each_front_end
from sentry_iac.audit.application.judged import ORIGIN_OF_EVENTS
from sentry_iac.audit.check import (
    Check,
    Finding,
    Outcome,
    Phase,
    Section,
    absent,
    check,
    unknown,
)
from sentry_iac.audit.subject import Subject
from sentry_iac.source.script.application import Init
from sentry_iac.source.script.values import object_of, value_of
from sentry_iac.source.unreadable import Unreadable
from sentry_iac.source.values import Origin

_BASE: Final = frozenset(
    {"@sentry/react", "@sentry/browser", "@sentry/vue", "@sentry/angular", "@sentry/svelte", "@sentry/solid"}
)
"""SDKs that trace page loads only where they are told to; those of whole frameworks do it by themselves."""

_DATA_COLLECTION: Final = 11
"""The first major that knows `dataCollection` instead of `sendDefaultPii`, and collects who somebody is by itself."""

_RATES: Final = ("tracesSampleRate", "replaysSessionSampleRate", "replaysOnErrorSampleRate")
_MASKS: Final = ("maskAllText", "maskAllInputs", "blockAllMedia")
_HOLES: Final = ("unmask", "unblock", "networkDetailAllowUrls")


@check(
    "front-end.dsn-from-env",
    Section.FRONT_END,
    Phase.BEFORE,
    weight=3,
    title="the DSN comes from the environment",
)
async def dsn_from_env(subject: Subject) -> Iterable[Finding]:
    """A DSN in the source is the same in every environment, and a rotation of the key needs a change of the source.

    Looks at the option `dsn` of `Sentry.init`: `import.meta.env`, `process.env`, or a name that the build defines.
    """
    return each_front_end(subject, _dsn_from_env)


def _dsn_from_env(app: FrontEndApplication) -> Finding:
    init = app.end.init()
    dsn = init.option("dsn")
    fix = _text_from_env(app, "dsn")
    if dsn is None or dsn.is_nothing:
        return app.failed(f"{app.at(init.place)} calls init without a DSN, which switches Sentry off", fix)
    if dsn.origin is Origin.LITERAL:
        return app.failed(f"{app.at(dsn.place)} has the DSN in the source", fix)
    return app.comes_from("dsn", dsn, fix)


@check(
    "front-end.sample-rates",
    Section.FRONT_END,
    Phase.BEFORE,
    weight=3,
    title="traces and replays are sampled at rates of the environment",
)
async def sample_rates(subject: Subject) -> Iterable[Finding]:
    """A rate in the source is the same in development and in production: too little there, or too much here.

    What is too much is paid for with the quota. Without traces of page loads, monitors of latency measure nothing.

    Looks at `tracesSampleRate` or `tracesSampler`, at `browserTracingIntegration` where the SDK does not bring it, and
    at `replaysSessionSampleRate` and `replaysOnErrorSampleRate` where there are replays.
    """
    return each_front_end(subject, _sample_rates)


def _sample_rates(app: FrontEndApplication) -> Finding:
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


@check(
    "front-end.replay-masked",
    Section.FRONT_END,
    Phase.BEFORE,
    weight=5,
    title="replays show no text, no input and no picture of the page",
)
async def replay_masked(subject: Subject) -> Iterable[Finding]:
    """A replay without masking is a film of what somebody typed and read.

    Looks at `maskAllText`, `maskAllInputs` and `blockAllMedia` of `replayIntegration`, which are on by themselves; what
    makes holes in them (`unmask`, `unblock`, `networkDetailAllowUrls`) is a warning.
    """
    return each_front_end(subject, _replay_masked)


def _replay_masked(app: FrontEndApplication) -> Finding:
    found = app.end.replays()
    if found is None:
        return absent("nothing sets up session replay", app.name)
    place, options = found
    for name in _MASKS:
        if name not in options.entries:
            continue
        value = value_of(app.end.project, *options.entries[name])
        if value.origin is Origin.LITERAL and value.literal is False:
            return app.failed(f"{app.at(value.place)} sets {name} to false", f"{name}: true,")
        if value.origin is not Origin.LITERAL:
            return app.warned(
                f"{app.at(value.place)} has {name} {value.origin.value}: it may be off", f"{name}: true,"
            )
    for name in _HOLES:
        if name in options.entries:
            node, frame = options.entries[name]
            if node.named_children:
                return app.warned(
                    f"{app.at(frame.script.place(node))} lets {name} through", f"take {name} out"
                )
    if options.opaque:
        raise Unreadable(
            f"{app.at(place)} sets up replays in a way that reading does not tell",
            fix="write the options of replayIntegration into the call",
        )
    return app.passed(f"{app.at(place)} masks texts, inputs and media")


@check(
    "front-end.no-personal-data",
    Section.FRONT_END,
    Phase.BEFORE,
    weight=5,
    title="the SDK adds no personal data by itself",
)
async def no_personal_data(subject: Subject) -> Iterable[Finding]:
    """An SDK that collects everything sends addresses, cookies and who is signed in.

    Looks at `dataCollection`: from major 11 on the SDK collects what it does not name, so `userInfo` has to be false
    in it. Before that, `sendDefaultPii` must not be true.
    """
    return each_front_end(subject, _no_personal_data)


def _no_personal_data(app: FrontEndApplication) -> Finding:
    init = app.end.init()
    majors = [each.major for each in app.end.packages.sdks if each.major is not None]
    collection = init.options.entries.get("dataCollection")
    if collection is not None or (majors and max(majors) >= _DATA_COLLECTION):
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


def _data_collection(app: FrontEndApplication, init: Init) -> Finding:
    fix = "dataCollection: { userInfo: false, cookies: false, httpBodies: [] },"
    init.option("dataCollection")
    found = init.options.entries.get("dataCollection")
    if found is None:
        return app.failed(
            f"{app.at(init.place)} calls init without dataCollection, and the SDK collects all of it", fix
        )
    place = found[1].script.place(found[0])
    options = object_of(app.end.project, *found)
    if options is None:
        return unknown(
            f"{app.at(place)} gives dataCollection in a way that reading does not tell", app.name, fix=fix
        )
    user = options.entries.get("userInfo")
    value = value_of(app.end.project, *user) if user is not None else None
    if value is not None and value.origin is Origin.LITERAL and value.literal is False:
        return app.passed(f"{app.at(place)} has userInfo off in dataCollection")
    return app.failed(f"{app.at(place)} leaves userInfo on in dataCollection", fix)


@check(
    "front-end.before-send",
    Section.FRONT_END,
    Phase.BEFORE,
    weight=3,
    title="events pass `beforeSend`",
)
async def before_send(subject: Subject) -> Iterable[Finding]:
    """It is the last place where personal data can be taken out, and where expected errors are made less loud.

    Looks for the option `beforeSend` of `Sentry.init`.
    """
    return each_front_end(subject, _before_send)


def _before_send(app: FrontEndApplication) -> Finding:
    return app.gives(app.end.init(), "beforeSend", "beforeSend: (event, hint) => event,")


@check(
    "front-end.environment-and-release",
    Section.FRONT_END,
    Phase.BEFORE,
    weight=3,
    title="events say their environment and release",
)
async def environment_and_release(subject: Subject) -> Iterable[Finding]:
    """Monitors and alerts look at one environment: an event with another one wakes nobody.

    Without a release, source maps and deployments cannot be told apart.

    Looks at the options `environment` and `release` of `Sentry.init`; a plugin of Sentry's in the build gives the
    release by itself, and a constant of the application, such as its version, is one.
    """
    return each_front_end(subject, _environment_and_release)


def _environment_and_release(app: FrontEndApplication) -> Finding:
    init = app.end.init()
    return app.together(
        app.tells(init, name, _text_from_env(app, name)) or _told_by_plugin(app, init, name)
        for name in ORIGIN_OF_EVENTS
    )


def _told_by_plugin(app: FrontEndApplication, init: Init, name: str) -> Finding:
    plugin = next(app.end.plugins(), None) if name == "release" else None
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
