"""Members of the organization: the arguments and outputs of one."""

from __future__ import annotations

from pulumi import Output

from pulumi_sentry.access.roles import OrgRole, TeamRole
from pulumi_sentry.declaration import Args, Input, Resource, Trimmed, arg, output


class TeamRoleArgs(Args):
    """One team of a member."""

    team_slug: Input[Trimmed] = arg("Slug of the team.", min_length=1)
    role: Input[TeamRole | None] = arg(
        "contributor, or admin who manages the team. Unless declared, what the role in the organization implies.",
        default=None,
    )


class MemberArgs(Args):
    """The arguments of a member."""

    email: Input[str] = arg(
        "Where the invitation goes. It stays the name of the member here, whatever address they use later.",
        replace=True,
        max_length=75,
        pattern=r"^[^\s@/]+@[^\s@/]+\Z",
        hint="an email address",
    )
    org_role: Input[OrgRole | None] = arg(
        "Role in the organization. Not declared, somebody new is invited as member and others keep their role.",
        default=None,
    )
    team_roles: Input[list[Input[TeamRoleArgs]] | None] = arg(
        "All teams of the member, with the role in each. Not beside TeamMembership for the same member.",
        default=None,
        unordered=True,
    )
    send_invite: Input[bool] = arg(
        "Whether Sentry mails the invitation. Only looked at on creation.", default=True, create_only=True
    )
    renew_expired: Input[bool] = arg(
        "Whether an invitation that has expired is sent again by the next `up` after a refresh.", default=True
    )
    adopt: Input[bool | None] = arg(
        "Whether to take over somebody who is a member already, and give them what is declared; otherwise that is "
        "an error. Only looked at on creation.",
        default=None,
        create_only=True,
    )
    remove_from_organization: Input[bool] = arg(
        "Whether deleting this resource removes the person from the organization. Otherwise they stay. The user "
        "of the token in use is never removed.",
        default=False,
    )


class Member(Resource[MemberArgs], name="Member"):
    """A person in the organization, invited or joined.

    Import by id, email address or the address of the member's page. An invitation that nobody accepts expires,
    and Sentry removes it after a while; a refresh sees both.
    """

    url: Output[str] = output("Address of its settings page.")
    user_id: Output[str | None] = output(
        "Id of the user behind it, as owners and mail actions name one; none while the invitation is open."
    )
    pending: Output[bool] = output("Whether the invitation is still open.")
    expired: Output[bool] = output("Whether the invitation has expired.", follows=("renew_expired",))
