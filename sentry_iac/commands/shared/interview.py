"""What `sentry-iac init` is told: by options, and by answers at a terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from sentry_iac.commands.shared.console import say_error
from sentry_iac.commands.shared.question import answer, on_a_terminal
from sentry_iac.errors import CommandError, UsageError
from sentry_iac.project_folder.answers import (
    STACKS,
    Answers,
    NewProject,
    as_platform,
    as_project,
    as_slug,
    as_stacks,
    whole,
)

T = TypeVar("T")


def interview(
    organization: str | None,
    environments: Sequence[str] | None,
    projects: Sequence[str] | None,
    team: str | None,
) -> Answers:
    """Return what a new project is made from; what no option says is asked for at a terminal.

    Args:
        organization: the slug of the organization.
        environments: the names of the stacks.
        projects: each as `[team/]slug=platform`.
        team: the slug of the team of projects that name none.

    Raises:
        CommandError: a value is wrong, or one is missing and there is no terminal.
        KeyboardInterrupt: Ctrl-C was an answer.
    """
    asks = on_a_terminal()
    missing = [] if organization else ["--organization acme"]
    missing += [] if projects else ["--project shop=python-django"]
    if missing and not asks:
        raise UsageError(f"there is no terminal to ask on; add {' and '.join(missing)}")
    slug = (
        as_slug(organization, "organization")
        if organization
        else _until_right(
            "Organization at Sentry (as in https://acme.sentry.io: acme): ",
            lambda said: as_slug(said, "organization"),
        )
    )
    if environments:
        stacks = as_stacks(",".join(environments))
    elif missing:
        usual = ", ".join(STACKS)
        stacks = _until_right(
            f"Environments, production last [{usual}]: ", lambda said: as_stacks(said or usual)
        )
    else:
        stacks = STACKS
    own = as_slug(team, "team") if team else slug
    known = tuple(as_project(each, own) for each in projects) if projects else _ask_projects(own)
    return whole(slug, stacks, known)


def _ask_projects(team: str) -> tuple[NewProject, ...]:
    found: list[NewProject] = []
    while True:
        end = "; an empty line ends" if found else ""
        slug = _until_right(
            f"Project, as a slug{end}: ",
            lambda said: said if not said and found else as_slug(said, "project"),
        )
        if not slug:
            return tuple(found)
        if slug in {each.slug for each in found}:
            say_error(f"project {slug} is there already")
            continue
        platform = _until_right("  Platform, such as python-django or javascript-react: ", as_platform)
        usual = found[-1].team if found else team
        owner = _until_right(f"  Team [{usual}]: ", partial(_team, usual=usual))
        found.append(NewProject(slug, platform, owner))


def _team(said: str, usual: str) -> str:
    return as_slug(said or usual, "team")


def _until_right(question: str, read: Callable[[str], T]) -> T:
    while True:
        said = answer(question)
        try:
            return read(said)
        except CommandError as error:
            say_error(str(error))
