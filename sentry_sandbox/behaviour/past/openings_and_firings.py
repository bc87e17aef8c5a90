"""Openings (a monitor was over its threshold) and firings (an alert told somebody)."""

from __future__ import annotations

from sentry_sandbox.store import JsonObject, Record, Store
from sentry_sandbox.store.times import moment_of, zulu


def openings_of(store: Store, detector: Record) -> list[Record]:
    """The times in which a monitor had an issue open, the newest first."""
    found = store.openings.in_project(detector.project_id)
    mine = [one for one in found if one.slug == detector.id_text]
    return sorted(mine, key=lambda one: one.body["start"], reverse=True)


def latest_issue(store: Store, detector: Record) -> JsonObject | None:
    """The newest issue of a monitor, as its body shows it; None where it never opened one."""
    newest = next(iter(openings_of(store, detector)), None)
    if newest is None:
        return None
    return {
        "id": newest.id_text,
        "title": detector.body["name"],
        "status": "unresolved" if newest.body["end"] is None else "resolved",
        "firstSeen": newest.body["start"],
        "lastSeen": newest.body["end"] or newest.body["start"],
    }


def firings_of(store: Store, workflow: Record) -> list[str]:
    """When an alert told somebody, the oldest first."""
    found = store.firings.in_organization(workflow.organization_id)
    return sorted(one.body["at"] for one in found if one.slug == workflow.id_text)


def last_fired(store: Store, workflow: Record) -> str | None:
    """When an alert told somebody last."""
    return next(reversed(firings_of(store, workflow)), None)


def add_opening(store: Store, organization: Record, body: JsonObject) -> Record:
    """Record that a monitor was over its threshold from `start` to `end`, or until now.

    Raises:
        ValueError: there is no such monitor, or a time is not valid.
    """
    detector = store.detectors.get(_id(body, "monitor"))
    if detector is None or detector.organization_id != organization.id:
        raise ValueError(f'there is no monitor "{body["monitor"]}"')
    end = body.get("end")
    return store.openings.add(
        {"start": zulu(moment_of(body.get("start"))), "end": None if end is None else zulu(moment_of(end))},
        organization_id=organization.id,
        project_id=detector.project_id,
        slug=detector.id_text,
    )


def add_firings(store: Store, organization: Record, body: JsonObject) -> None:
    """Record that an alert told somebody at each of some times.

    Raises:
        ValueError: there is no such alert, or a time is not valid.
    """
    workflow = store.workflows.get(_id(body, "alert"))
    if workflow is None or workflow.organization_id != organization.id:
        raise ValueError(f'there is no alert "{body["alert"]}"')
    times = body.get("at")
    if not isinstance(times, list):
        raise ValueError("at takes a list of times")  # noqa: TRY004 - one kind of error here
    for at in times:
        store.firings.add({"at": zulu(moment_of(at))}, organization_id=organization.id, slug=workflow.id_text)


def _id(body: JsonObject, name: str) -> int:
    text = str(body.get(name))
    if not (text.isascii() and text.isdigit() and len(text) < 19):  # noqa: PLR2004 - what SQLite can hold
        raise ValueError(f'"{name}" is needed, an id')
    return int(text)
