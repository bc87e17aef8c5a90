"""Alerts of the team's own, as sentry.yaml says them."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import pytest

from sentry_iac.estate import (
    ActionFilterSpec,
    ConditionSpec,
    CustomAlertSpec,
    Estate,
    IntegrationTarget,
    MonitorId,
    MonitorRef,
    OwnersEmail,
    PersonEmail,
    PersonOwner,
    RawAction,
    Receiver,
    SpecError,
    StackSettings,
    TeamEmail,
    TeamOwner,
    load_stack_settings,
    parse_estate,
)

WHEN = "when: [first_seen_event]"


def text_of(alerts: str, project: str = "", top: str = "", defaults: str = "{}") -> str:
    return f"""
teams: {{core: {{}}, platform: {{}}}}
defaults: {defaults}
{textwrap.dedent(top)}
projects:
  api:
    platform: python-fastapi
    team: core
    uptime: {{health: {{url: "https://api.example.com"}}}}
    crons: {{nightly: {{every: 1d}}}}
{textwrap.indent(textwrap.dedent(project), "    ")}
    alerts:
{textwrap.indent(textwrap.dedent(alerts), "      ")}
  web:
    platform: javascript-react
    team: platform
"""


def read(alerts: str, stack: StackSettings, **parts: str) -> Estate:
    return parse_estate(text_of(alerts, **parts), stack)


def alert(more: str, stack: StackSettings, **parts: str) -> CustomAlertSpec:
    (found,) = read(f"own: {{{more}}}", stack, **parts).application("api").custom_alerts
    return found


def condition(written: str, stack: StackSettings) -> ConditionSpec:
    (found,) = alert(f"listensTo: issues, {WHEN}, if: [{written}]", stack).filters[0].conditions
    return found


def told(written: str, stack: StackSettings) -> Receiver:
    (found,) = alert(f"listensTo: issues, {WHEN}, notify: [{written}]", stack).filters[0].notify
    return found


def complaint(alerts: str, stack: StackSettings, **parts: str) -> str:
    with pytest.raises(SpecError) as caught:
        read(alerts, stack, **parts)
    return str(caught.value)


def with_stack(project: Path, **values: Any) -> StackSettings:
    return load_stack_settings({"environment": "production", **values}, project / "Pulumi.prod.yaml")


# -- the whole -----------------------------------------------------------------------------------------


def test_an_alert_of_the_teams_own_says_what_starts_it_what_filters_it_and_who_is_told(
    stack: StackSettings,
) -> None:
    found = alert(
        """
        listensTo: issues,
        when: [first_seen_event, {event_frequency_count: {value: 100, interval: 1h}}],
        logic: any-short,
        if: [{level: {level: error, match: gte}}],
        notify: [platform],
        frequency: 1h,
        owner: platform,
        seenEnvironment: production,
        enabled: false,
        name: Many errors
        """,
        stack,
    )
    assert found == CustomAlertSpec(
        key="own",
        name="Many errors",
        enabled=False,
        listens_to=(MonitorRef(project="api", section="issues"),),
        triggers=(
            ConditionSpec(type="first_seen_event"),
            ConditionSpec(type="event_frequency_count", comparison={"value": 100.0, "interval": "1h"}),
        ),
        filters=(
            ActionFilterSpec(
                logic="any-short",
                conditions=(ConditionSpec(type="level", comparison={"level": 40, "match": "gte"}),),
                notify=(TeamEmail(team="platform"),),
            ),
        ),
        owner=TeamOwner(team="platform"),
        frequency=60,
        seen_environment="production",
    )


def test_what_is_not_said_of_an_alert_is_not_declared(stack: StackSettings) -> None:
    found = alert("listensTo: monitors, when: []", stack)
    assert (found.name, found.enabled, found.owner) == ("api: own", True, TeamOwner(team="core"))
    assert (found.frequency, found.seen_environment, found.triggers) == (None, None, ())
    assert found.filters == (ActionFilterSpec(logic="all", conditions=(), notify=(TeamEmail(team="core"),)),)
    assert alert("listensTo: monitors, when: [], owner: none", stack).owner is None


def test_an_alert_may_have_several_groups_of_filters_and_receivers(stack: StackSettings) -> None:
    groups = "[{if: [latest_release], notify: [platform]}, {logic: none}]"
    found = alert(f"listensTo: issues, {WHEN}, actionFilters: {groups}", stack)
    assert [(each.logic, len(each.conditions), each.notify) for each in found.filters] == [
        ("all", 1, (TeamEmail(team="platform"),)),
        ("none", 0, (TeamEmail(team="core"),)),
    ]


def test_the_two_alerts_of_every_project_stay_beside_it(stack: StackSettings) -> None:
    found = read(f"own: {{listensTo: issues, {WHEN}}}\nmonitors: {{owner: none}}", stack).application("api")
    assert [each.key for each in found.alerts] == ["monitors", "high-priority"]
    assert [each.owner for each in found.alerts] == [None, TeamOwner(team="core")]


def test_layers_are_merged_and_a_later_form_of_the_filters_replaces_the_other(project: Path) -> None:
    groups = "[{notify: [platform]}, {notify: [core]}]"
    alerts = f"own: {{listensTo: issues, {WHEN}, actionFilters: {groups}}}"
    own = {"frequency": "2h", "notify": ["issue-owners"]}
    here = with_stack(project, projects={"api": {"alerts": {"own": own}}})
    (found,) = read(alerts, here).application("api").custom_alerts
    assert (found.frequency, len(found.filters)) == (120, 1)
    assert found.filters[0].notify == (OwnersEmail(),)
    off = with_stack(project, projects={"api": {"alerts": {"own": False}}})
    assert read(alerts, off).application("api").custom_alerts == ()


def test_an_alert_of_the_defaults_is_one_of_each_project(stack: StackSettings) -> None:
    found = read("{}", stack, defaults=f"{{alerts: {{each: {{listensTo: errors, {WHEN}}}}}}}")
    assert {app.name: [each.listens_to for each in app.custom_alerts] for app in found} == {
        name: [(MonitorRef(project=name, section="errors"),)] for name in ("api", "web")
    }


# -- what it listens to --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "heard"),
    [
        ("issues", MonitorRef(project="api", section="issues")),
        ("errors", MonitorRef(project="api", section="errors")),
        ("latency", MonitorRef(project="api", section="metrics", name="latency")),
        ("metrics/latency", MonitorRef(project="api", section="metrics", name="latency")),
        ("uptime/health", MonitorRef(project="api", section="uptime", name="health")),
        ("crons/nightly", MonitorRef(project="api", section="crons", name="nightly")),
        ("web/latency", MonitorRef(project="web", section="metrics", name="latency")),
        ("web/metrics/latency", MonitorRef(project="web", section="metrics", name="latency")),
        ("api/uptime/health", MonitorRef(project="api", section="uptime", name="health")),
        ("web/issues", MonitorRef(project="web", section="issues")),
        ("id:12345", MonitorId(id="12345")),
    ],
)
def test_a_monitor_is_named_as_in_the_file(stack: StackSettings, word: str, heard: object) -> None:
    assert alert(f"listensTo: ['{word}', '{word}'], {WHEN}", stack).listens_to == (heard,)


def test_all_monitors_of_a_project_are_those_that_the_file_declares(stack: StackSettings) -> None:
    heard = alert(f"listensTo: [monitors, web/monitors], {WHEN}", stack).listens_to
    names = [(each.project, each.section, each.name) for each in heard if isinstance(each, MonitorRef)]
    assert names == [
        *(("api", "metrics", name) for name in ("5xx", "latency", "error-rate")),
        ("api", "uptime", "health"),
        ("api", "crons", "nightly"),
        *(("web", "metrics", name) for name in ("5xx", "latency", "error-rate")),
    ]


def test_an_alert_of_several_projects_stands_outside_of_all(stack: StackSettings) -> None:
    top = f"""
    alerts:
      outage: {{listensTo: [api/uptime/health, web/monitors], {WHEN}, notify: [platform]}}
      mine: {{listensTo: api/issues, {WHEN}, notify: [{{webhook: bridge}}], owner: core, name: Mine}}
    """
    outage, mine = read("{}", stack, top=top).alerts
    assert (outage.key, outage.name, outage.owner) == ("outage", "outage", None)
    assert len(outage.listens_to) == 4
    assert (mine.name, mine.owner) == ("Mine", TeamOwner(team="core"))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            f"listensTo: latncy, {WHEN}",
            '.listensTo: "latncy" is no monitor of project api in this stack (did you mea',
        ),
        (
            f"listensTo: issue, {WHEN}",
            '"issue" is no monitor of project api in this stack (did you mean issues?)',
        ),
        (
            f"listensTo: uptime/page, {WHEN}",
            '"uptime/page" is no monitor of project api in this stack; known: health',
        ),
        (f"listensTo: wep/latency, {WHEN}", '"wep" is not a project (did you mean web?)'),
        (
            f"listensTo: web/cron/x, {WHEN}",
            '"web/cron/x" names no section; write one of metrics, uptime or crons',
        ),
        (f"listensTo: 'id:x', {WHEN}", '"id:x" has no number; write e.g. id:12345'),
        (f"listensTo: [], {WHEN}", "names no monitor; write issues, errors or monitors, or some by name"),
        (
            "listensTo: issues",
            "own: is none of the built-in alerts monitors or high-priority; one of your own also",
        ),
        (
            f"listenTo: issues, {WHEN}",
            "own.listenTo: is not a key that is known here (did you mean listensTo?)",
        ),
        (f"listensTo: issues, {WHEN}, notify: [platfrom]", 'own.notify[0]: "platfrom" is not a team'),
        (
            f"listensTo: issues, {WHEN}, owner: platfrom",
            'own.owner: "platfrom" is not a team (did you mean platform',
        ),
        (
            f"listensTo: issues, {WHEN}, notify: [core], actionFilters: [{{notify: [core]}}]",
            "own.actionFilters: does not go with notify; write one of them",
        ),
        (f"listensTo: issues, {WHEN}, actionFilters: []", "own.actionFilters: tells nobody; write whom"),
        (f"listensTo: issues, {WHEN}, logic: every", 'own.logic: "every" is not one of'),
    ],
)
def test_an_alert_that_cannot_work_is_named(more: str, said: str, stack: StackSettings) -> None:
    told_so = complaint(f"own: {{{more}}}", stack)
    assert told_so.startswith("sentry.yaml:13: projects.api.alerts.own")
    assert said in told_so


def test_an_alert_cannot_listen_to_what_the_stack_has_not(project: Path) -> None:
    off = with_stack(project, monitors={"latency": False})
    assert '"latency" is no monitor of project api in this stack' in complaint(
        f"own: {{listensTo: latency, {WHEN}}}", off
    )


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            f"listensTo: latency, {WHEN}, notify: [core]",
            'alerts.outage.listensTo: "latency" names no project',
        ),
        (
            f"listensTo: api/latency, {WHEN}",
            "alerts.outage: tells nobody; write whom, e.g. notify: [{ email: TEAM }]",
        ),
        (f"listensTo: api/latency, {WHEN}, notify: [team]", 'alerts.outage.notify[0]: "team" is not a team'),
        (
            f"listensTo: api/latency, {WHEN}, notify: [core], owner: cor",
            'alerts.outage.owner: "cor" is not a team',
        ),
    ],
)
def test_an_alert_of_several_projects_that_cannot_work_is_named(
    more: str, said: str, stack: StackSettings
) -> None:
    assert f"sentry.yaml:4: {said}" in complaint("{}", stack, top=f"alerts: {{outage: {{{more}}}}}")


@pytest.mark.parametrize(
    ("section", "clashing"),
    [
        ("monitors", "x-latency: {aggregate: count(), threshold: 5}"),
        ("alerts", "x-own: {listensTo: issues, when: []}"),
        ("uptime", "x-page: {url: 'https://a.example.com'}"),
        ("crons", "x-job: {every: 1d}"),
    ],
)
def test_no_two_monitors_or_alerts_have_one_name_in_the_state(
    section: str, clashing: str, stack: StackSettings
) -> None:
    text = f"""
teams: {{core: {{}}}}
projects:
  api: {{platform: python, team: core, {section}: {{{clashing}}}}}
  api-x:
    platform: python
    team: core
    alerts: {{own: {{listensTo: issues, when: []}}}}
    uptime: {{page: {{url: "https://b.example.com"}}}}
    crons: {{job: {{every: 1d}}}}
"""
    key = clashing.split(":", maxsplit=1)[0].removeprefix("x-")
    with pytest.raises(SpecError) as caught:
        parse_estate(text, stack)
    said = f"would be called api-x-{key} in the state, as x-{key} of project api is; rename it"
    assert f"projects.api-x.{section}.{key}: {said}" in str(caught.value)


# -- triggers and filters ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "spec"),
    [
        ("latest_release", ConditionSpec(type="latest_release")),
        ("{not: latest_release}", ConditionSpec(type="latest_release", result=False)),
        (
            "{not: {issue_category: {category: metric, include: false}}}",
            ConditionSpec(type="issue_category", comparison={"value": 11, "include": False}, result=False),
        ),
        ("{issue_priority_greater_or_equal: {priority: low}}", ConditionSpec(
            type="issue_priority_greater_or_equal", comparison=25
        )),
        ("issue_priority_deescalating", ConditionSpec(type="issue_priority_deescalating")),
        ("{seer_activity_trigger: {steps: [pr_created]}}", ConditionSpec(
            type="seer_activity_trigger", comparison=["pr_created"]
        )),
        ("{type: from_next_year, comparison: {a: 1}, result: false}", ConditionSpec(
            type="from_next_year", comparison={"a": 1}, result=False
        )),
        ("{type: issue_category, comparison: {value: 99}}", ConditionSpec(
            type="issue_category", comparison={"value": 99}
        )),
        ("{assigned_to: {targetType: Team, targetIdentifier: core}}", ConditionSpec(
            type="assigned_to",
            comparison={"targetType": "Team", "targetIdentifier": TeamOwner(team="core")},
        )),
        ("{assigned_to: {targetType: Member, targetIdentifier: a@example.com}}", ConditionSpec(
            type="assigned_to",
            comparison={"targetType": "Member", "targetIdentifier": PersonOwner(email="a@example.com")},
        )),
        ("{assigned_to: {targetType: Member, targetIdentifier: '7'}}", ConditionSpec(
            type="assigned_to", comparison={"targetType": "Member", "targetIdentifier": "7"}
        )),
        ("{assigned_to: {targetType: Unassigned}}", ConditionSpec(
            type="assigned_to", comparison={"targetType": "Unassigned", "targetIdentifier": ""}
        )),
    ],
)  # fmt: skip
def test_a_condition_is_written_with_the_arguments_of_its_class(
    stack: StackSettings, written: str, spec: ConditionSpec
) -> None:
    assert condition(written, stack) == spec


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("first_seen", '"first_seen" is no condition that is known here (did you mean first_seen_event?)'),
        (
            "{level: {level: eror, match: gte}}",
            "level: level must be one of sample, debug, info",
        ),
        ("{level: {match: gte}}", "level: level is missing"),
        (
            "{tagged_event: {key: a, match: is, value: b}}",
            "match is asks whether it is set, and takes no value",
        ),
        ("{tagged_event: {key: a, match: eq}}", "match eq needs a value"),
        (
            "{tagged_event: {key: a, match: eq, value: 5}}",
            'value must be text, and is 5; write "5", with the quotes',
        ),
        ("{age_comparison: {comparison: older}}", "comparison is not an argument of it"),
        ("{issue_occurrences: {value: -1}}", "value must be a whole number from 0, and is -1"),
        (
            "{event_frequency_count: {value: 5, interval: 2h}}",
            "interval must be one of 1m, 5m, 15m, 1h, 1d, 1w, 30d",
        ),
        (
            "{event_frequency_count: {value: 5, interval: 1h, filters: [{match: eq, value: x}]}}",
            "filters[0]: looks at either a key (of a tag) or an attribute",
        ),
        ("{latest_release: true}", "latest_release: its arguments must be a mapping"),
        ("{latest_release: {}, level: {}}", "names latest_release and level; give each a line of its own"),
        ("{type: level, value: 5}", "value does not go with type; known: type, comparison or result"),
        ("[level]", "is no condition; write first_seen_event, or"),
        (
            "{assigned_to: {targetType: Team, targetIdentifier: cor}}",
            '"cor" is neither a number nor a name under teams (did you mean core?)',
        ),
    ],
)
def test_a_condition_that_sentry_refuses_is_refused_here(
    stack: StackSettings, written: str, said: str
) -> None:
    told_so = complaint(f"own: {{listensTo: issues, {WHEN}, if: [latest_release, {written}]}}", stack)
    assert "sentry.yaml:13: projects.api.alerts.own.if[1]: " in told_so
    assert said in told_so


# -- receivers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "receiver"),
    [
        ("dev@example.com", PersonEmail(email="dev@example.com")),
        ("{email: issue-owners, fallthrough: nobody}", OwnersEmail(fallthrough="NoOne")),
        ("{email: issue-owners, fallthrough: all-members}", OwnersEmail(fallthrough="AllMembers")),
        ("issue-owners", OwnersEmail(fallthrough="ActiveMembers")),
        (
            "{email: 'user:17'}",
            RawAction(values={"type": "email", "targetType": "user", "targetIdentifier": "17"}),
        ),
        (
            "{app: '12', settings: [{name: channel, value: ops, label: Ops}]}",
            RawAction(
                values={
                    "type": "sentry_app",
                    "targetType": "sentry_app",
                    "targetIdentifier": "12",
                    "data": {"settings": [{"name": "channel", "value": "ops", "label": "Ops"}]},
                }
            ),
        ),
        (
            "{slack: 'id:4', channel: '#a', channelId: C1, tags: 'a, b', notes: n}",
            IntegrationTarget(
                kind="slack",
                integration="id:4",
                settings={"channel": "#a", "channel_id": "C1", "tags": "a, b", "notes": "n"},
            ),
        ),
        (
            "{action: {type: slack, integrationId: '4', targetDisplay: a, data: {tags: x}}}",
            RawAction(
                values={"type": "slack", "integrationId": "4", "targetDisplay": "a", "data": {"tags": "x"}}
            ),
        ),
    ],
)
def test_everybody_whom_sentry_can_tell_can_be_named(
    stack: StackSettings, written: str, receiver: Receiver
) -> None:
    assert told(written, stack) == receiver


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{email: core, fallthrough: nobody}", "fallthrough goes with email: issue-owners only"),
        ("{email: issue-owners, fallthrough: nobdy}", '"nobdy" is not a fallthrough'),
        (
            "{action: {type: slack}}",
            "integrationId is required for slack: the id of the installed integration",
        ),
        ("{action: {type: email, targetType: team}}", "targetIdentifier is required: the id of the team"),
        ("{action: {type: telegram}}", '"telegram" is not a type of action'),
        ("{webhook: x, settings: []}", "settings does not go with webhook"),
        ("{slack: x, channel: a, tags: 5}", "must be a list of tags, such as [environment, level]"),
    ],
)
def test_a_receiver_that_sentry_refuses_is_refused_here(
    stack: StackSettings, written: str, said: str
) -> None:
    told_so = complaint(f"own: {{listensTo: issues, {WHEN}, notify: [{written}]}}", stack)
    assert "sentry.yaml:13: projects.api.alerts.own.notify[0]" in told_so
    assert said in told_so
