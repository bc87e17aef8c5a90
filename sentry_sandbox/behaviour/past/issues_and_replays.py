"""Issues and replays with a past, for a purge to find."""

from __future__ import annotations

import secrets
from datetime import datetime

from sentry_sandbox.store import JsonObject, Record, Store
from sentry_sandbox.store.times import zulu


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
    """Store a replay that was recorded between two times."""
    return store.replays.add(
        {"started": zulu(started), "finished": zulu(finished), "archived": False},
        organization_id=project.organization_id,
        project_id=project.id,
        slug=secrets.token_hex(16),
    )
