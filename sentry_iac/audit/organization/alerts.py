"""Alerts: whether somebody is told when an application fails."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pulumi_sentry.api import JsonObject
from sentry_iac.audit.answers.per_application import each_application
from sentry_iac.audit.answers.reach import reach_of
from sentry_iac.audit.answers.readings import counted
from sentry_iac.audit.answers.watches import Watch, watches_of
from sentry_iac.audit.check import Check, Phase, Section, check
from sentry_iac.audit.finding import Finding, absent, failed, passed, warned
from sentry_iac.audit.subject import Subject
from sentry_iac.estate import ApplicationSpec
from sentry_rules.words import listed

RULES: Final = ("5xx", "latency", "error-rate")
"""The monitors that an application is expected to have."""


@check(
    "alerts.monitors",
    Section.ALERTS,
    Phase.AFTER,
    weight=5,
    title="the monitors of 5xx answers, latency and error rate, and all others that are declared, watch",
    fails="a monitor is missing or switched off",
)
@each_application
async def monitors_watch(
    subject: Subject, application: ApplicationSpec, project: JsonObject
) -> Iterable[Finding]:
    """Without a monitor nothing is measured, and nobody is told of an outage.

    Looks in the organization's monitors for each that `sentry.yaml` declares, by project, type and name: it has to be
    there and enabled. If `sentry.yaml` itself switches off one of the three, that is a warning.
    """
    watches = await watches_of(subject, application, project)
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
        fix = f"sentry.yaml: projects.{application.name}.monitors: {{ {left_out[0]}: {{ enabled: true }} }}"
        return [warned(evidence, application.name, fix=fix)]
    return [passed(f"{', '.join(sorted(on))} are there and enabled", application.name)]


@check(
    "alerts.reach",
    Section.ALERTS,
    Phase.AFTER,
    weight=5,
    title="each monitor has an enabled alert that reaches somebody",
    fails="a monitor has no enabled alert that reaches somebody",
    fails_many="{} monitors have no enabled alert that reaches somebody",
)
@each_application
async def alerts_reach(
    subject: Subject, application: ApplicationSpec, project: JsonObject
) -> Iterable[Finding]:
    """A monitor without an alert opens issues that nobody looks at; an alert to an empty team mails nobody.

    Looks at the alerts that each monitor is connected with. One of them has to be enabled and do something that
    reaches somebody: mail to a team with a member who has accepted the invitation, or to a member; a channel of an
    integration that is installed and active; a webhook, whose receiver is not asked.
    """
    watches = await watches_of(subject, application, project)
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


async def _reached(subject: Subject, watch: Watch, project: JsonObject) -> tuple[bool, str]:
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


def _notify(subject: Subject, application: ApplicationSpec) -> str:
    return (
        f"{subject.up}, or another receiver: sentry.yaml: projects.{application.name}.notify (docs/alerts.md)"
    )


CHECKS: Final[tuple[Check, ...]] = (monitors_watch, alerts_reach)
