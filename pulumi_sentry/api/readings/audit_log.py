"""Who changed what in the organization (an undocumented endpoint; nothing may depend on its answer).

It belongs to all regions together, so the client asks for it at the address that it was given, before any other call
moves it to the organization's region.
"""

from __future__ import annotations

from datetime import UTC, datetime

from pulumi_sentry.api.http.caller import EndpointFamily
from pulumi_sentry.api.http.endpoint import Endpoint
from pulumi_sentry.api.json_types import JsonObject, JsonObjects
from pulumi_sentry.api.readings.instants import written

_LIST = Endpoint("GET", "/organizations/{organization}/audit-logs/", ("org:write",))


class AuditLogEndpoints(EndpointFamily):
    """Changes that people and tokens made by Sentry's pages or its API."""

    async def entries(self, start: datetime, end: datetime, *, pages: int = 5) -> JsonObjects:
        """Read entries, newest first: ``GET /organizations/{organization}/audit-logs/`` (org:write).

        Args:
            start: from when; a Sentry that does not filter by time answers older ones, too.
            end: until when.
            pages: how many pages of 100 are read at most.

        Returns:
            ``{id, event, actor: {name, email?, ...}, targetObject, note, data, dateCreated, ...}`` each.
        """
        params = {"start": written(start), "end": written(end)}
        found: JsonObjects = []
        async for page in self._caller.each_page(_LIST, params=params, inside="rows"):
            found += page
            pages -= 1
            if pages <= 0 or (page and _is_older(page[-1], start)):
                break
        return found


def _is_older(entry: JsonObject, start: datetime) -> bool:
    try:
        return datetime.fromisoformat(str(entry.get("dateCreated"))).astimezone(UTC) < start
    except (ValueError, OverflowError):
        return False
