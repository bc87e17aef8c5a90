"""Aggregates over time, computed from the transactions that ingest kept.

`GET /organizations/{organization}/events-timeseries/`: one series for each `yAxis`, one row for each bucket; rows
without data have a `sampleCount` of 0. A search can use what is stored of a transaction (`is_transaction`,
`environment`, `release` and `transaction`); any other field finds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from starlette.responses import Response

from sentry_sandbox.calls.call import Call, reply
from sentry_sandbox.http.errors import detail
from sentry_sandbox.routes.dispatch import Endpoint
from sentry_sandbox.store import Record
from sentry_sandbox.store.lookups import as_id

_DATASETS = ("spans", "logs", "errors")
_INTERVAL = re.compile(r"^([1-9][0-9]{0,6})([smhd])$")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_MOST_BUCKETS = 10_000
_PERCENTILE = re.compile(r"^p(50|75|90|95|99|100)\(span\.duration\)$")


def _time(call: Call, name: str) -> float:
    try:
        moment = datetime.fromisoformat(call.query(name) or "")
    except ValueError:
        raise detail(400, f"{call.query(name)} is not a valid ISO8601 date query") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _matches(event: Record, query: str) -> bool:
    body = event.body
    for term in query.split():
        name, _, value = term.partition(":")
        if name == "is_transaction":
            if value.strip('"') != "true":
                return False
        elif name not in ("environment", "release", "transaction") or body.get(name) != value.strip('"'):
            return False
    return True


def _aggregate(axis: str, durations: Sequence[float]) -> float:
    if axis in ("count()", "count(span.duration)"):
        return len(durations)
    percentile = _PERCENTILE.match(axis)
    if percentile is None:
        raise detail(400, f"the sandbox cannot compute {axis}: it keeps durations only")
    if not durations:
        return 0
    ordered = sorted(durations)
    return ordered[min(len(ordered) - 1, int(len(ordered) * int(percentile[1]) / 100))]


def _series(call: Call) -> Response:
    dataset = call.query("dataset")
    if dataset not in _DATASETS:
        raise detail(400, f"dataset must be one of: {', '.join(_DATASETS)}")
    project = call.store.projects.get(as_id(call.query("project") or "") or 0)
    if project is None or project.organization_id != call.organization.id:
        raise detail(403, "You do not have permission to perform this action.")
    interval = _INTERVAL.match(call.query("interval") or "5m")
    if interval is None:
        raise detail(400, "Invalid interval")
    start, end, size = _time(call, "start"), _time(call, "end"), int(interval[1]) * _UNITS[interval[2]]
    if end <= start or (end - start) / size > _MOST_BUCKETS:
        raise detail(400, "Your interval and date range would create too many results.")
    buckets: dict[int, list[float]] = {}
    for event in call.store.events.in_project(project.id) if dataset == "spans" else ():
        when = event.body.get("timestamp")
        seconds = datetime.fromisoformat(event.created).timestamp() if when is None else float(when)
        if (
            event.body.get("kind") == "transaction"
            and start <= seconds < end
            and _matches(event, call.query("query") or "")
        ):
            buckets.setdefault(int(seconds // size) * size, []).append(
                float(event.body.get("durationMs") or 0)
            )
    rows = range(int(start // size) * size, int(end), size)
    body: dict[str, Any] = {
        "meta": {"dataset": dataset, "start": start * 1000, "end": end * 1000},
        "timeSeries": [
            {
                "yAxis": axis,
                "meta": {"valueType": "number", "valueUnit": None, "interval": size * 1000},
                "values": [
                    {
                        "timestamp": row * 1000,
                        "value": _aggregate(axis, buckets.get(row, [])),
                        "incomplete": False,
                        "sampleCount": len(buckets.get(row, [])),
                    }
                    for row in rows
                ],
            }
            for axis in call.queries("yAxis") or ["count()"]
        ],
    }
    return reply(body)


ENDPOINTS = (
    Endpoint(
        "GET",
        "/organizations/{organization}/events-timeseries/",
        _series,
        ("event:read", "event:write", "event:admin"),
    ),
)
