"""When monitors had issues open, and how often alerts told somebody.

Both endpoints are known from getsentry/sentry (``workflow_engine/endpoints/organization_open_periods.py`` and
``organization_workflow_stats.py``) and not published: where a Sentry lacks them, the past is unknown, not empty.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pulumi_sentry.api.errors import NotSentry
from pulumi_sentry.api.http.caller import EndpointFamily
from pulumi_sentry.api.http.endpoint import Endpoint
from pulumi_sentry.api.json_types import JsonObjects
from pulumi_sentry.api.readings.instants import written

_READ = ("alerts:read", "org:read", "org:write", "org:admin")
_OPEN_PERIODS = Endpoint("GET", "/organizations/{organization}/open-periods/", _READ)
_STATS = Endpoint("GET", "/organizations/{organization}/workflows/{alert}/stats/", _READ)


class HistoryEndpoints(EndpointFamily):
    """The past of monitors and alerts."""

    async def open_periods(self, monitor_id: str, *, start: datetime, end: datetime) -> JsonObjects:
        """Read when a monitor had an issue open: ``GET /organizations/{organization}/open-periods/`` (alerts:read).

        Args:
            monitor_id: numeric id.
            start: from when, in UTC.
            end: until when, in UTC.

        Returns:
            ``{id, start, end, isOpen}`` each, the newest first; ``end`` is None while the issue is open.
        """
        params = {"detectorId": monitor_id, "start": written(start), "end": written(end)}
        return await self._caller.pages(_OPEN_PERIODS, params=params)

    async def alert_hours(self, alert_id: str, *, start: datetime, end: datetime) -> dict[datetime, int]:
        """Read how often an alert told somebody: ``GET …/workflows/{id}/stats/`` (alerts:read).

        Sentry leaves out the hour in which the time begins.

        Args:
            alert_id: numeric id.
            start: from when, in UTC.
            end: until when, in UTC.

        Returns:
            How often, by the start of each hour.

        Raises:
            NotSentry: the answer has neither of the two forms that Sentry has had.
        """
        answer = await self._caller.value(
            _STATS, params={"start": written(start), "end": written(end)}, alert=alert_id
        )
        try:
            return {hour: count for hour, count in _hours(answer) if hour <= end}
        except (KeyError, TypeError, ValueError, IndexError, OverflowError, OSError):
            raise NotSentry(
                f"GET /organizations/…/workflows/{alert_id}/stats/: the answer has a form that is not known here; "
                "update pulumi-sentry"
            ) from None


def _hours(answer: Any) -> list[tuple[datetime, int]]:
    if isinstance(answer, list):
        # As it was until 2026: [{date, count}].
        return [(_instant(each["date"]), int(each["count"])) for each in answer]
    rows = answer["timeSeries"][0]["values"]
    return [(datetime.fromtimestamp(each["timestamp"] / 1000, UTC), int(each["value"])) for each in rows]


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
