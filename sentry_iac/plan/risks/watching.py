"""Monitors and alerts: things that nothing watches any more, and people who no longer hear of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sentry_iac.plan.arguments import no_longer_told
from sentry_iac.plan.risks.risk import Risk, Suspect
from sentry_iac.plan.steps import Action
from sentry_iac.plan.words import actions, firing, monitor_name, tells, value


def monitor_risks(suspect: Suspect) -> Iterator[Risk]:
    """Give what nothing watches without a monitor."""
    if suspect.goes:
        yield suspect.risk("monitor-lost", f"{suspect.place} goes away: {_unwatched(suspect)}")
    elif suspect.turns_off("enabled"):
        yield suspect.risk("monitor-lost", f"{suspect.place} is switched off")


def alert_risks(suspect: Suspect) -> Iterator[Risk]:
    """Give the monitors and receivers that an alert loses."""
    step, directory = suspect.step, suspect.directory
    if suspect.goes:
        yield suspect.risk("alert-lost", f"{suspect.place} goes away: {_untold(suspect)}")
        return
    if suspect.turns_off("enabled"):
        yield suspect.risk("alert-lost", f"{suspect.place} is switched off: nobody is told")
    if step.action is not Action.UPDATE:
        return
    left = [
        each
        for each in step.old.get("monitors") or []
        if each not in (step.new.get("monitors") or []) and str(each) not in suspect.touched_monitors
    ]
    if left:
        names = ", ".join(monitor_name(each, directory) for each in left)
        yield suspect.risk("alert-lost", f"{suspect.place} no longer tells of {names}")
    if suspect.touches("actionFilters"):
        for who in no_longer_told(step.old, step.new, directory):
            yield suspect.risk("alert-lost", f"{suspect.place} no longer {tells(who)}")


def _unwatched(suspect: Suspect) -> str:
    source = suspect.step.old.get("dataSource")
    fires = firing(suspect.step.old)
    if not isinstance(source, Mapping) or not fires:
        return "nothing watches this any more"
    return f"nothing watches {value(source.get('aggregate'))} {fires} any more"


def _untold(suspect: Suspect) -> str:
    found = (suspect.directory.monitor(each) for each in suspect.step.old.get("monitors") or [])
    names = [name for name in found if name is not None]
    what = f"nobody is told of {', '.join(names)} any more" if names else "nobody is told any more"
    told = actions(suspect.step.old, suspect.directory)
    return f"{what} (it {', '.join(told)})" if told else what
