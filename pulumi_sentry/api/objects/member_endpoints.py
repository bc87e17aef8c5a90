"""Members of the organization, and the teams they are in."""

from __future__ import annotations

from http import HTTPStatus

from pulumi_sentry.api.http.caller import EndpointFamily
from pulumi_sentry.api.http.endpoint import Endpoint
from pulumi_sentry.api.json_types import JsonObject, JsonObjects

_ALL = "/organizations/{organization}/members/"
_ONE = "/organizations/{organization}/members/{member}/"
_TEAM = "/organizations/{organization}/members/{member}/teams/{team}/"
_READ = ("member:read", "member:write", "member:admin")
_TEAM_WRITE = ("org:write", "org:admin", "team:write", "team:admin")

_LIST = Endpoint("GET", _ALL, _READ)
_INVITE = Endpoint("POST", _ALL, ("member:invite", "member:write", "member:admin"))
_GET = Endpoint("GET", _ONE, _READ)
# The scopes that open the door; behind it Sentry wants member:admin for all but a few cases.
_UPDATE = Endpoint("PUT", _ONE, ("member:invite", "member:write", "member:admin"))
_DELETE = Endpoint("DELETE", _ONE, ("member:admin",))
_JOIN = Endpoint("POST", _TEAM, ("org:read", *_TEAM_WRITE))
_SET_ROLE = Endpoint("PUT", _TEAM, _TEAM_WRITE)
_LEAVE = Endpoint("DELETE", _TEAM, _TEAM_WRITE)


class MemberEndpoints(EndpointFamily):
    """Members; a member's ``user.id`` is what owners and mail actions name, not its own ``id``."""

    async def list(self, query: str | None = None) -> JsonObjects:
        """All members: ``GET /organizations/{organization}/members/`` (member:read).

        Args:
            query: Sentry's search, such as ``email:dev@example.com``.
        """
        return await self._caller.pages(_LIST, params={} if query is None else {"query": query})

    async def find(self, email: str) -> JsonObject | None:
        """The member or invitation with an email address, whatever its case; None where there is none.

        ``email:`` finds people by any of their addresses, and invitations only in exactly their case. Free text finds
        invitations in any case.
        """
        for query in (f"email:{email}", email):
            if (member := self.with_address(await self.list(query), email)) is not None:
                return member
        return None

    @staticmethod
    def with_address(members: JsonObjects, email: str) -> JsonObject | None:
        """The first of these members and invitations that has an email address, whatever its case."""
        return next((each for each in members if email.casefold() in _addresses(each)), None)

    async def invite(self, body: JsonObject) -> JsonObject:
        """Invite somebody: ``POST /organizations/{organization}/members/`` (member:invite)."""
        return await self._caller.answer(_INVITE, body=body)

    async def get(self, member: str) -> JsonObject:
        """Read a member and its teams: ``GET /organizations/{organization}/members/{member}/`` (member:read).

        Args:
            member: an id, or ``me`` for the user behind the token (404 where that is no member).
        """
        return await self._caller.answer(_GET, member=member)

    async def update(self, member: str, body: JsonObject) -> JsonObject:
        """Change roles, or send the invitation again: ``PUT .../members/{member}/`` (member:admin).

        A body without ``teamRoles`` takes the member out of every team.
        """
        return await self._caller.answer(_UPDATE, body=body, member=member)

    async def delete(self, member: str) -> None:
        """Remove a member from the organization: ``DELETE .../members/{member}/`` (member:admin)."""
        await self._caller.done(_DELETE, member=member)

    async def join_team(self, member: str, team: str) -> HTTPStatus:
        """Put a member into a team: ``POST .../members/{member}/teams/{team}/`` (team:write).

        Returns:
            CREATED; NO_CONTENT for one who is in it already; ACCEPTED where Sentry only asks the team.
        """
        return HTTPStatus(await self._caller.status(_JOIN, member=member, team=team))

    async def set_team_role(self, member: str, team: str, role: str) -> JsonObject:
        """Change the role in a team: ``PUT .../members/{member}/teams/{team}/`` (team:admin)."""
        return await self._caller.answer(_SET_ROLE, body={"teamRole": role}, member=member, team=team)

    async def leave_team(self, member: str, team: str) -> None:
        """Take a member out of a team: ``DELETE .../members/{member}/teams/{team}/`` (team:admin)."""
        await self._caller.done(_LEAVE, member=member, team=team)


def _addresses(member: JsonObject) -> set[str]:
    others = (member.get("user") or {}).get("emails") or []
    return {str(each.get("email")).casefold() for each in (member, *others)}
