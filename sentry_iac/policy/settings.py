"""What `policy:` in `sentry.yaml` says, with every question answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

Level = Literal["mandatory", "advisory", "off"]
"""How much a rule weighs: it refuses, it only tells, or it is not looked at."""

LEVELS: Final[tuple[Level, ...]] = get_args(Level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How much one rule weighs in this organization.

    `because` is for people: why it is another level than the rule's own.
    """

    level: Level
    because: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySpec:
    """What rules are held against.

    `production` are the stacks that count as production, by their last name (`org/prod` is `prod`). `settings` are the
    rules that have another level than their own, by name. `people` are the email addresses under `teams`, in small
    letters.
    """

    production: frozenset[str] = frozenset({"prod"})
    settings: Mapping[str, Setting] = field(default_factory=dict)
    people: frozenset[str] = frozenset()

    def is_production(self, stack: str) -> bool:
        """Whether the stack called `stack` counts as production."""
        return stack.rsplit("/", 1)[-1] in self.production
