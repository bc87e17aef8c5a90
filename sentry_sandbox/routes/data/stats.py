"""Quantities by outcome, as ingest counted them, by the hour or the day.

`GET /organizations/{organization}/stats_v2/`. Grouped by project there are totals only, and no series.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.responses import Response

from sentry_sandbox.behaviour.past.usage import CATEGORIES, OUTCOMES
from sentry_sandbox.behaviour.rules.period import period_of
from sentry_sandbox.calls.call import Call, reply
from sentry_sandbox.http.errors import detail
from sentry_sandbox.routes.dispatch import Endpoint
from sentry_sandbox.store import JsonObject
from sentry_sandbox.store.lookups import as_id, find_project
from sentry_sandbox.store.usage import Quantity

_FIELDS = ("sum(quantity)", "sum(times_seen)")
_GROUPS = ("outcome", "category", "reason", "project")
_INTERVAL = re.compile(r"([1-9][0-9]{0,2})([hd])")
_HOURS = {"h": 1, "d": 24}
_DAY = 24
_MOST_BUCKETS = 10_000


def _interval(call: Call) -> timedelta:
    match = _INTERVAL.fullmatch(call.query("interval") or "1h")
    hours = int(match[1]) * _HOURS[match[2]] if match else 0
    if not hours or hours > _DAY or _DAY % hours:
        raise detail(400, "The interval has to divide one day without a remainder.")
    return timedelta(hours=hours)


def _chosen(call: Call, name: str, known: Iterable[str], *, needed: bool = False) -> list[str]:
    found = call.queries(name)
    if needed and not found:
        raise detail(
            400, f'At least one "{name}" is required.' if name == "groupBy" else f'No "{name}" given.'
        )
    for each in found:
        if each not in known:
            raise detail(400, f'Invalid {name}: "{each}"')
    return found


def _projects(call: Call) -> list[int]:
    ids = [project.id for project in call.store.projects.in_organization(call.organization.id)]
    wanted = [text for text in call.queries("project") if text != "-1"]
    found = [find_project(call.store, call.organization, text) for text in wanted if as_id(text) is not None]
    if len([one for one in found if one is not None]) != len(wanted):
        raise detail(403, "You do not have permission to perform this action.")
    return [project.id for project in found if project is not None] or ids


def _by(quantity: Quantity, groups: list[str]) -> JsonObject:
    values: JsonObject = {
        "outcome": quantity.outcome,
        "category": quantity.category,
        "reason": None,
        "project": quantity.project_id,
    }
    return {name: values[name] for name in groups}


def _stats(call: Call) -> Response:
    (field, *_) = _chosen(call, "field", _FIELDS, needed=True)
    groups = list(dict.fromkeys(_chosen(call, "groupBy", _GROUPS, needed=True)))
    categories = _chosen(call, "category", CATEGORIES)
    outcomes = _chosen(call, "outcome", OUTCOMES)
    if "category" not in groups and not categories:
        raise detail(400, "Query must have category as groupby or filter")
    step = _interval(call)
    start, end = _rounded(*period_of(call, "1d"), step)
    if (end - start) / step > _MOST_BUCKETS:
        raise detail(400, "Your interval and date range would create too many results.")
    found = [
        quantity
        for quantity in call.store.usage.between(
            _projects(call), int(start.timestamp()), int(end.timestamp())
        )
        if (not categories or quantity.category in categories)
        and (not outcomes or quantity.outcome in outcomes)
    ]
    count = round((end - start) / step)
    grouped: dict[tuple[Any, ...], JsonObject] = {}
    for quantity in found:
        by = _by(quantity, groups)
        group = grouped.setdefault(tuple(by.values()), {"by": by, "values": [0] * count})
        group["values"][int((quantity.hour - start.timestamp()) // step.total_seconds())] += quantity.quantity
    series = "project" not in groups
    return reply(
        {
            "start": _text(start),
            "end": _text(end),
            "intervals": [_text(start + index * step) for index in range(count)] if series else [],
            "groups": [
                {
                    "by": group["by"],
                    "totals": {field: sum(group["values"])},
                    "series": {field: group["values"]} if series else {},
                }
                for group in grouped.values()
            ],
        }
    )


def _rounded(start: datetime, end: datetime, step: timedelta) -> tuple[datetime, datetime]:
    """The buckets that hold the period, whole."""
    seconds = step.total_seconds()
    try:
        first = datetime.fromtimestamp(start.timestamp() // seconds * seconds, UTC)
        # The end counts as well: on a border it is the first instant of one more bucket.
        last = datetime.fromtimestamp((end.timestamp() // seconds + 1) * seconds, UTC)
    except (ValueError, OverflowError, OSError):
        raise detail(400, "Invalid date range") from None
    return first, last


def _text(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


ENDPOINTS = (
    Endpoint(
        "GET", "/organizations/{organization}/stats_v2/", _stats, ("org:read", "org:write", "org:admin")
    ),
)
