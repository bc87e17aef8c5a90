"""The organization itself."""

from __future__ import annotations

from pulumi_sentry.api.http.caller import EndpointFamily
from pulumi_sentry.api.http.endpoint import Endpoint
from pulumi_sentry.api.json_types import JsonObject

READ_ORGANIZATION = Endpoint("GET", "/organizations/{organization}/", ("org:read", "org:write", "org:admin"))
_UPDATE = Endpoint("PUT", "/organizations/{organization}/", ("org:write", "org:admin"))

WITHOUT_DETAILS = {"detailed": 0}
"""Leaves all teams and projects out of the answer."""


class OrganizationEndpoints(EndpointFamily):
    """Settings of the organization that the client was made for."""

    async def get(self) -> JsonObject:
        """Read it: ``GET /organizations/{organization}/?detailed=0`` (org:read)."""
        return await self._caller.answer(READ_ORGANIZATION, params=WITHOUT_DETAILS)

    async def features(self) -> frozenset[str]:
        """The plan's features: ``GET /organizations/{organization}/?include_feature_flags=1`` (org:read)."""
        info = await self._caller.answer(
            READ_ORGANIZATION, params={**WITHOUT_DETAILS, "include_feature_flags": 1}
        )
        found = info.get("features")
        return frozenset(map(str, found)) if isinstance(found, list) else frozenset()

    async def update(self, body: JsonObject) -> JsonObject:
        """Change the given settings: ``PUT /organizations/{organization}/`` (org:write).

        Returns:
            The whole organization after the change.
        """
        return await self._caller.answer(_UPDATE, body=body)
