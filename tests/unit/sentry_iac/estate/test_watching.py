"""Who is told, what is checked and what saves the quota, as sentry.yaml and stack config say it."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Any

import pytest

from sentry_iac.estate import (
    ApplicationSpec,
    CronSpec,
    IntegrationTarget,
    OwnersEmail,
    SpecError,
    StackSettings,
    TeamEmail,
    TeamOwner,
    UptimeSpec,
    WebhookCall,
    load_stack_settings,
    parse_estate,
    read_stack_file,
)
from tests.alert_examples import yaml_example
from tests.docs.blocks import blocks


def estate(project: str = "", defaults: str = "{}") -> str:
    return f"""
teams: {{core: {{}}, platform: {{}}}}
defaults: {defaults}
projects:
  api:
    platform: python-fastapi
    team: core
{textwrap.indent(textwrap.dedent(project), "    ")}
"""


def api(text: str, stack: StackSettings) -> ApplicationSpec:
    return parse_estate(text, stack).application("api")


def with_stack(project: Path, **values: Any) -> StackSettings:
    return load_stack_settings({"environment": "production", **values}, project / "Pulumi.prod.yaml")


def complaint(text: str, stack: StackSettings) -> str:
    with pytest.raises(SpecError) as caught:
        parse_estate(text, stack)
    return str(caught.value)


# -- receivers -----------------------------------------------------------------------------------------


def test_the_example_of_the_docs_names_one_receiver_of_each_kind(stack: StackSettings) -> None:
    example = yaml_example().split("defaults:\n")[1]
    text = estate().replace("defaults: {}", "defaults:\n" + example)
    first, second = (alert.notify for alert in api(text, stack).alerts)
    assert first == second
    assert {type(one) for one in first} == {TeamEmail, OwnersEmail, IntegrationTarget, WebhookCall}
    integrations = {one.kind: one for one in first if isinstance(one, IntegrationTarget)}
    slack = integrations["slack"]
    assert slack.integration == "Example Workspace"
    assert slack.settings == {"channel": "#alerts", "tags": "environment,level"}


def test_what_is_said_nearer_wins_and_of_one_alert_before_all(project: Path, stack: StackSettings) -> None:
    text = estate("notify: [platform]", "{notify: [issue-owners]}")
    assert {alert.notify for alert in api(text, stack).alerts} == {(TeamEmail(team="platform"),)}

    text = estate("alerts: {monitors: {notify: [team, {webhook: bridge}]}}", "{notify: [issue-owners]}")
    told = {alert.key: alert.notify for alert in api(text, stack).alerts}
    assert told == {
        "monitors": (TeamEmail(team="core"), WebhookCall(service="bridge")),
        "high-priority": (OwnersEmail(),),
    }

    here = with_stack(project, projects={"api": {"notify": [{"discord": "Ours", "channelId": "7"}]}})
    (told_here,) = {alert.notify[0].kind for alert in api(text, here).alerts if alert.key != "monitors"}  # type: ignore[union-attr]
    assert told_here == "discord"


def test_somebody_who_is_named_twice_is_told_once(stack: StackSettings) -> None:
    alerts = api(estate("notify: [team, core, {email: team}]"), stack).alerts
    assert {alert.notify for alert in alerts} == {(TeamEmail(team="core"),)}


@pytest.mark.parametrize(
    ("notify", "said"),
    [
        ("[cor]", 'projects.api.notify[0]: "cor" is not a team (did you mean core?)'),
        ("[]", "projects.api.notify: names nobody; leave the line out"),
        ("[{}]", "names nobody to tell; write one of email, slack, discord"),
        ("[{slack: A, discord: B, channel: c}]", "names slack and discord; give each a line of its own"),
        ("[{slack: A}]", "slack also needs channel"),
        ("[{pagerduty: A, service: B}]", "pagerduty also needs serviceId"),
        ("[{email: team, channel: a}]", "channel does not go with email"),
        ("[{opsgenie: A, teamId: b, priority: P9}]", '"P9" is not a priority of Opsgenie; known: P1, P2'),
        ("[{slak: A, channel: b}]", "did you mean slack?"),
        ("team", "projects.api.notify: expected a list"),
    ],
)
def test_a_receiver_that_cannot_be_told_is_named(notify: str, said: str, stack: StackSettings) -> None:
    assert said in complaint(estate(f"notify: {notify}"), stack)


# -- uptime and cron monitors --------------------------------------------------------------------------


def test_an_uptime_monitor_needs_no_more_than_an_address(stack: StackSettings) -> None:
    (check,) = api(estate("uptime: {health: {url: https://api.example.com/health}}"), stack).uptime
    assert check == UptimeSpec(
        key="health",
        name="api: health",
        description=None,
        enabled=True,
        url="https://api.example.com/health",
        method="GET",
        interval=60,
        timeout=5000,
        downtime_threshold=3,
        recovery_threshold=1,
        environment="production",
        owner=TeamOwner(team="core"),
    )


def test_a_cron_monitor_needs_no_more_than_when_it_runs(stack: StackSettings) -> None:
    text = estate("""
        crons:
          nightly: {schedule: "0 3 * * *", timezone: Europe/Berlin, maxRuntime: 2h, checkinMargin: 5m}
          beat: {every: 10m}
          hourly: {every: 2h}
    """)
    nightly, beat, hourly = api(text, stack).crons
    assert nightly == CronSpec(
        key="nightly",
        name="api: nightly",
        description=None,
        enabled=True,
        crontab="0 3 * * *",
        every=None,
        timezone="Europe/Berlin",
        checkin_margin=5,
        max_runtime=120,
        failure_issue_threshold=1,
        recovery_threshold=1,
        owner=TeamOwner(team="core"),
    )
    assert [(each.crontab, each.every) for each in (beat, hourly)] == [
        (None, (10, "minute")),
        (None, (2, "hour")),
    ]


def test_a_stack_can_move_pause_or_drop_a_check(project: Path) -> None:
    text = estate("""
        uptime: {health: {url: "https://api.example.com", interval: 5m}, page: {url: "https://example.com"}}
        crons: {nightly: {schedule: "@daily"}}
    """)
    here = with_stack(
        project,
        projects={
            "api": {
                "uptime": {"health": {"url": "https://dev.example.com", "enabled": False}, "page": False},
                "crons": {"nightly": {"every": "1d"}},
            }
        },
    )
    found = api(text, here)
    (health,) = found.uptime
    assert (health.url, health.interval, health.enabled) == ("https://dev.example.com", 300, False)
    (nightly,) = found.crons
    assert (nightly.crontab, nightly.every) == (None, (1, "day"))


def test_checks_alone_are_enough_for_the_alert_of_the_monitors(stack: StackSettings) -> None:
    without = "monitors: {5xx: false, latency: false, error-rate: false}"
    found = api(estate(f"{without}\nuptime: {{health: {{url: https://example.com}}}}"), stack)
    assert {alert.key for alert in found.alerts} == {"monitors", "high-priority"}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("uptime: {health: {interval: 5m}}", "projects.api.uptime.health: has no url"),
        ("uptime: {health: {url: example.com}}", '"example.com" is not an address; write it with https://'),
        ("uptime: {health: {url: 'https://a.example.com', interval: 2m}}", "Sentry checks every 1m, 5m, 10m"),
        ("uptime: {a b: {url: 'https://a.example.com'}}", "cannot name a monitor"),
        ("crons: {nightly: {timezone: UTC}}", "projects.api.crons.nightly: has no schedule; write e.g."),
        ("crons: {nightly: {schedule: '0 3 * *'}}", "has 4 fields, and a crontab has 5"),
        ("crons: {nightly: {schedule: '@daily', every: 1d}}", "has both schedule and every"),
        ("crons: {nightly: {every: 0m}}", "must lie between 1m and 4w"),
        ("crons: {nightly: {schedul: '@daily'}}", "did you mean schedule?"),
    ],
)
def test_a_check_that_cannot_work_is_named(more: str, said: str, stack: StackSettings) -> None:
    assert said in complaint(estate(more), stack)


def test_an_uptime_check_says_what_it_sends_and_what_the_answer_must_be(stack: StackSettings) -> None:
    text = estate("""
        uptime:
          orders:
            url: https://example.com
            method: POST
            headers: {content-type: application/json}
            body: "{}"
            traceSampling: true
            environment: eu
            assertion: [{status: 200}, {json: {path: $.state, equals: ok}}]
            name: Orders
    """)
    (check,) = api(text, stack).uptime
    assert (check.headers, check.body) == ({"content-type": "application/json"}, "{}")
    assert (check.trace_sampling, check.environment, check.name) == (True, "eu", "Orders")
    assert check.assertion is not None
    assert [each["op"] for each in check.assertion["root"]["children"]] == ["status_code_check", "json_path"]


@pytest.mark.parametrize(
    ("every", "interval"),
    [
        ("10m", (10, "minute")),
        ("60m", (1, "hour")),
        ("60 minutes", (60, "minute")),
        ("1 week", (1, "week")),
        ("2 months", (2, "month")),
        ("3 years", (3, "year")),
    ],
)
def test_a_job_runs_at_any_interval_that_sentry_has(
    stack: StackSettings, every: str, interval: tuple[int, str]
) -> None:
    assert api(estate(f"crons: {{job: {{every: {every}}}}}"), stack).crons[0].every == interval


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("uptime: {u: {url: 'https://e.example.com', assertion: {statu: 200}}}", '"statu" is not a check'),
        (
            "uptime: {u: {url: 'https://e.example.com', headers: {a: 5}}}",
            "uptime.u.headers.a: expected text, found 5",
        ),
        (f"uptime: {{u: {{url: 'https://e.example.com', body: {'x' * 1000}}}}}", "makes a request of 10"),
        ("crons: {job: {every: 0 weeks}}", '"0 weeks" is no time between two runs'),
        ("crons: {job: {every: 5w}}", "must lie between 1m and 4w"),
    ],
)
def test_a_check_that_sentry_refuses_is_refused_here(more: str, said: str, stack: StackSettings) -> None:
    assert said in complaint(estate(more), stack)


def test_an_encrypted_header_of_a_stack_is_left_out_where_only_the_engine_can_read_it(project: Path) -> None:
    (project / "Pulumi.prod.yaml").write_text("""
config:
  acme-sentry:environment: production
  acme-sentry:projects:
    api: {uptime: {u: {headers: {authorization: {secure: "v1:abc"}, accept: text/html}}}}
""")
    text = estate("uptime: {u: {url: 'https://example.com'}}")
    assert api(text, read_stack_file("prod", project)).uptime[0].headers == {"accept": "text/html"}
    engine = {"api": {"uptime": {"u": {"headers": {"authorization": "Bearer x"}}}}}
    here = load_stack_settings(
        {"environment": "production", "projects": json.dumps(engine)}, project / "Pulumi.prod.yaml"
    )
    assert api(text, here).uptime[0].headers == {"authorization": "Bearer x"}


# -- the quota -----------------------------------------------------------------------------------------


def test_spike_protection_is_left_alone_where_nobody_says(project: Path, stack: StackSettings) -> None:
    assert api(estate(), stack).spike_protection is None
    assert api(estate("spikeProtection: false", "{spikeProtection: true}"), stack).spike_protection is False
    here = with_stack(project, projects={"api": {"spikeProtection": True}})
    assert api(estate("spikeProtection: false"), here).spike_protection is True


def test_the_example_of_the_docs_is_one_that_can_be_declared(stack: StackSettings) -> None:
    example = blocks("docs/checks.md")[0]
    shop = parse_estate("teams: {core: {}}\n" + example.text, stack).application("shop")
    assert [each.key for each in shop.uptime] == ["health"]
    assert [each.key for each in shop.crons] == ["nightly-import", "heartbeat"]
    assert shop.key.rate_limit is not None
    assert shop.spike_protection is True
