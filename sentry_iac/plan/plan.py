"""The plan as one value: everything that a preview or a look for drift found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sentry_iac.plan.risks import Risk
from sentry_iac.plan.steps import Action, Apart


class Kind(Enum):
    """The kinds of plan."""

    PREVIEW = "preview"
    DRIFT = "drift"


@dataclass(frozen=True, slots=True)
class Author:
    """The author of the last change.

    Attributes:
        name: of a person, an integration or a token, as Sentry has it.
        at: when.
    """

    name: str
    at: datetime

    def __str__(self) -> str:
        return f"by {self.name}, {self.at:%Y-%m-%d %H:%M} UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The change of one resource.

    Attributes:
        action: what happens.
        type: the resource's type, such as `MetricMonitor`.
        resource: its name in the program.
        project: its project; empty if it belongs to the organization.
        noun: its kind, such as `monitor`.
        name: its name for people, such as `web: 5xx responses`.
        title: noun and name, as in a sentence.
        details: the parts of the change, one short sentence each.
        author: who made it; None if unknown or not made by hand.
        apart: how Sentry's object had changed since the last `up`; None if it had not, or nobody looked.
    """

    action: Action
    type: str
    resource: str
    project: str
    noun: str
    name: str
    title: str
    details: tuple[str, ...]
    author: Author | None = None
    apart: Apart | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A risk, and the guard's verdict.

    Attributes:
        risk: the risk.
        forbidden: whether the guard refuses it.
        because: why `sentry.yaml` allows it although its kind is forbidden; None if it does not.
    """

    risk: Risk
    forbidden: bool
    because: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything to show, already fit for people, without a secret.

    Attributes:
        kind: whether it looks forward (a preview) or at what others did (drift).
        stack: the stack's name.
        changes: sorted: objects that go first, new ones last.
        unchanged: how many resources stay as they are.
        verdicts: the risks, the forbidden ones first.
        warnings: warnings of the engine or the provider.
        notes: what a reader has to know about the making of this plan.
    """

    kind: Kind
    stack: str
    changes: tuple[Change, ...]
    unchanged: int
    verdicts: tuple[Verdict, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[Action, int]:
        """The number of changes of each kind, in their order, without zeros."""
        counted = Counter(change.action for change in self.changes)
        return {action: counted[action] for action in Action if counted[action]}

    @property
    def forbidden(self) -> bool:
        """Whether the guard refuses it."""
        return any(verdict.forbidden for verdict in self.verdicts)
