"""Past measurements (https://docs.sentry.io/api/explore/query-explore-events-in-timeseries-format)."""

from __future__ import annotations

from datetime import datetime

from pulumi_sentry.api.http.caller import EndpointFamily
from pulumi_sentry.api.http.endpoint import Endpoint
from pulumi_sentry.api.json_types import JsonObject
from pulumi_sentry.api.readings.instants import written

_SERIES = Endpoint(
    "GET", "/organizations/{organization}/events-timeseries/", ("event:read", "event:write", "event:admin")
)


class ExploreEndpoints(EndpointFamily):
    """Aggregates over time."""

    async def series(
        self,
        *,
        project: str,
        dataset: str,
        aggregate: str,
        query: str,
        start: datetime,
        end: datetime,
        interval: int,
    ) -> JsonObject:
        """Read one aggregate: ``GET /organizations/{organization}/events-timeseries/`` (event:read).

        Args:
            project: numeric id.
            dataset: spans, logs or errors.
            aggregate: such as p95(span.duration).
            query: the search that selects what is computed over.
            start: from when, in UTC.
            end: until when, in UTC.
            interval: length of a bucket in seconds.

        Returns:
            ``{meta, timeSeries: [{yAxis, values: [{timestamp, value, incomplete, sampleCount?}]}]}``, timestamps in
            milliseconds.
        """
        return await self._caller.answer(
            _SERIES,
            params={
                "project": project,
                "dataset": dataset,
                "yAxis": aggregate,
                "query": query,
                "start": written(start),
                "end": written(end),
                "interval": f"{interval}s",
            },
        )
