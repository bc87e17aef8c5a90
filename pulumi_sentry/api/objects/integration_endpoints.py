"""Installed integrations: where alerts can be sent besides mail."""

from __future__ import annotations

from pulumi_sentry.api.http.caller import EndpointFamily
from pulumi_sentry.api.http.endpoint import Endpoint
from pulumi_sentry.api.json_types import JsonObjects

_LIST = Endpoint(
    "GET",
    "/organizations/{organization}/integrations/",
    ("org:read", "org:integrations", "org:write", "org:admin"),
)


class IntegrationEndpoints(EndpointFamily):
    """Integrations of the organization."""

    async def list(self, provider_key: str | None = None) -> JsonObjects:
        """All of them: ``GET /organizations/{organization}/integrations/`` (org:read).

        Args:
            provider_key: only those of one kind, such as ``slack``.
        """
        params = {} if provider_key is None else {"provider_key": provider_key}
        return await self._caller.pages(_LIST, params=params)
