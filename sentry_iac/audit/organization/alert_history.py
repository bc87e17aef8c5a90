"""Alerts: whether somebody was told whenever an application failed."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from pulumi_sentry.api import JsonObject
from pulumi_sentry.lifecycle.clock import write_instant
from sentry_iac.audit.answers.per_application import each_application
from sentry_iac.audit.answers.readings import counted, instant
from sentry_iac.audit.answers.watches import Watch, watches_of
from sentry_iac.audit.check import Check, Phase, Section, check
from sentry_iac.audit.finding import Chart, Finding, absent, failed, passed
from sentry_iac.audit.subject import Subject
from sentry_iac.estate import ApplicationSpec

LOOK_BACK: Final = timedelta(days=30)
"""How far the past of monitors and alerts is looked at."""

_MINUTES: Final = LOOK_BACK // timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)
_GRACE: Final = timedelta(minutes=15)
"""How long after a threshold was crossed nobody may have been told yet."""


@dataclass(frozen=True)
class _Past:
    """What happened to one monitor: when it went over its threshold, and after which of these nobody was told."""

    rule: str
    openings: tuple[datetime, ...] = ()
    silent: tuple[datetime, ...] = ()


@check(
    "alerts.sent",
    Section.ALERTS,
    Phase.AFTER,
    weight=5,
    title="whenever a monitor was over its threshold in the last 30 days, an alert was sent",
    fails="a monitor was over its threshold, and no alert was sent",
)
@each_application
async def alerts_were_sent(
    subject: Subject, application: ApplicationSpec, project: JsonObject
) -> Iterable[Finding]:
    """Without a look at the past, a broken alert is found on the day it is needed.

    Looks at the times in which each monitor had an issue open, and at the hours in which its alerts told somebody:
    each time has to have such an hour. A month in which nothing happened passes. Times before the alert was made or
    since a few minutes ago are left out, and so are those about which an alert stays silent because it told of the
    same issue within its `frequency`. A monitor that never opened an issue and an alert that never fired cost no
    request.
    """
    watches = [
        each for each in await watches_of(subject, application, project) if each.monitor and each.alerts
    ]
    if not watches:
        return [absent("no monitor of it has an alert", application.name)]
    pasts = await asyncio.gather(*(_past(subject, each) for each in watches))
    charts = tuple(_charts(subject, application, pasts, await _told(subject, watches)))
    silent = [each for each in pasts if each.silent]
    if silent:
        return [
            failed(
                f"{each.rule}: over its threshold at {write_instant(each.silent[0])}"
                f"{_more(len(each.silent) - 1)}, and no alert was sent",
                application.name,
                fix="look at the alert's history in Sentry: its triggers, filters and who it tells",
                charts=() if index else charts,
            )
            for index, each in enumerate(silent)
        ]
    happened = [
        f"{each.rule} {_times(len(each.openings))} over its threshold" for each in pasts if each.openings
    ]
    return [passed(f"last 30 days: {', '.join(happened) or 'nothing happened'}", application.name, *charts)]


async def _past(subject: Subject, watch: Watch) -> _Past:
    monitor = watch.monitor or {}
    if _is_null(monitor, "latestGroup"):
        return _Past(watch.wanted.rule)
    view, start = subject.asked(), subject.now - LOOK_BACK
    monitor_id = str(monitor["id"])
    periods = await view.once(
        ("open-periods", monitor_id),
        lambda: view.client.history.open_periods(monitor_id, start=start, end=subject.now),
    )
    openings = {
        begun: instant(each.get("end"))
        for each in periods
        if (begun := instant(each.get("start"))) is not None and begun >= start
    }
    told = await _told(subject, [watch])
    silent = [begun for begun, ended in openings.items() if not _was_told(subject, watch, begun, ended, told)]
    return _Past(watch.wanted.rule, tuple(sorted(openings)), tuple(sorted(silent)))


def _was_told(
    subject: Subject, watch: Watch, begun: datetime, ended: datetime | None, told: Mapping[datetime, int]
) -> bool:
    """Whether an alert was sent about what began then, or nobody could expect one."""
    made = [instant(each.get("dateCreated")) for each in watch.alerts]
    if begun > subject.now - _GRACE or all(each is not None and begun < each for each in made):
        return True
    silence = max((_frequency(each) for each in watch.alerts), default=timedelta())
    until = max(ended or subject.now, begun + _HOUR)
    return any(hour + _HOUR > begun - silence and hour <= until for hour in told)


def _frequency(alert: JsonObject) -> timedelta:
    config: Any = alert.get("config") or {}
    minutes = config.get("frequency")
    # A longer silence than the time that is looked at makes no difference.
    return timedelta(minutes=min(max(minutes, 0), _MINUTES) if isinstance(minutes, int | float) else 0)


async def _told(subject: Subject, watches: Iterable[Watch]) -> Mapping[datetime, int]:
    """Return how often the alerts of monitors told somebody, by the hour; hours without are left out."""
    view = subject.asked()
    # Sentry leaves out the hour in which the time begins, and an alert may have come just before an opening.
    start = subject.now - LOOK_BACK - 2 * _HOUR
    alerts = {str(alert["id"]): alert for watch in watches for alert in watch.alerts}

    async def hours(alert_id: str) -> Mapping[datetime, int]:
        last = instant(alerts[alert_id].get("lastTriggered"))
        if _is_null(alerts[alert_id], "lastTriggered") or (last is not None and last < start):
            return {}
        return await view.once(
            ("alert-hours", alert_id),
            lambda: view.client.history.alert_hours(alert_id, start=start, end=subject.now),
        )

    total: Counter[datetime] = Counter()
    for found in await asyncio.gather(*(hours(each) for each in alerts)):
        total.update({hour: count for hour, count in found.items() if count})
    return total


def _charts(
    subject: Subject,
    application: ApplicationSpec,
    pasts: Iterable[_Past],
    told: Mapping[datetime, int],
) -> Iterable[Chart]:
    openings = Counter(begun.date() for each in pasts for begun in each.openings)
    sent: Counter[date] = Counter()
    for hour, count in told.items():
        sent[hour.date()] += count
    if openings:
        yield Chart(f"{application.name}: times over a threshold", _days(subject, openings))
    if sent:
        yield Chart(f"{application.name}: alerts sent", _days(subject, sent))


def _days(subject: Subject, counts: Mapping[date, int]) -> tuple[tuple[date, float], ...]:
    last = subject.now.date()
    days = [last - timedelta(days=back) for back in range(LOOK_BACK.days, -1, -1)]
    return tuple((day, float(counts.get(day, 0))) for day in days)


def _is_null(found: JsonObject, name: str) -> bool:
    """Whether Sentry says that there is nothing; where it says nothing at all, it has to be asked."""
    return name in found and found[name] is None


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _more(number: int) -> str:
    return "" if number <= 0 else f" and {counted(number, 'time')} more"


CHECKS: Final[tuple[Check, ...]] = (alerts_were_sent,)
