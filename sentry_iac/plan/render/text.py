"""A plan as text for a terminal."""

from __future__ import annotations

from typing import Final

from sentry_iac.plan.plan import Plan
from sentry_iac.plan.render.sentences import REFUSED, origin, risk_sentence, summary, way_out
from sentry_iac.plan.steps import Action

_SIGNS: Final = {Action.DELETE: "-", Action.REPLACE: "+-", Action.UPDATE: "~", Action.CREATE: "+"}

STYLES: Final = {
    _SIGNS[Action.DELETE]: "red",
    _SIGNS[Action.REPLACE]: "red",
    _SIGNS[Action.UPDATE]: "yellow",
    _SIGNS[Action.CREATE]: "green",
    "X": "bold red",
    "!": "yellow",
}
"""The colour of a line on a terminal, by the sign that it begins with."""


def render_text(plan: Plan) -> str:
    """Return a plan for a terminal."""
    lines = [f"Stack {plan.stack}: {summary(plan)}"]
    for change in plan.changes:
        details = f": {'; '.join(change.details)}" if change.details else ""
        lines.append(f"  {_SIGNS[change.action]:<2} {change.title}{details}{origin(change)}")
    if plan.verdicts:
        lines.append("Risks:")
        lines += [f"  {'X' if each.forbidden else '!':<2} {risk_sentence(each)}" for each in plan.verdicts]
    lines += [f"Warning: {each}" for each in plan.warnings]
    lines += [f"Note: {each}" for each in plan.notes]
    if plan.forbidden:
        lines += [f"{REFUSED}:", *way_out(plan)]
    return "\n".join(lines) + "\n"
