"""Projects, and the teams that have access to them."""

from __future__ import annotations

from pulumi_sentry.api.errors import Conflict, Forbidden, NotFound, SentryError
from pulumi_sentry.api.http.caller import Caller, EndpointFamily
from pulumi_sentry.api.http.endpoint import Endpoint
from pulumi_sentry.api.json_types import JsonObject, JsonObjects
from pulumi_sentry.api.lists.snapshot import Snapshot

_READ = ("project:read", "project:write", "project:admin")
_WRITE = ("project:write", "project:admin")
_CREATE = Endpoint("POST", "/teams/{organization}/{team}/projects/", _WRITE)
_LIST = Endpoint("GET", "/organizations/{organization}/projects/", ("org:read", "org:write", "org:admin"))
_GET = Endpoint("GET", "/projects/{organization}/{project}/", _READ)
_UPDATE = Endpoint("PUT", "/projects/{organization}/{project}/", _WRITE)
_DELETE = Endpoint("DELETE", "/projects/{organization}/{project}/", ("project:admin",))
_ADD_TEAM = Endpoint("POST", "/projects/{organization}/{project}/teams/{team}/", _WRITE)
_REMOVE_TEAM = Endpoint("DELETE", "/projects/{organization}/{project}/teams/{team}/", _WRITE)

_CLASH_TRIES = 4
_CLASH_WAIT = 1.0


class ProjectEndpoints(EndpointFamily):
    """Projects of the organization; ``project`` and ``team`` are ids or slugs."""

    def __init__(self, caller: Caller) -> None:
        super().__init__(caller)
        self._snapshot = Snapshot(lambda: caller.each_page(_LIST), caller.timing)

    async def create(self, team: str, body: JsonObject) -> JsonObject:
        """Create a project: ``POST /teams/{organization}/{team}/projects/`` (project:write).

        Sentry reads only name, slug, platform and default_rules here; every other setting takes an update. A
        409 can also mean that ids clashed while projects were created side by side: where no project has the
        slug, the call is made again after a second.

        Returns:
            The summary of the project, without its settings.

        Raises:
            Conflict: a project has this slug already.
            NotFound: there is no such team.
        """
        tries = 1
        while True:
            try:
                return await self._caller.answer(_CREATE, body=body, team=team)
            except Conflict:
                slug = body.get("slug")
                if tries >= _CLASH_TRIES or not isinstance(slug, str) or await self._is_taken(slug):
                    raise
            tries += 1
            await self._caller.timing.sleep(_CLASH_WAIT)

    async def get(self, project: str) -> JsonObject:
        """Read a project with its settings: ``GET /projects/{organization}/{project}/`` (project:read)."""
        return await self._caller.answer(_GET, project=project)

    async def id_of(self, project: str) -> str:
        """Numeric id of a project that is named by id or slug: as :meth:`get`; an id costs no request.

        Raises:
            NotFound: there is none of that slug.
        """
        if project.isascii() and project.isdecimal():
            return project
        return str((await self.get(project))["id"])

    async def read(self, project: str, *, settings: bool) -> JsonObject:
        """Read one of many: from the list where it has come by already, else as :meth:`get`.

        Args:
            project: id; a slug is asked for by itself.
            settings: whether more is needed than the list's summary: name, slug, platform and teams.
        """
        found = None if settings else await self._snapshot.find(project)
        return found or await self.get(project)

    async def everything(self) -> JsonObjects:
        """All projects of the organization, for a program that then reads each: no :meth:`read` asks again."""
        return await self._snapshot.all()

    async def list(self, query: str | None = None) -> JsonObjects:
        """All projects, as summaries: ``GET /organizations/{organization}/projects/`` (org:read).

        Args:
            query: Sentry's search, such as ``slug:backend``.
        """
        return await self._caller.pages(_LIST, params={} if query is None else {"query": query})

    async def update(self, project: str, body: JsonObject) -> JsonObject:
        """Change settings: ``PUT /projects/{organization}/{project}/`` (project:write)."""
        self._snapshot.written(project)
        return await self._caller.answer(_UPDATE, body=body, project=project)

    async def delete(self, project: str) -> None:
        """Delete a project: ``DELETE /projects/{organization}/{project}/`` (project:admin)."""
        self._snapshot.written(project)
        await self._caller.done(_DELETE, project=project)

    async def add_team(self, project: str, team: str) -> JsonObject:
        """Give a team access: ``POST /projects/{organization}/{project}/teams/{team}/`` (project:write).

        Raises:
            SentryError: the team is not among those that Sentry answers.
        """
        self._snapshot.written(project)
        answer = await self._caller.answer(_ADD_TEAM, project=project, team=team)
        teams = answer.get("teams")
        if teams is not None and not any(team in (str(one["id"]), one["slug"]) for one in teams):
            raise SentryError(
                f"Sentry took the request and did not give team '{team}' access to project '{answer['slug']}': look "
                "whether the token may change that team (team:admin), then run `pulumi up` again"
            )
        return answer

    async def remove_team(self, project: str, team: str) -> None:
        """Take it away: ``DELETE /projects/{organization}/{project}/teams/{team}/`` (project:write)."""
        self._snapshot.written(project)
        await self._caller.done(_REMOVE_TEAM, project=project, team=team)

    async def _is_taken(self, slug: str) -> bool:
        try:
            found = await self.get(slug)
        except NotFound:
            return False
        except Forbidden:
            return True
        # The old slug of a renamed project leads to that project, and is not taken.
        return found.get("slug") == slug
