"""Maps the roles that people write (`admin`, `member`, `viewer`) to Sentry's."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import BeforeValidator

from sentry_iac.estate.text.units import wrong

OrgRole = Literal["member", "billing", "admin", "manager", "owner"]
"""Roles in the whole organization. Business and Enterprise have retired `admin`."""

Role = Literal["member", "admin", "manager", "owner"]
"""The least role in the organization that may do something, or the role of new members."""

TeamRole = Literal["contributor", "admin"]
"""Roles in one team."""

ADMINS_OF_EVERY_TEAM: Final = ("admin", "manager", "owner")

_VIEWER = (
    "Sentry has no viewer: who can see an issue can also work on it. Write orgRole: member, the least that Sentry "
    "has, or billing for somebody who only looks at invoices"
)
_MEMBER = "member is a role in the organization: write orgRole: member, and in the team teamRole: contributor"


def _org_role(value: object) -> object:
    if value == "viewer":
        raise wrong(_VIEWER)
    return value


def _team_role(value: object) -> object:
    if value == "viewer":
        raise wrong(_VIEWER)
    if value == "member":
        raise wrong(_MEMBER)
    return value


WrittenOrgRole = Annotated[OrgRole, BeforeValidator(_org_role)]
WrittenTeamRole = Annotated[TeamRole, BeforeValidator(_team_role)]
