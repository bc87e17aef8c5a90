"""Client keys, monitors, alerts and events as lines of a page, without a secret or a whole DSN."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sentry_sandbox.page import sentences
from sentry_sandbox.page.frame import Reader, When
from sentry_sandbox.store import Record
from sentry_sandbox.store.lookups import as_id

_KEY_CHARACTERS_SHOWN = 4
_AFTER_PREFIX = re.compile(r"(?:\s*[:/|]\s*|\s+-\s+)(?=\S)")


@dataclass(frozen=True)
class KeyRow:
    """A client key."""

    number: int
    name: str
    masked_dsn: str
    active: bool
    newest: When | None
    limit: str | None


@dataclass(frozen=True)
class MonitorRow:
    """A monitor.

    `check` is for an uptime or cron monitor, `system` for one that Sentry made itself; both are empty for the others.
    """

    number: int
    address: str
    name: str
    full_name: str
    conditions: list[tuple[str, str]]
    query: str | None
    enabled: bool
    check: str
    system: str


@dataclass(frozen=True)
class AlertRow:
    """An alert."""

    number: int
    address: str
    name: str
    full_name: str
    triggers: str
    filters: list[str]
    receivers: list[str]
    monitors: list[str]
    pause: str | None
    enabled: bool


@dataclass(frozen=True)
class EventRow:
    """An event that came in."""

    number: int
    kind: str
    title: str
    detail: str | None
    environment: str | None
    release: str | None
    when: When


def is_declared(detector: Record) -> bool:
    """Whether somebody made a monitor; Sentry makes two of its own in each project."""
    return detector.body["dataSource"] is not None


def without_project(name: str, project: Record | None) -> str:
    """The name of a thing on the page of its project, where the project's own name in front says nothing.

    Args:
        name: such as `shop: p95 latency`.
        project: the project of the page; None on a page of several.
    """
    for prefix in () if project is None else (project.slug, project.body["name"]):
        if prefix and name.startswith(prefix) and (gap := _AFTER_PREFIX.match(name, len(prefix))):
            return name[gap.end() :]
    return name


def key_row(reader: Reader, key: Record) -> KeyRow:
    """A client key, with the first letters of its public key only."""
    scheme, _, host = reader.settings.public_url.partition("://")
    limit, last = key.body["rateLimit"], key.body["lastEvent"]
    said = f"at most {limit['count']} events in {sentences.duration(limit['window'])}" if limit else None
    return KeyRow(
        number=key.id,
        name=key.body["name"],
        masked_dsn=f"{scheme}://{key.slug[:_KEY_CHARACTERS_SHOWN]}…@{host}/{key.project_id}",
        active=key.body["isActive"],
        newest=reader.when(last) if last else None,
        limit=said,
    )


def monitor_row(reader: Reader, detector: Record, project: Record) -> MonitorRow:
    """A monitor on the page of its project."""
    source = detector.body["dataSource"]
    return MonitorRow(
        number=detector.id,
        address=reader.at.monitor(detector.id),
        name=without_project(detector.body["name"], project),
        full_name=detector.body["name"],
        conditions=sentences.monitor_conditions(detector.body),
        query=source.get("query") if source else None,
        enabled=detector.body["enabled"],
        check=sentences.check(detector.body),
        system=sentences.system_monitor(detector.body),
    )


def alert_row(reader: Reader, workflow: Record, project: Record | None) -> AlertRow:
    """An alert, on the page of a project whose monitors it listens to, or alone."""
    body = workflow.body
    frequency = body["config"].get("frequency", 0)
    return AlertRow(
        number=workflow.id,
        address=reader.at.alert(workflow.id),
        name=without_project(body["name"], project),
        full_name=body["name"],
        triggers=sentences.alert_triggers(body),
        filters=sentences.alert_filters(body),
        receivers=sentences.alert_receivers(body, lambda text: _team_slug(reader, text)),
        monitors=[without_project(one.body["name"], project) for one in _monitors(reader, workflow)],
        pause=f"at most every {sentences.duration(frequency * 60)}" if frequency else None,
        enabled=body["enabled"],
    )


def event_row(reader: Reader, event: Record) -> EventRow:
    """An event."""
    body = event.body
    milliseconds = body["durationMs"]
    return EventRow(
        number=event.id,
        kind="transaction" if body["kind"] == "transaction" else body["level"],
        title=body["title"],
        detail=None if milliseconds is None else f"{milliseconds:.0f} ms",
        environment=body["environment"],
        release=body["release"],
        when=reader.when(event.created),
    )


def _monitors(reader: Reader, workflow: Record) -> list[Record]:
    found = (reader.store.detectors.get(one) for one in reader.store.detector_workflows.lefts(workflow.id))
    return [one for one in found if one is not None]


def _team_slug(reader: Reader, text: str) -> str | None:
    number = as_id(text)
    team = None if number is None else reader.store.teams.get(number)
    return None if team is None else team.slug
