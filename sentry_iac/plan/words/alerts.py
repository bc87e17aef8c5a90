"""An alert's monitors, receivers and frequency in words, and their changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sentry_iac.plan.arguments import TEAM, ToldByAlert, known, mappings, no_longer_told, told_by
from sentry_iac.plan.directory import Directory
from sentry_iac.plan.steps import Step
from sentry_iac.plan.words.nouns import spaced
from sentry_iac.plan.words.resources import called_by_name, monitor_name
from sentry_iac.plan.words.values import LATER, arrow, duration, value


def monitors(arguments: Mapping[str, Any], directory: Directory) -> str:
    """Return the monitors that an alert listens to."""
    listed = arguments.get("monitors")
    if not isinstance(listed, list):
        return LATER
    ours = [monitor_name(each, directory) for each in listed if known(each)]
    new = len(listed) - len(ours)
    come = [] if not new else ["a new monitor"] if new == 1 else [f"{new} new monitors"]
    return ", ".join([*ours, *come]) or "no monitor"


def actions(arguments: Mapping[str, Any], directory: Directory) -> list[str]:
    """Return the receivers of an alert: `mails team core`."""
    return [tells(each) for each in told_by(arguments, directory)]


def tells(who: ToldByAlert) -> str:
    """Return one receiver of an alert: `mails team core`."""
    means = "mails" if who.means == "email" else f"tells {who.means}"
    if who.target_type == TEAM:
        return f"{means} {called_by_name('Team', str(who.target))}"
    return f"{means} {value(who.target)}" if who.target else f"{means} {spaced(who.target_type or 'it')}"


def listening(step: Step, directory: Directory) -> list[str]:
    """Return the monitors that an alert starts or stops listening to."""
    old, new = ([*(each.get("monitors") or [])] for each in (step.old, step.new))
    said = [f"no longer for {monitor_name(each, directory)}" for each in old if each not in new]
    return said + [f"now also for {monitor_name(each, directory)}" for each in new if each not in old]


def telling(step: Step, directory: Directory) -> list[str]:
    """Return the receivers that an alert gains or loses."""
    said = [f"no longer {tells(each)}" for each in no_longer_told(step.old, step.new, directory)]
    said += [f"now {tells(each)}" for each in no_longer_told(step.new, step.old, directory)]
    return said or ["acts on other conditions"]


def triggering(step: Step, _directory: Directory) -> list[str]:
    """Return an alert's triggers, before and after."""
    old, new = (
        [spaced(str(item.get("type"))).replace("_", " ") for item in mappings(each.get("triggers"))]
        for each in (step.old, step.new)
    )
    return [arrow(f"triggers {', '.join(old) or 'none'}", ", ".join(new) or "none")]


def frequency(step: Step, _directory: Directory) -> list[str]:
    """Return how long an alert stays silent about an issue, before and after."""
    old, new = (each.get("frequency") for each in (step.old, step.new))
    shown = [duration(each * 60) if isinstance(each, int | float) else value(each) for each in (old, new)]
    return [f"tells of the same issue every {arrow(*shown)}"]
