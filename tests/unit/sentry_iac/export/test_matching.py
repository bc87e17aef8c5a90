"""What other tools manage is found again by id, else by slug, else by what Sentry made of it; nothing is guessed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pulumi_sentry.inventory import Inventory
from sentry_iac.export.names import names_of
from sentry_iac.export.other_tools.coming import Coming
from sentry_iac.export.other_tools.matching import Match, match_all
from sentry_iac.export.other_tools.pulumiverse import read_pulumiverse
from sentry_iac.export.other_tools.terraform import read_terraform
from tests.unit.sentry_iac.export.states import (
    KEY,
    alert,
    metric_monitor,
    organization,
    pulumi_resource,
    resource,
    stack,
    terraform,
)


def matches(folder: Path, *resources: dict[str, Any], has: Inventory | None = None) -> list[Match]:
    return match_all(has or organization(), read_terraform(terraform(folder, *resources)))


def told(match: Match) -> list[tuple[str, str, str]]:
    return [(found.resource.__name__, found.id, how.value) for found, how in match.found]


@pytest.mark.parametrize(
    ("kind", "attributes", "expected"),
    [
        ("sentry_team", {"id": "old", "internal_id": "1", "slug": "old"}, ("Team", "1", "by id")),
        ("sentry_team", {"id": "web"}, ("Team", "1", "by slug")),
        ("sentry_project", {"id": "acme/shop", "project_id": "10"}, ("Project", "10", "by id")),
        ("sentry_project", {"id": "acme/page"}, ("Project", "11", "by slug")),
        ("sentry_organization_member", {"id": "acme/5"}, ("Member", "5", "by id")),
        (
            "sentry_organization_member",
            {"id": "acme/9", "email": "somebody@EXAMPLE.com"},
            ("Member", "5", "by email address"),
        ),
        (
            "sentry_team_member",
            {"id": "acme/web/5", "team": "web", "member_id": 5},
            ("TeamMembership", "5/1", "by id"),
        ),
        ("sentry_metric_monitor", {"id": "20"}, ("MetricMonitor", "20", "by id")),
        ("sentry_alert", {"id": "31", "organization": "acme"}, ("Alert", "31", "by id")),
        ("sentry_project_ownership", {"project": "shop"}, ("OwnershipRules", "10", "by project")),
        ("sentry_project_inbound_data_filter", {"project": "10"}, ("InboundFilters", "10", "by project")),
        (
            "sentry_issue_alert",
            {"project": "shop", "name": "New issue"},
            ("Alert", "30", "by name and project"),
        ),
        ("sentry_rule", {"projects": ["shop"], "name": "New issue"}, ("Alert", "30", "by name and project")),
    ],
)
def test_an_object_is_found(
    tmp_path: Path, kind: str, attributes: dict[str, Any], expected: tuple[str, str, str]
) -> None:
    (match,) = matches(tmp_path, resource(kind, "x", attributes))

    assert told(match) == [expected]
    assert match.why == ""


@pytest.mark.parametrize(
    ("kind", "attributes", "why"),
    [
        ("sentry_team", {"id": "gone", "internal_id": "77"}, "no such object"),
        ("sentry_team", {"id": "web", "organization": "other"}, "it is in organization other"),
        ("sentry_team", {"id": "idle", "internal_id": "1"}, "by its id it is web, and by its slug idle"),
        ("sentry_metric_monitor", {"id": "30"}, "no such object"),
        ("sentry_alert", {"id": None}, "no such object"),
        ("sentry_key", {"id": "f" * 32}, "no such object"),
        ("sentry_dashboard", {"id": "acme/1"}, "no resource for it; Terraform keeps it"),
        ("sentry_issue_alert", {"project": "page", "name": "New issue"}, "no such object"),
        ("sentry_issue_alert", {"project": "none", "name": "New issue"}, "no such object"),
        ("sentry_metric_alert", {"id": "acme/shop/1", "project": "shop", "name": "?"}, "no such object"),
    ],
)
def test_what_matches_nothing_says_why(
    tmp_path: Path, kind: str, attributes: dict[str, Any], why: str
) -> None:
    (match,) = matches(tmp_path, resource(kind, "x", attributes))

    assert match.found == ()
    assert why in match.why


def test_a_key_is_found_by_its_digest_and_a_spike_protection_for_each_project(tmp_path: Path) -> None:
    key, all_projects = matches(
        tmp_path,
        resource("sentry_key", "x", {"id": f"acme/shop/{KEY}"}),
        resource("sentry_all_projects_spike_protection", "y", {"projects": ["shop", "page", "none"]}),
    )

    assert [kind for kind, _, _ in told(key)] == ["ProjectKey"]
    assert [id for _, id, _ in told(all_projects)] == ["10", "11"]


def test_a_metric_alert_is_the_monitor_of_its_name_and_the_alert_on_it(tmp_path: Path) -> None:
    rule = resource("sentry_metric_alert", "x", {"id": "acme/shop/4", "project": "shop", "name": "Slow"})

    (match,) = matches(tmp_path, rule)
    (by_old_id,) = matches(tmp_path, rule, has=organization(alert_rules={"21": "4"}))

    assert told(match) == [
        ("MetricMonitor", "20", "by name and project"),
        ("Alert", "31", "listens to that monitor"),
    ]
    assert told(by_old_id) == [("MetricMonitor", "21", "by the id of its alert rule")]
    assert by_old_id.why == "no alert listens to its monitor"


def test_an_old_slug_leads_to_a_project_by_what_the_same_state_says(tmp_path: Path) -> None:
    _, rule = matches(
        tmp_path,
        resource("sentry_project", "x", {"id": "store", "slug": "store", "internal_id": "10"}),
        resource("sentry_issue_alert", "x", {"project": "store", "name": "New issue"}),
    )

    assert told(rule) == [("Alert", "30", "by name and project")]


def test_what_could_be_several_is_not_guessed(tmp_path: Path) -> None:
    has = organization(
        metric_monitors=(metric_monitor("20", "10", "Slow"), metric_monitor("22", "10", "Slow")),
        alerts=(alert("30", "New issue", "91"), alert("33", "New issue", "90"), alert("34", "Once", "91")),
    )
    one = {"project": "shop", "name": "Once"}
    rule, metric, first, second = matches(
        tmp_path,
        resource("sentry_issue_alert", "x", {"project": "shop", "name": "New issue"}),
        resource("sentry_metric_alert", "x", {"project": "shop", "name": "Slow"}),
        resource("sentry_issue_alert", "first", one),
        resource("sentry_issue_alert", "second", one),
        has=has,
    )

    assert (rule.found, metric.found, first.found, second.found) == ((), (), (), ())
    assert rule.why == "2 alerts of project shop have its name"
    assert metric.why == "2 monitors of project shop have its name"
    assert "sentry_issue_alert.second" in first.why
    assert "sentry_issue_alert.first" in second.why


def test_an_alert_of_the_project_is_told_from_that_of_a_metric_alert(tmp_path: Path) -> None:
    has = organization(alerts=(alert("30", "Slow", "91"), alert("31", "Slow", "20")))

    rule, metric = matches(
        tmp_path,
        resource("sentry_issue_alert", "x", {"project": "shop", "name": "Slow"}),
        resource("sentry_metric_alert", "x", {"project": "shop", "name": "Slow"}),
        has=has,
    )

    assert [id for _, id, _ in told(rule)] == ["30"]
    assert [id for _, id, _ in told(metric)] == ["20", "31"]


def test_names_of_people_become_names_of_resources(tmp_path: Path) -> None:
    state = terraform(
        tmp_path,
        resource("sentry_team", "front_end", {"id": "web"}),
        resource("sentry_metric_monitor", "slow", {"id": "20"}, module="module.shop"),
        resource("sentry_metric_monitor", "slow", {"id": "21"}, module="module.page"),
        resource("sentry_alert", "Tell_us", {"id": "31"}),
        resource("sentry_metric_alert", "other", {"project": "shop", "name": "Slow"}),
        resource("sentry_project_ownership", "a", {"project": "shop"}),
        resource("sentry_project_ownership", "b", {"project": "shop"}),
    )
    has = organization()
    names = names_of(has, Coming(has, read_terraform(state)).given())

    assert names.teams == {"1": "web", "2": "idle"}
    assert names.monitors == {"20": "slow", "21": "slow"}
    assert names.alerts == {"30": "new-issue", "31": "Tell_us"}
    assert {name: (token.rsplit(":", 1)[-1], id) for (token, id), name in names.given.items()} == {
        "front_end": ("Team", "1"),
        "Tell_us": ("Alert", "31"),
    }


def test_a_given_name_is_never_used_twice(tmp_path: Path) -> None:
    monitors = tuple(metric_monitor(id, "10", name) for id, name in (("20", "b"), ("21", "a"), ("22", "c")))
    has = organization(metric_monitors=monitors, alerts=())
    state = terraform(
        tmp_path,
        resource("sentry_metric_monitor", "a", {"id": "20"}),
        resource("sentry_team", "idle-team", {"id": "web"}),
    )
    names = names_of(has, Coming(has, read_terraform(state)).given())
    idle = next(each for each in has.teams if each.id == "2")

    assert names.monitors == {"20": "a", "21": "a-2", "22": "c"}
    assert names.resource_name(idle, "idle-team", {"idle-team-2"}) == "idle-team-3"


def test_what_becomes_of_objects_is_told_by_the_names_in_the_export(tmp_path: Path) -> None:
    has = organization()
    state = terraform(
        tmp_path,
        resource("sentry_team", "a", {"id": "web"}),
        resource("sentry_team", "b", {"id": "idle"}),
        resource("sentry_project_spike_protection", "c", {"project": "shop"}),
        resource("sentry_dashboard", "d", {"id": "acme/1"}),
    )

    team, left, ordinary, dashboard = Coming(has, read_terraform(state)).outcomes(
        has, {"sentry:index:Team": {"web": "1"}}
    )

    assert [what for what, _ in team.became] == ["Team web"]
    assert (left.goes, left.why) == (False, "Team is not declared")
    assert [what for what, _ in ordinary.became] == [
        "SpikeProtection, as Sentry makes it: nothing to declare"
    ]
    assert not dashboard.goes


def test_what_is_left_out_of_an_export_stays_with_the_other_tool(tmp_path: Path) -> None:
    has = organization()
    state = terraform(tmp_path, resource("sentry_project_spike_protection", "c", {"project": "shop"}))

    (outcome,) = Coming(has, read_terraform(state)).outcomes(replace(has, spike_protections=()), {})

    assert (outcome.goes, outcome.why) == (False, "SpikeProtection is not a part of this export")


def test_pulumiverse_speaks_of_the_same_objects(tmp_path: Path) -> None:
    project = pulumi_resource("SentryProject", "web", "shop", outputs={"internalId": "10", "slug": "shop"})
    rule = pulumi_resource(
        "SentryIssueAlert", "tell", "acme/shop/1", outputs={"project": "shop", "name": "New issue"}
    )
    metric = pulumi_resource(
        "SentryMetricAlert", "m", "acme/shop/4", outputs={"project": "shop", "name": "Slow"}
    )

    found = match_all(organization(), read_pulumiverse(stack(tmp_path, project, rule, metric)))

    assert [told(each)[0][:2] for each in found] == [
        ("Project", "10"),
        ("Alert", "30"),
        ("MetricMonitor", "20"),
    ]


def test_an_organization_that_was_not_read_does_not_stop_the_rest(tmp_path: Path) -> None:
    own, team = matches(
        tmp_path,
        resource("sentry_organization", "x", {"id": "acme", "internal_id": "1"}),
        resource("sentry_team", "x", {"id": "web", "organization": "1"}),
        has=replace(organization(), organization=None),
    )

    assert "did not show it" in own.why
    assert [id for _, id, _ in told(team)] == ["1"]
