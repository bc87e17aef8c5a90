"""What the past says about a monitor, in one sentence and a small picture."""

from __future__ import annotations

from typing import Any

import pytest

from sentry_iac.plan.backtest import Question, questions, read_values, sparkline, told
from tests.unit.sentry_iac.plan.support import MONITOR, SPANS, event, plan_of, steps_of

DAY = 86_400
LATENCY = Question(
    urn="u",
    project="7",
    dataset="spans",
    aggregate="p95(span.duration)",
    query="",
    window=300,
    comparison="gt",
    threshold=2000,
)
SOURCE = {**SPANS, "dataset": "events_analytics_platform", "eventTypes": ["trace_item_span"]}
STATIC = {**MONITOR, "dataSource": SOURCE, "detectionType": "static"}


def test_each_time_over_the_threshold_counts_once_however_long_it_lasts() -> None:
    values = [(0, 100), (300, 2500), (600, 2600), (900, 100), (1200, 2001), (DAY, 2500), (DAY + 300, 2000)]
    assert told(LATENCY, values) == "last 14 days: would have fired 3 times, at most 2 a day ██"


def test_a_gap_ends_what_was_over() -> None:
    assert "twice" in told(LATENCY, [(0, 3000), (3000, 3000)])


def test_days_without_data_are_gaps_in_the_picture() -> None:
    values = [(0.0, 250.0), (2 * DAY, 1000.0), (3 * DAY, 2000.0)]
    assert told(LATENCY, values) == "last 14 days: would not have fired ▂·▅█"
    assert sparkline([0, None, 0]) == "▁·▁"


@pytest.mark.parametrize("values", [[], [(0.0, 0.0), (300.0, 0.0)]])
def test_absent_data_is_said_as_such(values: list[tuple[float, float]]) -> None:
    counting = Question(
        urn="u",
        project="7",
        dataset="spans",
        aggregate="count(span.duration)",
        query="",
        window=300,
        comparison="gt",
        threshold=5,
    )
    assert told(counting, values) == "last 14 days: no data"


def test_a_window_that_is_incomplete_or_without_samples_is_no_data() -> None:
    rows: list[dict[str, Any]] = [
        {"timestamp": 1000, "value": 5, "incomplete": False, "sampleCount": 3},
        {"timestamp": 2000, "value": 0, "incomplete": False, "sampleCount": 0},
        {"timestamp": 3000, "value": 9, "incomplete": True},
        {"timestamp": 4000, "value": 7, "incomplete": False},
    ]
    assert read_values({"timeSeries": [{"values": rows}]}) == [(1.0, 5.0), (4.0, 7.0)]
    assert read_values({}) == []


def test_a_new_and_a_changed_monitor_are_asked_about_and_no_other() -> None:
    renamed = {**STATIC, "name": "other"}
    homeless = {**STATIC, "project": "04da6b54-80e4-46f7-96ec-b56ff0331ba9"}
    steps = steps_of(
        event("create", "MetricMonitor", "new", None, STATIC),
        event(
            "update",
            "MetricMonitor",
            "web-latency",
            STATIC,
            STATIC,
            id="31",
            changed=("conditions[0].comparison",),
        ),
        event("update", "MetricMonitor", "renamed", STATIC, renamed, id="9", changed=("name",)),
        event("create", "MetricMonitor", "of-a-new-project", None, homeless),
        event("create", "MetricMonitor", "anomaly", None, {**STATIC, "detectionType": "dynamic"}),
        event("delete", "MetricMonitor", "gone", STATIC, id="10"),
    )
    asked = questions(steps)
    assert [each.urn.rsplit("::", 1)[1] for each in asked] == ["new", "web-latency"]
    assert (asked[0].dataset, asked[0].window, asked[0].comparison, asked[0].threshold) == (
        "spans",
        300,
        "gt",
        2000,
    )


def test_of_several_thresholds_the_first_to_fire_is_asked_about_in_the_monitors_environment() -> None:
    fires = [
        {"type": "gt", "comparison": 50, "result": "high"},
        {"type": "gt", "comparison": 20, "result": "medium"},
        {"type": "lte", "comparison": 10, "result": "resolved"},
    ]
    source = {**SOURCE, "query": "a:1 OR a:2", "environment": "production"}
    made = event(
        "create", "MetricMonitor", "new", None, {**STATIC, "dataSource": source, "conditions": fires}
    )
    (asked,) = questions(steps_of(made))
    assert (asked.threshold, asked.query) == (20, '(a:1 OR a:2) environment:"production"')


def test_the_sentence_stands_with_its_monitor() -> None:
    made = event("create", "MetricMonitor", "new", None, STATIC)
    [step] = [each for each in steps_of(made) if each.name == "new"]
    [change] = plan_of(made, backtests={step.urn: "last 14 days: no data"}).changes
    assert change.details[-1] == "last 14 days: no data"
