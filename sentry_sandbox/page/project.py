"""The page of one project, with everything that belongs to it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from sentry_sandbox.page.frame import Frame, Reader, natural
from sentry_sandbox.page.rows import (
    AlertRow,
    EventRow,
    KeyRow,
    MonitorRow,
    alert_row,
    event_row,
    is_declared,
    key_row,
    monitor_row,
)
from sentry_sandbox.store import Record

_EVENTS_SHOWN = 20


@dataclass(frozen=True)
class ProjectPage:
    """The page.

    Args:
        frame: of the organization.
        slug: the project's slug.
        name: its display name, where that says more than the slug.
        number: its id.
        platform: what it is written in.
        teams: slugs of its teams.
        environments: that its events named.
        monitors: those that somebody made.
        system: those that Sentry makes in every project.
        alerts: which listen to its monitors.
        keys: its client keys.
        events: the last ones.
        events_kept: how many there are.
        find_dsn: commands for a shell that put a DSN of it into a variable.
        send_event: commands for a shell that send an event with that variable.
    """

    frame: Frame
    slug: str
    name: str
    number: int
    platform: str
    teams: list[str]
    environments: list[str]
    monitors: list[MonitorRow]
    system: list[MonitorRow]
    alerts: list[AlertRow]
    keys: list[KeyRow]
    events: list[EventRow]
    events_kept: int
    find_dsn: str
    send_event: str


def project_page(reader: Reader, project: Record) -> ProjectPage:
    """The page of a project."""
    store = reader.store
    teams = (store.teams.get(one) for one in store.project_teams.rights(project.id))
    environments = (store.environments.get(one) for one in store.environment_projects.lefts(project.id))
    detectors = store.detectors.in_project(project.id)
    monitors = [monitor_row(reader, one, project) for one in detectors if is_declared(one)]
    tally = store.events.tallies(reader.organization.id).get(project.id)
    return ProjectPage(
        frame=reader.frame(),
        slug=project.slug,
        name="" if project.body["name"] == project.slug else project.body["name"],
        number=project.id,
        platform=project.body["platform"] or "no platform yet",
        teams=sorted(team.slug for team in teams if team is not None),
        environments=sorted((one.slug for one in environments if one is not None), key=natural),
        monitors=monitors,
        system=[monitor_row(reader, one, project) for one in detectors if not is_declared(one)],
        alerts=[alert_row(reader, one, project) for one in _alerts(reader, detectors)],
        keys=[key_row(reader, one) for one in store.keys.in_project(project.id)],
        events=[event_row(reader, one) for one in store.events.last_in_project(project.id, _EVENTS_SHOWN)],
        events_kept=tally.count if tally else 0,
        find_dsn=_find_dsn(reader, project),
        send_event=_send_event(reader, project),
    )


def _alerts(reader: Reader, detectors: list[Record]) -> list[Record]:
    numbers = {one for detector in detectors for one in reader.store.detector_workflows.rights(detector.id)}
    found = (reader.store.workflows.get(one) for one in sorted(numbers))
    return [one for one in found if one is not None]


def _find_dsn(reader: Reader, project: Record) -> str:
    path = f"projects/{reader.organization.slug}/{project.slug}/keys/?status=active"
    address = shlex.quote(f"{reader.settings.public_url}/api/0/{path}")
    return (
        f'SENTRY_DSN=$(curl -s -H "Authorization: Bearer $SENTRY_AUTH_TOKEN" {address} |\n'
        """  grep -o '"public":"http[^"]*' | head -1 | cut -d'"' -f4)"""
    )


def _send_event(reader: Reader, project: Record) -> str:
    address = shlex.quote(f"{reader.settings.public_url}/api/{project.id}/envelope/")
    lines = """'{"dsn":"'"$SENTRY_DSN"'"}' '{"type":"event"}' '{"message":"hello"}'"""
    return f"printf '%s\\n' {lines} |\n  curl --data-binary @- {address}"
