"""Inbound filters: what Sentry drops before it counts."""

from __future__ import annotations

from pulumi_sentry.api.http.caller import EndpointFamily
from pulumi_sentry.api.http.endpoint import Endpoint
from pulumi_sentry.api.json_types import JsonObject, JsonObjects

_FILTERS = "/projects/{organization}/{project}/filters/"
_LIST = Endpoint("GET", _FILTERS, ("project:read", "project:write", "project:admin"))
_UPDATE = Endpoint("PUT", f"{_FILTERS}{{filter}}/", ("project:write", "project:admin"))


class InboundFilterEndpoints(EndpointFamily):
    """Inbound filters of a project; they can be switched, not made or deleted."""

    async def list(self, project: str) -> JsonObjects:
        """All of a project: ``GET /projects/{organization}/{project}/filters/`` (project:read).

        Returns:
            Objects ``{id, active}``; ``active`` of ``legacy-browsers`` may be a list of browsers.
        """
        return await self._caller.one_list(_LIST, project=project)

    async def update(self, project: str, filter: str, body: JsonObject) -> None:
        """Switch one: ``PUT …/filters/{filter}/`` (project:write), which answers 204 and nothing.

        Args:
            project: id or slug.
            filter: its id, such as ``localhost``.
            body: ``{active}``, or ``{subfilters}`` for ``legacy-browsers``.
        """
        await self._caller.done(_UPDATE, body=body, project=project, filter=filter)
