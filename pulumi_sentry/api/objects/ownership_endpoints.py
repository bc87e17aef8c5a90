"""Ownership rules: whose an issue is."""

from __future__ import annotations

from pulumi_sentry.api.http.caller import EndpointFamily
from pulumi_sentry.api.http.endpoint import Endpoint
from pulumi_sentry.api.json_types import JsonObject

_PATH = "/projects/{organization}/{project}/ownership/"
_GET = Endpoint("GET", _PATH, ("project:read", "project:write", "project:admin"))
_UPDATE = Endpoint("PUT", _PATH, ("project:write", "project:admin"))


class OwnershipEndpoints(EndpointFamily):
    """The one set of ownership rules that each project has."""

    async def get(self, project: str) -> JsonObject:
        """Read it: ``GET /projects/{organization}/{project}/ownership/`` (project:read)."""
        return await self._caller.answer(_GET, project=project)

    async def update(self, project: str, body: JsonObject) -> JsonObject:
        """Change what the body names: ``PUT /projects/{organization}/{project}/ownership/`` (project:write)."""
        return await self._caller.answer(_UPDATE, body=body, project=project)
