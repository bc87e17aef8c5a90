"""A change is told in the words of Sentry."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.runtime.rpc import UNKNOWN

from sentry_iac.plan import Kind, make_plan, read_steps
from sentry_iac.plan.scrub import Scrubber
from tests.unit.sentry_iac.plan.support import ALERT, FORBIDDEN, KEY, MONITOR, SPANS, event, plan_of


def details(kind: str, name: str, old: dict[str, Any], new: dict[str, Any], *changed: str) -> tuple[str, ...]:
    [change] = plan_of(event("update", kind, name, old, new, id="99", changed=changed)).changes
    return change.details


def at(threshold: float, comparison: str = "gt") -> list[dict[str, Any]]:
    mirrored = {"gt": "lte", "lt": "gte"}[comparison]
    return [
        {"type": comparison, "comparison": threshold, "result": "high"},
        {"type": mirrored, "comparison": threshold, "result": "resolved"},
    ]


@pytest.mark.parametrize(
    ("aggregate", "old", "new", "said"),
    [
        ("count(span.duration)", 5, 10, "threshold 5 → 10"),
        ("p95(span.duration)", 800, 2000, "threshold 800ms → 2s"),
        ("failure_rate()", 0.01, 0.025, "threshold 1 % → 2.5 %"),
    ],
)
def test_a_threshold_is_told_once_and_in_the_unit_of_its_aggregate(
    aggregate: str, old: float, new: float, said: str
) -> None:
    source = {**SPANS, "aggregate": aggregate}
    before, after = ({**MONITOR, "dataSource": source, "conditions": at(each)} for each in (old, new))
    changed = ("conditions[0].comparison", "conditions[1].comparison")
    assert details("MetricMonitor", "web-x", before, after, *changed) == (said,)


def test_a_turned_comparison_is_told_as_what_fires() -> None:
    old, new = ({**MONITOR, "conditions": each} for each in (at(2000), at(10, "lt")))
    assert details("MetricMonitor", "web-x", old, new, "conditions[0].type") == (
        "fires above 2s → below 10ms",
    )


def test_a_percentage_of_an_earlier_window_is_told_as_one() -> None:
    percent = {**MONITOR, "detectionType": "percent", "comparisonDelta": 86_400}
    old, new = ({**percent, "conditions": at(each)} for each in (150, 200))
    assert details("MetricMonitor", "web-x", old, new, "conditions[0].comparison") == (
        "threshold 150 % of 1d earlier → 200 % of 1d earlier",
    )


def test_a_window_and_a_query_are_told_apart() -> None:
    new = {**MONITOR, "dataSource": {**SPANS, "timeWindow": 3600, "query": "span.op:db"}}
    said = details("MetricMonitor", "web-x", MONITOR, new, "dataSource.query", "dataSource.timeWindow")
    assert said == ("query is_transaction:true → span.op:db", "window 5m → 1h")


def test_an_alert_names_its_monitors_and_the_team_it_mails() -> None:
    to_nobody = {**ALERT["actionFilters"][0], "actions": []}  # type: ignore[index]
    new = {**ALERT, "monitors": ["32", UNKNOWN], "actionFilters": [to_nobody]}
    said = details("Alert", "web-x", ALERT, new, "monitors[0]", "actionFilters[0].actions[0]")
    assert said == (
        "no longer for web: latency",
        "now also for a new monitor",
        "no longer mails team core",
    )


def test_switches_are_told_as_people_call_them() -> None:
    assert details("Alert", "web-x", ALERT, {**ALERT, "enabled": False}, "enabled") == ("switched off",)
    assert details("ProjectKey", "web-x", KEY, {**KEY, "isActive": False}, "isActive") == ("deactivated",)


def test_a_list_tells_what_came_and_what_went() -> None:
    old, new = ({"slug": "web", "sensitiveFields": fields} for fields in (["iban", "pin"], ["pin", "otp"]))
    assert details("Project", "x", old, new, "sensitiveFields[0]") == (
        "sensitive fields: without iban, with otp",
    )


def test_a_file_that_was_edited_names_the_variable_and_not_its_value() -> None:
    values = {"path": "web/.env", "values": {"SENTRY_DSN": "[secret]", "SENTRY_ENVIRONMENT": "production"}}
    said = details("EnvFile", "x", values, values, "values.SENTRY_ENVIRONMENT")
    assert said == ("SENTRY_ENVIRONMENT is missing or edited in the file",)


def test_a_new_monitor_says_when_it_fires() -> None:
    [change] = plan_of(event("create", "MetricMonitor", "web-db", None, MONITOR)).changes
    assert change.details == ("p95(span.duration) above 2s in 5m", "of is_transaction:true")


def test_a_resource_that_nobody_described_is_still_told() -> None:
    said = details(
        "SpikeProtection", "web", {"enabledFor": ["a"], "depth": {"x": 1}}, {"depth": {"x": 2}}, "depth.x"
    )
    assert said == ("depth: x 1 → 2",)


def test_a_secret_that_changes_is_told_beside_what_is_none() -> None:
    # How the engine writes a secret in its events.
    secret = {
        "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
        "ciphertext": "[secret]",
    }
    old = {"path": "web/.env", "values": {"SENTRY_DSN": secret, "SENTRY_RELEASE": "1"}}
    new = {"path": "web/.env", "values": {"SENTRY_DSN": secret, "SENTRY_RELEASE": "2"}}
    said = details("EnvFile", "x", old, new, "values.SENTRY_DSN", "values.SENTRY_RELEASE")
    assert said == ("SENTRY_DSN changes", "SENTRY_RELEASE 1 → 2")


@pytest.mark.parametrize(
    ("removed", "said"),
    [(True, "leaves the organization"), (False, "no longer declared; stays in the organization")],
)
def test_a_person_who_goes_is_told_where_they_stay(removed: bool, said: str) -> None:
    person = {"email": "ada@example.com", "removeFromOrganization": removed}
    [change] = plan_of(event("delete", "Member", "ada", person, id="3")).changes
    assert change.details == (said,)


def test_a_rate_limit_is_told_as_one_thing() -> None:
    old = {**KEY, "rateLimit": {"count": 5000, "window": 3600}}
    new = {**KEY, "rateLimit": {"count": 10, "window": 60}}
    said = details("ProjectKey", "web", old, new, "rateLimit.count", "rateLimit.window")
    assert said == ("rate limit 5000 events in 1h → 10 events in 1m",)


def first_plan(*people: str) -> list[str]:
    """What is said of a team with people and an alert that are all new."""
    mail = {"type": "email", "targetType": "team", "targetIdentifier": UNKNOWN}
    alert = {**ALERT, "actionFilters": [{"actions": [mail]}]}
    events = [
        event("create", "Team", "core", None, {"slug": "core"}, parent=""),
        event("create", "Alert", "web-new", None, {**alert, "name": "web: new"}),
    ]
    for person in people:
        events.append(event("create", "Member", person, None, {"email": person}, parent=""))
        both = {"member": UNKNOWN, "team": UNKNOWN}
        events.append(event("create", "TeamMembership", f"core-{person}", None, both, parent=""))
    steps = read_steps(events)
    plan = make_plan(Kind.PREVIEW, "prod", steps, guard=FORBIDDEN, scrub=Scrubber({}))
    return [f"{each.title}: {', '.join(each.details)}" for each in plan.changes]


def test_what_is_new_is_called_by_its_name_where_there_is_only_one() -> None:
    said = first_plan("ada@example.com")
    assert "membership of ada@example.com in team core: " in said
    assert any(each.endswith("mails team core") for each in said)


def test_of_several_new_people_the_resource_tells_which() -> None:
    said = first_plan("ada@example.com", "grace@example.com")
    assert "membership core-grace@example.com: " in said
    assert not any("team a new" in each or "a new member" in each for each in said)


def test_what_takes_the_place_of_another_may_be_meant_as_well() -> None:
    old = {"slug": "old"}
    steps = read_steps(
        [
            event("create", "Team", "core", None, {"slug": "core"}, parent=""),
            event("replace", "Team", "old", old, old, id="5", parent=""),
            event("create", "ProjectTeam", "x", None, {"team": UNKNOWN, "project": "7"}, parent=""),
        ]
    )
    plan = make_plan(Kind.PREVIEW, "prod", steps, guard=FORBIDDEN, scrub=Scrubber({}))
    assert "access of a new team to project 7" in [each.title for each in plan.changes]


@pytest.mark.parametrize(
    ("removed", "said"),
    [
        (True, ("platform python", "the client key that Sentry makes with it goes")),
        (False, ("platform python",)),
    ],
)
def test_a_new_project_says_that_its_default_key_goes(removed: bool, said: tuple[str, ...]) -> None:
    new = {"name": "Shop", "slug": "shop", "team": "7", "platform": "python", "removeDefaultKey": removed}
    [change] = plan_of(event("create", "Project", "shop", None, new)).changes
    assert change.details == said
