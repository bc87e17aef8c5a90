"""Alerts, which react to issues. Sentry's API calls them workflows."""

from __future__ import annotations

from pulumi_sentry.api.http.caller import Caller, EndpointFamily
from pulumi_sentry.api.http.endpoint import Endpoint
from pulumi_sentry.api.json_types import JsonObject, JsonObjects
from pulumi_sentry.api.lists.snapshot import Snapshot

_READ = ("alerts:read", "org:read", "org:write", "org:admin")
_WRITE = ("alerts:write", "org:write", "org:admin")
_WORKFLOWS = "/organizations/{organization}/workflows/"
_WORKFLOW = f"{_WORKFLOWS}{{alert}}/"
_CREATE = Endpoint("POST", _WORKFLOWS, _WRITE)
_LIST = Endpoint("GET", _WORKFLOWS, _READ)
_GET = Endpoint("GET", _WORKFLOW, _READ)
_UPDATE = Endpoint("PUT", _WORKFLOW, _WRITE)
_DELETE = Endpoint("DELETE", _WORKFLOW, _WRITE)


class AlertEndpoints(EndpointFamily):
    """Alerts of the organization; ``alert_id`` is numeric, since names are not unique."""

    def __init__(self, caller: Caller) -> None:
        super().__init__(caller)
        self._snapshot = Snapshot(lambda: caller.each_page(_LIST), caller.timing)

    async def create(self, body: JsonObject) -> JsonObject:
        """Create one: ``POST /organizations/{organization}/workflows/`` (alerts:write).

        An alert without ``detectorIds`` is accepted and never fires.
        """
        return await self._caller.answer(_CREATE, body=body)

    async def get(self, alert_id: str) -> JsonObject:
        """Read one: ``GET /organizations/{organization}/workflows/{id}/`` (alerts:read)."""
        return await self._caller.answer(_GET, alert=alert_id)

    async def read(self, alert_id: str) -> JsonObject:
        """Read one of many: from the list where it has come by already, else as :meth:`get`."""
        return await self._snapshot.find(alert_id) or await self.get(alert_id)

    async def everything(self) -> JsonObjects:
        """All alerts of the organization, for a program that then reads each: no :meth:`read` asks again."""
        return await self._snapshot.all()

    async def list(
        self, project: str | None = None, query: str | None = None, detector: str | None = None
    ) -> JsonObjects:
        """All alerts: ``GET /organizations/{organization}/workflows/`` (alerts:read).

        Args:
            project: only those of this project (id or slug); Sentry adds alerts without any monitor.
            query: Sentry's search, such as ``name:"Notify backend"``.
            detector: only those connected to this monitor id.
        """
        filters = {"project": project, "query": query, "detector": detector}
        params = {name: value for name, value in filters.items() if value is not None}
        return await self._caller.pages(_LIST, params=params)

    async def update(self, alert_id: str, body: JsonObject) -> JsonObject:
        """Replace one: ``PUT /organizations/{organization}/workflows/{id}/`` (alerts:write).

        ``detectorIds`` in the body replaces all connections to monitors; leave it out to keep them.
        """
        self._snapshot.written(alert_id)
        return await self._caller.answer(_UPDATE, body=body, alert=alert_id)

    async def delete(self, alert_id: str) -> None:
        """Delete one: ``DELETE /organizations/{organization}/workflows/{id}/`` (alerts:write)."""
        self._snapshot.written(alert_id)
        await self._caller.done(_DELETE, alert=alert_id)
