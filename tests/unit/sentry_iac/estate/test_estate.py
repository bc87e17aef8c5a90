"""What an estate holds once `sentry.yaml` and stack config are merged."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from sentry_iac.estate import (
    ApplicationSpec,
    FromProject,
    MetricMonitorSpec,
    RateLimitSpec,
    SpecError,
    StackSettings,
    TeamEmail,
    ThresholdSpec,
    load_stack_settings,
    parse_estate,
)

SMALL = """
teams: {core: {}}
projects:
  web: {platform: javascript-react, team: core, envFile: {path: web/.env, prefix: VITE_}}
  api: {platform: python-fastapi, team: core, envFile: {path: api/.env}}
"""


def with_api(more: str, defaults: str = "{}") -> str:
    return f"""
teams: {{core: {{}}}}
defaults: {defaults}
projects:
  api: {{platform: python-fastapi, team: core, {more}}}
"""


def api(text: str, stack: StackSettings) -> ApplicationSpec:
    return parse_estate(text, stack).application("api")


def monitor(application: ApplicationSpec, rule: str) -> MetricMonitorSpec:
    return next(each for each in application.monitors if each.rule == rule)


def threshold(monitor: MetricMonitorSpec) -> float:
    (condition,) = monitor.conditions
    assert isinstance(condition, ThresholdSpec)
    return condition.value


def stack_with(project: Path, **values: Any) -> StackSettings:
    return load_stack_settings({"environment": "production", **values}, project / "Pulumi.prod.yaml")


def test_every_slug_carries_the_stacks_suffix_so_that_two_stacks_never_meet(project: Path) -> None:
    estate = parse_estate(SMALL, stack_with(project, slugSuffix="-dev"))

    assert [team.slug for team in estate.teams] == ["core-dev"]
    assert [application.slug for application in estate] == ["web-dev", "api-dev"]
    assert [application.name for application in estate] == ["web", "api"]


def test_a_project_gets_the_three_rules_in_sentrys_units(stack: StackSettings) -> None:
    monitors = api(SMALL, stack).monitors

    assert [(each.rule, threshold(each), each.time_window) for each in monitors] == [
        ("5xx", 5.0, 300),
        ("latency", 2000.0, 300),
        ("error-rate", 0.01, 300),
    ]
    assert {each.event_types for each in monitors} == {("trace_item_span",)}
    assert {each.dataset for each in monitors} == {"events_analytics_platform"}


def test_a_backend_is_measured_by_its_transactions(stack: StackSettings) -> None:
    assert [(each.aggregate, each.query) for each in api(SMALL, stack).monitors] == [
        ("count(span.duration)", "is_transaction:true span.status_code:5* environment:production"),
        ("p95(span.duration)", "is_transaction:true environment:production"),
        ("failure_rate()", "is_transaction:true environment:production"),
    ]


def test_a_frontend_is_measured_by_its_requests_and_page_loads(stack: StackSettings) -> None:
    web = parse_estate(SMALL, stack).application("web")

    assert [each.query for each in web.monitors] == [
        "span.op:http.client span.status_code:5* environment:production",
        "span.op:[pageload,navigation] environment:production",
        "is_transaction:true environment:production",
    ]


def test_kind_decides_where_the_platform_does_not_tell(stack: StackSettings) -> None:
    text = with_api("kind: frontend")

    assert monitor(api(text, stack), "latency").query.startswith("span.op:[pageload,navigation]")


@pytest.mark.parametrize(
    ("environment", "written"),
    [
        ("staging-2", "environment:staging-2"),
        ("pre prod", 'environment:"pre prod"'),
        ('say "hi"', r'environment:"say \"hi\""'),
        ("a*b", r'environment:"a\*b"'),
        ("!a", 'environment:"!a"'),
    ],
)
def test_an_environments_name_is_quoted_where_sentrys_search_needs_it(
    project: Path, environment: str, written: str
) -> None:
    stack = load_stack_settings({"environment": environment}, project / "Pulumi.x.yaml")

    assert monitor(api(SMALL, stack), "latency").query == f"is_transaction:true {written}"


def test_each_layer_overrides_the_one_before_it_value_by_value(project: Path) -> None:
    text = with_api(
        "monitors: {latency: {threshold: 3s, query: a:b}}",
        "{monitors: {latency: {threshold: 4s, window: 10m, priority: medium}}}",
    )
    everywhere = {"latency": {"threshold": "5s"}}
    here = {"api": {"monitors": {"latency": {"threshold": "6s"}}}}

    def latency(**values: Any) -> MetricMonitorSpec:
        return monitor(api(text, stack_with(project, **values)), "latency")

    assert threshold(latency()) == 3000
    assert threshold(latency(monitors=everywhere)) == 5000
    assert threshold(latency(monitors=everywhere, projects=here)) == 6000
    last = latency(monitors=everywhere, projects=here)
    assert (last.time_window, last.query) == (600, "a:b environment:production")
    assert last.conditions == (ThresholdSpec(comparison="gt", value=6000, result="medium"),)


def test_false_leaves_a_monitor_out_and_enabled_false_pauses_it(stack: StackSettings) -> None:
    application = api(with_api("monitors: {5xx: false, latency: {enabled: false}}"), stack)

    assert [(each.rule, each.enabled) for each in application.monitors] == [
        ("latency", False),
        ("error-rate", True),
    ]


def test_a_stack_can_switch_a_monitor_back_on(project: Path) -> None:
    stack = stack_with(project, monitors={"5xx": {"threshold": 9}})

    assert threshold(monitor(api(with_api("monitors: {5xx: false}"), stack), "5xx")) == 9


def test_a_monitor_of_the_teams_own_needs_an_aggregate_and_a_threshold(stack: StackSettings) -> None:
    own = "{aggregate: count(), query: 'level:fatal', dataset: errors, threshold: 1, window: 1m}"
    fatal = monitor(api(with_api(f"monitors: {{fatal: {own}}}"), stack), "fatal")

    assert (fatal.dataset, fatal.query_type, fatal.event_types) == ("events", 0, ("error", "default"))
    assert (fatal.name, fatal.query, fatal.time_window) == (
        "api: fatal",
        "level:fatal environment:production",
        60,
    )


def test_two_alerts_tell_the_team(stack: StackSettings) -> None:
    alerts = {alert.key: alert for alert in api(SMALL, stack).alerts}

    assert set(alerts) == {"monitors", "high-priority"}
    assert alerts["monitors"].source == "monitors"
    assert "first_seen_event" in alerts["monitors"].triggers
    assert alerts["high-priority"].source == "issue-stream"
    assert alerts["high-priority"].minimum_priority == "high"
    assert {alert.notify for alert in alerts.values()} == {(TeamEmail(team="core"),)}


def test_an_alert_can_be_left_out_paused_or_slowed_down(stack: StackSettings) -> None:
    text = with_api("alerts: {monitors: false, high-priority: {enabled: false, frequency: 2h}}")

    (alert,) = api(text, stack).alerts

    assert (alert.key, alert.enabled, alert.frequency) == ("high-priority", False, 120)


def test_without_monitors_there_is_no_alert_that_could_never_fire(stack: StackSettings) -> None:
    text = with_api("monitors: {5xx: false, latency: false, error-rate: false}")

    assert [alert.key for alert in api(text, stack).alerts] == ["high-priority"]


def test_an_env_file_names_its_values_by_convention(project: Path) -> None:
    web = parse_estate(SMALL, stack_with(project, release="shop@1.2")).application("web")

    assert web.env_file is not None
    assert web.env_file.path == ".local/app/web/.env"
    assert web.env_file.absolute_path == project / ".local/app/web/.env"
    assert dict(web.env_file.values) == {
        "VITE_SENTRY_DSN": FromProject.DSN,
        "VITE_SENTRY_ENVIRONMENT": "production",
        "VITE_SENTRY_RELEASE": "shop@1.2",
        "VITE_SENTRY_TRACES_SAMPLE_RATE": "0.1",
        "VITE_SENTRY_REPLAYS_SESSION_SAMPLE_RATE": "0.1",
        "VITE_SENTRY_REPLAYS_ON_ERROR_SAMPLE_RATE": "1",
    }


def test_another_applications_convention_fits(project: Path) -> None:
    keys = "{dsn: MY_DSN, environment: false, replaysSessionSampleRate: REPLAYS}"
    application = api(with_api(f"envFile: {{path: conf/.env, keys: {keys}}}"), stack_with(project))

    assert application.env_file is not None
    assert application.env_file.resolved("https://key@example.com/1") == {
        "MY_DSN": "https://key@example.com/1",
        "SENTRY_TRACES_SAMPLE_RATE": "0.1",
        "SENTRY_PROFILES_SAMPLE_RATE": "0.1",
        "REPLAYS": "0.1",
    }


def test_without_a_release_its_variable_is_left_out(stack: StackSettings) -> None:
    env_file = api(SMALL, stack).env_file

    assert env_file is not None
    assert "SENTRY_RELEASE" not in env_file.values


def test_one_project_can_run_another_release_and_rate(project: Path) -> None:
    own = {"api": {"release": "api@2", "sampleRates": {"traces": "12.5%"}}}
    stack = stack_with(project, release="shop@1", sampleRates={"traces": "100%"}, projects=own)

    api_file, web_file = (parse_estate(SMALL, stack).application(name).env_file for name in ("api", "web"))

    assert api_file is not None
    assert web_file is not None
    assert (api_file.values["SENTRY_RELEASE"], api_file.values["SENTRY_TRACES_SAMPLE_RATE"]) == (
        "api@2",
        "0.125",
    )
    assert web_file.values["VITE_SENTRY_TRACES_SAMPLE_RATE"] == "1"


@pytest.mark.parametrize(
    ("root", "path"),
    [
        ("../shop", "../shop/api/.env"),
        ("apps/", "apps/api/.env"),
        (".", "api/.env"),
        ("/srv/x", "/srv/x/api/.env"),
    ],
)
def test_an_app_root_may_lie_anywhere(project: Path, root: str, path: str) -> None:
    env_file = api(SMALL, stack_with(project, appRoot=root)).env_file

    assert env_file is not None
    assert env_file.path == path
    assert env_file.absolute_path.is_absolute()


def test_settings_are_only_what_was_declared_in_sentrys_units(stack: StackSettings) -> None:
    text = with_api(
        "settings: {resolveAge: 2w, verifySSL: false, safeFields: [a]}", "{settings: {resolveAge: 1d}}"
    )

    assert api(text, stack).settings.declared() == {
        "resolve_age": 336,
        "verify_ssl": False,
        "safe_fields": ["a"],
    }


def test_the_key_is_named_after_the_environment_unless_it_has_a_name(stack: StackSettings) -> None:
    assert api(SMALL, stack).key.name == "production"
    key = api(
        with_api("key: {name: edge, rateLimit: {count: 100, window: 1m}, loader: {replay: true}}"), stack
    ).key
    assert (key.name, key.rate_limit, key.loader.has_replay) == (
        "edge",
        RateLimitSpec(count=100, window=60),
        True,
    )


def test_an_estate_cannot_be_changed(stack: StackSettings) -> None:
    application = api(SMALL, stack)

    with pytest.raises(dataclasses.FrozenInstanceError):
        application.slug = "other"  # type: ignore[misc]  # the point of the test
    assert application.env_file is not None
    with pytest.raises(TypeError):
        application.env_file.values["A"] = "b"  # type: ignore[index]  # the point of the test


def test_an_estate_of_another_stack_is_another_estate(project: Path, stack: StackSettings) -> None:
    assert parse_estate(SMALL, stack) == parse_estate(SMALL, stack_with(project))
    assert parse_estate(SMALL, stack) != parse_estate(SMALL, stack_with(project, slugSuffix="-x"))


def test_a_project_that_the_stack_names_must_exist(project: Path) -> None:
    with pytest.raises(
        SpecError, match=r"projects\.appi: is no project of sentry\.yaml \(did you mean api\?\)"
    ):
        parse_estate(SMALL, stack_with(project, projects={"appi": {"release": "1"}}))
