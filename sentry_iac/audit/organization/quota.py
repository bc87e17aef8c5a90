"""Usage: for how long the plan lasts."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from pulumi_sentry.api import NotSentry
from pulumi_sentry.api.readings.usage import QUANTITY
from sentry_iac.audit.answers import readings
from sentry_iac.audit.answers.pace import RECENT, Pace, pace_of
from sentry_iac.audit.answers.readings import instant
from sentry_iac.audit.check import Check, Phase, Section, check
from sentry_iac.audit.finding import Chart, Finding, failed, passed, unknown, warned
from sentry_iac.audit.subject import Subject
from sentry_iac.estate import CATEGORY, ENV_NAMES, AllotmentSpec, ApplicationSpec, CountedKind

NEARLY: Final = 0.8
"""The share of an allotment from which a period's end is a warning."""

_ACCEPTED, _REFUSED = "accepted", "rate_limited"
_HOURS_A_DAY: Final = 24
_MOST: Final = 2**53
"""The largest quantity that JSON can say exactly."""

_SAMPLED: Final[dict[CountedKind, tuple[tuple[str, str], ...]]] = {
    "transactions": (("tracesSampleRate", "traces"),),
    "spans": (("tracesSampleRate", "traces"),),
    "replays": (
        ("replaysSessionSampleRate", "replaysSession"),
        ("replaysOnErrorSampleRate", "replaysOnError"),
    ),
}
"""The sample rates that decide how much of a kind is sent: as an `.env` file and as stack config call them."""


@dataclass(frozen=True)
class _Days:
    """What came in of one kind of data, by day, and how much of it each project sent, by id."""

    by_outcome: Mapping[str, Mapping[date, float]]

    def of(self, outcome: str) -> Mapping[date, float]:
        """Return the days of one outcome."""
        return self.by_outcome.get(outcome, {})

    def total(self, outcome: str, since: date) -> float:
        """Return how much there was of one outcome from a day on."""
        return sum(count for day, count in self.of(outcome).items() if day >= since)


@check(
    "usage.quota",
    Section.USAGE,
    Phase.AFTER,
    weight=4,
    title="the plan lasts until the period ends",
    fails="the plan may not last until the period ends",
)
async def quota_lasts(subject: Subject) -> Iterable[Finding]:
    """From the day on which the quota runs out, Sentry refuses all events, also that of an outage.

    Compares `allotment:` of `sentry.yaml` with what the whole organization sent since the period began, and continues
    at the pace of the last seven days. Running out before the end of the period fails; more than 80 % is a warning.
    The fix is the sample rate with which a whole period would fit, as far as this stack sends it. Without
    `allotment:` the check is unknown.
    """
    allotment = subject.estate.allotment
    if allotment is None:
        fix = "sentry.yaml: allotment: { periodStart: 1, errors: 50000, spans: 5000000, replays: 50 }"
        return [unknown("sentry.yaml does not say what the plan takes (allotment:)", fix=fix)]
    usage = await _usage(subject, allotment)
    period = allotment.period(subject.now)
    made = [instant(each.get("dateCreated")) for each in (await readings.projects(subject.asked())).values()]
    since = min((each for each in made if each is not None), default=None)
    findings = []
    for kind, quantity in allotment.quantities.items():
        days = usage.get(CATEGORY[kind], _Days({}))
        pace = pace_of(
            days.of(_ACCEPTED),
            days.of(_REFUSED),
            allotment=quantity,
            period=period,
            now=subject.now,
            since=since,
        )
        findings.append(await _quota(subject, allotment, kind, days, pace))
    return findings


async def _quota(
    subject: Subject, allotment: AllotmentSpec, kind: CountedKind, days: _Days, pace: Pace
) -> Finding:
    period = allotment.period(subject.now)
    said = f"{_number(pace.used)} of {_number(pace.allotment)} {kind} since {period[0]:%Y-%m-%d}"
    refused = days.total(_REFUSED, period[0].date())
    said += f", {_number(refused)} refused" if refused else ""
    said += f", {_number(pace.a_day)} a day lately"
    chart = _chart(subject, allotment, kind, days)
    charts = (chart,) if any(count for _, count in chart.days) else ()
    if pace.runs_out is None and pace.expected <= NEARLY * pace.allotment:
        return passed(f"{said}: {_share(pace)} at the end of the period", kind, *charts)
    biggest = await _biggest(subject, kind, period[0])
    said += f"; most of it from {biggest}" if biggest else ""
    fix = _fitting(subject, allotment, kind, pace)
    if pace.runs_out is None:
        return warned(f"{said}: {_share(pace)} at the end of the period", kind, fix=fix, charts=charts)
    ran = "ran out on" if pace.is_over else "runs out on"
    return failed(f"{said}: {ran} {pace.runs_out:%Y-%m-%d}", kind, fix=fix, charts=charts)


def _share(pace: Pace) -> str:
    return f"{100 * pace.expected / pace.allotment:.0f} %"


def _chart(subject: Subject, allotment: AllotmentSpec, kind: CountedKind, days: _Days) -> Chart:
    start, end = allotment.period(subject.now)
    first = _asked_from(subject, allotment).date()
    counts = days.of(_ACCEPTED)
    length = (subject.now.date() - first).days
    series = tuple(
        (day, float(counts.get(day, 0))) for day in (first + timedelta(days=n) for n in range(length + 1))
    )
    return Chart(f"{kind} accepted a day", series, allotment.quantities[kind] / (end - start).days)


def _asked_from(subject: Subject, allotment: AllotmentSpec) -> datetime:
    """Return from when on usage is needed: the period's beginning, or as far back as the pace is told from."""
    recent = (subject.now - RECENT).replace(hour=0, minute=0, second=0, microsecond=0)
    return min(allotment.period(subject.now)[0], recent)


async def _usage(subject: Subject, allotment: AllotmentSpec) -> Mapping[str, _Days]:
    view = subject.asked()
    answer = await view.once(
        "usage",
        lambda: view.client.usage.stats(
            start=_asked_from(subject, allotment), end=subject.now, group_by=("category", "outcome")
        ),
    )
    found: dict[str, dict[str, Counter[date]]] = {}
    try:
        days = [instant(each) for each in answer["intervals"]]
        for group in answer["groups"]:
            by = group["by"]
            counts = found.setdefault(str(by["category"]), {}).setdefault(str(by["outcome"]), Counter())
            for day, count in zip(days, group["series"][QUANTITY], strict=True):
                if day is not None:
                    counts[day.date()] += _quantity(count)
    except (KeyError, TypeError, ValueError):
        raise _unknown_form() from None
    return {category: _Days(dict(by_outcome)) for category, by_outcome in found.items()}


async def _biggest(subject: Subject, kind: CountedKind, since: datetime) -> str | None:
    """Return who sent most of a kind, for people; None where nobody did."""
    view = subject.asked()
    answer = await view.once(
        "usage by project",
        lambda: view.client.usage.stats(
            start=since, end=subject.now, group_by=("project", "category", "outcome")
        ),
    )
    names = {str(each["id"]): slug for slug, each in (await readings.projects(view)).items()}
    totals: Counter[str] = Counter()
    try:
        for group in answer["groups"]:
            by = group["by"]
            if by["category"] == CATEGORY[kind] and by["outcome"] in (_ACCEPTED, _REFUSED):
                totals[str(by["project"])] += _quantity(group["totals"][QUANTITY])
    except (KeyError, TypeError, ValueError):
        raise _unknown_form() from None
    if not totals.total():
        return None
    project, most = totals.most_common(1)[0]
    return f"{names.get(project, f'project {project}')} ({100 * most / totals.total():.0f} %)"


def _quantity(value: Any) -> int:
    if not isinstance(value, int | float) or not 0 <= value <= _MOST:
        raise ValueError(value)
    return int(value)


def _unknown_form() -> NotSentry:
    return NotSentry(
        "GET /organizations/…/stats_v2/: the answer has a form that is not known here; update pulumi-sentry"
    )


def _fitting(subject: Subject, allotment: AllotmentSpec, kind: CountedKind, pace: Pace) -> str:
    """Return what would make a whole period fit."""
    if kind not in _SAMPLED:
        start, end = allotment.period(subject.now)
        an_hour = max(math.floor(pace.allotment / ((end - start).days * _HOURS_A_DAY)), 1)
        return (
            "sentry.yaml: inbound filters (docs/privacy.md) for what nobody looks at, or "
            f"projects.<project>.key: {{ rateLimit: {{ count: {an_hour}, window: 1h }} }}"
        )
    rates = _rates(subject.estate.applications, kind)
    written = ", ".join(f"{name}: {_percent(rate * pace.fits)}" for name, rate in rates.items())
    if not written:
        return f"send {_percent(pace.fits)} of it: a sample rate in the SDK"
    now = ", ".join(f"{name} {_percent(rate)}" for name, rate in rates.items())
    return f"Pulumi.{subject.stack}.yaml: sampleRates: {{ {written} }} would fit (now {now})"


def _rates(applications: Iterable[ApplicationSpec], kind: CountedKind) -> dict[str, float]:
    """Return the highest sample rate that the stack writes to an `.env` file, by its name in stack config."""
    found: dict[str, float] = {}
    for application in applications:
        values: Mapping[str, Any] = application.env_file.values if application.env_file else {}
        for source, name in _SAMPLED[kind]:
            for variable, value in values.items():
                if variable.endswith(ENV_NAMES[source]) and isinstance(value, str):
                    found[name] = max(found.get(name, 0.0), float(value))
    return {name: rate for name, rate in found.items() if rate > 0}


def _percent(rate: float) -> str:
    """Return a share in percent, rounded down to two digits, so that it fits."""
    percent = 100 * rate
    if percent <= 0:
        return "0%"
    digits = 1 - math.floor(math.log10(percent))
    factor = 10.0 ** max(digits, 0)
    return f"{math.floor(percent * factor + 1e-9) / factor:g}%"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1 or value == 0 else f"{value:.1f}"


CHECKS: Final[tuple[Check, ...]] = (quota_lasts,)
