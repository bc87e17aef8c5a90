"""What a preview must not let pass: the risks that `guard:` in `sentry.yaml` forbids, and what it allows after all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

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
"""What must not pass in any stack, with or without a guard; the allowance of one resource lets it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """One thing that may happen although its kind is forbidden.

    `resource` is the resource's name in Pulumi, as the preview prints it; `because` is for people.
    """

    risk: str
    resource: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardSpec:
    """What a preview of a stack refuses, beside what is always forbidden.

    `stacks` are the stacks it holds for, by their last name (`org/prod` is `prod`); None means every stack.
    `unknown` is why nobody knows what it says, as a part of a sentence; None where it is known.
    """

    forbid: frozenset[str] = frozenset()
    allow: tuple[Allowance, ...] = ()
    stacks: frozenset[str] | None = None
    unknown: str | None = None

    @classmethod
    def of_nobody_knows_what(cls, reason: str) -> GuardSpec:
        """Return the guard that stands for one that cannot be read: it forbids everything, in every stack."""
        return cls(forbid=frozenset(RISKS), unknown=reason)

    def holds_for(self, stack: str) -> bool:
        """Whether the stack called `stack` is guarded."""
        return self.stacks is None or stack.rsplit("/", 1)[-1] in self.stacks

    def forbidden_in(self, stack: str) -> frozenset[str]:
        """Return the kinds of risk that this says must not appear in a preview of `stack`."""
        return self.forbid if self.holds_for(stack) else frozenset()

    def allowance(self, risk: str, resource: str) -> Allowance | None:
        """Return what allows `risk` to `resource`, or None."""
        return next((each for each in self.allow if each.risk == risk and each.resource == resource), None)
