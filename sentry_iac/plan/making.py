"""Makes a plan of steps: sorts them, puts them into words, finds risks and asks the guard about each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from sentry_iac.estate import ALWAYS_FORBIDDEN, RISKS, GuardSpec
from sentry_iac.plan.directory import Directory
from sentry_iac.plan.plan import Author, Change, Kind, Plan, Verdict
from sentry_iac.plan.risks import Risk, find_risks
from sentry_iac.plan.steps import Action, Step
from sentry_iac.plan.words import differences, facts, farewell, named, noun, title

_ORDER: Final = {action: number for number, action in enumerate(Action)}
_KINDS: Final = {kind: number for number, kind in enumerate(RISKS)}


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
    """Sort, name and judge the engine's steps.

    Args:
        kind: the kind of plan.
        stack: the stack's name.
        steps: one a resource, unchanged ones included, which only lend their names.
        guard: the guard of `sentry.yaml`.
        scrub: removes secrets from the engine's texts.
        base_guard: the guard of the branch to merge into; its bans stay, and only `guard` can allow an exception.
        warnings: the engine's warnings.
        notes: what a reader has to know.
        backtests: the past of a new or changed monitor, by URN.
        authors: who made a drift, by URN.
        key_uses: the last use of each key that goes, by URN.
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
        # Nobody knows which ones the base forbids, so the sentence only says that some may be gone.
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
