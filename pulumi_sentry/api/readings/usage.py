"""How much an organization sends, as its quota is counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pulumi_sentry.api.http.caller import EndpointFamily
from pulumi_sentry.api.http.endpoint import Endpoint
from pulumi_sentry.api.json_types import JsonObject
from pulumi_sentry.api.readings.instants import written

_STATS = Endpoint("GET", "/organizations/{organization}/stats_v2/", ("org:read", "org:write", "org:admin"))

QUANTITY = "sum(quantity)"
"""The field with the quantity that a plan counts: events, and bytes for attachments and logs."""


class UsageEndpoints(EndpointFamily):
    """Incoming quantities for all projects of the organization, by their fate."""

    async def stats(
        self,
        *,
        start: datetime,
        end: datetime,
        group_by: Sequence[Literal["outcome", "category", "reason", "project"]],
        interval: str = "1d",
    ) -> JsonObject:
        """Count: ``GET /organizations/{organization}/stats_v2/`` (org:read).

        Args:
            start: from when, in UTC.
            end: until when, in UTC.
            group_by: by what; grouped by project Sentry answers totals, and no series.
            interval: a bucket, from ``1h`` to ``1d``.

        Returns:
            ``{start, end, intervals: [...], groups: [{by, totals: {"sum(quantity)"}, series: {"sum(quantity)"}}]}``.
        """
        return await self._caller.answer(
            _STATS,
            params={
                "field": QUANTITY,
                "groupBy": list(group_by),
                "start": written(start),
                "end": written(end),
                "interval": interval,
                # Without it Sentry counts the projects of the token's own teams.
                "project": "-1",
            },
        )
