"""The plan of an `up` for people: `preview` reports it, and `up` shows it before its question."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from sentry_iac.asking.key_uses import key_uses
from sentry_iac.asking.monitor_history import Past, backtests, not_shown
from sentry_iac.errors import CommandError
from sentry_iac.estate import GuardSpec
from sentry_iac.files.layout import Layout
from sentry_iac.plan import Kind, Plan, Step, make_plan
from sentry_iac.plan.backtest import questions
from sentry_iac.runs import dry_run
from sentry_iac.runs.surroundings import Surroundings
from sentry_iac.stacks.sentry_access import find_access


def plan_of(
    layout: Layout,
    around: Surroundings,
    found: dry_run.Found,
    *,
    guard: GuardSpec,
    base_guard: GuardSpec | None = None,
    notes: Iterable[str] = (),
    with_past: bool = True,
) -> Plan:
    """Return the plan of an `up`, with facts from Sentry's past.

    Args:
        layout: the project.
        around: where the engine looked.
        found: the engine's answer.
        guard: the guard of `sentry.yaml`.
        base_guard: the guard of the branch to merge into.
        notes: more lines for the reader.
        with_past: whether to ask Sentry how often monitors would have fired, and when the keys that go were last used.
    """
    past = _past(layout, around.stack, found.steps) if with_past else Past()
    return make_plan(
        Kind.PREVIEW,
        around.stack,
        found.steps,
        guard=guard,
        base_guard=base_guard,
        scrub=around.scrubber,
        warnings=found.warnings,
        notes=[*notes, *past.notes],
        backtests=past.sentences,
        key_uses=_key_uses(layout, around.stack, found.steps) if with_past else {},
    )


def _past(layout: Layout, stack: str, steps: list[Step]) -> Past:
    asked = questions(steps)
    if not asked:
        return Past()
    try:
        return backtests(asked, find_access(layout, stack, os.environ))
    except CommandError as error:
        return not_shown(str(error))


def _key_uses(layout: Layout, stack: str, steps: list[Step]) -> Mapping[str, str]:
    try:
        return key_uses(steps, find_access(layout, stack, os.environ))
    except CommandError:
        # The plan shows the risk without it, too.
        return {}
