"""Members of the organization."""

from __future__ import annotations

from pulumi_sentry.api.caller import Family
from pulumi_sentry.api.endpoint import Endpoint
from pulumi_sentry.api.json_types import JsonObjects

_LIST = Endpoint(
    "GET", "/organizations/{organization}/members/", ("member:read", "member:write", "member:admin")
)


class Members(Family):
    """Members; a member's ``user.id`` is what owners and mail actions name, not its own ``id``."""

    async def list(self, query: str | None = None) -> JsonObjects:
        """All members: ``GET /organizations/{organization}/members/`` (member:read).

        Args:
            query: Sentry's search, such as ``email:dev@example.com``.
        """
        return await self._caller.pages(_LIST, params={} if query is None else {"query": query})
