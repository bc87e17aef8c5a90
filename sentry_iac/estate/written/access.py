"""The keys under `teams:` and `people:`."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, model_validator

from sentry_iac.estate.model.roles import WrittenOrgRole, WrittenTeamRole
from sentry_iac.estate.text.fields import Slug, single_line
from sentry_iac.estate.text.saying import key
from sentry_iac.estate.text.units import wrong
from sentry_iac.estate.written.stacks import InSome, InStacks, slug_suffix_key


class OrganizationPerson(InStacks, title="Person"):
    """Somebody in the organization; the key is their email address. Nothing in it: a member."""

    may_be_bare: ClassVar[bool] = True

    org_role: WrittenOrgRole | None = key(
        "What they may do in the whole organization. Write it in one of their teams, or the same in each.",
        example="manager",
        unless="member for new people; others keep their role",
    )
    remove_from_organization: bool | None = key(
        "Whether somebody who is taken out of this file leaves the organization, and not only the team.",
        example=True,
        usual=False,
    )
    send_invite: bool | None = key(
        "Whether Sentry mails an invitation to somebody new.", example=False, usual=True
    )
    renew_expired: bool | None = key(
        "Whether an invitation that has expired is sent again.", example=False, usual=True
    )
    managed: InSome | None = key(
        "With false somebody else invites them, and this file only puts them into teams. With a list only these "
        "stacks invite them.",
        example=["prod"],
        usual=True,
    )

    @model_validator(mode="after")
    def _is_invited_by_whoever_manages_them(self) -> Self:
        if self.managed is False and self.org_role is not None:
            raise wrong(
                "has an orgRole, but managed: false leaves the person as they are; remove one of them"
            )
        return self


class Person(OrganizationPerson, title="Person in a team"):
    """Somebody in a team; the key is their email address. Nothing in it: a member who contributes to the team."""

    team_role: WrittenTeamRole | None = key(
        "What they may do in this team: contributor, or admin who manages it.",
        example="admin",
        unless="contributor for whoever joins the team; others keep their role",
    )


class Team(InStacks, title="Team"):
    """A team; its key is its slug unless `slug` is given. The stack's slugSuffix is added to it."""

    may_be_bare: ClassVar[bool] = True

    slug: Slug | None = key(
        "The team's short name in Sentry's addresses.", example="core-team", unless="the name of the entry"
    )
    display_name: Annotated[str, AfterValidator(single_line(64))] | None = key(
        "The team's name for people.", example="Core", unless="the slug"
    )
    slug_suffix: InSome = slug_suffix_key()
    managed: InSome = key(
        "With false somebody else makes the team. It is looked up by its slug, without the stack's slugSuffix. "
        "With a list only these stacks make it and have its people, and the others look it up.",
        example=False,
        default=True,
        usual=True,
    )
    people: dict[str, Person] = key(
        "Who is in the team, by email address.",
        example={"lead@example.com": {"teamRole": "admin"}},
        unless="this file puts nobody into the team",
        default={},
    )

    @model_validator(mode="after")
    def _is_named_by_whoever_manages_it(self) -> Self:
        if self.managed is False and self.display_name is not None:
            raise wrong("has a displayName, but managed: false leaves the team as it is; remove one of them")
        return self
