"""The people of the organization, and their teams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi

import pulumi_sentry as sentry
from sentry_iac.components.joining import AnyTeam, UnmanagedPerson
from sentry_iac.estate import PersonSpec


class TeamAccess(pulumi.ComponentResource):
    """The people of the estate: one member each, and one membership for each of their teams.

    Attributes:
        members: by email address.
    """

    def __init__(
        self,
        people: Sequence[PersonSpec],
        teams: Mapping[str, AnyTeam],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare members and memberships.

        Args:
            people: everybody, once each.
            teams: teams by their name in `sentry.yaml`.
            opts: Pulumi's resource options.
        """
        super().__init__("sentry-iac:components:TeamAccess", "team-access", {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.members = {person.email: self._member(person, child) for person in people}
        for person in people:
            for membership in person.memberships:
                sentry.TeamMembership(
                    f"{membership.team}-{person.email}",
                    sentry.TeamMembershipArgs(
                        member=self.members[person.email].id,
                        team=teams[membership.team].id,
                        role=membership.role,
                    ),
                    child,
                )
        self.register_outputs({})

    @staticmethod
    def _member(person: PersonSpec, opts: pulumi.ResourceOptions) -> sentry.Member | UnmanagedPerson:
        if not person.managed:
            return UnmanagedPerson(person.email)
        return sentry.Member(
            person.email,
            sentry.MemberArgs(
                email=person.email,
                org_role=person.org_role,
                # Several stacks share an organization, and most people are in it before any of them.
                adopt=True,
                remove_from_organization=person.remove_from_organization,
                send_invite=person.send_invite,
                renew_expired=person.renew_expired,
            ),
            opts,
        )
