"""When alerts told somebody.

`GET /organizations/{organization}/workflows/{workflow}/stats/`, over `start` to `end` or `statsPeriod`.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from starlette.responses import Response

from sentry_sandbox.behaviour.past.openings_and_firings import firings_of
from sentry_sandbox.behaviour.rules.period import period_of
from sentry_sandbox.calls.call import Call, reply
from sentry_sandbox.http.errors import ApiError, not_found
from sentry_sandbox.routes.dispatch import Endpoint
from sentry_sandbox.store.lookups import as_id
from sentry_sandbox.store.times import moment, zulu

_READ = ("org:read", "org:write", "org:admin", "alerts:read")
_HOUR = timedelta(hours=1)
_MOST_HOURS = 90 * 24


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
    # Sentry leaves out the hour in which the period begins.
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


ENDPOINTS = (Endpoint("GET", "/organizations/{organization}/workflows/{workflow}/stats/", _stats, _READ),)
