"""Members at Sentry (`/api/0/organizations/{org}/members/`): invited by email, changed and removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from pulumi_sentry.access.member import Member, MemberArgs, TeamRoleArgs
from pulumi_sentry.access.roles import implied_team_role, live_team_role, team_roles_of
from pulumi_sentry.api.errors import BadRequest, Forbidden, NotFound, SentryError
from pulumi_sentry.declaration import Problem, known, plain
from pulumi_sentry.lifecycle.conflicts import AlreadyExistsError, of_this_stack
from pulumi_sentry.lifecycle.creation import left_by, posted
from pulumi_sentry.lifecycle.handler import Handler, Record, half_made
from pulumi_sentry.lifecycle.look import Look
from pulumi_sentry.lifecycle.references import MEMBER, resolve_reference

_WHO_MAY = (
    "the token of a user (Sentry: User settings > Personal Tokens) with the scopes member:invite and member:admin, "
    "whose own role is not below"
)


class RoleRefused(SentryError):
    """Sentry does not let this token give the role."""


class InvitesDisabled(SentryError):
    """The organization cannot invite anybody."""


class RemovalRefused(SentryError):
    """Sentry does not let this token remove the member."""


class MemberHandler(Handler[MemberArgs], serves=Member):
    """Members at `POST /organizations/{org}/members/` and `GET, PUT, DELETE .../members/{member}/`."""

    def complete(self, args: MemberArgs) -> MemberArgs:
        """Managers and owners administer every team, and everybody else contributes."""
        if not known(args.team_roles) or args.team_roles is None or not known(args.org_role):
            return args
        role = implied_team_role(args.org_role or "member")
        teams = [
            entry.model_copy(update={"role": role})
            if isinstance(entry, TeamRoleArgs) and entry.role is None
            else entry
            for entry in args.team_roles
        ]
        return args.model_copy(update={"team_roles": teams})

    def warnings(self, args: MemberArgs) -> Iterable[str]:
        """Warn of a team role below the one that the org role implies: it has no effect."""
        if known(args.org_role) and implied_team_role(args.org_role or "member") == "admin":
            for entry in _declared_teams(args):
                if entry.role == "contributor":
                    yield (
                        f"a {args.org_role} administers every team: the role contributor in team "
                        f"'{entry.team_slug}' changes nothing"
                    )

    def check(self, args: MemberArgs) -> Iterable[Problem]:
        """Refuse a team that is named twice, with two roles."""
        slugs = [entry.team_slug for entry in _declared_teams(args) if isinstance(entry.team_slug, str)]
        for index, slug in enumerate(slugs):
            if slug in slugs[:index]:
                yield Problem(f"teamRoles[{index}].teamSlug", f"names team '{slug}' a second time")

    async def is_in_place(self, path: str, old: MemberArgs, new: MemberArgs) -> bool:
        """Ignore case: an address in other letters is the same person's."""
        return path == "email" and plain(old.email).casefold() == plain(new.email).casefold()

    async def create(self, args: MemberArgs) -> Record:
        """Invite the person, unless they are there already."""
        email, look = plain(args.email), self._look(args)
        member = await self.client.members.find(email)
        if member is not None:
            left = left_by(self.session, look, [member])
            if left is None and (ours := of_this_stack(self.session, look, [member])) is not None:
                raise ours
            if left is None and args.adopt is not True:
                raise self._exists(member, email)
        else:
            invited = await posted(self.session, look, lambda: self._invite(args))
            member = invited.object
            # Sentry assigns the teams of an invitation, but ignores the roles in them.
            as_asked = member["orgRole"] == (args.org_role or member["orgRole"]) and all(
                entry.role == "contributor" for entry in _declared_teams(args)
            )
            if not invited.found and as_asked:
                return self.record(member, args)
        former = member["orgRole"]
        with half_made(self.record(member, args)):
            member = await self._bring_to(str(member["id"]), args)
        if not member["pending"] and member["orgRole"] != former:
            self.session.warn(
                f"{email} was {former} of the organization and is now {member['orgRole']}, as declared"
            )
        return self.record(member, args)

    async def read(self, id: str, declared: MemberArgs | None, outputs: Mapping[str, Any]) -> Record | None:
        """One GET; before it a search, if an import names an email address."""
        reference = resolve_reference(id, MEMBER, self.client.organization)
        if "@" in reference:
            found = await self.client.members.find(reference)
            if found is None:
                return None
            reference = str(found["id"])
        try:
            member = await self.client.members.get(reference)
        except NotFound:
            return None
        return self.record(member, declared)

    async def update(self, record: Record, old: MemberArgs, new: MemberArgs) -> Record:
        """Change only differences from Sentry, and send an expired invitation again."""
        try:
            return self.record(await self._bring_to(record.id, new), new)
        except NotFound as error:
            raise SentryError(
                f"{new.email} is neither a member nor invited any more: Sentry removes an invitation that was not "
                "accepted. Run `pulumi refresh`, and the next `pulumi up` invites again"
            ) from error

    async def delete(self, record: Record, declared: MemberArgs | None) -> None:
        """Remove the person if that is declared; never the owner of the token in use."""
        who = declared.email if declared is not None else f"member {record.id}"
        organization = self.client.organization
        if declared is None or not plain(declared.remove_from_organization):
            self.session.warn(
                f"{who} stays in organization '{organization}': removeFromOrganization is not declared. "
                "Remove them in Sentry's settings if they should lose all access"
            )
            return
        if await self._is_own(record.id):
            self.session.warn(f"{who} stays in organization '{organization}': the token in use is theirs")
            return
        try:
            with suppress(NotFound):
                await self.client.members.delete(record.id)
        except Forbidden as error:
            if not await self._is_provisioned(record.id):
                raise
            raise RemovalRefused(
                f"{who} is kept by the identity provider of organization '{organization}' (SSO or SCIM), and Sentry "
                f"lets nobody else remove them: do it there. {error}"
            ) from error
        except BadRequest as error:
            raise RemovalRefused(
                f"{who} cannot be removed from organization '{organization}' with this token: that needs "
                f"{_WHO_MAY} theirs; the token of an internal integration may remove nobody. {error}"
            ) from error

    async def _invite(self, args: MemberArgs) -> dict[str, Any]:
        email, role = plain(args.email), plain(args.org_role) or "member"
        body = {
            "email": email,
            "orgRole": role,
            "teamRoles": _wire_roles(args),
            "sendInvite": args.send_invite,
        }
        try:
            return await self.client.members.invite(body)
        except Forbidden as error:
            if "organization" not in error.fields:
                if self.client.organization_info.get("allowMemberInvite", True):
                    raise
                raise InvitesDisabled(
                    f"{email} cannot be invited: organization '{self.client.organization}' does not let members "
                    "invite others, and the scope member:invite is no more than a member's. Use a token with "
                    f"member:write or member:admin, or let them (Sentry: Settings > General). {error}"
                ) from error
            raise InvitesDisabled(
                f"{email} cannot be invited: organization '{self.client.organization}' may not invite members. Its "
                f"plan decides that (Sentry: Settings > Subscription), no scope of a token does. {error}"
            ) from error
        except BadRequest as error:
            if "email" in error.fields and (there := await self.client.members.find(email)) is not None:
                raise self._exists(there, email) from error  # somebody else was faster
            if role != "member" and "email" not in error.fields and "teamRoles" not in error.fields:
                raise self._role_refused(email, role, error) from error
            raise

    async def _bring_to(self, id: str, args: MemberArgs) -> dict[str, Any]:
        """Make the member as declared; send Sentry only differences."""
        member = await self.client.members.get(id)
        body: dict[str, Any] = {}
        if args.org_role is not None and args.org_role != member["orgRole"]:
            body["orgRole"] = args.org_role
        if args.team_roles is not None and _differ(member, args):
            body["teamRoles"] = _wire_roles(args)
        if body:
            # Without `teamRoles` Sentry takes the member out of every team.
            body.setdefault("teamRoles", member.get("teamRoles") or [])
            member = await self._put(member, body, plain(args.email))
        if member["pending"] and member["expired"] and plain(args.renew_expired):
            # Sentry wants a separate request for it.
            member = await self.client.members.update(id, {"reinvite": True, "regenerate": True})
        return member

    async def _put(self, member: Mapping[str, Any], body: dict[str, Any], email: str) -> dict[str, Any]:
        id = str(member["id"])
        try:
            return await self.client.members.update(id, body)
        except (BadRequest, Forbidden) as error:
            if "orgRole" not in body:
                raise
            if await self._is_own(id):
                raise RoleRefused(
                    f"the role of {email} cannot be changed from '{member['orgRole']}' to '{body['orgRole']}': the "
                    f"token in use is theirs, and nobody changes their own role; use another owner's. {error}"
                ) from error
            raise self._role_refused(email, body["orgRole"], error) from error

    async def _is_own(self, id: str) -> bool:
        try:
            me = await self.client.members.get("me")
        except NotFound:
            return False  # the token of an integration belongs to no member
        return str(me["id"]) == id

    async def _is_provisioned(self, id: str) -> bool:
        try:
            member = await self.client.members.get(id)
        except SentryError:
            return False
        return bool((member.get("flags") or {}).get("idp:provisioned"))

    @staticmethod
    def _role_refused(email: str, role: str, error: SentryError) -> RoleRefused:
        retired = (
            " On Business and Enterprise the org role 'admin' is retired: declare the team role 'admin', or the org "
            "role 'manager'."
            if role == "admin"
            else ""
        )
        return RoleRefused(
            f"{email} cannot be given the org role '{role}' with this token: that needs {_WHO_MAY} '{role}'; the "
            f"token of an internal integration invites members only and changes no role.{retired} {error}"
        )

    def _look(self, args: MemberArgs) -> Look:
        async def by_email(email: str) -> list[dict[str, Any]]:
            found = await self.client.members.find(email)
            return [] if found is None else [found]

        async def by_id(id: str) -> dict[str, Any] | None:
            try:
                return await self.client.members.get(id)
            except NotFound:
                return None

        return Look(
            token=Member.token,
            noun="member",
            name=plain(args.email),
            args=args,
            fetch=by_id,
            all=self.client.members.list,
            same=lambda member: bool(member["pending"]),
            with_slug=by_email,
            called=lambda member: str(member["email"]),
            unique="address",
        )

    def _exists(self, member: Mapping[str, Any], email: str) -> AlreadyExistsError:
        what = "invited to" if member["pending"] else "in"
        return AlreadyExistsError(
            f"{email} is {what} organization '{self.client.organization}' already, and nothing says that this stack "
            "made it. "
            f"Declare adopt: true, or adopt it: "
            f"pulumi import {self.resource.token} {self.session.resource_name} {email}"
        )

    def record(self, member: Mapping[str, Any], declared: MemberArgs | None) -> Record:
        """A member as Sentry has them, from its answer."""
        user = member.get("user")
        return Record(
            id=str(member["id"]),
            outputs={
                "url": self.session.page(f"settings/members/{member['id']}/"),
                "user_id": str(user["id"]) if user else None,
                "pending": bool(member["pending"]),
                "expired": bool(member["pending"] and member["expired"]),
            },
            live=_live(member, declared),
        )


def _declared_teams(args: MemberArgs) -> list[TeamRoleArgs]:
    roles = args.team_roles if known(args.team_roles) else None
    return [entry for entry in roles or [] if isinstance(entry, TeamRoleArgs)]


def _wire_roles(args: MemberArgs) -> list[dict[str, Any]]:
    return [entry.declared() for entry in _declared_teams(args)]


def _roles_by_team(args: MemberArgs) -> dict[str, str]:
    implied = implied_team_role(plain(args.org_role) or "member")
    return {plain(entry.team_slug): plain(entry.role) or implied for entry in _declared_teams(args)}


def _differ(member: Mapping[str, Any], args: MemberArgs) -> bool:
    declared = _roles_by_team(args)
    return {entry["teamSlug"]: entry["role"] for entry in _live_roles(member, declared)} != declared


def _live_roles(member: Mapping[str, Any], declared: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        {"teamSlug": slug, "role": live_team_role(given, member["orgRole"], declared.get(slug))}
        for slug, given in team_roles_of(member).items()
    ]


def _live(member: Mapping[str, Any], declared: MemberArgs | None) -> dict[str, Any]:
    expired = bool(member["pending"] and member["expired"])
    roles = {} if declared is None else _roles_by_team(declared)
    live: dict[str, Any] = {"org_role": member["orgRole"]}
    if "teamRoles" in member:  # Sentry answers an invitation without them
        live["team_roles"] = _live_roles(member, roles)
    if declared is None:
        return {
            **live,
            "email": member["email"],
            "renew_expired": not expired,
            "remove_from_organization": False,
        }
    if plain(declared.renew_expired) and expired:
        live["renew_expired"] = False  # the preview shows a change, and the next up sends it again
    return live
