"""Alerts: whether somebody is told when an application fails, and was told when it did."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from pulumi_sentry.api import JsonObject
from pulumi_sentry.lifecycle.clock import write_instant
from sentry_iac.audit.answers import readings
from sentry_iac.audit.answers.reach import reach_of
from sentry_iac.audit.answers.readings import counted, instant
from sentry_iac.audit.check import (
    Chart,
    Check,
    Finding,
    Phase,
    Section,
    absent,
    check,
    failed,
    passed,
    warned,
)
from sentry_iac.audit.subject import Subject
from sentry_iac.estate import ApplicationSpec
from sentry_rules.words import listed

RULES: Final = ("5xx", "latency", "error-rate")
"""The monitors that an application is expected to have."""

LOOK_BACK: Final = timedelta(days=30)
"""How far the past of monitors and alerts is looked at."""

_HOUR: Final = timedelta(hours=1)
_GRACE: Final = timedelta(minutes=15)
"""How long after a threshold was crossed nobody may have been told yet."""

_METRIC, _UPTIME, _CRON = "metric_issue", "uptime_domain_failure", "monitor_check_in_failure"


@dataclass(frozen=True)
class _Wanted:
    """A monitor as it is declared: its name in sentry.yaml and at Sentry, its type there, and whether it is on."""

    rule: str
    name: str
    type: str
    enabled: bool


@dataclass(frozen=True)
class _Watch:
    """A declared monitor, what Sentry has of it, and the alerts that listen to it."""

    wanted: _Wanted
    monitor: JsonObject | None
    alerts: tuple[JsonObject, ...] = ()


def _wanted(application: ApplicationSpec) -> list[_Wanted]:
    return [
        *(_Wanted(each.rule, each.name, _METRIC, each.enabled) for each in application.monitors),
        *(_Wanted(each.key, each.name, _UPTIME, each.enabled) for each in application.uptime),
        *(_Wanted(each.key, each.name, _CRON, each.enabled) for each in application.crons),
    ]


async def _watches(subject: Subject, application: ApplicationSpec, project: JsonObject) -> list[_Watch]:
    view = subject.asked()
    found, alerts = await asyncio.gather(readings.monitors(view), readings.alerts(view))
    watches = []
    for wanted in _wanted(application):
        named = [
            each
            for each in found
            if str(each.get("projectId")) == str(project.get("id"))
            and (each.get("type"), each.get("name")) == (wanted.type, wanted.name)
        ]
        monitor = max(named, key=lambda each: bool(each.get("enabled")), default=None)
        listening = [
            alerts[str(each)] for each in (monitor or {}).get("workflowIds") or [] if str(each) in alerts
        ]
        watches.append(_Watch(wanted, monitor, tuple(listening)))
    return watches


@check(
    "alerts.monitors",
    Section.ALERTS,
    Phase.AFTER,
    weight=5,
    title="the monitors of 5xx answers, latency and error rate, and all others that are declared, watch",
)
async def monitors_watch(subject: Subject) -> Iterable[Finding]:
    """Without a monitor nothing is measured, so that nobody is told of an outage.

    Looks in the organization's monitors for each that `sentry.yaml` declares, by project, type and name: it has to be
    there and enabled. One of the three that is switched off in `sentry.yaml` itself is a warning.
    """

    async def look(application: ApplicationSpec, project: JsonObject) -> Iterable[Finding]:
        watches = await _watches(subject, application, project)
        missing = [each.wanted.rule for each in watches if each.wanted.enabled and each.monitor is None]
        off = [
            each.wanted.rule
            for each in watches
            if each.wanted.enabled and each.monitor is not None and not each.monitor.get("enabled")
        ]
        if missing or off:
            said = [f"not there: {', '.join(missing)}"] if missing else []
            said += [f"switched off: {', '.join(off)}"] if off else []
            evidence = f"monitors of project {application.slug} {'; '.join(said)}"
            return [failed(evidence, application.name, fix=subject.up)]
        on = {each.wanted.rule for each in watches if each.wanted.enabled}
        left_out = [rule for rule in RULES if rule not in on]
        if left_out:
            evidence = f"sentry.yaml declares no {listed(left_out)} monitor that is on"
            fix = (
                f"sentry.yaml: projects.{application.name}.monitors: {{ {left_out[0]}: {{ enabled: true }} }}"
            )
            return [warned(evidence, application.name, fix=fix)]
        return [passed(f"{', '.join(sorted(on))} are there and enabled", application.name)]

    return await readings.each_application(subject, look)


@check(
    "alerts.reach",
    Section.ALERTS,
    Phase.AFTER,
    weight=5,
    title="each monitor has an enabled alert that reaches somebody",
)
async def alerts_reach(subject: Subject) -> Iterable[Finding]:
    """A monitor without an alert opens issues that nobody looks at; an alert to an empty team mails nobody.

    Looks at the alerts that each monitor is connected with. One of them has to be enabled and do something that
    reaches somebody: mail to a team with a member who has accepted the invitation, or to a member; a channel of an
    integration that is installed and active; a webhook, which is not looked into.
    """

    async def look(application: ApplicationSpec, project: JsonObject) -> Iterable[Finding]:
        watches = await _watches(subject, application, project)
        there = [each for each in watches if each.monitor is not None]
        if not there:
            return [absent("no monitor of it is there", application.name)]
        found = [(each.wanted.rule, *await _reached(subject, each, project)) for each in there]
        faults = [
            failed(f"{rule}: {said}", application.name, fix=_notify(subject, application))
            for rule, reached, said in found
            if not reached
        ]
        if faults:
            return faults
        ways = dict.fromkeys(said for _, _, said in found)
        return [passed(f"{counted(len(found), 'monitor')}: {'; '.join(ways)}", application.name)]

    return await readings.each_application(subject, look)


async def _reached(subject: Subject, watch: _Watch, project: JsonObject) -> tuple[bool, str]:
    """Return whether somebody is told of a monitor's issue, and who, or why not."""
    if not watch.alerts:
        return False, "no alert is connected with it"
    enabled = [each for each in watch.alerts if each.get("enabled")]
    if not enabled:
        return False, f"alert {watch.alerts[0].get('name')!r} is switched off"
    reaches = [reach for alert in enabled for reach in await reach_of(subject.asked(), alert, project)]
    good = [each.said for each in reaches if each.somebody]
    if good:
        return True, ", ".join(dict.fromkeys(good))
    return False, ", ".join(dict.fromkeys(each.said for each in reaches)) or "its alert has no action"


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
)
async def alerts_were_sent(subject: Subject) -> Iterable[Finding]:
    """An alert that does not fire is found on the day it is needed, unless its past is looked at.

    Looks at the times in which each monitor had an issue open, and at the hours in which its alerts told somebody:
    each time has to have such an hour. That nothing happened in 30 days is no fault. Not judged is what was before
    the alert was made, what began a few minutes ago, and what an alert stays silent about because it told of the same
    issue within its `frequency`. A monitor that never opened an issue and an alert that never fired cost no request.
    """

    async def look(application: ApplicationSpec, project: JsonObject) -> Iterable[Finding]:
        watches = [
            each for each in await _watches(subject, application, project) if each.monitor and each.alerts
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
        return [
            passed(f"last 30 days: {', '.join(happened) or 'nothing happened'}", application.name, *charts)
        ]

    return await readings.each_application(subject, look)


async def _past(subject: Subject, watch: _Watch) -> _Past:
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
    subject: Subject, watch: _Watch, begun: datetime, ended: datetime | None, told: Mapping[datetime, int]
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
    return timedelta(minutes=minutes if isinstance(minutes, int | float) else 0)


async def _told(subject: Subject, watches: Iterable[_Watch]) -> Mapping[datetime, int]:
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


def _notify(subject: Subject, application: ApplicationSpec) -> str:
    return (
        f"{subject.up}, or another receiver: sentry.yaml: projects.{application.name}.notify (docs/alerts.md)"
    )


CHECKS: Final[tuple[Check, ...]] = (monitors_watch, alerts_reach, alerts_were_sent)
