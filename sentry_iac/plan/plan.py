"""The plan as one value: everything that a preview or a look for drift found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sentry_iac.plan.risks import Risk
from sentry_iac.plan.steps import Action, Apart


class Kind(Enum):
    """What a plan is of."""

    PREVIEW = "preview"
    DRIFT = "drift"


@dataclass(frozen=True, slots=True)
class Author:
    """Who changed something last.

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
    """What happens to one resource.

    Attributes:
        action: what happens.
        type: the resource's type, such as `MetricMonitor`.
        resource: its name in the program.
        project: the project that it belongs to; empty for what belongs to the organization.
        noun: what it is, such as `monitor`.
        name: what it is called, such as `web: 5xx responses`.
        title: noun and name, as in a sentence.
        details: what changes about it, one short sentence a thing.
        author: who did it; None where it was not done by hand, or nobody knows.
        apart: how the resource had changed at Sentry since the last `up`; None where it had not, or nobody looked.
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
    """A risk, and what the guard says of it.

    Attributes:
        risk: the risk.
        forbidden: whether it must not pass.
        because: why `sentry.yaml` allows it although its kind is forbidden; None where it does not.
    """

    risk: Risk
    forbidden: bool
    because: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that there is to say, already fit for people; no part of it holds a secret.

    Attributes:
        kind: whether it looks forward (a preview) or at what others did (drift).
        stack: the stack's name.
        changes: sorted: what goes first, what comes last.
        unchanged: how many resources stay as they are.
        verdicts: the risks, the forbidden ones first.
        warnings: what the engine or the provider warned of.
        notes: what a reader has to know about how this was made.
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
        """How many changes there are of each kind, in their order; kinds that do not occur are left out."""
        counted = Counter(change.action for change in self.changes)
        return {action: counted[action] for action in Action if counted[action]}

    @property
    def forbidden(self) -> bool:
        """Whether the guard refuses it."""
        return any(verdict.forbidden for verdict in self.verdicts)
