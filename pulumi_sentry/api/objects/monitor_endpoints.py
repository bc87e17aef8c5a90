"""Monitors, which open issues. Sentry's API calls them detectors."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager

from pulumi_sentry.api.http.caller import Caller, EndpointFamily
from pulumi_sentry.api.http.endpoint import Endpoint
from pulumi_sentry.api.json_types import JsonObject, JsonObjects
from pulumi_sentry.api.lists.gathering import Answers, Gathering
from pulumi_sentry.api.lists.snapshot import Snapshot

_READ = ("alerts:read", "org:read", "org:write", "org:admin")
_WRITE = ("alerts:write", "org:write")
_DETECTOR = "/organizations/{organization}/detectors/{monitor}/"
_CREATE = Endpoint(
    "POST",
    "/organizations/{organization}/projects/{project}/detectors/",
    ("alerts:write", "project:write", "project:admin"),
)
_LIST = Endpoint("GET", "/organizations/{organization}/detectors/", _READ)
_GET = Endpoint("GET", _DETECTOR, _READ)
_UPDATE = Endpoint("PUT", _DETECTOR, _WRITE)
_DELETE = Endpoint("DELETE", _DETECTOR, _WRITE)


class MonitorEndpoints(EndpointFamily):
    """Monitors of the organization; ``monitor_id`` is numeric, since names are not unique."""

    def __init__(self, caller: Caller) -> None:
        super().__init__(caller)
        self._snapshot = Snapshot(lambda: caller.each_page(_LIST), caller.timing)
        self._gathering = Gathering(self._of_projects, self.list, caller.timing)

    async def create(self, project: str, body: JsonObject) -> JsonObject:
        """Create one: ``POST /organizations/{organization}/projects/{project}/detectors/`` (alerts:write).

        Sentry may ignore ``enabled`` here; compare the answer and update.

        Args:
            project: id or slug.
            body: the monitor; unknown keys are silently ignored by Sentry.
        """
        return await self._caller.answer(_CREATE, body=body, project=project)

    async def get(self, monitor_id: str) -> JsonObject:
        """Read one: ``GET /organizations/{organization}/detectors/{id}/`` (alerts:read)."""
        return await self._caller.answer(_GET, monitor=monitor_id)

    async def read(self, monitor_id: str) -> JsonObject:
        """Read one of many: from the list where it has come by already, else as :meth:`get`."""
        return await self._snapshot.find(monitor_id) or await self.get(monitor_id)

    async def everything(self) -> JsonObjects:
        """All monitors of the organization, for a program that then reads each: no :meth:`read` asks again."""
        return await self._snapshot.all()

    async def list(self, project: str | None = None, query: str | None = None) -> JsonObjects:
        """All monitors: ``GET /organizations/{organization}/detectors/`` (alerts:read).

        Args:
            project: only those of this project (id or slug).
            query: Sentry's search, such as ``type:issue_stream`` or ``name:"p95 latency"``.
        """
        params: dict[str, str | int] = {}
        if project is not None:
            params["project"] = project
        if query is not None:
            params["query"] = query
        return await self._caller.pages(_LIST, params=params)

    def coming(self) -> AbstractContextManager[None]:
        """Say that this task is about to ask for what a new project holds (see :meth:`of_project`)."""
        return self._gathering.coming()

    async def of_project(self, project: str) -> JsonObjects:
        """All of one project: as :meth:`list`, but one list answers all who ask at the same time.

        Args:
            project: numeric id.
        """
        return await self._gathering.of(project)

    async def _of_projects(self, projects: Iterable[str]) -> Answers:
        found: dict[str, JsonObjects] = {project: [] for project in projects}
        for monitor in await self._caller.pages(_LIST, params={"project": sorted(found)}):
            found.get(str(monitor.get("projectId")), []).append(monitor)
        return found

    async def update(self, monitor_id: str, body: JsonObject) -> JsonObject:
        """Replace one: ``PUT /organizations/{organization}/detectors/{id}/`` (alerts:write).

        ``workflowIds`` in the body replaces all connections to alerts; leave it out to keep them.
        """
        self._snapshot.written(monitor_id)
        return await self._caller.answer(_UPDATE, body=body, monitor=monitor_id)

    async def delete(self, monitor_id: str) -> None:
        """Delete one: ``DELETE /organizations/{organization}/detectors/{id}/`` (alerts:write).

        Alerts connected to it survive.
        """
        self._snapshot.written(monitor_id)
        await self._caller.done(_DELETE, monitor=monitor_id)
