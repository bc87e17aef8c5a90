from __future__ import annotations

from typing import Any

import pytest

from tests.unit.sentry_sandbox.support import Json, Local, conditions, data_source, monitor

CREATE = "/organizations/sandbox/projects/backend/detectors/"
LIST = "/organizations/sandbox/detectors/"


@pytest.fixture
def project(sandbox: Local) -> Local:
    sandbox.project()
    return sandbox


def test_a_monitor_reads_back_what_was_declared_but_for_its_query_type(project: Local) -> None:
    made = project.monitor(owner="team:1", description="slow")

    query = made["dataSources"][0]["queryObj"]["snubaQuery"]
    assert (query["aggregate"], query["timeWindow"], query["environment"]) == (
        "p95(span.duration)",
        300,
        None,
    )
    assert query["eventTypes"] == ["trace_item_span"]
    assert "queryType" not in query
    assert (made["projectId"], made["type"], made["description"]) == ("1", "metric_issue", "slow")
    assert made["owner"] == {"type": "team", "id": "1", "name": "gvses"}
    assert made["config"]["detectionType"] == "static"
    found = {(one["type"], one["comparison"], one["conditionResult"]) for one in _conditions(made)}
    assert found == {("gt", 2000, 75), ("lte", 2000, 0)}


def test_snake_case_names_are_taken_too_and_unknown_ones_ignored(project: Local) -> None:
    body = monitor(name="snake", colour="red")
    body["data_sources"] = [{"time_window": 600.0, **body.pop("dataSources")[0]}]
    del body["data_sources"][0]["timeWindow"]
    body["condition_group"] = body.pop("conditionGroup")

    made = project.done("POST", CREATE, body)

    assert made["dataSources"][0]["queryObj"]["snubaQuery"]["timeWindow"] == 600
    assert "colour" not in made


def test_creation_ignores_enabled_unless_the_server_honours_it(project: Local) -> None:
    made = project.monitor(enabled=False)
    assert made["enabled"] is True
    assert project.done("PUT", f"{LIST}{made['id']}/", {"enabled": False})["enabled"] is False

    project.turn(detector_create_ignores_enabled=False)

    assert project.monitor(enabled=False)["enabled"] is False


def test_the_logic_type_is_any_whatever_was_sent(project: Local) -> None:
    group = {**conditions(("gt", 1, 75), ("lte", 1, 0)), "logicType": "all"}

    assert project.monitor(conditionGroup=group)["conditionGroup"]["logicType"] == "any"


def test_names_are_not_unique(project: Local) -> None:
    assert project.monitor()["id"] != project.monitor()["id"]


@pytest.mark.parametrize(
    ("changes", "body"),
    [
        ({"name": ""}, {"name": ["This field may not be blank."]}),
        ({"name": "x" * 201}, {"name": ["Ensure this field has no more than 200 characters."]}),
        (
            {"conditionGroup": conditions(("gt", 1, 75))},
            {
                "conditionGroup": {
                    "nonFieldErrors": ["Resolution condition required for metric issue detector."]
                }
            },
        ),
        (
            {"conditionGroup": conditions(("gt", 3, 75), ("gt", 2, 50), ("gt", 1, 50), ("lte", 1, 0))},
            {"conditionGroup": {"nonFieldErrors": ["Too many conditions"]}},
        ),
        (
            {"conditionGroup": conditions(("between", 1, 75), ("lte", 1, 0))},
            {"conditionGroup": {"conditions": {"type": ["Unsupported type between"]}}},
        ),
        (
            {"conditionGroup": conditions(("gt", 1, 25), ("lte", 1, 0))},
            {"conditionGroup": {"conditions": {"conditionResult": ["Unsupported condition result"]}}},
        ),
        (
            {"dataSources": data_source(environment="staging")},
            {"dataSources": {"environment": ["Environment is not part of this organization"]}},
        ),
        (
            {"dataSources": data_source(dataset="events_analytics_platform", queryType=0)},
            {
                "dataSources": {
                    "nonFieldErrors": ["Invalid dataset for this query type. Valid datasets are ['events']"]
                }
            },
        ),
        (
            {"config": {"detectionType": "magic"}},
            {"config": ["'magic' is not one of ['static', 'percent', 'dynamic']"]},
        ),
        ({"owner": "team:99"}, {"owner": ["Team does not exist"]}),
    ],
)
def test_what_is_wrong_is_told_where_it_is(project: Local, changes: Json, body: Json) -> None:
    response = project.call("POST", CREATE, monitor(**changes))

    assert response.status_code == 400
    assert response.json() == body


@pytest.mark.parametrize(
    "changes",
    [
        {"dataSources": []},
        {"dataSources": data_source() * 2},
        {"dataSources": data_source(eventTypes=["trace_item_span", "trace_item_log"])},
        {"dataSources": data_source(eventTypes=["error"])},
        {"dataSources": data_source(eventTypes=[])},
        {"dataSources": data_source(query="release:latest")},
        {"dataSources": data_source(aggregate="p95")},
        {"dataSources": data_source(extrapolationMode="server_weighted")},
        {"dataSources": data_source(dataset="transactions", eventTypes=["transaction"])},
        {"dataSources": data_source(dataset="metrics", queryType=2, eventTypes=[], timeWindow=300)},
        {"config": {"detectionType": "percent"}},
        {"config": {"detectionType": "static", "comparisonDelta": 300}},
        {"conditionGroup": conditions(("gt", True, 75), ("lte", 1, 0))},
        {"conditionGroup": None},
        {"type": None},
        {"type": "cpu_melts"},
    ],
)
def test_what_sentry_refuses_is_refused_and_leaves_nothing_behind(project: Local, changes: Json) -> None:
    assert project.call("POST", CREATE, monitor(**changes)).status_code == 400

    assert [one["type"] for one in project.done("GET", LIST)] == ["error", "issue_stream"]


@pytest.mark.parametrize(
    "missing", ["environment", "query", "aggregate", "dataset", "timeWindow", "eventTypes"]
)
def test_every_part_of_a_data_source_has_to_be_there(project: Local, missing: str) -> None:
    source = data_source()
    del source[0][missing]

    response = project.call("POST", CREATE, monitor(dataSources=source))

    assert response.json() == {"dataSources": {missing: ["This field is required."]}}


def test_an_environment_can_be_named_once_an_event_made_it_known(project: Local) -> None:
    project.admin("POST", "environments", {"name": "staging"})

    made = project.monitor(dataSources=data_source(environment="staging"))

    assert made["dataSources"][0]["queryObj"]["snubaQuery"]["environment"] == "staging"


def test_percent_and_anomaly_monitors_can_be_made(project: Local) -> None:
    percent = project.monitor(config={"detectionType": "percent", "comparisonDelta": 3600})
    comparison = {"seasonality": "auto", "sensitivity": "low", "thresholdType": 2}
    anomaly = project.monitor(
        config={"detectionType": "dynamic"},
        conditionGroup={
            "logicType": "any",
            "conditions": [{"type": "anomaly_detection", "comparison": comparison, "conditionResult": 75}],
        },
    )

    assert percent["config"] == {"detectionType": "percent", "comparisonDelta": 3600}
    assert _conditions(anomaly)[0]["comparison"] == comparison


def test_conditions_without_ids_get_new_ones_on_put_and_with_ids_keep_them(project: Local) -> None:
    made = project.monitor()
    path = f"{LIST}{made['id']}/"
    before = {one["id"] for one in _conditions(made)}

    fresh = project.done("PUT", path, monitor())
    after = {one["id"] for one in _conditions(fresh)}
    kept = project.done("PUT", path, monitor(conditionGroup=fresh["conditionGroup"]))

    assert before.isdisjoint(after)
    assert {one["id"] for one in _conditions(kept)} == after


def test_an_unknown_condition_id_is_a_list_shaped_400(project: Local) -> None:
    made = project.monitor()
    group = conditions(("gt", 1, 75), ("lte", 1, 0))
    group["conditions"][0]["id"] = "9999"

    response = project.call("PUT", f"{LIST}{made['id']}/", monitor(conditionGroup=group))

    assert response.status_code == 400
    assert isinstance(response.json(), list)


def test_put_takes_a_part_and_leaves_the_rest(project: Local) -> None:
    made = project.monitor(description="slow")

    changed = project.done("PUT", f"{LIST}{made['id']}/", {"name": "new name"})

    assert (changed["name"], changed["description"]) == ("new name", "slow")
    assert changed["dataSources"] == made["dataSources"]


def test_conditions_and_event_types_come_in_random_order_unless_told(project: Local) -> None:
    source = data_source(dataset="events", queryType=0, aggregate="count()", eventTypes=["error", "default"])
    made = project.monitor(dataSources=source)
    path = f"{LIST}{made['id']}/"

    orders = {_conditions(project.done("GET", path))[0]["type"] for _ in range(60)}
    project.turn(shuffle_conditions=False)
    fixed = {_conditions(project.done("GET", path))[0]["type"] for _ in range(20)}

    assert orders == {"gt", "lte"}
    assert fixed == {"gt"}


def test_workflow_ids_replace_the_connections_and_nothing_else_touches_them(project: Local) -> None:
    alerts = [
        project.done(
            "POST", "/organizations/sandbox/workflows/", {"name": "a", "triggers": {"logicType": "any-short"}}
        )
        for _ in range(2)
    ]
    made = project.monitor(workflowIds=[int(alerts[0]["id"])])
    path = f"{LIST}{made['id']}/"
    assert made["workflowIds"] == [alerts[0]["id"]]

    assert project.done("PUT", path, monitor())["workflowIds"] == [alerts[0]["id"]]
    assert project.done("PUT", path, {"workflowIds": [alerts[1]["id"]]})["workflowIds"] == [alerts[1]["id"]]
    assert project.done("PUT", path, {"workflowIds": []})["workflowIds"] == []
    assert project.call("PUT", path, {"workflowIds": [77]}).json() == ["Some workflows do not exist: {77}"]


def test_the_monitors_sentry_made_cannot_be_deleted_and_need_org_write_to_change(project: Local) -> None:
    error = project.done("GET", f"{LIST}?query=type:error")[0]
    alerts_only = project.token("alerts:read", "alerts:write")

    assert project.call("DELETE", f"{LIST}{error['id']}/").status_code == 403
    assert (
        project.call("PUT", f"{LIST}{error['id']}/", {"enabled": False}, token=alerts_only).status_code == 403
    )
    assert project.done("PUT", f"{LIST}{error['id']}/", {"enabled": False})["enabled"] is False


def test_a_deleted_monitor_is_gone_and_its_alert_stays(project: Local) -> None:
    made = project.monitor()
    workflow = project.done(
        "POST",
        "/organizations/sandbox/workflows/",
        {"name": "a", "triggers": {"logicType": "any-short"}, "detectorIds": [made["id"]]},
    )

    assert project.call("DELETE", f"{LIST}{made['id']}/").status_code == 204

    assert project.call("GET", f"{LIST}{made['id']}/").status_code == 404
    assert project.done("GET", f"/organizations/sandbox/workflows/{workflow['id']}/")["detectorIds"] == []


@pytest.mark.parametrize("identity", ["abc", "999", "9" * 40])
def test_an_id_that_is_none_is_404(project: Local, identity: str) -> None:
    assert project.call("GET", f"{LIST}{identity}/").status_code == 404


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?query=type:metric", ["p95 latency", "second"]),
        ("?query=!type:metric", ["Error Monitor", "Issue Stream"]),
        ('?query=name:"p95 latency"', ["p95 latency"]),
        ("?query=second", ["second"]),
        ("?query=assignee:%23gvses", ["second"]),
        ("?query=type:metric assignee:none", ["p95 latency"]),
        ("?project=1&query=type:error", ["Error Monitor"]),
        ("?project=backend&project=-1", ["Error Monitor", "Issue Stream", "p95 latency", "second"]),
        ("?sortBy=-name", ["second", "p95 latency", "Issue Stream", "Error Monitor"]),
        ("?id=3&id=4&project=backend&query=type:error", ["p95 latency", "second"]),
    ],
)
def test_the_list_finds(project: Local, query: str, names: list[str]) -> None:
    project.monitor()
    project.monitor(name="second", owner="team:1")

    response = project.call("GET", f"{LIST}{query}")

    assert [one["name"] for one in response.json()] == names
    assert response.headers["X-Hits"] == str(len(names))


@pytest.mark.parametrize("query", ["colour:red", 'name:"open'])
def test_a_search_that_means_nothing_is_400_on_query(project: Local, query: str) -> None:
    response = project.call("GET", f"{LIST}?query={query}")

    assert response.status_code == 400
    assert list(response.json()) == ["query"]


def test_many_are_changed_and_deleted_at_once_but_never_all_by_accident(project: Local) -> None:
    ids = [project.monitor()["id"] for _ in range(2)]
    path = f"{LIST}?id={ids[0]}&id={ids[1]}"

    assert [one["enabled"] for one in project.done("PUT", path, {"enabled": False})] == [False, False]
    assert project.call("PUT", LIST, {"enabled": False}).status_code == 400
    assert project.call("DELETE", LIST).status_code == 400
    assert project.call("DELETE", path).status_code == 204
    assert project.done("PUT", path, {"enabled": False}) == {"detail": "No detectors found."}


def test_a_plan_without_metric_alerts_refuses_new_ones_and_hides_old_ones(project: Local) -> None:
    made = project.monitor()
    path = f"{LIST}{made['id']}/"
    project.turn(metric_alerts_plan=False)

    refused = project.call("POST", CREATE, monitor())

    assert refused.status_code == 400
    assert refused.json() == {"detail": "Unable to process request, confirm payment options."}
    assert project.call("GET", path).status_code == 404
    assert project.call("PUT", path, monitor()).status_code == 404
    assert [one["type"] for one in project.done("GET", LIST)] == ["error", "issue_stream"]
    assert project.call("DELETE", path).status_code == 204


def test_a_limit_of_monitors_is_a_list_shaped_400(project: Local) -> None:
    project.turn(monitor_limit=1)
    project.monitor()

    response = project.call("POST", CREATE, monitor())

    assert response.status_code == 400
    assert response.json() == ["Used 1/1 of allowed metric_issue monitors."]


def _conditions(body: Json) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = body["conditionGroup"]["conditions"]
    return found
