"""The objects that a project has already, and where its `sentry.yaml` declares each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pulumi_sentry.inventory import Found

OWN_KEY: Final = ("key",)
"""Where a project declares the client key that rotates, below its name."""

_TEAM: Final = "sentry:index:Team"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The objects that have a place in a `sentry.yaml`, so that an export writes them there again.

    Attributes:
        paths: where an object is declared, by its type and its id.
        names: the names of resources that new ones must not take, by type.
        slug_suffix: what the stack adds to every slug.
    """

    paths: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    slug_suffix: str = ""

    def path(self, found: Found[Any]) -> tuple[str, ...] | None:
        """Return where an object is declared; None where it is not."""
        return self.paths.get(found.key)

    def key(self, found: Found[Any]) -> str | None:
        """Return the key under which an object is declared; None where it is not."""
        path = self.path(found)
        return path[-1] if path else None

    def team(self, id: str) -> str | None:
        """Return the name of a team by its id; None where the file does not name it."""
        path = self.paths.get((_TEAM, id))
        return path[-1] if path else None

    def taken(self, token: str) -> frozenset[str]:
        """Return the names that new resources of a type must not take."""
        return self.names.get(token, frozenset())

    def new_slug(self, slug: str) -> str:
        """Return the name of a new team or project."""
        return slug.removesuffix(self.slug_suffix) or slug
