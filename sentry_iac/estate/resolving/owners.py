"""Resolves who owns a monitor or an alert."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from sentry_iac.estate.model.owners import ActorOwner, Owner, PersonOwner, TeamOwner
from sentry_iac.estate.resolving.known import Known
from sentry_iac.estate.resolving.layers import Layer
from sentry_iac.estate.resolving.project import ProjectInStack
from sentry_iac.estate.text.errors import Path
from sentry_iac.estate.written.owners import NOBODY, OWN_TEAM

ACTOR: Final = re.compile(r"(?:team|user):[0-9]+", re.ASCII)
"""Somebody as Sentry names them."""


def owner_of(project: ProjectInStack, written: str | None, report: Callable[[str], None]) -> Owner | None:
    """Return the owner; None for nobody.

    Args:
        project: the project; its team is the owner unless it or the defaults name somebody else.
        written: the word under `owner`.
        report: takes what is wrong with the word.
    """
    if written is None:
        written, report = project.owner, lambda _: None  # a mistake there has been reported
    if written in (None, OWN_TEAM):
        return TeamOwner(team=project.written.team)
    return named_owner(written, project.teams, report)


def owner_said_of(project: ProjectInStack, path: Path, said: tuple[Layer, str] | None) -> Owner | None:
    """Return the owner of something of a project; None for nobody.

    Args:
        project: the project.
        path: where the word is inside its layer.
        said: the layer that has the last word, and the word.
    """
    if said is None:
        return owner_of(project, None, lambda _: None)
    layer, written = said
    return owner_of(project, written, lambda message: project.report(layer.problem(path, message)))


def named_owner(written: str, teams: Known, report: Callable[[str], None]) -> Owner | None:
    """Return an owner by the word for them; None for nobody.

    Args:
        written: a team's name, an email address, `team:ID`, `user:ID` or `none`.
        teams: the names of all teams.
        report: takes what is wrong with the word.
    """
    if written in teams:
        return TeamOwner(team=written)
    if written == NOBODY:
        return None
    if ACTOR.fullmatch(written):
        return ActorOwner(actor=written)
    if "@" not in written:
        report(teams.unknown(written, [*teams, NOBODY], ", or a person's email address"))
    return PersonOwner(email=written)
