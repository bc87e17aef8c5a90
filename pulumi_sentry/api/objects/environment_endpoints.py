"""Environments, which exist only after an event, release or check-in named them."""

from __future__ import annotations

from pulumi_sentry.api.http.caller import EndpointFamily
from pulumi_sentry.api.http.endpoint import Endpoint
from pulumi_sentry.api.json_types import JsonObjects

_LIST = Endpoint("GET", "/organizations/{organization}/environments/", ("org:read", "org:write", "org:admin"))


class EnvironmentEndpoints(EndpointFamily):
    """Environments that the organization has seen."""

    async def list(self) -> JsonObjects:
        """All of them, ``{id, name}``: ``GET /organizations/{organization}/environments/`` (org:read)."""
        return await self._caller.pages(_LIST)
