"""Client keys, each the origin of a DSN. A key's id is its public key."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import AbstractContextManager

from pulumi_sentry.api.http.caller import Caller, EndpointFamily
from pulumi_sentry.api.http.endpoint import Endpoint
from pulumi_sentry.api.json_types import JsonObject, JsonObjects
from pulumi_sentry.api.lists.gathering import Answers, Gathering
from pulumi_sentry.api.lists.snapshot import Snapshot

_READ = ("project:read", "project:write", "project:admin")
_WRITE = ("project:write", "project:admin")
_KEYS = "/projects/{organization}/{project}/keys/"
_KEY = f"{_KEYS}{{key}}/"
_CREATE = Endpoint("POST", _KEYS, _WRITE)
_LIST = Endpoint("GET", _KEYS, _READ)
_GET = Endpoint("GET", _KEY, _READ)
_UPDATE = Endpoint("PUT", _KEY, _WRITE)
_DELETE = Endpoint("DELETE", _KEY, ("project:admin",))
_STATS = Endpoint("GET", f"{_KEY}stats/", _READ)
_LIST_ALL = Endpoint(
    "GET", "/organizations/{organization}/project-keys/", ("org:read", "org:write", "org:admin")
)


class KeyEndpoints(EndpointFamily):
    """Client keys; ``project`` is an id or a slug, ``key`` the 32 hex digits of the public key."""

    def __init__(self, caller: Caller) -> None:
        super().__init__(caller)
        self._snapshot = Snapshot(lambda: caller.each_page(_LIST_ALL), caller.timing)
        self._gathering = Gathering(self._of_new_projects, self.list, caller.timing)

    async def create(self, project: str, body: JsonObject) -> JsonObject:
        """Create a key: ``POST /projects/{organization}/{project}/keys/`` (project:write).

        Sentry reads name and rateLimit here (and, undocumented, ``public`` and ``secret``); isActive,
        browserSdkVersion and the loader options take an update.
        """
        return await self._caller.answer(_CREATE, body=body, project=project)

    async def get(self, project: str, key: str) -> JsonObject:
        """Read a key: ``GET /projects/{organization}/{project}/keys/{key}/`` (project:read)."""
        return await self._caller.answer(_GET, project=project, key=key)

    async def read(self, project: str, key: str) -> JsonObject:
        """Read one of many: from the list where it has come by already, else as :meth:`get`.

        The list is the organization's, so only a numeric ``project`` can be recognised in it.
        """
        found = await self._snapshot.find(key)
        if found is not None and str(found.get("projectId")) == project:
            return found
        return await self.get(project, key)

    async def everything(self) -> JsonObjects:
        """All client keys of the organization, for a program that then reads each: no :meth:`read` asks again."""
        return await self._snapshot.all()

    async def list(self, project: str) -> JsonObjects:
        """All of a project, newest first: ``GET /projects/{organization}/{project}/keys/`` (project:read)."""
        return await self._caller.pages(_LIST, project=project)

    async def list_all(self) -> JsonObjects:
        """All keys of the organization: ``GET /organizations/{organization}/project-keys/`` (org:read)."""
        return await self._caller.pages(_LIST_ALL)

    def coming(self) -> AbstractContextManager[None]:
        """Say that this task is about to ask for what a new project holds (see :meth:`of_new_project`)."""
        return self._gathering.coming()

    async def of_new_project(self, project: str) -> JsonObjects:
        """All of a project that was just made: as :meth:`list`, but one list answers all who ask at the same time.

        Args:
            project: numeric id.
        """
        return await self._gathering.of(project)

    async def _of_new_projects(self, projects: Collection[str]) -> Answers:
        # The newest come first, so what new projects hold is in front, however long the list is; still no more
        # pages are read than there are projects. That Sentry takes `project` here is not documented: where it
        # does not, the list only has more in it.
        found: dict[str, JsonObjects] = {}
        pages = 0
        async for page in self._caller.each_page(_LIST_ALL, params={"project": sorted(projects)}):
            for key in page:
                project = str(key.get("projectId"))
                if project in projects:
                    found.setdefault(project, []).append(key)
            pages += 1
            if len(found) == len(projects) or pages == len(projects):
                break
        return found

    async def update(self, project: str, key: str, body: JsonObject) -> JsonObject:
        """Change a key: ``PUT /projects/{organization}/{project}/keys/{key}/`` (project:write).

        Sentry resets browserSdkVersion where the body omits it: send the whole key.
        """
        self._snapshot.written(key)
        return await self._caller.answer(_UPDATE, body=body, project=project, key=key)

    async def delete(self, project: str, key: str) -> None:
        """Delete a key at once: ``DELETE /projects/{organization}/{project}/keys/{key}/`` (project:admin)."""
        self._snapshot.written(key)
        await self._caller.done(_DELETE, project=project, key=key)

    async def stats(
        self, project: str, key: str, *, since: int, until: int, resolution: str = "1d"
    ) -> JsonObjects:
        """Errors that came with a key: ``GET …/keys/{key}/stats/`` (project:read), undocumented by Sentry.

        Args:
            project: id or slug.
            key: the public key.
            since: start in epoch seconds.
            until: end in epoch seconds.
            resolution: ``1h`` or ``1d``.

        Returns:
            Points ``{ts, total, accepted, filtered, dropped}``; transactions and replays are not counted.

        Raises:
            NotFound: unknown key, or a Sentry without this endpoint: use unknown, not "unused".
        """
        params: dict[str, str | int] = {"since": since, "until": until, "resolution": resolution}
        return await self._caller.one_list(_STATS, params=params, project=project, key=key)
