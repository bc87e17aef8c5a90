"""A plan as JSON for programs."""

from __future__ import annotations

import json

from pulumi_sentry.lifecycle.clock import write_instant
from sentry_iac.plan.plan import Plan
from sentry_iac.plan.steps import Action


def render_json(plan: Plan) -> str:
    """Return a plan for programs; later versions may add keys, and the present ones keep their meaning."""
    value = {
        "kind": plan.kind.value,
        "stack": plan.stack,
        "counts": {
            **{action.value: plan.counts.get(action, 0) for action in Action if action is not Action.SAME},
            "unchanged": plan.unchanged,
        },
        "changes": [
            {
                "action": each.action.value,
                "type": each.type,
                "resource": each.resource,
                "project": each.project,
                "title": each.title,
                "details": list(each.details),
                "author": each.author and {"name": each.author.name, "at": write_instant(each.author.at)},
                "apart": each.apart and each.apart.value,
            }
            for each in plan.changes
        ],
        "risks": [
            {
                "kind": each.risk.kind,
                "resource": each.risk.resource,
                "sentence": each.risk.sentence,
                "forbidden": each.forbidden,
                "because": each.because,
            }
            for each in plan.verdicts
        ],
        "forbidden": plan.forbidden,
        "warnings": list(plan.warnings),
        "notes": list(plan.notes),
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
