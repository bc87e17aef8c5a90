"""The keys under `teams:` and `people:`."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from sentry_iac.estate.model.roles import WrittenOrgRole, WrittenTeamRole
from sentry_iac.estate.text.fields import Slug, single_line
from sentry_iac.estate.text.units import wrong
from sentry_iac.estate.written.stacks import SLUG_SUFFIX, InSome, InStacks


class OrganizationPerson(InStacks):
    """Somebody in the organization; the key is their email address. Nothing in it: a member."""

    org_role: WrittenOrgRole | None = Field(
        default=None,
        description="In the organization: member unless given. The same in every team of theirs.",
    )
    remove_from_organization: bool | None = Field(
        default=None,
        description="true: who is taken out of this file leaves the organization, not only the team.",
    )
    send_invite: bool | None = Field(
        default=None, description="false: Sentry mails no invitation to somebody new."
    )
    renew_expired: bool | None = Field(
        default=None, description="false: an invitation that has expired is not sent again."
    )
    managed: InSome | None = Field(
        default=None,
        description="false: somebody else invites them, and this file only puts them into teams. A list: only these "
        "stacks invite them.",
    )

    @model_validator(mode="after")
    def _is_invited_by_whoever_manages_them(self) -> Self:
        if self.managed is False and self.org_role is not None:
            raise wrong(
                "has an orgRole, but managed: false leaves the person as they are; remove one of them"
            )
        return self


class Person(OrganizationPerson):
    """Somebody in a team; the key is their email address. Nothing in it: a member who contributes to the team."""

    team_role: WrittenTeamRole | None = Field(
        default=None, description="In this team: contributor, or admin who manages it."
    )


class Team(InStacks):
    """A team; its key is its slug unless `slug` is given. The stack's slugSuffix is added to it."""

    slug: Slug | None = None
    display_name: Annotated[str, AfterValidator(single_line(64))] | None = None
    slug_suffix: InSome = Field(default=True, description=SLUG_SUFFIX)
    managed: InSome = Field(
        default=True,
        description="false: somebody else makes the team. It is looked up by its slug, without the stack's slugSuffix. "
        "A list: only these stacks make it and have its people, and the others look it up.",
    )
    people: dict[str, Person] = Field(default={}, description="Who is in the team, by email address.")

    @model_validator(mode="after")
    def _is_named_by_whoever_manages_it(self) -> Self:
        if self.managed is False and self.display_name is not None:
            raise wrong("has a displayName, but managed: false leaves the team as it is; remove one of them")
        return self
