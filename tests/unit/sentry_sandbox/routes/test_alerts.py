from __future__ import annotations

from typing import Any

import pytest

from tests.unit.sentry_sandbox.support import Json, Local, alert, email

LIST = "/organizations/sandbox/workflows/"


@pytest.fixture
def project(sandbox: Local) -> Local:
    sandbox.project()
    return sandbox


def make(sandbox: Local, detector_ids: list[Any], **changes: Any) -> Json:
    made: Json = sandbox.done("POST", LIST, alert(detector_ids, **changes))
    return made


def condition(kind: str, comparison: Any = True) -> Json:
    return {"type": kind, "comparison": comparison, "conditionResult": True}


def filtered(*conditions: Json, actions: list[Json] | None = None) -> list[Json]:
    return [
        {
            "logicType": "all",
            "conditions": list(conditions),
            "actions": [email("1")] if actions is None else actions,
        }
    ]


def test_an_alert_reads_back_what_was_declared_with_ids_on_every_part(project: Local) -> None:
    made = make(project, [1, "2"], owner="team:1")

    assert made["detectorIds"] == ["1", "2"]
    assert (made["owner"], made["config"], made["environment"]) == ("team:1", {"frequency": 30}, None)
    assert made["triggers"]["conditions"][0]["type"] == "first_seen_event"
    action = made["actionFilters"][0]["actions"][0]
    assert (action["type"], action["status"], action["integrationId"]) == ("email", "active", None)
    parts = [made["triggers"], *made["triggers"]["conditions"], *made["actionFilters"], action]
    assert all(part["id"].isdigit() for part in parts)


def test_an_alert_without_any_monitor_is_accepted(project: Local) -> None:
    assert make(project, [])["detectorIds"] == []


def test_an_unknown_monitor_is_a_list_shaped_400_and_leaves_nothing_behind(project: Local) -> None:
    response = project.call("POST", LIST, alert([99]))

    assert response.status_code == 400
    assert response.json() == ["Some detectors do not exist: {99}"]
    assert project.done("GET", LIST) == []


def test_put_replaces_the_monitors_or_leaves_them_alone(project: Local) -> None:
    path = f"{LIST}{make(project, [1])['id']}/"
    without = alert([])
    del without["detectorIds"]

    assert project.done("PUT", path, without)["detectorIds"] == ["1"]
    assert project.done("PUT", path, alert([2]))["detectorIds"] == ["2"]
    assert project.done("GET", "/organizations/sandbox/detectors/2/")["workflowIds"] == ["1"]
    assert project.done("PUT", path, alert([]))["detectorIds"] == []


def test_parts_without_ids_get_new_ones_on_put_and_the_trigger_group_keeps_its_own(project: Local) -> None:
    made = make(project, [1])

    changed = project.done("PUT", f"{LIST}{made['id']}/", alert([1]))

    assert changed["triggers"]["id"] == made["triggers"]["id"]
    assert changed["triggers"]["conditions"][0]["id"] != made["triggers"]["conditions"][0]["id"]
    assert changed["actionFilters"][0]["id"] != made["actionFilters"][0]["id"]


def test_parts_with_their_own_ids_keep_them_and_foreign_ids_are_refused(project: Local) -> None:
    made = make(project, [1])
    path = f"{LIST}{made['id']}/"

    kept = project.done("PUT", path, {**alert([1]), "actionFilters": made["actionFilters"]})
    foreign = [{**made["actionFilters"][0], "id": "9999"}]
    refused = project.call("PUT", path, {**alert([1]), "actionFilters": foreign})

    assert kept["actionFilters"][0]["id"] == made["actionFilters"][0]["id"]
    assert refused.status_code == 400
    assert "does not belong to this workflow" in refused.text


def test_without_triggers_the_server_fails_unless_it_is_newer(project: Local) -> None:
    body = alert([])
    del body["triggers"]

    failed = project.call("POST", LIST, body)
    project.turn(missing_triggers_fail=False)

    assert failed.status_code == 500
    assert failed.json()["detail"] == "Internal Error"
    assert failed.json()["errorId"]
    assert project.done("POST", LIST, body)["triggers"] is None


@pytest.mark.parametrize(
    ("changes", "body"),
    [
        ({"name": ""}, {"name": ["This field may not be blank."]}),
        ({"config": {"frequency": -1}}, {"config": ["Ensure this value is greater than or equal to 0."]}),
        ({"environment": "moon"}, {"environment": ["Environment does not exist."]}),
        ({"owner": "nobody"}, {"owner": None}),
        (
            {"actionFilters": [{"logicType": "any"}]},
            {"actionFilters": ["Missing actions key in action filter"]},
        ),
        ({"triggers": {"logicType": "some"}}, {"triggers": {"logicType": ['"some" is not a valid choice.']}}),
        ({"config": {"frequency": 5, "pause": 1}}, {"config": None}),
    ],
)
def test_what_is_wrong_is_told_where_it_is(project: Local, changes: Json, body: Json) -> None:
    response = project.call("POST", LIST, alert([1], **changes))

    assert response.status_code == 400
    for field, problem in body.items():
        assert list(response.json()) == [field]
        assert problem is None or response.json()[field] == problem


@pytest.mark.parametrize(
    "good",
    [
        condition("age_comparison", {"time": "hour", "value": 1, "comparisonType": "older"}),
        condition("assigned_to", {"targetType": "Unassigned", "targetIdentifier": ""}),
        condition("issue_category", {"value": 11}),
        condition("issue_occurrences", {"value": 10}),
        condition("issue_priority_greater_or_equal", 75),
        condition("issue_priority_deescalating"),
        condition("event_frequency_count", {"value": 100, "interval": "1h"}),
        condition("event_frequency_percent", {"value": 50, "interval": "1h", "comparisonInterval": "1w"}),
        condition("event_attribute", {"attribute": "message", "match": "co", "value": "x"}),
        condition("tagged_event", {"key": "customer", "match": "is"}),
        condition("level", {"level": 40, "match": "gte"}),
        condition("latest_release"),
    ],
)
def test_every_filter_of_sentrys_is_taken_and_read_back(project: Local, good: Json) -> None:
    made = make(project, [1], actionFilters=filtered(good))

    read = made["actionFilters"][0]["conditions"][0]
    assert {name: read[name] for name in good} == good


@pytest.mark.parametrize(
    "bad",
    [
        condition("moon_phase"),
        condition("level", {"level": 35, "match": "gte"}),
        condition("event_frequency_count", {"value": 100, "interval": "1min"}),
        condition("event_frequency_percent", {"value": 50, "interval": "1h"}),
        condition("issue_priority_greater_or_equal", 60),
        condition("tagged_event", {"key": "customer", "match": "like"}),
        condition("first_seen_event", "yes"),
        {"type": "first_seen_event", "comparison": True},
    ],
)
def test_a_condition_that_sentry_does_not_know_is_refused(project: Local, bad: Json) -> None:
    assert project.call("POST", LIST, alert([1], actionFilters=filtered(bad))).status_code == 400


def test_actions_of_installed_integrations_are_taken_and_their_id_comes_back_as_text(project: Local) -> None:
    slack = int(project.admin("POST", "integrations", {"provider": "slack", "name": "Example"})["id"])
    config = {"targetType": "specific", "targetIdentifier": "", "targetDisplay": "ops"}
    action = {"type": "slack", "integrationId": slack, "data": {"tags": "a,b"}, "config": config}

    made = make(project, [1], actionFilters=filtered(actions=[action]))["actionFilters"][0]["actions"][0]
    project.turn(slack_channel_hash=False)
    plain = project.done("GET", f"{LIST}1/")["actionFilters"][0]["actions"][0]

    assert made["integrationId"] == str(slack)
    assert (made["config"]["targetDisplay"], plain["config"]["targetDisplay"]) == ("#ops", "ops")


@pytest.mark.parametrize(
    "bad",
    [
        {"type": "slack", "integrationId": None, "data": {}, "config": {"targetType": "specific"}},
        {"type": "slack", "integrationId": 99, "data": {}, "config": {"targetType": "specific"}},
        {"type": "email", "integrationId": 1, "data": {}, "config": {"targetType": "issue_owners"}},
        {"type": "email", "data": {}, "config": {"targetType": "everyone"}},
        {"type": "email", "data": {}, "config": {"targetType": "team"}},
        {"type": "email", "data": {"fallthroughType": "Some"}, "config": {"targetType": "issue_owners"}},
        {"type": "plugin", "data": {}, "config": {}},
        {"type": "pigeon", "data": {}, "config": {}},
        {"type": "email", "config": {}},
    ],
)
def test_an_action_that_sentry_would_not_take_is_refused(project: Local, bad: Json) -> None:
    assert project.call("POST", LIST, alert([1], actionFilters=filtered(actions=[bad]))).status_code == 400


def test_what_an_integration_defines_itself_keeps_its_names(project: Local) -> None:
    jira = int(project.admin("POST", "integrations", {"provider": "jira", "name": "Example"})["id"])
    fields = {"issue_type": "10001", "custom_field": {"deep_name": 1}}
    action = {
        "type": "jira",
        "integrationId": jira,
        "data": {"additionalFields": fields},
        "config": {"targetType": "specific"},
    }

    made = make(project, [1], actionFilters=filtered(actions=[action]))

    assert made["actionFilters"][0]["actions"][0]["data"]["additionalFields"] == fields


def test_a_deleted_alert_is_gone_and_its_monitors_stay(project: Local) -> None:
    path = f"{LIST}{make(project, [1])['id']}/"

    assert project.call("DELETE", path).status_code == 204

    assert project.call("GET", path).status_code == 404
    assert project.done("GET", "/organizations/sandbox/detectors/1/")["workflowIds"] == []


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["attached", "loose"]),
        ("?project=backend", ["attached", "loose"]),
        ("?project=frontend", ["loose"]),
        ("?detector=1", ["attached"]),
        ("?query=name:loose", ["loose"]),
        ("?query=action:email", ["attached", "loose"]),
        ("?query=action:slack", []),
        ("?id=1", ["attached"]),
        ("?sortBy=-name", ["loose", "attached"]),
    ],
)
def test_the_list_finds_and_shows_loose_alerts_in_every_project(
    project: Local, query: str, names: list[str]
) -> None:
    project.project("frontend")
    make(project, [1], name="attached")
    make(project, [], name="loose")

    assert [one["name"] for one in project.done("GET", f"{LIST}{query}")] == names


def test_many_are_changed_and_deleted_at_once_but_never_all_by_accident(project: Local) -> None:
    ids = [make(project, [])["id"] for _ in range(2)]
    path = f"{LIST}?id={ids[0]}&id={ids[1]}"

    assert [one["enabled"] for one in project.done("PUT", path, {"enabled": False})] == [False, False]
    assert project.call("DELETE", LIST).status_code == 400
    assert project.call("DELETE", path).status_code == 204
    assert project.done("GET", LIST) == []


def test_an_organization_has_a_limit_of_alerts(project: Local) -> None:
    project.turn(workflow_limit=1)
    make(project, [])

    response = project.call("POST", LIST, alert([]))

    assert response.status_code == 400
    assert response.json() == ["You may not exceed 1 workflows per organization."]


def integration_action(kind: str, integration: int | None, **config: Any) -> Json:
    target = "specific" if integration else None
    return {
        "type": kind,
        "integrationId": integration,
        "data": {},
        "config": {"targetType": target, "targetIdentifier": None, "targetDisplay": None, **config},
    }


@pytest.mark.parametrize("kind", ["slack", "msteams"])
def test_the_id_of_a_channel_that_was_named_is_filled_in(project: Local, kind: str) -> None:
    number = int(project.admin("POST", "integrations", {"provider": kind, "name": "ours"})["id"])
    action = integration_action(kind, number, targetDisplay="alerts")

    made = make(project, [1], actionFilters=filtered(actions=[action]))["actionFilters"][0]["actions"][0]
    assert made["config"]["targetIdentifier"].startswith("C")
    project.turn(channel_ids_filled_in=False)
    made = make(project, [1], actionFilters=filtered(actions=[action]))["actionFilters"][0]["actions"][0]
    assert made["config"]["targetIdentifier"] is None


@pytest.mark.parametrize("kind", ["slack", "msteams", "discord", "pagerduty", "opsgenie"])
def test_an_action_without_its_target_is_400(project: Local, kind: str) -> None:
    number = int(project.admin("POST", "integrations", {"provider": kind, "name": "ours"})["id"])
    body = alert([1], actionFilters=filtered(actions=[integration_action(kind, number)]))

    assert project.call("POST", LIST, body).status_code == 400


def test_a_plan_without_integrations_takes_mail_alone(project: Local) -> None:
    project.turn(integration_actions_plan=False)
    body = alert(
        [1], actionFilters=filtered(actions=[integration_action("webhook", None, targetIdentifier="x")])
    )

    refused = project.call("POST", LIST, body)

    assert refused.status_code == 400
    assert "Organization does not allow this action type" in refused.text
    assert make(project, [1])["id"]
