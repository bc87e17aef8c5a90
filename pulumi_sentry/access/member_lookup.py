"""Looks up people by their email address: owners, mail actions and assignees name a user by a number."""

from __future__ import annotations

from pulumi_sentry.access.member import Member
from pulumi_sentry.api import JsonObject
from pulumi_sentry.api.errors import SentryError
from pulumi_sentry.declaration import Args, Input, Lookup, Result, arg, plain, result
from pulumi_sentry.lifecycle.absence import IF_MISSING
from pulumi_sentry.lifecycle.handler import Session


class MemberMissing(SentryError):
    """Nobody with this address is in the organization, or they have not accepted the invitation."""


class GetMemberArgs(Args):
    """The person to look up."""

    email: Input[str] = arg("Any of their addresses, in any case.", min_length=1)
    invited: Input[bool] = arg(
        "Whether somebody is found who has not accepted the invitation; they have no `userId` yet.",
        default=False,
    )
    if_missing: Input[str | None] = arg(IF_MISSING, default=None, min_length=1)


class MemberInfo(Result):
    """A person of the organization."""

    id: str = result("Numeric id of the member.")
    user_id: str = result(
        "Numeric id of the user, as owners, mail actions and assignees name one; empty before they have joined."
    )
    email: str = result("Address that Sentry shows.")
    org_role: str = result("Role in the organization.")


class GetMember(Lookup[GetMemberArgs, MemberInfo], name="getMember"):
    """Look up a person who has joined (`GET /organizations/{org}/members/`).

    All lookups of a run share one list. An invitation that nobody has accepted is an error, for it has no user
    yet, unless `invited` is set.
    """

    async def run(self, session: Session, args: GetMemberArgs) -> MemberInfo:
        """One list, over all pages, for everybody who is looked up."""
        email, advice = plain(args.email), plain(args.if_missing)
        everybody = await session.adoption.listed(Member.token, session.client.members.list)
        member = session.client.members.with_address(everybody, email)
        if member is None or not (member.get("user") or plain(args.invited)):
            raise MemberMissing(_explained(session, email, member, advice))
        return MemberInfo(
            id=str(member["id"]),
            user_id=str(member["user"]["id"]) if member.get("user") else "",
            email=str(member.get("email") or email),
            org_role=str(member["orgRole"]),
        )


def _explained(session: Session, email: str, member: JsonObject | None, advice: str | None) -> str:
    organization = session.client.organization
    found = (
        f"nobody in organization '{organization}' has the address {email}"
        if member is None
        else f"{email} has not accepted the invitation to organization '{organization}', so Sentry has no user yet"
    )
    return f"{found}: {advice or 'invite them, and try again when they have joined'}"


get_member, get_member_output = GetMember.functions()
