"""Finds the author of each drift in the organization's audit log, if an entry names exactly that object.

An entry counts for a resource if its event fits the kind of object and the kind of change, if it names the object's id
(a client key: its public half, of which the state has a digest), and if it is younger than the state's knowledge of the
object. The youngest such entry counts. A missing or unclear one names nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from pulumi_sentry.keys.key_id import KeyId, mark_of
from pulumi_sentry.lifecycle.clock import parse_instant
from sentry_iac.plan import Action, Author, Step

_SKEW: Final = timedelta(seconds=2)
"""How far Sentry's clock may differ from that of the last `up`."""

_MONITOR: Final = ("detector.edit", "detector.remove")
_EVENTS: Final[Mapping[str, tuple[str, str]]] = {
    "MetricMonitor": _MONITOR,
    "UptimeMonitor": _MONITOR,
    "CronMonitor": _MONITOR,
    "Alert": ("workflow.edit", "workflow.remove"),
    "Project": ("project.edit", "project.remove"),
    "Team": ("team.edit", "team.remove"),
    "Member": ("member.edit", "member.remove"),
    "ProjectKey": ("projectkey.edit", "projectkey.remove"),
    "OrganizationSettings": ("org.edit", ""),
}
"""The events of a change and of a removal, by the type of the resource."""

_SECRET: Final = re.compile(r"\(api key\)$|^[0-9a-f]{32,}$", re.IGNORECASE)
_LONGEST: Final = 80


def authors_of(
    steps: Iterable[Step], since: Mapping[str, datetime], entries: Sequence[Mapping[str, Any]]
) -> dict[str, Author]:
    """Return the author of each drift, by the resource's URN, without unknown ones.

    Args:
        steps: the findings of a refresh.
        since: when the state last learnt of each resource, by its URN.
        entries: of the audit log, in any order.
    """
    read = sorted(filter(None, map(_read, entries)), key=lambda entry: entry.at, reverse=True)
    found = {}
    for step in steps:
        known = since.get(step.urn)
        event = _event(step)
        if known is None or not event or not step.id:
            continue
        names = _naming(step)
        for entry in read:
            if entry.event == event and entry.at > known + _SKEW and names(entry):
                found[step.urn] = Author(entry.actor, entry.at)
                break
    return found


@dataclass(frozen=True, slots=True)
class _Entry:
    event: str
    actor: str
    target: str
    note: str
    at: datetime


def _event(step: Step) -> str:
    edited, removed = _EVENTS.get(step.type, ("", ""))
    return {Action.UPDATE: edited, Action.DELETE: removed}.get(step.action, "")


def _naming(step: Step) -> Callable[[_Entry], bool]:
    if step.type == "ProjectKey":
        # The target is a number that no other endpoint knows; the note has the key itself.
        mark = KeyId.in_any_form(step.id).mark
        return lambda entry: mark in map(mark_of, entry.note.split())
    return lambda entry: entry.target == step.id


def _read(entry: Mapping[str, Any]) -> _Entry | None:
    actor = _actor(entry.get("actor"))
    try:
        at = parse_instant(str(entry.get("dateCreated")))
    except ValueError:
        return None
    if not actor:
        return None
    target = entry.get("targetObject")
    return _Entry(
        event=str(entry.get("event")),
        actor=actor,
        target="" if target is None else str(target),
        note=str(entry.get("note") or ""),
        at=at,
    )


def _actor(actor: object) -> str:
    if not isinstance(actor, Mapping):
        return ""
    names = (actor.get(key) for key in ("name", "email", "username"))
    name = next((each.strip() for each in names if isinstance(each, str) and each.strip()), "")
    # Sentry writes the whole of an old API key there.
    return "an API key" if _SECRET.search(name) else name[:_LONGEST]
