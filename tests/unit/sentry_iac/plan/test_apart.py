"""What a preview found at Sentry before it planned: marked beside what is done about it, and no change of its own."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pulumi.automation.events import EngineEvent

from sentry_iac.plan import Action, is_apart, render
from tests.unit.sentry_iac.plan.support import ALERT, MONITOR, event, plan_of, risks_of, steps_of


def found(
    kind: str,
    name: str,
    old: dict[str, Any],
    new: dict[str, Any] | None,
    *,
    id: str = "",
    outputs: tuple[dict[str, Any], dict[str, Any]] = ({}, {}),
) -> EngineEvent:
    """What the engine says of one resource after it has looked at it."""
    made = event("refresh", kind, name, old, new, id=id, when="resOutputsEvent")
    assert made.res_outputs_event
    metadata = made.res_outputs_event.metadata
    if new is not None and new != old:
        metadata.diffs = [key for key in {*old, *new} if old.get(key) != new.get(key)]
    for state, its in zip((metadata.old, metadata.new), outputs, strict=True):
        if state is not None:
            state.outputs = its
    return made


def test_a_look_that_finds_everything_as_it_was_is_no_news() -> None:
    events = [found("Alert", "web-monitors", ALERT, ALERT, id="41")]
    assert not is_apart(events)
    plan = plan_of(*events)
    assert plan.changes == ()
    assert plan.unchanged == 5
    assert render(plan, "text") == "Stack prod: nothing to do; 5 unchanged\n"


def test_what_was_deleted_at_sentry_is_a_creation_that_says_so_and_no_risk() -> None:
    gone = found("MetricMonitor", "web-latency", MONITOR, None, id="31")
    plan = plan_of(gone, event("create", "MetricMonitor", "web-latency", None, MONITOR))
    assert is_apart([gone])
    [change] = plan.changes
    assert change.action is Action.CREATE
    assert risks_of(plan) == []
    assert "+  monitor 'web: latency': p95(span.duration) above 2s in 5m" in render(plan, "text")
    assert "(was deleted at Sentry)\n" in render(plan, "text")
    assert "(was deleted at Sentry)\n" in render(plan, "markdown")
    assert json.loads(render(plan, "json"))["changes"][0]["apart"] == "deleted"


def test_what_was_changed_at_sentry_is_a_change_back_that_says_so() -> None:
    off = {**ALERT, "enabled": False}
    seen = found("Alert", "web-monitors", ALERT, off, id="41")
    back = event("update", "Alert", "web-monitors", off, ALERT, id="41", changed=("enabled",))
    plan = plan_of(seen, back)
    assert is_apart([seen])
    assert risks_of(plan) == []
    shown = render(plan, "text").splitlines()[1]
    assert shown == "  ~  alert 'web: monitors': switched on (was changed at Sentry)"
    assert json.loads(render(plan, "json"))["changes"][0]["apart"] == "changed"


def test_what_somebody_added_by_hand_and_the_up_takes_away_is_a_risk() -> None:
    more = {**ALERT, "monitors": ["31", "32", "99"]}
    seen = found("Alert", "web-monitors", ALERT, more, id="41")
    back = event("update", "Alert", "web-monitors", more, ALERT, id="41", changed=("monitors[2]",))
    assert risks_of(plan_of(seen, back)) == [
        ("alert-lost", "alert 'web: monitors' (project web) no longer tells of monitor 99")
    ]


def test_what_was_changed_by_hand_and_is_declared_so_now_is_no_change() -> None:
    off = {**ALERT, "enabled": False}
    events = [
        found("Alert", "web-monitors", ALERT, off, id="41"),
        event("same", "Alert", "web-monitors", off, off, id="41"),
    ]
    # The state has to learn of it all the same.
    assert is_apart(events)
    assert plan_of(*events).changes == ()


def test_a_file_of_this_machine_is_not_at_sentry() -> None:
    gone = found("EnvFile", "web", {"path": ".env"}, None, id=".env")
    plan = plan_of(gone, event("create", "EnvFile", "web", None, {"path": ".env"}))
    assert render(plan, "text").splitlines()[1] == "  +  .env file .env (is not on this machine)"


@pytest.mark.parametrize(
    ("outputs", "news"), [(({"slug": "a"}, {"slug": "b"}), True), (({"slug": "a"}, {"slug": "a"}), False)]
)
def test_what_only_sentry_sets_is_news_for_the_state_and_nobodys_change(
    outputs: tuple[dict[str, Any], dict[str, Any]], news: bool
) -> None:
    seen = found("Alert", "web-monitors", ALERT, ALERT, id="41", outputs=outputs)
    assert is_apart([seen]) is news
    step = next(each for each in steps_of(seen) if each.name == "web-monitors")
    assert step.apart is None


def test_components_and_the_stack_itself_are_nobodys_objects() -> None:
    seen = found("Alert", "web-monitors", ALERT, None, id="41")
    assert seen.res_outputs_event
    assert seen.res_outputs_event.metadata.old
    seen.res_outputs_event.metadata.old.custom = False
    assert not is_apart([seen])
