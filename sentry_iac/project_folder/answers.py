"""The answers that a new project is made from, and which of them are none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pydantic import TypeAdapter, ValidationError

from sentry_iac.errors import CommandError
from sentry_iac.estate.text.errors import quoted
from sentry_iac.estate.text.fields import Slug
from sentry_rules.platforms import PLATFORMS
from sentry_rules.words import did_you_mean, listed

STACKS: Final = ("dev", "prod")
"""The environments of who names none."""

_LONG: Final = {"dev": "development", "prod": "production", "stage": "staging"}
_SLUG: Final = TypeAdapter[str](Slug)


@dataclass(frozen=True, slots=True)
class NewProject:
    """One project at Sentry: its slug, its platform, and the slug of its team."""

    slug: str
    platform: str
    team: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody said about their organization.

    Attributes:
        organization: its slug.
        stacks: the names of the stacks, one for each environment; production is the last one.
        projects: what is in it.
    """

    organization: str
    stacks: tuple[str, ...]
    projects: tuple[NewProject, ...]

    @property
    def teams(self) -> list[str]:
        """The slugs of the teams, in the order of the projects."""
        return list(dict.fromkeys(project.team for project in self.projects))

    @property
    def production(self) -> str:
        """The stack whose slugs have no suffix."""
        return next((each for each in self.stacks if each in {"prod", "production"}), self.stacks[-1])


def environment_of(stack: str) -> str:
    """Return the name that Sentry shows for the environment of a stack: `development` for `dev`."""
    return _LONG.get(stack, stack)


def as_slug(text: str, what: str) -> str:
    """Return a slug.

    Args:
        text: as somebody wrote it.
        what: whose slug, for people.

    Raises:
        CommandError: it is none.
    """
    try:
        return _SLUG.validate_python(text.strip())
    except ValidationError as error:
        said = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
        raise CommandError(f"{what}: {said}") from None


def as_platform(text: str) -> str:
    """Return a platform.

    Raises:
        CommandError: Sentry has none of this name.
    """
    platform = text.strip()
    if platform not in PLATFORMS:
        hint = did_you_mean(platform, PLATFORMS) or "; such as python-django, javascript-react or other"
        raise CommandError(f"{quoted(platform)} is no platform of Sentry{hint}")
    return platform


def as_project(text: str, team: str) -> NewProject:
    """Read `shop=python-django` or `storefront/shop=python-django`.

    Args:
        text: the project, with its team before it where that is another one.
        team: the team of who names none.

    Raises:
        CommandError: it is not of that form, or a part of it is wrong.
    """
    named, equals, platform = text.partition("=")
    owner, slash, slug = named.rpartition("/")
    if not equals:
        raise CommandError(
            f"{quoted(text)} names no platform; write it as {named or 'shop'}=python-django, or with its team as "
            f"storefront/{slug or 'shop'}=python-django"
        )
    return NewProject(
        as_slug(slug, "project"), as_platform(platform), as_slug(owner, "team") if slash else team
    )


def as_stacks(text: str) -> tuple[str, ...]:
    """Read the environments: `dev,prod`.

    Raises:
        CommandError: a name is wrong, or is there twice.
    """
    stacks = tuple(as_slug(each, "environment") for each in text.replace(",", " ").split())
    twice = [each for each in dict.fromkeys(stacks) if stacks.count(each) > 1]
    if not stacks or twice:
        raise CommandError(f"environment {listed(twice)} is there twice" if twice else "name an environment")
    return stacks


def whole(organization: str, stacks: tuple[str, ...], projects: tuple[NewProject, ...]) -> Answers:
    """Return the answers, if they go together.

    Raises:
        CommandError: there is no project, or one is there twice.
    """
    slugs = [project.slug for project in projects]
    twice = [slug for slug in dict.fromkeys(slugs) if slugs.count(slug) > 1]
    if twice:
        raise CommandError(f"project {listed(twice)} is there twice; slugs are unique in an organization")
    if not projects:
        raise CommandError("name a project, such as --project shop=python-django")
    return Answers(organization, stacks, projects)
