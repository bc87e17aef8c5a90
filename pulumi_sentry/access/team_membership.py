"""Memberships (`/api/0/organizations/{org}/members/{member}/teams/{team}/`): a member in a team."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from pulumi import Output

from pulumi_sentry.access.roles import TeamRole, implied_team_role, live_team_role, team_roles_of
from pulumi_sentry.api.errors import Forbidden, NotFound, SentryError
from pulumi_sentry.declaration import Args, Input, Resource, Trimmed, arg, output, plain
from pulumi_sentry.lifecycle.handler import Handler, Record, half_made
from pulumi_sentry.lifecycle.references import MEMBER, TEAM, ids_in_pair, pair_id, resolve_pair


class TeamProvisioned(SentryError):
    """An identity provider keeps the team, so nobody can change it at Sentry."""


class OnlyRequested(SentryError):
    """Sentry has asked the team to let the member in instead of adding the member."""


class TeamMembershipArgs(Args):
    """The arguments of a membership."""

    member: Input[Trimmed] = arg(
        "Id of the member (Member.id).", replace=True, pattern=r"^[0-9]+\Z", hint="the number of a member"
    )
    team: Input[Trimmed] = arg("Id or slug of the team.", replace=True, min_length=1)
    role: Input[TeamRole | None] = arg(
        "contributor, or admin who manages the team. Managers and owners administer every team, whatever this says.",
        default=None,
    )


class TeamMembership(Resource[TeamMembershipArgs], name="TeamMembership"):
    """A member in a team.

    Import by `member/team` or `org/member/team`: the id or email address of the member, the id or slug of the
    team. A team that an identity provider keeps (SSO, SCIM) is read-only.
    """

    role_ignored: Output[bool] = output(
        "Whether Sentry ignores the declared role, because the plan has no team roles.", follows=("role",)
    )


class TeamMembershipHandler(Handler[TeamMembershipArgs], serves=TeamMembership):
    """Memberships at `POST, PUT, DELETE /organizations/{org}/members/{member}/teams/{team}/`."""

    async def create(self, args: TeamMembershipArgs) -> Record:
        """Join, then set the role; a member of the team only gets the role."""
        member, team, role = plain(args.member), plain(args.team), plain(args.role)
        try:
            joined = await self.client.members.join_team(member, team)
        except Forbidden as error:
            raise await self._explained(team, error) from error
        if joined is HTTPStatus.ACCEPTED:
            raise OnlyRequested(
                f"member {member} is not in team {team}: Sentry has only asked the team to let them in, because open "
                "membership is off. Approve it (Sentry: Settings > Teams), switch Open Team Membership on, or use a "
                "token with one of the scopes team:write, team:admin, org:write"
            )
        id = pair_id(member, await self.client.teams.id_of(team))
        # Whoever has just joined is a contributor.
        if role is None or (joined is HTTPStatus.CREATED and role == "contributor"):
            return _record(id)
        with half_made(_record(id)):
            return _record(id, ignored=await self._set_role(id, role))

    async def read(
        self, id: str, declared: TeamMembershipArgs | None, outputs: Mapping[str, Any]
    ) -> Record | None:
        """Two GETs: the member knows its teams by slug, and a slug may have changed."""
        member, team = resolve_pair(id, (MEMBER, TEAM), self.client.organization)
        try:
            if "@" in member:
                found = await self.client.members.find(member)
                if found is None:
                    return None
                member = str(found["id"])
            person = await self.client.members.get(member)
            where = await self.client.teams.read(team)
        except NotFound:
            return None
        roles = team_roles_of(person)
        if where["slug"] not in roles:
            return None
        declared_role = None if declared is None else plain(declared.role)
        role = live_team_role(roles[where["slug"]], person["orgRole"], declared_role)
        ignored = bool(outputs.get("role_ignored")) and declared_role == "admin" and role == "contributor"
        live = {"role": declared_role if ignored else role}
        if declared is None:
            live |= {"member": str(person["id"]), "team": str(where["id"])}
        return Record(pair_id(person["id"], where["id"]), {"role_ignored": ignored}, live)

    async def update(self, record: Record, old: TeamMembershipArgs, new: TeamMembershipArgs) -> Record:
        """Only the role can change."""
        role = plain(new.role)
        ignored = False if role is None else await self._set_role(record.id, role)
        return _record(record.id, ignored=ignored)

    async def delete(self, record: Record, declared: TeamMembershipArgs | None) -> None:
        """Leave the team; the person stays in the organization."""
        member, team = ids_in_pair(record.id)
        try:
            with suppress(NotFound):
                await self.client.members.leave_team(member, team)
        except Forbidden as error:
            raise await self._explained(team, error) from error

    async def _set_role(self, id: str, role: str) -> bool:
        """Set the role, and report whether Sentry ignored it."""
        member, team = ids_in_pair(id)
        try:
            answer = await self.client.members.set_team_role(member, team, role)
        except Forbidden as error:
            raise await self._explained(team, error) from error
        if answer.get("teamRole") == role or role == "contributor":
            return False
        # Null also means a role that the org role implies.
        person = await self.client.members.get(member)
        ignored = implied_team_role(person["orgRole"]) != role
        if ignored:
            self.session.warn(
                "Sentry ignored the role of this member in the team: the organization's plan has no 'team-roles' "
                "feature. Remove role, or change the plan."
            )
        return ignored

    async def _explained(self, team: str, error: Forbidden) -> SentryError:
        """The error for a refusal: the token or the team is the reason."""
        try:
            found = await self.client.teams.get(team)
        except SentryError:
            return error
        if not (found.get("flags") or {}).get("idp:provisioned"):
            return error
        return TeamProvisioned(
            f"team '{found['slug']}' is kept by the organization's identity provider (SSO or SCIM), and Sentry lets "
            "nobody else change who is in it: change it there, and take the people of this team out of the program. "
            f"{error}"
        )


def _record(id: str, *, ignored: bool = False) -> Record:
    return Record(id, {"role_ignored": ignored})
