"""The plan: everything that a preview or a look for drift found, sorted, counted and judged, as one value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from sentry_iac.estate.model.guard import ALWAYS_FORBIDDEN, RISKS, GuardSpec
from sentry_iac.plan.authors import Author
from sentry_iac.plan.directory import Directory
from sentry_iac.plan.risks import Risk, find_risks
from sentry_iac.plan.steps import Action, Apart, Step
from sentry_iac.plan.words import differences, facts, farewell, named, noun, title

_ORDER: Final = {action: number for number, action in enumerate(Action)}
_KINDS: Final = {kind: number for number, kind in enumerate(RISKS)}


class Kind(Enum):
    """What a plan is of."""

    PREVIEW = "preview"
    DRIFT = "drift"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happens to one resource.

    Attributes:
        action: what.
        type: the resource's type, such as `MetricMonitor`.
        resource: its name in the program.
        project: the project that it belongs to; empty for what belongs to the organization.
        noun: what it is, such as `monitor`.
        name: what it is called, such as `web: 5xx responses`.
        title: both, as in a sentence.
        details: what changes about it, one short sentence a thing.
        author: who did it, where it was done by hand and that is known.
        apart: what had become of it at Sentry since the last `up`, where that was looked at.
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


def make_plan(
    kind: Kind,
    stack: str,
    steps: Sequence[Step],
    *,
    guard: GuardSpec,
    scrub: Callable[[str], str],
    base_guard: GuardSpec | None = None,
    warnings: Iterable[str] = (),
    notes: Iterable[str] = (),
    backtests: Mapping[str, str] | None = None,
    authors: Mapping[str, Author] | None = None,
    key_uses: Mapping[str, str] | None = None,
) -> Plan:
    """Sort, name and judge what the engine said.

    Args:
        kind: what it is of.
        stack: the stack's name.
        steps: one a resource, those that stay included: they lend their names.
        guard: what `sentry.yaml` forbids and allows.
        scrub: removes secrets from a text that came from the engine.
        base_guard: the guard of the branch that this is to be merged into; what it forbids stays forbidden, and
            only `guard` can allow a thing.
        warnings: what the engine warned of.
        notes: what a reader has to know.
        backtests: what the past says about a new or changed monitor, by URN.
        authors: who changed what drifted, by URN.
        key_uses: when the keys that go were used last, by URN.
    """
    directory = Directory(steps)
    moving = [step for step in steps if step.action is not Action.SAME]
    past, by = backtests or {}, authors or {}
    changes = sorted(
        (_change(step, directory, scrub, past.get(step.urn), by.get(step.urn)) for step in moving),
        key=_sort_key,
    )
    risks = [] if kind is Kind.DRIFT else find_risks(moving, directory, key_uses)
    if base_guard is not None:
        risks += _loosened(stack, guard, base_guard)
    guards = [each for each in (guard, base_guard) if each is not None]
    forbidden = ALWAYS_FORBIDDEN.union(*(each.forbidden_in(stack) for each in guards))
    verdicts = sorted(
        (_judge(risk, forbidden, guard, scrub) for risk in risks),
        key=lambda each: (not each.forbidden, _KINDS[each.risk.kind], each.risk.sentence),
    )
    remarks = [
        f"`guard.allow` in sentry.yaml still allows {each.risk} of {each.resource}, which does not happen here: "
        "remove the entry"
        for each in (guard.allow if kind is Kind.PREVIEW else ())
        if not any((risk.kind, risk.resource) == (each.risk, each.resource) for risk in risks)
    ]
    unknown = None if base_guard is None else base_guard.unknown
    if unknown is not None:
        remarks.insert(
            0,
            f"The guard of the base branch cannot be read ({unknown}), so everything counts as forbidden: correct it "
            "there first, or let sentry.yaml allow here what is meant",
        )
    return Plan(
        kind=kind,
        stack=stack,
        changes=tuple(changes),
        unchanged=len(steps) - len(moving),
        verdicts=tuple(verdicts),
        warnings=tuple(dict.fromkeys(scrub(each) for each in warnings)),
        notes=tuple(scrub(each) for each in (*notes, *remarks)),
    )


def _change(
    step: Step, directory: Directory, scrub: Callable[[str], str], past: str | None, author: Author | None
) -> Change:
    if step.action is Action.CREATE:
        details = facts(step, directory)
    elif step.action is Action.DELETE:
        details = farewell(step)
    else:
        details = differences(step, directory)
    return Change(
        action=step.action,
        type=step.type,
        resource=scrub(step.name),
        project=scrub(step.parent),
        noun=noun(step.type),
        name=scrub(named(step, directory)),
        title=scrub(title(step, directory)),
        details=tuple(scrub(each) for each in ([*details, past] if past else details)),
        author=author and Author(scrub(author.name), author.at),
        apart=step.apart,
    )


def _sort_key(change: Change) -> tuple[int, str, str, str, str]:
    return _ORDER[change.action], change.project, change.type, change.title, change.resource


def _loosened(stack: str, guard: GuardSpec, base: GuardSpec) -> list[Risk]:
    gone = sorted(base.forbidden_in(stack) - guard.forbidden_in(stack))
    if base.unknown is not None:
        # Which of them it really forbade is not known, and so neither is that any of them is gone.
        sentences = (
            ["the guard may forbid less than that of the base branch, which cannot be read"] if gone else []
        )
    else:
        sentences = [f"the guard no longer forbids {kind}" for kind in gone]
    return [Risk(kind="guard-loosened", resource="guard", sentence=each) for each in sentences]


def _judge(risk: Risk, forbidden: frozenset[str], guard: GuardSpec, scrub: Callable[[str], str]) -> Verdict:
    said = Risk(kind=risk.kind, resource=scrub(risk.resource), sentence=scrub(risk.sentence))
    if risk.kind not in forbidden:
        return Verdict(risk=said, forbidden=False, because=None)
    allowance = guard.allowance(risk.kind, risk.resource)
    return Verdict(
        risk=said, forbidden=allowance is None, because=scrub(allowance.because) if allowance else None
    )
