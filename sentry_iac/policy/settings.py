"""The settings of the rules: `policy:` of `sentry.yaml`, with all values known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from sentry_iac.stack_name import short_name

Level = Literal["mandatory", "advisory", "off"]
"""The levels of a rule: it refuses, it only tells, or it does not look."""

LEVELS: Final[tuple[Level, ...]] = get_args(Level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The level of one rule in this organization.

    `because` gives people the reason for another level than the rule's own.
    """

    level: Level
    because: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySpec:
    """The settings for all rules.

    `production` are the stacks that count as production, by their last name (`org/prod` is `prod`). `settings` are the
    rules with another level than their own, by name. `people` are the email addresses under `teams` and `people`,
    in small letters.
    """

    production: frozenset[str] = frozenset({"prod"})
    settings: Mapping[str, Setting] = field(default_factory=dict)
    people: frozenset[str] = frozenset()

    def is_production(self, stack: str) -> bool:
        """Whether the stack called `stack` counts as production."""
        return short_name(stack) in self.production
