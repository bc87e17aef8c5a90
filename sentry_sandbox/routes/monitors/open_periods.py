"""When monitors had issues open.

`GET /organizations/{organization}/open-periods/?detectorId=`, over `start` to `end` or `statsPeriod`.
"""

from __future__ import annotations

from datetime import datetime

from starlette.responses import Response

from sentry_sandbox.behaviour.past.openings_and_firings import openings_of
from sentry_sandbox.behaviour.rules.period import period_of
from sentry_sandbox.calls.call import Call
from sentry_sandbox.calls.pagination import paginate
from sentry_sandbox.http.errors import ApiError
from sentry_sandbox.routes.dispatch import Endpoint
from sentry_sandbox.store import JsonObject, Record
from sentry_sandbox.store.lookups import as_id
from sentry_sandbox.store.times import moment

_READ = ("org:read", "org:write", "org:admin", "alerts:read")


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


ENDPOINTS = (Endpoint("GET", "/organizations/{organization}/open-periods/", _open_periods, _READ),)
