"""The sentences that text and Markdown share: the summary, a risk, an earlier change at Sentry, the way out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Final

from sentry_iac.plan.plan import Change, Kind, Plan, Verdict
from sentry_iac.plan.steps import Action, Apart, Step

REFUSED: Final = "The guard in sentry.yaml forbids this. If it is meant, say so there"

_TO_DO: Final = {
    Action.DELETE: "to delete",
    Action.REPLACE: "to replace",
    Action.UPDATE: "to change",
    Action.CREATE: "to create",
}
_DONE: Final = {
    Action.DELETE: "deleted",
    Action.REPLACE: "replaced",
    Action.UPDATE: "changed",
    Action.CREATE: "found",
}
_APPLIED: Final = {**_DONE, Action.CREATE: "created"}
_ON_THIS_MACHINE: Final = frozenset({"EnvFile"})
_MOST_ENTRIES: Final = 10


def summary(plan: Plan) -> str:
    """Return the counted changes."""
    words = _TO_DO if plan.kind is Kind.PREVIEW else _DONE
    counted = ", ".join(f"{number} {words[action]}" for action, number in plan.counts.items())
    if plan.kind is Kind.DRIFT:
        return f"{counted} by hand" if counted else f"no drift; {plan.unchanged} as declared"
    same = f"{plan.unchanged} unchanged"
    return f"{counted}; {same}" if counted else f"nothing to do; {same}"


def applied(steps: Iterable[Step]) -> str:
    """Return what an `up` did, counted as in the plan before it: `2 created; 21 unchanged (23 resources)`."""
    counts = Counter(step.action for step in steps)
    done = ", ".join(f"{counts[action]} {word}" for action, word in _APPLIED.items() if counts[action])
    left = counts.total() - counts[Action.DELETE]
    said = f"{done}; {counts[Action.SAME]} unchanged" if done else "nothing was to be done"
    return f"{said} ({left} resource{'' if left == 1 else 's'})"


def origin(change: Change) -> str:
    """Return, in brackets, what somebody else had done to the resource before; empty if unknown."""
    if change.author is not None:
        return f" ({change.author})"
    if change.apart is None:
        return ""
    here = change.type in _ON_THIS_MACHINE
    if change.apart is Apart.DELETED:
        # A file on another machine is missing here without a deletion.
        return " (is not on this machine)" if here else " (was deleted at Sentry)"
    return f" (was changed {'on this machine' if here else 'at Sentry'})"


def risk_sentence(verdict: Verdict) -> str:
    """Return a risk with its kind, and the guard's verdict."""
    risk = verdict.risk
    if verdict.forbidden:
        return f"{risk.kind} (forbidden): {risk.sentence}"
    if verdict.because is not None:
        return f"{risk.kind}: {risk.sentence} (allowed: {verdict.because})"
    return f"{risk.kind}: {risk.sentence}"


def way_out(plan: Plan) -> list[str]:
    """Return the lines of `sentry.yaml` that would let this pass."""
    refused = dict.fromkeys((each.risk.kind, each.risk.resource) for each in plan.verdicts if each.forbidden)
    entries = [
        f"    - {{ risk: {kind}, resource: {json.dumps(resource)}, because: '…' }}"
        for kind, resource in refused
    ]
    more = [f"    # and {len(entries) - _MOST_ENTRIES} more"] if len(entries) > _MOST_ENTRIES else []
    return ["guard:", "  allow:", *entries[:_MOST_ENTRIES], *more]
