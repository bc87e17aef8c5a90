"""Every kind of metric monitor that Sentry has, as sentry.yaml says it."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Any

import pytest

from sentry_iac.estate import (
    ActorOwner,
    AnomalySpec,
    MetricMonitorSpec,
    Owner,
    PersonOwner,
    SpecError,
    StackSettings,
    TeamOwner,
    ThresholdSpec,
    load_stack_settings,
    parse_estate,
    read_stack_file,
)


def estate(monitors: str, project: str = "", defaults: str = "{}") -> str:
    return f"""
teams: {{core: {{}}, platform: {{}}}}
defaults: {defaults}
projects:
  api:
    platform: python-fastapi
    team: core
{textwrap.indent(textwrap.dedent(project), "    ")}
    monitors:
{textwrap.indent(textwrap.dedent(monitors), "      ")}
"""


def monitor(text: str, stack: StackSettings, rule: str = "own") -> MetricMonitorSpec:
    found = parse_estate(text, stack).application("api").monitors
    return next(each for each in found if each.rule == rule)


def own(more: str, stack: StackSettings, aggregate: str = "count(span.duration)") -> MetricMonitorSpec:
    return monitor(estate(f"own: {{aggregate: '{aggregate}', {more}}}"), stack)


def stack_with(project: Path, **values: Any) -> StackSettings:
    return load_stack_settings({"environment": "production", **values}, project / "Pulumi.prod.yaml")


def complaint(text: str, stack: StackSettings) -> str:
    with pytest.raises(SpecError) as caught:
        parse_estate(text, stack)
    return str(caught.value)


# -- thresholds ----------------------------------------------------------------------------------------


def test_a_monitor_has_up_to_three_thresholds_each_with_its_own_consequence(stack: StackSettings) -> None:
    rows = "[{above: 50, priority: high}, {atLeast: 20.5, priority: medium}, {below: 10, resolves: true}]"
    found = own(f"thresholds: {rows}", stack)
    assert found.conditions == (
        ThresholdSpec(comparison="gt", value=50, result="high"),
        ThresholdSpec(comparison="gte", value=20.5, result="medium"),
        ThresholdSpec(comparison="lt", value=10, result="resolved"),
    )
    assert found.detection == "static"


@pytest.mark.parametrize(
    ("aggregate", "row", "value"),
    [
        ("p95(span.duration)", "atMost: 1500ms", 1500.0),
        ("failure_rate()", "above: 0.5%", 0.005),
        ("failure_rate()", "above: 500%", 5.0),  # never fires, and Sentry keeps it all the same
        ("p95(measurements.cls)", "above: 0.123456789012", 0.123456789012),
        ("equation|count() - 5", "below: -5", -5.0),
    ],
)
def test_a_threshold_is_written_in_the_unit_of_what_is_measured(
    stack: StackSettings, aggregate: str, row: str, value: float
) -> None:
    (condition,) = own(f"thresholds: [{{{row}}}]", stack, aggregate).conditions
    assert isinstance(condition, ThresholdSpec)
    assert (condition.value, condition.result) == (value, "high")


def test_a_monitor_of_the_teams_own_takes_a_threshold_that_never_fires(stack: StackSettings) -> None:
    (condition,) = own("threshold: 500%", stack, "failure_rate()").conditions
    assert condition == ThresholdSpec(comparison="gt", value=5, result="high")


def test_a_built_in_monitor_takes_several_thresholds_as_well(stack: StackSettings) -> None:
    rows = "[{above: 2s}, {above: 1s, priority: medium}]"
    found = monitor(estate(f"latency: {{thresholds: {rows}}}"), stack, "latency")
    assert [each.value for each in found.conditions if isinstance(each, ThresholdSpec)] == [2000, 1000]
    assert found.name == "api: p95 latency"


def test_a_later_layer_replaces_one_form_by_another(project: Path) -> None:
    text = estate("latency: {thresholds: [{above: 2s}, {above: 1s, priority: medium}]}")
    here = stack_with(project, monitors={"latency": {"threshold": "3s"}})
    assert monitor(text, here, "latency").conditions == (
        ThresholdSpec(comparison="gt", value=3000, result="high"),
    )
    text = estate("latency: {threshold: 2s, priority: medium}")
    here = stack_with(project, monitors={"latency": {"thresholds": [{"below": "1s"}]}})
    assert monitor(text, here, "latency").conditions == (
        ThresholdSpec(comparison="lt", value=1000, result="high"),
    )


def test_a_threshold_may_be_a_percentage_of_an_earlier_window(stack: StackSettings) -> None:
    found = own("comparedWith: 1w, thresholds: [{above: 110%, priority: medium}, {below: 90.5%}]", stack)
    assert (found.detection, found.compared_with) == ("percent", 604_800)
    assert found.conditions == (
        ThresholdSpec(comparison="gt", value=110, result="medium"),
        ThresholdSpec(comparison="lt", value=90.5, result="high"),
    )


def test_a_monitor_may_fire_on_what_is_unusual(stack: StackSettings) -> None:
    anomalies = "{sensitivity: high, direction: above, priority: medium, seasonality: auto}"
    found = own(f"anomalies: {anomalies}", stack)
    assert found.detection == "dynamic"
    assert found.conditions == (
        AnomalySpec(sensitivity="high", direction="above", seasonality="auto", result="medium"),
    )
    usual = AnomalySpec(sensitivity="medium", direction="both", seasonality="auto", result="high")
    assert own("anomalies: {}", stack).conditions == (usual,)
    rows = "thresholds: [{unusual: {}}, {unusual: {}, resolves: true}]"
    assert [each.result for each in own(rows, stack).conditions] == ["high", "resolved"]


# -- where it looks ------------------------------------------------------------------------------------


def test_a_monitor_looks_at_the_stacks_environment_another_or_all(project: Path) -> None:
    stack = stack_with(project)
    assert own("threshold: 5, query: 'a:b'", stack).query == "a:b environment:production"
    assert own("threshold: 5, query: ' a:b OR c:d ', environment: any", stack).query == "a:b OR c:d"
    assert own("threshold: 5, environment: eu prod", stack).query == 'environment:"eu prod"'


def test_the_environment_of_all_monitors_is_said_once_and_that_of_one_has_the_last_word(
    project: Path,
) -> None:
    text = estate("own: {aggregate: count(), threshold: 5}", defaults="{monitorEnvironment: any}")
    assert monitor(text, stack_with(project)).query == ""
    here = stack_with(project, monitorEnvironment="1.0")
    assert monitor(text, here).query == "environment:1.0"
    one = stack_with(project, projects={"api": {"monitorEnvironment": "any"}}, monitorEnvironment="x")
    assert monitor(text, one).query == ""
    text = estate("own: {aggregate: count(), threshold: 5, environment: eu}", "monitorEnvironment: any")
    assert monitor(text, here).query == "environment:eu"


def test_the_environment_of_a_stack_file_is_the_text_that_stands_there(project: Path) -> None:
    (project / "Pulumi.prod.yaml").write_text(
        "config:\n  acme-sentry:environment: production\n  acme-sentry:monitorEnvironment: '12'\n"
    )
    found = monitor(estate("own: {aggregate: count(), threshold: 5}"), read_stack_file("prod", project))
    assert found.query == "environment:12"


@pytest.mark.parametrize(
    ("more", "dataset", "query_type", "event_types"),
    [
        ("", "events_analytics_platform", 1, ("trace_item_span",)),
        ("dataset: logs", "events_analytics_platform", 1, ("trace_item_log",)),
        ("dataset: application-metrics", "events_analytics_platform", 1, ("trace_item_metric",)),
        ("dataset: events_analytics_platform", "events_analytics_platform", 1, ("trace_item_span",)),
        ("dataset: events, eventTypes: [error]", "events", 0, ("error",)),
        ("dataset: errors, eventTypes: [default]", "events", 0, ("default",)),
    ],
)
def test_a_monitor_measures_any_dataset_and_any_kind_of_event(
    stack: StackSettings, more: str, dataset: str, query_type: int, event_types: tuple[str, ...]
) -> None:
    found = own(f"threshold: 5, {more}", stack, "count()")
    assert (found.dataset, found.query_type, found.event_types) == (dataset, query_type, event_types)


def test_a_crash_free_rate_is_a_percentage(stack: StackSettings) -> None:
    rate = "percentage(sessions_crashed, sessions)"
    found = own("dataset: crash-free-rates, window: 12h, thresholds: [{below: 99.5%}]", stack, rate)
    assert (found.dataset, found.query_type, found.event_types, found.time_window) == (
        "metrics",
        2,
        (),
        43_200,
    )
    assert found.conditions == (ThresholdSpec(comparison="lt", value=99.5, result="high"),)
    short = own("dataset: metrics, window: 1h, threshold: 99%, comparison: lt", stack, rate)
    assert short.conditions == (ThresholdSpec(comparison="lt", value=99, result="high"),)


def test_what_is_not_said_of_a_monitor_is_not_declared(stack: StackSettings) -> None:
    found = own("threshold: 5", stack)
    assert (found.seen_environment, found.extrapolation_mode, found.compared_with) == (None, None, None)
    found = own("threshold: 5, seenEnvironment: production, extrapolationMode: none", stack)
    assert (found.seen_environment, found.extrapolation_mode) == ("production", "none")


@pytest.mark.parametrize(("window", "seconds"), [("7m", 420), ("5m", 300), ("90m", 5400), ("24h", 86_400)])
def test_a_window_has_any_length_that_sentry_takes(stack: StackSettings, window: str, seconds: int) -> None:
    assert own(f"threshold: 5, window: {window}", stack).time_window == seconds


# -- owners --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "owner"),
    [
        ("", TeamOwner(team="core")),
        ("owner: team", TeamOwner(team="core")),
        ("owner: platform", TeamOwner(team="platform")),
        ("owner: none", None),
        ("owner: dev@example.com", PersonOwner(email="dev@example.com")),
        ("owner: 'user:17'", ActorOwner(actor="user:17")),
        ("owner: 'team:4'", ActorOwner(actor="team:4")),
    ],
)
def test_a_team_a_person_or_nobody_owns_a_monitor(
    stack: StackSettings, written: str, owner: Owner | None
) -> None:
    assert own(f"threshold: 5, {written}", stack).owner == owner
    checks = f"""
uptime: {{health: {{url: "https://example.com", {written}}}}}
crons: {{nightly: {{every: 1d, {written}}}}}
"""
    found = parse_estate(estate("{}", checks).replace("monitors:\n      {}", ""), stack).application("api")
    assert (found.uptime[0].owner, found.crons[0].owner) == (owner, owner)


# -- refusals ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            "threshold: 5, thresholds: [{above: 5}]",
            "thresholds: does not go with threshold; write one of them",
        ),
        (
            "thresholds: [{above: 5}], anomalies: {}",
            "anomalies: does not go with thresholds; write one of them",
        ),
        (
            "thresholds: [{above: 5}], priority: high",
            "priority: goes with threshold; this monitor has thresholds",
        ),
        ("anomalies: {}, comparison: lt", "comparison: goes with threshold; this monitor has anomalies"),
        ("thresholds: []", "thresholds: has no threshold; write e.g. - { above: 5, priority: high }"),
        (
            "thresholds: [{above: 5}, {above: 4}, {above: 3}]",
            "thresholds: Sentry takes at most 3, the one that resolves included",
        ),
        (
            "thresholds: [{priority: high}]",
            "thresholds[0]: does not say when; a threshold has one of above, atLeast, below, atMost or unusual",
        ),
        ("thresholds: [{above: 5, below: 3}]", "thresholds[0]: has above and below; write one of them"),
        (
            "thresholds: [{above: 5, priority: high, resolves: true}]",
            "thresholds[0]: either has a priority or resolves the issue",
        ),
        (
            "thresholds: [{above: 2s}]",
            "thresholds[0].above: is a duration, but count(span.duration) is a count",
        ),
        ("thresholds: [{over: 5}]", "thresholds[0].over: is not a key that is known here"),
        (
            "thresholds: [{above: 5, priority: low}]",
            'thresholds[0].priority: "low" is not one of high or medium',
        ),
        (
            "comparedWith: 1d, threshold: 5",
            "comparedWith: needs percentages, such as thresholds: [{ above: 150%",
        ),
        ("comparedWith: 1d, anomalies: {}", "comparedWith: does not go with anomalies"),
        ("comparedWith: 1d, thresholds: [{above: 5}]", "thresholds[0].above: is no percentage"),
        (
            "comparedWith: 2d, thresholds: [{above: 150%}]",
            "comparedWith: Sentry compares with 5m, 15m, 1h, 1d, 1w or 30d ago",
        ),
        ("anomalies: {sensitivity: hihg}", 'anomalies.sensitivity: "hihg" is not one of'),
        ("threshold: 5, dataset: metric", 'dataset: "metric" is not a dataset'),
        (
            "threshold: 5, eventTypes: [a, b]",
            "eventTypes: events_analytics_platform takes exactly one event type",
        ),
        (
            "threshold: 5, extrapolationMode: weighted",
            'extrapolationMode: "weighted" is not an extrapolation mode; known: unknown, none, ',
        ),
        ("threshold: 5, owner: platfrom", 'owner: "platfrom" is not a team (did you mean platform?)'),
        (
            "threshold: 5, owner: sales",
            'owner: "sales" is not a team; known: core, platform or none, or a person',
        ),
        ("threshold: 5, window: 30s", 'window: must lie between 1m and 24h, and "30s" does not'),
    ],
)
def test_a_monitor_that_sentry_refuses_is_refused_here(stack: StackSettings, more: str, said: str) -> None:
    text = estate(f"own: {{aggregate: count(span.duration), {more}}}")
    assert f"sentry.yaml:10: projects.api.monitors.own.{said}" in complaint(text, stack)


def test_a_crash_free_rate_is_measured_over_windows_of_its_own(stack: StackSettings) -> None:
    rate = "percentage(sessions_crashed, sessions)"
    text = estate(
        f"own: {{aggregate: '{rate}', dataset: crash-free-rates, thresholds: [{{below: 99%}}], window: 5m}}"
    )
    said = "window: Sentry measures crash-free-rates over 30m, 1h, 2h, 4h, 12h or 1d"
    assert said in complaint(text, stack)


@pytest.mark.parametrize("name", ["👩‍💻 on call", "5\u00a0% errors", "größer"])
def test_a_name_may_hold_whatever_people_can_see(stack: StackSettings, name: str) -> None:
    assert own(f"threshold: 5, name: {json.dumps(name, ensure_ascii=False)}", stack).name == name


@pytest.mark.parametrize("name", ["a\tb", "a\u202eb", "a\x07b", "a\u2028b"])
def test_a_name_holds_nothing_that_nobody_sees(stack: StackSettings, name: str) -> None:
    text = estate(f"own: {{aggregate: count(), threshold: 5, name: {json.dumps(name)}}}")
    assert "holds a line break or another character that cannot be shown" in complaint(text, stack)
