"""The guard: the risks that `guard:` in `sentry.yaml` forbids, and its exceptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sentry_iac.stack_name import short_name

RISKS: Final = {
    "project-lost": "a project is deleted or replaced: its issues and events are gone",
    "alert-lost": "an alert is deleted, switched off, or tells fewer people of fewer monitors",
    "monitor-lost": "a monitor is deleted or switched off",
    "key-lost": "a client key is deleted, replaced or deactivated: whoever still sends with it is refused",
    "rotation-undone": "a key that was rotated away as leaked is active again, or the key that took over is deleted",
    "access-gained": "somebody or some team may see or do more",
    "access-lost": "somebody or some team may see or do less",
    "privacy-loosened": "more personal data reaches Sentry or stays there",
    "guard-loosened": "the guard of the base branch forbids what this one does not",
}
"""Every kind of risk that a preview recognises, and what it means."""

ALWAYS_FORBIDDEN: Final = frozenset({"rotation-undone"})
"""Forbidden in every stack, with or without a guard, except for an allowed resource."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """An exception: one thing that may happen although its kind is forbidden.

    `resource` is the resource's name in Pulumi, as the preview prints it; `because` is for people.
    """

    risk: str
    resource: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardSpec:
    """The risks that a preview of a stack refuses, besides those that are always forbidden.

    `stacks` are the stacks it holds for, by their last name (`org/prod` is `prod`); None means every stack. `unknown`
    says why the guard cannot be known, as a part of a sentence; None if it is known.
    """

    forbid: frozenset[str] = frozenset()
    allow: tuple[Allowance, ...] = ()
    stacks: frozenset[str] | None = None
    unknown: str | None = None

    @classmethod
    def of_nobody_knows_what(cls, reason: str) -> GuardSpec:
        """Return the guard that replaces an unreadable one: it forbids everything, in every stack."""
        return cls(forbid=frozenset(RISKS), unknown=reason)

    def holds_for(self, stack: str) -> bool:
        """Whether the guard holds for the stack called `stack`."""
        return self.stacks is None or short_name(stack) in self.stacks

    def forbidden_in(self, stack: str) -> frozenset[str]:
        """Return the kinds of risk that the guard forbids in a preview of `stack`."""
        return self.forbid if self.holds_for(stack) else frozenset()

    def allowance(self, risk: str, resource: str) -> Allowance | None:
        """Return the exception that allows `risk` to `resource`, or None."""
        return next((each for each in self.allow if each.risk == risk and each.resource == resource), None)
