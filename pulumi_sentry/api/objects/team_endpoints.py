"""Teams."""

from __future__ import annotations

from pulumi_sentry.api.http.caller import Caller, EndpointFamily
from pulumi_sentry.api.http.endpoint import Endpoint
from pulumi_sentry.api.json_types import JsonObject, JsonObjects
from pulumi_sentry.api.lists.snapshot import Snapshot

_READ = ("team:read", "team:write", "team:admin")
_LIST = Endpoint("GET", "/organizations/{organization}/teams/", ("org:read", "org:write", "org:admin"))
_CREATE = Endpoint("POST", "/organizations/{organization}/teams/", ("org:write", "org:admin", "team:write"))
_GET = Endpoint("GET", "/teams/{organization}/{team}/", _READ)
_MEMBERS = Endpoint("GET", "/teams/{organization}/{team}/members/", _READ)
_UPDATE = Endpoint("PUT", "/teams/{organization}/{team}/", ("team:write", "team:admin"))
_DELETE = Endpoint("DELETE", "/teams/{organization}/{team}/", ("team:admin",))


class TeamEndpoints(EndpointFamily):
    """Teams of the organization; ``team`` is an id or a slug."""

    def __init__(self, caller: Caller) -> None:
        super().__init__(caller)
        self._snapshot = Snapshot(lambda: caller.each_page(_LIST, params={"detailed": 0}), caller.timing)

    async def create(self, body: JsonObject) -> JsonObject:
        """Create a team: ``POST /organizations/{organization}/teams/`` (org:write or team:write).

        Raises:
            Conflict: the slug is taken.
        """
        return await self._caller.answer(_CREATE, body=body)

    async def get(self, team: str) -> JsonObject:
        """Read a team: ``GET /teams/{organization}/{team}/`` (team:read)."""
        return await self._caller.answer(_GET, params={"collapse": "organization"}, team=team)

    async def id_of(self, team: str) -> str:
        """Numeric id of a team that is named by id or slug: as :meth:`get`; an id costs no request.

        Raises:
            NotFound: there is none of that slug.
        """
        return team if team.isascii() and team.isdecimal() else str((await self.get(team))["id"])

    async def read(self, team: str) -> JsonObject:
        """Read one of many: from the list where it has come by already, else as :meth:`get`."""
        return await self._snapshot.find(team) or await self.get(team)

    async def everything(self) -> JsonObjects:
        """All teams of the organization, for a program that then reads each: no :meth:`read` asks again."""
        return await self._snapshot.all()

    async def list(self, query: str | None = None) -> JsonObjects:
        """All teams: ``GET /organizations/{organization}/teams/`` (org:read).

        Args:
            query: Sentry's search, such as ``slug:backend``.
        """
        params: dict[str, str | int] = {"detailed": 0}
        if query is not None:
            params["query"] = query
        return await self._caller.pages(_LIST, params=params)

    async def members(self, team: str) -> JsonObjects:
        """Who is in a team: ``GET /teams/{organization}/{team}/members/`` (team:read).

        Invitations that nobody has accepted are left out; each member has ``teamRole``.
        """
        return await self._caller.pages(_MEMBERS, team=team)

    async def update(self, team: str, body: JsonObject) -> JsonObject:
        """Change slug or name: ``PUT /teams/{organization}/{team}/`` (team:write)."""
        self._snapshot.written(team)
        return await self._caller.answer(_UPDATE, body=body, team=team)

    async def delete(self, team: str) -> None:
        """Delete a team: ``DELETE /teams/{organization}/{team}/`` (team:admin); its slug is free at once."""
        self._snapshot.written(team)
        await self._caller.done(_DELETE, team=team)
