"""The teams and people of an organization, with all values known."""

from __future__ import annotations

from dataclasses import dataclass

from sentry_iac.estate.model.roles import OrgRole, TeamRole


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamSpec:
    """A team of the organization.

    `name` is its name in `sentry.yaml` (the same in every stack: use it for Pulumi's resource names), `slug`
    and `display_name` are what Sentry gets. One that is not `managed` is only looked up, by its slug; `made_by` are the
    stacks that make it, if some do.
    """

    name: str
    slug: str
    display_name: str
    managed: bool = True
    made_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipSpec:
    """One team of a person. `team` is a `TeamSpec.name`; a role of None is "not declared"."""

    team: str
    role: TeamRole | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSpec:
    """A person in the organization, with all their teams.

    An `org_role` of None is "not declared": new people become members, others keep their role.
    `remove_from_organization` says whether people who leave `sentry.yaml` also leave the organization. The other two
    say whether Sentry mails an invitation, and mails it again once it has expired. Somebody who is not `managed` is
    only looked up, and put into teams.
    """

    email: str
    org_role: OrgRole | None
    remove_from_organization: bool
    memberships: tuple[MembershipSpec, ...]
    send_invite: bool = True
    renew_expired: bool = True
    managed: bool = True
