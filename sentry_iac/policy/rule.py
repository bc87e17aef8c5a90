"""A rule, what it finds, and the line of `sentry.yaml` that mends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sentry_iac.policy.planned import Planned
from sentry_iac.policy.settings import Level


@dataclass(frozen=True, slots=True)
class Fix:
    """A line of `sentry.yaml`: where it belongs, and what to write there, as YAML."""

    path: tuple[str, ...]
    value: str

    def __str__(self) -> str:
        """As people write it: `projects.web.privacy: strict`."""
        return f"{'.'.join(self.path)}: {self.value}"


def in_project(name: str, *path: str, value: str) -> Fix:
    """Return a line below a project of `sentry.yaml`."""
    return Fix(("projects", name, *path), value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as a rule wants it.

    Attributes:
        resource: the resource that it is about, or that is missing: its name in the program.
        urn: the resource's name in the state, or that of one beside it; for the engine, which shows it there.
        says: what is wrong, as a sentence for people.
        fix: the line that mends it.
    """

    resource: str
    urn: str
    says: str
    fix: Fix


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Something that must be so.

    Attributes:
        name: what it is called in `sentry.yaml`.
        wants: what must be so, as a sentence.
        why: what happens otherwise.
        level: how much it weighs, unless `sentry.yaml` says otherwise.
        production_only: whether it holds only in stacks that count as production.
        look: finds what is not so.
    """

    name: str
    wants: str
    why: str
    level: Level = "mandatory"
    production_only: bool = False
    look: Callable[[Planned], Iterator[Finding]]
