"""Spike protection, which drops events of a project while there are far more of them than usual."""

from __future__ import annotations

from pulumi_sentry.api.http.caller import EndpointFamily
from pulumi_sentry.api.http.endpoint import Endpoint

_PATH = "/organizations/{organization}/spike-protections/"
_SCOPES = ("project:read", "project:write", "project:admin")
_ENABLE = Endpoint("POST", _PATH, _SCOPES)
_DISABLE = Endpoint("DELETE", _PATH, _SCOPES)


class SpikeProtectionEndpoints(EndpointFamily):
    """Spike protection of single projects; ``project`` is a slug, since these endpoints take nothing else."""

    async def enable(self, project: str) -> None:
        """Switch it on: ``POST /organizations/{organization}/spike-protections/`` (project:read)."""
        await self._caller.done(_ENABLE, body={"projects": [project]})

    async def disable(self, project: str) -> None:
        """Switch it off: ``DELETE /organizations/{organization}/spike-protections/`` with a body (project:read)."""
        await self._caller.done(_DISABLE, body={"projects": [project]})
