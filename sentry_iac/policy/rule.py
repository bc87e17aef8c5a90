"""A rule, its findings, and the line of `sentry.yaml` that mends each."""

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
    """One violation of a rule.

    Attributes:
        resource: the name of the violating or missing resource in the program.
        urn: the resource's name in the state, or that of one near it; the engine shows the finding there.
        says: the violation, as a sentence for people.
        fix: the line that mends it.
    """

    resource: str
    urn: str
    says: str
    fix: Fix


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A demand on every stack.

    Attributes:
        name: its name in `sentry.yaml`.
        wants: the demand, as a sentence.
        why: the consequence of a violation, as a sentence.
        level: its level, unless `sentry.yaml` has another.
        production_only: whether it holds only in stacks that count as production.
        look: finds the violations.
    """

    name: str
    wants: str
    why: str
    level: Level = "mandatory"
    production_only: bool = False
    look: Callable[[Planned], Iterator[Finding]]
