"""Issues and replays with a past: what a purge looks for."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

from sentry_sandbox.store import JsonObject, Record, Store


def moment(text: str) -> datetime:
    """A time as ISO-8601; without an offset it is UTC.

    Raises:
        ValueError: it is no time, or one that UTC has no year for.
    """
    found = datetime.fromisoformat(text)
    try:
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{text} is outside of the calendar") from None


def zulu(at: datetime) -> str:
    """A time as Sentry writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def add_issue(store: Store, project: Record, last_seen: datetime, more: JsonObject) -> Record:
    """Store an issue that was seen last at a time; `more` may hold `title` and `status`."""
    return store.issues.add(
        {
            "title": str(more.get("title", "Error")),
            "status": str(more.get("status", "unresolved")),
            "lastSeen": zulu(last_seen),
        },
        organization_id=project.organization_id,
        project_id=project.id,
    )


def add_replay(store: Store, project: Record, started: datetime, finished: datetime) -> Record:
    """Store a replay that was recorded from a time to another."""
    return store.replays.add(
        {"started": zulu(started), "finished": zulu(finished), "archived": False},
        organization_id=project.organization_id,
        project_id=project.id,
        slug=secrets.token_hex(16),
    )
