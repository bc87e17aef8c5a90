"""When monitors had issues open, and when alerts told somebody.

`GET /organizations/{organization}/open-periods/?detectorId=` and
`GET /organizations/{organization}/workflows/{workflow}/stats/`, both over `start` to `end` or `statsPeriod`.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from starlette.responses import Response

from sentry_sandbox.behaviour.past.history import firings_of, openings_of
from sentry_sandbox.behaviour.past.past import moment, zulu
from sentry_sandbox.behaviour.rules.period import period_of
from sentry_sandbox.http.call import Call, as_id, reply
from sentry_sandbox.http.errors import ApiError, not_found
from sentry_sandbox.http.pagination import paginate
from sentry_sandbox.routes.dispatch import Endpoint
from sentry_sandbox.store import JsonObject, Record

_ORGANIZATION = "/organizations/{organization}"
_READ = ("org:read", "org:write", "org:admin", "alerts:read")
_HOUR = timedelta(hours=1)
_MOST_HOURS = 90 * 24


def _opening(opening: Record) -> JsonObject:
    return {
        "id": opening.id_text,
        "start": opening.body["start"],
        "end": opening.body["end"],
        "isOpen": opening.body["end"] is None,
        "activities": [],
    }


def _open_periods(call: Call) -> Response:
    detector_id, group_id = call.query("detectorId"), call.query("groupId")
    if not detector_id and not group_id:
        raise ApiError(400, {"detail": "Must provide either detectorId or groupId"})
    if detector_id and group_id:
        raise ApiError(400, {"detail": "Must provide only one of detectorId or groupId"})
    if group_id:
        raise ApiError(400, {"groupId": "Group not found"})
    detector = call.store.detectors.get(as_id(detector_id or "") or 0)
    if detector is None or detector.organization_id != call.organization.id:
        raise ApiError(400, {"detectorId": "Detector not found"})
    found = openings_of(call.store, detector)
    if any(call.query(name) is not None for name in ("start", "end", "statsPeriod")):
        start, end = period_of(call)
        found = [one for one in found if _touches(one, start, end)]
    return paginate(call, found, _opening, hits=True)


def _touches(opening: Record, start: datetime, end: datetime) -> bool:
    closed = opening.body["end"]
    return moment(opening.body["start"]) < end and (closed is None or moment(closed) >= start)


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _stats(call: Call) -> Response:
    workflow = call.store.workflows.get(as_id(call.parameter("workflow")) or 0)
    if workflow is None or workflow.organization_id != call.organization.id:
        raise not_found()
    start, end = period_of(call)
    if (end - start) / _HOUR > _MOST_HOURS:
        raise ApiError(400, {"detail": "Invalid date range"})
    times = [moment(text) for text in firings_of(call.store, workflow)]
    counts = Counter(_hour(at) for at in times if start <= at < end)
    hours = []
    # The hour in which the period begins is not told.
    hour = _hour(start) + _HOUR
    while hour <= _hour(end):
        hours.append((hour, counts[hour]))
        hour += _HOUR
    if call.quirks.alert_stats_as_list:
        return reply([{"date": zulu(hour), "count": count} for hour, count in hours])
    values = [
        {"timestamp": hour.timestamp() * 1000, "value": count, "incomplete": False} for hour, count in hours
    ]
    return reply(
        {
            "meta": {"dataset": "workflow", "start": start.timestamp() * 1000, "end": end.timestamp() * 1000},
            "timeSeries": [
                {
                    "yAxis": "count()",
                    "values": values,
                    "meta": {"interval": 3_600_000, "valueType": "integer", "valueUnit": None},
                }
            ],
        }
    )


ENDPOINTS = (
    Endpoint("GET", f"{_ORGANIZATION}/open-periods/", _open_periods, _READ),
    Endpoint("GET", f"{_ORGANIZATION}/workflows/{{workflow}}/stats/", _stats, _READ),
)
