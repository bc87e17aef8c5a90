"""Processes accepted items: keeps events, adds environments, counts the use of keys."""

from __future__ import annotations

import re
import secrets
import time
from typing import Any

from sentry_sandbox.behaviour.effects import ensure_environment
from sentry_sandbox.behaviour.rules.platforms import PLATFORMS
from sentry_sandbox.ingest.check_ins import upsert
from sentry_sandbox.ingest.counting import COUNTED, count
from sentry_sandbox.ingest.envelope import Item
from sentry_sandbox.ingest.key_limit import KeyLimits
from sentry_sandbox.ingest.refusal import Refusal
from sentry_sandbox.ingest.spans import children, segments
from sentry_sandbox.ingest.summary import environment_of, summarize
from sentry_sandbox.store import Record, Store
from sentry_sandbox.store.times import now_iso

_EVENT_ID = re.compile(r"^[0-9a-f]{32}$")
_STORED = ("event", "transaction")
_NAMING_ENVIRONMENTS = (*_STORED, "session", "check_in")
_READ = {*_NAMING_ENVIRONMENTS, *COUNTED}
_EVENTS_KEPT = 1000
_DROPPED_CATEGORIES = "default;error;security"


def event_id(value: Any) -> str:
    """An event id as 32 hexadecimal digits; a new one where the event has none."""
    text = str(value).replace("-", "").lower() if value else ""
    return text if _EVENT_ID.match(text) else secrets.token_hex(16)


def accept(store: Store, limits: KeyLimits, project: Record, key: Record, items: list[Item]) -> None:
    """Process the items of one request, in the caller's transaction.

    Raises:
        Refusal: 400 for an event that is no JSON object, 429 where the key's rate limit dropped one; earlier items
            are kept, as in Sentry.
    """
    payloads = [payload for item in items for payload in _payloads(item)]
    wait: int | None = None
    for kind, payload in payloads:
        if kind == "event":
            seconds = limits.wait(key)
            store.key_usage.record(key.slug, time.time(), "accepted" if seconds is None else "dropped")
            if seconds is not None:
                wait = seconds
                count(store, project, kind, payload, "rate_limited")
                continue
        count(store, project, kind, payload)
        if kind in _NAMING_ENVIRONMENTS:
            _note_environment(store, project, payload)
        if kind == "check_in":
            upsert(store, project, payload)
        if kind in _STORED:
            _keep(store, project, key, kind, payload)
    if wait is not None:
        raise Refusal(
            429,
            "event rejected due to rate limit",
            {
                "Retry-After": str(wait),
                "X-Sentry-Rate-Limits": f"{wait}:{_DROPPED_CATEGORIES}:key:key_quota",
            },
        )


def _payloads(item: Item) -> list[tuple[str, dict[str, Any]]]:
    if item.type == "span":
        return [
            *(("transaction", each) for each in segments(item)),
            *(("span", each) for each in children(item)),
        ]
    if item.type == "profile":
        # It counts as one, whatever is in it.
        return [(item.type, {})]
    return [(item.type, item.json())] if item.type in _READ else []


def _note_environment(store: Store, project: Record, payload: dict[str, Any]) -> None:
    name = environment_of(payload)
    if name is not None:
        ensure_environment(store, project.organization_id, name, project.id)


def _keep(store: Store, project: Record, key: Record, kind: str, payload: dict[str, Any]) -> None:
    identity = event_id(payload.get("event_id"))
    now = now_iso()
    key.body["lastEvent"] = now
    store.keys.save(key)
    known = store.events.find(organization_id=project.organization_id, slug=identity)
    if known is not None and known.project_id == project.id:
        return
    event = summarize(kind, payload)
    store.events.add(
        {"eventId": identity, "key": key.slug, **event},
        organization_id=project.organization_id,
        project_id=project.id,
        slug=identity,
    )
    store.events.remove_in_project(project.id, all_but_newest=_EVENTS_KEPT)
    _note_first(store, project, kind, event["platform"], now)


def _note_first(store: Store, project: Record, kind: str, platform: str | None, now: str) -> None:
    body = project.body
    before = (body["firstEvent"], body["firstTransaction"], body["platform"])
    if kind == "transaction":
        body["firstTransaction"] = True
    elif body["firstEvent"] is None:
        body["firstEvent"] = now
    if body["platform"] is None and platform in PLATFORMS:
        body["platform"] = platform
    if before != (body["firstEvent"], body["firstTransaction"], body["platform"]):
        store.projects.save(project)
