"""What the writers of a `sentry.yaml` share: names, and the way from Sentry's ids to people's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pulumi_sentry.inventory import Found, Inventory
from sentry_iac.estate.written.owners import NOBODY, OWN_TEAM
from sentry_iac.export.env_files import EnvFile
from sentry_iac.export.names import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The export that is being written.

    Attributes:
        stack: the stack of which it speaks.
        inventory: what the stack has.
        names: names of everything.
        environment: the stack's environment.
        monitor_environment: whose events monitors look at that say nothing themselves.
        usual_owner: who owns monitors and alerts of projects that say nothing themselves.
        slug_suffix: what the stack adds to every slug.
        elsewhere: the ids of members who are in teams of other stacks as well.
        left_out: the objects that cannot be declared, by type and id.
        env_files: the `.env` files that hold a DSN, by the id of its project.
        heard: how alerts name a monitor, by its id: its project, its section and its key.
    """

    stack: str
    inventory: Inventory
    names: Names
    environment: str
    monitor_environment: str
    usual_owner: str
    slug_suffix: str = ""
    elsewhere: frozenset[str] = frozenset()
    env_files: Mapping[str, Sequence[EnvFile]] = field(default_factory=dict)
    left_out: set[tuple[str, str]] = field(default_factory=set)
    heard: dict[str, tuple[str, str, str]] = field(default_factory=dict)

    def hears(self, monitor: Found[Any], project: str, section: str, key: str) -> None:
        """Note the name by which alerts listen to a monitor, unless it is left out."""
        if monitor.key not in self.left_out:
            self.heard[monitor.id] = (project, section, key)

    def slug(self, slug: str, name: str) -> dict[str, Any]:
        """Return what a team or project says of its slug; nothing where its name and the stack say it."""
        exact = self.slug_suffix and (slug == name or not slug.endswith(self.slug_suffix))
        own = slug if exact else slug.removesuffix(self.slug_suffix)
        return {**({"slugSuffix": False} if exact else {}), **({} if own == name else {"slug": own})}

    def team_words(self) -> dict[str, str]:
        """Return the names of teams by their slugs."""
        return {slug: self.names.teams[id] for id, slug in self.inventory.team_slugs.items()}

    def owner(self, owner: str | None, own_team: str) -> dict[str, str]:
        """Return what stands under `owner` of a project's monitor or alert; nothing for the usual one.

        Args:
            owner: as Sentry has it: `team:ID`, `user:ID` or nobody.
            own_team: the id of the project's team.
        """
        word = OWN_TEAM if owner == f"team:{own_team}" else self.named_owner(owner)
        return {} if word == self.usual_owner else {"owner": word}

    def named_owner(self, owner: str | None) -> str:
        """Return the word for an owner."""
        if owner is None:
            return NOBODY
        kind, _, id = owner.partition(":")
        known = self.names.teams if kind == "team" else self.inventory.users
        return known.get(id, owner)
