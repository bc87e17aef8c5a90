"""The organization itself."""

from __future__ import annotations

from pulumi_sentry.api.caller import Family
from pulumi_sentry.api.endpoint import Endpoint
from pulumi_sentry.api.json_types import JsonObject

GET = Endpoint("GET", "/organizations/{organization}/", ("org:read", "org:write", "org:admin"))
_UPDATE = Endpoint("PUT", "/organizations/{organization}/", ("org:write", "org:admin"))

LEAN = {"detailed": 0}
"""Leaves all teams and projects out of the answer."""


class Organizations(Family):
    """Settings of the organization that the client was made for."""

    async def get(self) -> JsonObject:
        """Read it: ``GET /organizations/{organization}/?detailed=0`` (org:read)."""
        return await self._caller.answer(GET, params=LEAN)

    async def update(self, body: JsonObject) -> JsonObject:
        """Change the given settings: ``PUT /organizations/{organization}/`` (org:write).

        Returns:
            The whole organization after the change.
        """
        return await self._caller.answer(_UPDATE, body=body)
