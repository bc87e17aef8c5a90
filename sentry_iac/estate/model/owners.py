"""Who owns a monitor or an alert."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamOwner:
    """A team owns it; `team` is a `TeamSpec.name`."""

    team: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonOwner:
    """A person owns it, who is found by their email address."""

    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorOwner:
    """Somebody owns it whom the file names as Sentry does: `team:ID` or `user:ID`."""

    actor: str


Owner = TeamOwner | PersonOwner | ActorOwner
