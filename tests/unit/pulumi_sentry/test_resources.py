"""What each resource does at Sentry, seen from the engine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pulumi_sentry.declaration import UNKNOWN
from pulumi_sentry.plugin.values import decode
from tests.unit.pulumi_sentry import bodies
from tests.unit.pulumi_sentry.bodies import DEFAULT_KEY, PUBLIC_KEY, TOKEN
from tests.unit.pulumi_sentry.support import Engine, Failed, ScriptedSentry, state_of

DETECTORS = "/organizations/acme/projects/11/detectors/"
MONITOR = "/organizations/acme/detectors/31/"
WORKFLOWS = "/organizations/acme/workflows/"
KEYS = "/projects/acme/11/keys/"
KEY = f"{KEYS}{PUBLIC_KEY}/"
REFUSED = {"detail": "Internal Error"}


# -- slugs that are taken --------------------------------------------------------------------------


async def test_a_taken_team_slug_prints_the_line_that_adopts_it(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    taken = "A team with this slug already exists."
    sentry.answer("POST /organizations/acme/teams/", {"non_field_errors": [taken], "detail": taken}, 409)
    with pytest.raises(Failed, match=r"pulumi import sentry:index:Team it web$") as failed:
        await engine.create("Team", bodies.TEAM_INPUTS)
    assert failed.value.partial is None


@pytest.mark.parametrize(
    "said",
    [
        "A project with this slug already exists.",
        "Max allowed ID retry reached. Please try again in a second",
    ],
)
async def test_a_taken_project_slug_prints_the_line_that_adopts_it(
    engine: Engine, sentry: ScriptedSentry, said: str
) -> None:
    sentry.answer("POST /teams/acme/7/projects/", {"detail": said}, 409)
    sentry.answer("GET /projects/acme/shop/", bodies.project())
    with pytest.raises(Failed, match=r"pulumi import sentry:index:Project it shop$") as failed:
        await engine.create("Project", bodies.PROJECT_INPUTS)
    assert failed.value.partial is None
    assert sentry.writes == ["POST /teams/acme/7/projects/"]


# -- projects --------------------------------------------------------------------------------------


@pytest.fixture
def projects(sentry: ScriptedSentry) -> ScriptedSentry:
    sentry.answer("POST /teams/acme/7/projects/", bodies.project(), 201)
    sentry.answer("PUT /projects/acme/11/", bodies.project())
    sentry.answer("GET /projects/acme/11/", bodies.project())
    sentry.answer("GET /organizations/acme/detectors/", bodies.default_monitors())
    sentry.answer(f"GET {KEYS}", [bodies.key(DEFAULT_KEY, name="Default")])
    sentry.answer(f"DELETE {KEYS}{DEFAULT_KEY}/", None, 204)
    return sentry


WITHOUT_DEFAULT_KEY = {**bodies.PROJECT_INPUTS, "removeDefaultKey": True}


async def test_a_project_is_created_without_sentrys_own_alert_and_knows_its_monitors(
    engine: Engine, projects: ScriptedSentry
) -> None:
    state = await engine.create("Project", bodies.PROJECT_INPUTS)
    assert projects.body("POST /teams/acme/7/projects/") == {
        "name": "Shop",
        "slug": "shop",
        "platform": "python-fastapi",
        "default_rules": False,
    }
    assert state.outputs["issueStreamMonitorId"] == "22"
    assert state.outputs["errorMonitorId"] == "21"
    assert projects.writes == ["POST /teams/acme/7/projects/"]


async def test_settings_reach_sentry_under_its_own_names_with_whole_numbers(
    engine: Engine, projects: ScriptedSentry
) -> None:
    settings = {
        "resolveAge": 24,
        "scrubIPAddresses": True,
        "verifySSL": False,
        "options": {"filters:blacklisted_ips": "10.0.0.1", "sentry:replay_rage_click_issues": 1},
    }
    await engine.create("Project", {**bodies.PROJECT_INPUTS, **settings})
    sent = projects.body("PUT /projects/acme/11/")
    assert sent == settings
    assert isinstance(sent["options"]["sentry:replay_rage_click_issues"], int)


async def test_the_default_key_is_removed_by_the_id_seen_right_after_creation(
    engine: Engine, projects: ScriptedSentry
) -> None:
    state = await engine.create("Project", WITHOUT_DEFAULT_KEY)
    assert projects.writes == ["POST /teams/acme/7/projects/", f"DELETE {KEYS}{DEFAULT_KEY}/"]
    assert state.outputs["defaultKeyId"] == ""


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param([], id="there is none"),
        pytest.param([bodies.key(DEFAULT_KEY), bodies.key()], id="there are two"),
        pytest.param([bodies.key(dateCreated="2026-11-24T10:05:00Z", name="Default")], id="it is younger"),
    ],
)
async def test_a_key_that_is_not_certainly_sentrys_own_is_never_removed(
    engine: Engine, projects: ScriptedSentry, keys: list[Any]
) -> None:
    projects.instead(f"GET {KEYS}", keys)
    await engine.create("Project", WITHOUT_DEFAULT_KEY)
    assert projects.writes == ["POST /teams/acme/7/projects/"]


async def test_no_later_change_removes_a_key_even_one_as_old_as_the_project(
    engine: Engine, projects: ScriptedSentry
) -> None:
    created = await engine.create("Project", WITHOUT_DEFAULT_KEY)
    kept = await engine.create("Project", bodies.PROJECT_INPUTS)
    imported = await engine.imported("Project", "11")
    projects.requests.clear()
    projects.instead(f"GET {KEYS}", [bodies.key()])
    for state in (created, kept, imported, await engine.read("Project", created)):
        await engine.update("Project", state, {**WITHOUT_DEFAULT_KEY, "name": "Renamed"})
    assert set(projects.writes) == {"PUT /projects/acme/11/"}


async def test_what_only_creation_looks_at_never_differs_later(
    engine: Engine, projects: ScriptedSentry
) -> None:
    state = await engine.create("Project", bodies.PROJECT_INPUTS)
    changed = {**bodies.PROJECT_INPUTS, "defaultRules": True, "removeDefaultKey": True}
    assert await engine.diff("Project", state, changed) == {}


async def test_a_creation_that_failed_half_way_is_in_state_and_goes_on_with_the_next_up(
    engine: Engine, projects: ScriptedSentry
) -> None:
    inputs = {**WITHOUT_DEFAULT_KEY, "resolveAge": 24}
    projects.instead("PUT /projects/acme/11/", REFUSED, 500)
    with pytest.raises(Failed, match="Sentry failed") as failed:
        await engine.create("Project", inputs)
    assert failed.value.partial is not None
    assert failed.value.partial.id == "11"
    assert list(failed.value.partial.reasons) == [failed.value.message]
    half_made = state_of(failed.value)
    assert decode(half_made.inputs)[0] == inputs
    projects.instead("PUT /projects/acme/11/", bodies.project(resolveAge=24))
    projects.requests.clear()
    await engine.update("Project", half_made, inputs)
    assert projects.writes == ["PUT /projects/acme/11/"]
    assert projects.body("PUT /projects/acme/11/")["resolveAge"] == 24


def unused(projects: ScriptedSentry) -> None:
    projects.answer(f"GET {KEYS}{DEFAULT_KEY}/", bodies.key(DEFAULT_KEY))
    projects.answer(f"GET {KEYS}{DEFAULT_KEY}/stats/", [{"ts": 0, "total": 0}])


async def test_a_default_key_that_could_not_be_removed_is_removed_by_the_next_up(
    engine: Engine, projects: ScriptedSentry
) -> None:
    projects.instead(f"DELETE {KEYS}{DEFAULT_KEY}/", {"detail": "You do not have permission."}, 403)
    with pytest.raises(Failed, match="project:admin") as failed:
        await engine.create("Project", WITHOUT_DEFAULT_KEY)
    half_made = state_of(failed.value)
    assert half_made.outputs["defaultKeyId"] == DEFAULT_KEY
    assert ("defaultKeyId",) in half_made.secrets
    projects.instead(f"DELETE {KEYS}{DEFAULT_KEY}/", None, 204)
    projects.instead(f"GET {KEYS}", [bodies.key(), bodies.key(DEFAULT_KEY)])
    unused(projects)
    projects.requests.clear()
    state = await engine.update("Project", half_made, WITHOUT_DEFAULT_KEY)
    assert f"DELETE {KEYS}{DEFAULT_KEY}/" in projects.writes
    assert f"DELETE {KEY}" not in projects.writes
    assert state.outputs["defaultKeyId"] == ""


async def test_a_default_key_that_could_not_be_looked_for_is_found_by_the_next_up(
    engine: Engine, projects: ScriptedSentry
) -> None:
    projects.instead(f"GET {KEYS}", REFUSED, 500)
    with pytest.raises(Failed) as failed:
        await engine.create("Project", WITHOUT_DEFAULT_KEY)
    # A refresh in between must not take it for finished: the engine would not touch it again.
    half_made = state_of(failed.value)
    with pytest.raises(Failed, match="not removed yet") as still:
        await engine.read("Project", half_made)
    half_made = state_of(still.value)
    projects.instead(f"GET {KEYS}", [bodies.key(DEFAULT_KEY, name="Default")])
    unused(projects)
    state = await engine.update("Project", half_made, WITHOUT_DEFAULT_KEY)
    assert projects.writes.count(f"DELETE {KEYS}{DEFAULT_KEY}/") == 1
    assert state.outputs["defaultKeyId"] == ""


async def test_an_update_that_failed_sends_its_settings_again(
    engine: Engine, projects: ScriptedSentry
) -> None:
    state = await engine.create("Project", bodies.PROJECT_INPUTS)
    changed = {**bodies.PROJECT_INPUTS, "subjectPrefix": "[shop]"}
    projects.instead("PUT /projects/acme/11/", REFUSED, 500)
    with pytest.raises(Failed) as failed:
        await engine.update("Project", state, changed)
    projects.instead("PUT /projects/acme/11/", bodies.project(subjectPrefix="[shop]"))
    await engine.update("Project", state_of(failed.value), changed)
    assert projects.body("PUT /projects/acme/11/")["subjectPrefix"] == "[shop]"


async def test_another_team_gets_access_before_the_old_one_loses_it(
    engine: Engine, projects: ScriptedSentry
) -> None:
    state = await engine.create("Project", bodies.PROJECT_INPUTS)
    both = [{"id": "7", "slug": "web"}, {"id": "8", "slug": "ops"}]
    projects.answer("POST /projects/acme/11/teams/ops/", bodies.project(teams=both), 201)
    projects.answer("DELETE /projects/acme/11/teams/7/", bodies.project(teams=both[1:]))
    projects.requests.clear()
    await engine.update("Project", state, {**bodies.PROJECT_INPUTS, "team": "ops"})
    assert projects.writes[:2] == [
        "POST /projects/acme/11/teams/ops/",
        "DELETE /projects/acme/11/teams/7/",
    ]


async def test_a_team_written_as_its_slug_instead_of_its_id_keeps_its_access(
    engine: Engine, projects: ScriptedSentry
) -> None:
    state = await engine.create("Project", bodies.PROJECT_INPUTS)
    projects.answer("POST /projects/acme/11/teams/web/", bodies.project(), 201)
    projects.requests.clear()
    await engine.update("Project", state, {**bodies.PROJECT_INPUTS, "team": "web"})
    assert projects.writes == ["POST /projects/acme/11/teams/web/", "PUT /projects/acme/11/"]


async def test_declared_options_are_compared_key_by_key(engine: Engine, projects: ScriptedSentry) -> None:
    inputs = {**bodies.PROJECT_INPUTS, "options": {"filters:blacklisted_ips": "10.0.0.1"}}
    state = await engine.create("Project", inputs)
    read = await engine.read("Project", state)
    assert decode(read.inputs)[0]["options"] == {"filters:blacklisted_ips": ""}
    assert await engine.diff("Project", read, inputs) == {'options["filters:blacklisted_ips"]': "UPDATE"}


async def test_text_that_sentry_trims_does_not_differ(engine: Engine, projects: ScriptedSentry) -> None:
    inputs = {**bodies.PROJECT_INPUTS, "fingerprintingRules": "type:A -> a\n"}
    state = await engine.create("Project", inputs)
    projects.instead("GET /projects/acme/11/", bodies.project(fingerprintingRules="type:A -> a"))
    assert await engine.diff("Project", await engine.read("Project", state), inputs) == {}


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"digestsMinDelay": 600, "digestsMaxDelay": 300}, "digestsMinDelay"),
        ({"sensitiveFields": ["x" * 4001]}, "sensitiveFields"),
        ({"sensitiveFields": ["iban", " "]}, "sensitiveFields"),
        ({"allowedDomains": []}, "allowedDomains"),
        ({"slug": "123"}, "slug"),
        ({"slug": "Shop"}, "slug"),
        ({"resolveAge": -1}, "resolveAge"),
        ({"highlightContext": {"Trace": [1]}}, "highlightContext.Trace[0]"),
    ],
)
async def test_a_setting_that_sentry_would_refuse_is_refused_before_any_call(
    engine: Engine, sentry: ScriptedSentry, changes: dict[str, Any], path: str
) -> None:
    assert set(await engine.failures("Project", {**bodies.PROJECT_INPUTS, **changes})) == {path}
    assert sentry.calls == []


# -- client keys -----------------------------------------------------------------------------------


async def test_what_sentry_does_not_read_on_creation_follows_in_an_update(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {KEYS}", bodies.key(rateLimit={"window": 60, "count": 10}), 201)
    sentry.answer(f"PUT {KEY}", bodies.key(rateLimit={"window": 60, "count": 10}, isActive=False))
    limit = {"count": 10, "window": 60}
    inputs = {**bodies.KEY_INPUTS, "isActive": False, "rateLimit": limit}
    await engine.create("ProjectKey", inputs)
    sent = sentry.body(f"POST {KEYS}")
    assert (sent["name"], sent["rateLimit"], set(sent)) == (
        "production",
        limit,
        {"name", "rateLimit", "public", "secret"},
    )
    assert sentry.body(f"PUT {KEY}") == {
        "name": "production",
        "isActive": False,
        "rateLimit": limit,
        "browserSdkVersion": "8.x",
    }


async def test_a_key_that_could_not_be_finished_is_in_state_with_its_secrets(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {KEYS}", bodies.key(), 201)
    sentry.answer(f"PUT {KEY}", REFUSED, 500)
    with pytest.raises(Failed) as failed:
        await engine.create("ProjectKey", {**bodies.KEY_INPUTS, "isActive": False})
    half_made = state_of(failed.value)
    assert half_made.id == bodies.KEY_ID
    assert half_made.secrets == {("dsn",), ("publicKey",), ("securityUrl",)}


async def test_an_update_sends_the_sdk_version_again_because_sentry_would_reset_it(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {KEYS}", bodies.key(), 201)
    sentry.answer(f"GET {KEY}", bodies.key(browserSdkVersion="7.x"))
    sentry.answer(f"PUT {KEY}", bodies.key(name="web", browserSdkVersion="7.x"))
    state = await engine.create("ProjectKey", bodies.KEY_INPUTS)
    await engine.update("ProjectKey", state, {**bodies.KEY_INPUTS, "name": "web"})
    assert sentry.body(f"PUT {KEY}")["browserSdkVersion"] == "7.x"
    await engine.update("ProjectKey", state, {**bodies.KEY_INPUTS, "browserSdkVersion": "latest"})
    assert sentry.body(f"PUT {KEY}")["browserSdkVersion"] == "latest"


async def test_a_removed_rate_limit_is_cleared(engine: Engine, sentry: ScriptedSentry) -> None:
    limited = bodies.key(rateLimit={"window": 60, "count": 10})
    sentry.answer(f"POST {KEYS}", limited, 201)
    sentry.answer(f"GET {KEY}", limited)
    sentry.answer(f"PUT {KEY}", bodies.key())
    state = await engine.create("ProjectKey", {**bodies.KEY_INPUTS, "rateLimit": {"count": 10, "window": 60}})
    assert await engine.diff("ProjectKey", state, bodies.KEY_INPUTS) == {"rateLimit": "DELETE"}
    await engine.update("ProjectKey", state, bodies.KEY_INPUTS)
    assert sentry.body(f"PUT {KEY}")["rateLimit"] is None


async def test_a_rate_limit_that_the_plan_ignores_is_a_warning_and_no_endless_difference(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {KEYS}", bodies.key(), 201)
    sentry.answer(f"GET {KEY}", bodies.key())
    inputs = {**bodies.KEY_INPUTS, "rateLimit": {"count": 10, "window": 60}}
    state = await engine.create("ProjectKey", inputs)
    assert state.outputs["rateLimitIgnored"] is True
    ((urn, message),) = engine.log.messages
    assert urn == engine.urn("ProjectKey")
    assert "plan" in message
    assert await engine.diff("ProjectKey", await engine.read("ProjectKey", state), inputs) == {}


async def test_loader_options_that_are_not_declared_are_left_alone(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    options = {**bodies.key()["dynamicSdkLoaderOptions"], "hasReplay": True, "hasDebug": True}
    sentry.answer(f"POST {KEYS}", bodies.key(), 201)
    sentry.answer(f"PUT {KEY}", bodies.key(dynamicSdkLoaderOptions=options))
    sentry.answer(f"GET {KEY}", bodies.key(dynamicSdkLoaderOptions=options))
    inputs = {**bodies.KEY_INPUTS, "dynamicSdkLoaderOptions": {"hasReplay": True}}
    state = await engine.create("ProjectKey", inputs)
    assert sentry.body(f"PUT {KEY}")["dynamicSdkLoaderOptions"] == {"hasReplay": True}
    assert await engine.diff("ProjectKey", await engine.read("ProjectKey", state), inputs) == {}


async def test_a_key_of_another_project_is_another_key(engine: Engine, sentry: ScriptedSentry) -> None:
    sentry.answer(f"POST {KEYS}", bodies.key(), 201)
    state = await engine.create("ProjectKey", bodies.KEY_INPUTS)
    assert await engine.diff("ProjectKey", state, {**bodies.KEY_INPUTS, "project": "12"}) == {
        "project": "UPDATE_REPLACE"
    }


async def test_a_key_is_imported_by_the_slug_of_its_project_and_kept_by_its_id(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"GET /projects/acme/shop/keys/{PUBLIC_KEY}/", bodies.key())
    address = f"https://acme.sentry.io/settings/projects/shop/keys/{PUBLIC_KEY}/"
    for reference in (f"shop/{PUBLIC_KEY}", f"acme/shop/{PUBLIC_KEY}", address):
        assert (await engine.imported("ProjectKey", reference)).id == bodies.KEY_ID


async def test_the_id_of_a_key_holds_nothing_of_it_and_still_finds_it(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"GET {KEYS}", [bodies.key(DEFAULT_KEY, name="Default"), bodies.key()])
    sentry.answer("GET /projects/acme/shop/keys/", [bodies.key()])
    sentry.answer(f"GET {KEY}", bodies.key())
    sentry.answer(f"GET /projects/acme/shop/keys/{PUBLIC_KEY}/", bodies.key())
    digest = bodies.KEY_ID.split("/")[1]
    for reference in (bodies.KEY_ID, f"acme/shop/{digest}"):
        state = await engine.imported("ProjectKey", reference)
        assert (state.id, state.outputs["publicKey"]) == (bodies.KEY_ID, PUBLIC_KEY)
    assert not any(PUBLIC_KEY[at : at + 6] in state.id for at in range(26))
    # What is known from the state needs no list.
    sentry.requests.clear()
    assert (await engine.read("ProjectKey", state)).id == bodies.KEY_ID
    assert f"GET {KEYS}" not in sentry.calls
    # Another key of the same project is not this one.
    sentry.instead(f"GET {KEYS}", [bodies.key(DEFAULT_KEY, name="Default")])
    assert (await engine.imported("ProjectKey", bodies.KEY_ID)).id == ""


async def test_a_state_with_the_key_in_its_id_works_and_is_moved_by_a_refresh(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {KEYS}", bodies.key(), 201)
    sentry.answer(f"GET {KEY}", bodies.key())
    sentry.answer(f"PUT {KEY}", bodies.key(name="renamed"))
    sentry.answer(f"DELETE {KEY}", None, 204)
    made = await engine.create("ProjectKey", bodies.KEY_INPUTS)
    old = replace(made, id=f"11/{PUBLIC_KEY}")
    await engine.another_run()
    assert await engine.diff("ProjectKey", old, bodies.KEY_INPUTS) == {}
    await engine.update("ProjectKey", old, {**bodies.KEY_INPUTS, "name": "renamed"})
    assert sentry.writes[-1] == f"PUT {KEY}"
    moved = await engine.read("ProjectKey", old)
    assert (moved.id, moved.outputs) == (bodies.KEY_ID, made.outputs)
    await engine.delete("ProjectKey", old)
    assert sentry.writes[-1] == f"DELETE {KEY}"


async def test_a_key_that_a_state_has_under_its_old_id_is_not_taken_over_by_another_resource(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {KEYS}", bodies.key(), 201)
    old = replace(await engine.create("ProjectKey", bodies.KEY_INPUTS), id=f"11/{PUBLIC_KEY}")
    await engine.configure(
        {"token": "another", "organization": "acme", "baseUrl": "https://sentry.example.com"}
    )
    await engine.diff("ProjectKey", old, bodies.KEY_INPUTS)
    sentry.answer("GET /organizations/acme/project-keys/", [bodies.key()])
    sentry.instead(f"POST {KEYS}", bodies.key("cd" * 16), 201)
    engine.name = "other"
    other = await engine.create("ProjectKey", {**bodies.KEY_INPUTS, "adopt": True})
    assert other.outputs["publicKey"] == "cd" * 16


# -- monitors --------------------------------------------------------------------------------------


async def test_a_monitor_is_sent_whole_with_the_condition_that_resolves_it(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {DETECTORS}", bodies.monitor(), 201)
    await engine.create("MetricMonitor", bodies.MONITOR_INPUTS)
    sent = sentry.body(f"POST {DETECTORS}")
    assert sent["type"] == "metric_issue"
    assert sent["dataSources"] == [
        {
            "aggregate": "p95(span.duration)",
            "query": "is_transaction:true",
            "timeWindow": 300,
            "dataset": "events_analytics_platform",
            "queryType": 1,
            "eventTypes": ["trace_item_span"],
            "environment": None,
            "extrapolationMode": "unknown",
        }
    ]
    assert sent["conditionGroup"]["conditions"] == [
        {"type": "gt", "comparison": 1500, "conditionResult": 50},
        {"type": "gt", "comparison": 2000, "conditionResult": 75},
        {"type": "lte", "comparison": 1500, "conditionResult": 0},
    ]
    assert "workflowIds" not in sent


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (2, 0, 1)])
async def test_conditions_do_not_differ_in_whatever_order_sentry_answers_them(
    engine: Engine, sentry: ScriptedSentry, order: tuple[int, ...]
) -> None:
    sentry.answer(f"POST {DETECTORS}", bodies.monitor(), 201)
    state = await engine.create("MetricMonitor", bodies.MONITOR_INPUTS)
    group = bodies.monitor()["conditionGroup"]
    shuffled = {**group, "conditions": [group["conditions"][index] for index in order]}
    for ids in (("51", "52", "53"), ("99", "9", "100")):
        for condition, id in zip(shuffled["conditions"], ids, strict=True):
            condition["id"] = id
        sentry.instead(f"GET {MONITOR}", bodies.monitor(conditionGroup=shuffled))
        for read in (await engine.read("MetricMonitor", state), await engine.imported("MetricMonitor", "31")):
            assert await engine.diff("MetricMonitor", read, bodies.MONITOR_INPUTS) == {}


async def test_a_disabled_monitor_takes_a_second_call_and_is_in_state_if_that_fails(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {DETECTORS}", bodies.monitor(), 201)
    sentry.answer(f"PUT {MONITOR}", REFUSED, 500)
    inputs = {**bodies.MONITOR_INPUTS, "enabled": False}
    with pytest.raises(Failed) as failed:
        await engine.create("MetricMonitor", inputs)
    half_made = state_of(failed.value)
    assert half_made.id == "31"
    sentry.instead(f"PUT {MONITOR}", bodies.monitor(enabled=False))
    await engine.update("MetricMonitor", half_made, inputs)
    assert sentry.body(f"PUT {MONITOR}")["enabled"] is False
    assert sentry.writes.count(f"POST {DETECTORS}") == 1


async def test_a_monitor_cannot_move_to_another_project(engine: Engine, sentry: ScriptedSentry) -> None:
    sentry.answer(f"POST {DETECTORS}", bodies.monitor(), 201)
    state = await engine.create("MetricMonitor", bodies.MONITOR_INPUTS)
    assert await engine.diff("MetricMonitor", state, {**bodies.MONITOR_INPUTS, "project": UNKNOWN}) == {
        "project": "UPDATE_REPLACE"
    }


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"dataSource": {"aggregate": "count()", "timeWindow": 60}}, "dataSource.timeWindow"),
        ({"dataSource": {"aggregate": "count()", "timeWindow": 10}}, "dataSource.timeWindow"),
        ({"dataSource": {"aggregate": "count()", "timeWindow": 300, "qurey": ""}}, "dataSource.qurey"),
        (
            {"dataSource": {"aggregate": "count()", "timeWindow": 300, "dataset": "transactions"}},
            "dataSource.dataset",
        ),
        (
            {"dataSource": {"aggregate": "count()", "timeWindow": 300, "query": "release:latest"}},
            "dataSource.query",
        ),
        ({"conditions": []}, "conditions"),
        ({"conditions": [{"type": "gt", "result": "high"}]}, "conditions[0].comparison"),
        ({"conditions": [{"type": "above", "comparison": 1, "result": "high"}]}, "conditions[0].type"),
        ({"conditions": [{"type": "anomaly_detection", "result": "high"}]}, "conditions[0].anomaly"),
        ({"conditions": [{"type": "gt", "comparison": n, "result": "high"} for n in range(4)]}, "conditions"),
        ({"detectionType": "percent"}, "comparisonDelta"),
        ({"comparisonDelta": 3600}, "comparisonDelta"),
        ({"owner": "web"}, "owner"),
    ],
)
async def test_a_monitor_that_sentry_would_refuse_is_refused_before_any_call(
    engine: Engine, sentry: ScriptedSentry, changes: dict[str, Any], path: str
) -> None:
    assert set(await engine.failures("MetricMonitor", {**bodies.MONITOR_INPUTS, **changes})) == {path}
    assert sentry.calls == []


# -- alerts ----------------------------------------------------------------------------------------


async def test_an_alert_is_sent_whole_with_whole_numbers(engine: Engine, sentry: ScriptedSentry) -> None:
    sentry.answer(f"POST {WORKFLOWS}", bodies.alert(), 201)
    await engine.create("Alert", bodies.ALERT_INPUTS)
    sent = sentry.body(f"POST {WORKFLOWS}")
    assert sent["config"] == {"frequency": 30}
    assert sent["detectorIds"] == ["22", "31"]
    assert sent["triggers"]["logicType"] == "any-short"
    (condition,) = sent["actionFilters"][0]["conditions"]
    assert condition == {
        "type": "issue_priority_greater_or_equal",
        "comparison": 75,
        "conditionResult": True,
    }
    assert isinstance(condition["comparison"], int)
    slack, mail = sent["actionFilters"][0]["actions"]
    assert slack["integrationId"] == 5
    assert slack["config"]["targetType"] == "specific"
    assert mail["config"] == {"targetType": "team", "targetIdentifier": "7", "targetDisplay": None}


async def test_an_alert_that_came_back_without_its_monitors_is_a_failure_half_way(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {WORKFLOWS}", bodies.alert(detectorIds=["22"]), 201)
    sentry.answer(f"GET {WORKFLOWS}41/", bodies.alert(detectorIds=["22"]))
    sentry.answer(f"PUT {WORKFLOWS}41/", bodies.alert())
    with pytest.raises(Failed, match="alerts:write") as failed:
        await engine.create("Alert", bodies.ALERT_INPUTS)
    half_made = state_of(failed.value)
    assert half_made.id == "41"
    await engine.update("Alert", half_made, bodies.ALERT_INPUTS)
    assert sentry.writes == [f"POST {WORKFLOWS}", f"PUT {WORKFLOWS}41/"]


async def test_a_monitor_detached_by_hand_is_seen_and_attached_again(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {WORKFLOWS}", bodies.alert(), 201)
    sentry.answer(f"GET {WORKFLOWS}41/", bodies.alert(detectorIds=["22"]))
    sentry.answer(f"PUT {WORKFLOWS}41/", bodies.alert())
    state = await engine.read("Alert", await engine.create("Alert", bodies.ALERT_INPUTS))
    assert await engine.diff("Alert", state, bodies.ALERT_INPUTS) == {"monitors[1]": "ADD"}
    await engine.update("Alert", state, bodies.ALERT_INPUTS)
    assert sentry.body(f"PUT {WORKFLOWS}41/")["detectorIds"] == ["22", "31"]


async def test_an_alert_whose_monitors_are_all_gone_can_be_given_others(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {WORKFLOWS}", bodies.alert(), 201)
    sentry.answer(f"GET {WORKFLOWS}41/", bodies.alert(detectorIds=[]))
    sentry.answer(f"PUT {WORKFLOWS}41/", bodies.alert(detectorIds=["33"]))
    state = await engine.read("Alert", await engine.create("Alert", bodies.ALERT_INPUTS))
    await engine.update(
        "Alert", await engine.read("Alert", state), {**bodies.ALERT_INPUTS, "monitors": ["33"]}
    )
    assert sentry.body(f"PUT {WORKFLOWS}41/")["detectorIds"] == ["33"]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"monitors": []}, "monitors"),
        ({"monitors": ["22", ""]}, "monitors[1]"),
        ({"frequency": -1}, "frequency"),
        ({"actionFilters": []}, "actionFilters"),
        ({"actionFilters": [{"actions": []}]}, "actionFilters[0].actions"),
        ({"actionFilters": [{"actions": [{"type": "email"}]}]}, "actionFilters[0].actions[0].targetType"),
        (
            {"actionFilters": [{"actions": [{"type": "email", "targetType": "team"}]}]},
            "actionFilters[0].actions[0].targetIdentifier",
        ),
        (
            {"actionFilters": [{"actions": [{"type": "slack", "targetDisplay": "alerts"}]}]},
            "actionFilters[0].actions[0].integrationId",
        ),
        (
            {"actionFilters": [{"actions": [{"type": "slack", "integrationId": "5"}]}]},
            "actionFilters[0].actions[0].targetDisplay",
        ),
        (
            {"actionFilters": [{"actions": [{"type": "slack", "integrationId": "my-slack"}]}]},
            "actionFilters[0].actions[0].integrationId",
        ),
        (
            {
                "actionFilters": [
                    {"actions": [{"type": "webhook", "integrationId": "5", "targetIdentifier": "ours"}]}
                ]
            },
            "actionFilters[0].actions[0].integrationId",
        ),
        ({"actionFilters": [{"actions": [{"type": "plugin"}]}]}, "actionFilters[0].actions[0].type"),
    ],
)
async def test_an_alert_that_would_be_refused_or_never_fire_is_refused_before_any_call(
    engine: Engine, sentry: ScriptedSentry, changes: dict[str, Any], path: str
) -> None:
    assert set(await engine.failures("Alert", {**bodies.ALERT_INPUTS, **changes})) == {path}
    assert sentry.calls == []


# -- .env files ------------------------------------------------------------------------------------


def variables(path: Path, **values: str) -> dict[str, Any]:
    return {"path": str(path), "values": values}


async def test_an_env_file_is_written_compared_and_repaired_without_a_request(
    engine: Engine, tmp_path: Path
) -> None:
    path = tmp_path / ".env"
    path.write_text("# theirs\nDB=postgres\n")
    inputs = variables(path, SENTRY_DSN="https://a@example.com/1", SENTRY_ENVIRONMENT="dev")
    state = await engine.create("EnvFile", inputs)
    assert await engine.diff("EnvFile", state, inputs) == {}
    path.write_text(path.read_text().replace("ENVIRONMENT=dev", "ENVIRONMENT=prod"))
    assert await engine.diff("EnvFile", state, inputs) == {"values.SENTRY_ENVIRONMENT": "UPDATE"}
    read = await engine.read("EnvFile", state)
    assert await engine.diff("EnvFile", read, inputs) == {"values.SENTRY_ENVIRONMENT": "UPDATE"}
    await engine.update("EnvFile", read, inputs)
    assert await engine.diff("EnvFile", state, inputs) == {}
    assert path.read_text().startswith("# theirs\nDB=postgres\n")
    assert engine.sentry.calls == []


async def test_a_lost_env_file_is_written_again_where_its_folder_is_and_not_missed_elsewhere(
    engine: Engine, tmp_path: Path
) -> None:
    path = tmp_path / "app" / ".env"
    inputs = variables(path, SENTRY_DSN="https://a@example.com/1")
    state = await engine.create("EnvFile", inputs)
    path.unlink()
    assert await engine.diff("EnvFile", state, inputs) == {"values.SENTRY_DSN": "UPDATE"}
    assert (await engine.read("EnvFile", state)).id == ""
    path.parent.rmdir()
    assert await engine.diff("EnvFile", state, inputs) == {}
    read = await engine.read("EnvFile", state)
    assert (read.id, decode(read.inputs)) == (state.id, decode(state.inputs))


async def test_a_variable_that_is_no_longer_declared_is_removed_and_so_are_all_on_delete(
    engine: Engine, tmp_path: Path
) -> None:
    path = tmp_path / ".env"
    path.write_text("DB=postgres\n")
    state = await engine.create("EnvFile", variables(path, SENTRY_DSN="a", SENTRY_RELEASE="1"))
    fewer = variables(path, SENTRY_DSN="a")
    assert await engine.diff("EnvFile", state, fewer) == {"values.SENTRY_RELEASE": "DELETE"}
    state = await engine.update("EnvFile", state, fewer)
    assert "SENTRY_RELEASE" not in path.read_text()
    await engine.another_run()
    await engine.delete("EnvFile", state)
    assert path.read_text() == "DB=postgres\n"


async def test_an_import_takes_no_variable_that_is_not_declared(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("DB=hunter2\nSENTRY_DSN=a\n")
    imported = await engine.imported("EnvFile", str(path))
    assert decode(imported.inputs)[0] == variables(path)
    assert (await engine.read("EnvFile", imported)).id == imported.id
    await engine.update("EnvFile", imported, variables(path, SENTRY_DSN="b"))
    assert path.read_text() == "DB=hunter2\nSENTRY_DSN=b\n"
    assert (await engine.imported("EnvFile", str(tmp_path / "none"))).id == ""


async def test_another_spelling_of_the_same_path_does_not_move_the_file(
    engine: Engine, tmp_path: Path
) -> None:
    state = await engine.create("EnvFile", variables(tmp_path / ".env", SENTRY_DSN="a"))
    spelled = {"path": f"{tmp_path}/./app/../.env", "values": {"SENTRY_DSN": "a"}}
    assert await engine.diff("EnvFile", state, spelled) == {}
    moved = variables(tmp_path / "app" / ".env", SENTRY_DSN="a")
    assert await engine.diff("EnvFile", state, moved) == {"path": "UPDATE_REPLACE"}


async def test_a_secret_value_stays_secret_when_another_one_drifts(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / ".env"
    engine.secrets = {("values", "SENTRY_DSN")}
    state = await engine.create("EnvFile", variables(path, SENTRY_DSN=TOKEN, SENTRY_ENVIRONMENT="dev"))
    path.write_text(path.read_text().replace("=dev", "=prod"))
    assert (await engine.read("EnvFile", state)).secrets == {("values", "SENTRY_DSN")}


async def test_a_broken_env_file_is_an_error_with_its_line_and_is_left_alone(
    engine: Engine, tmp_path: Path
) -> None:
    path = tmp_path / ".env"
    inputs = variables(path, SENTRY_DSN="a")
    state = await engine.create("EnvFile", inputs)
    await engine.another_run()
    broken = f"SENTRY_DSN=a\nthis is 'nothing {TOKEN}\n"
    path.write_text(broken)
    for attempt in (
        engine.diff("EnvFile", state, inputs),
        engine.read("EnvFile", state),
        engine.update("EnvFile", state, inputs),
        engine.create("EnvFile", inputs),
        engine.delete("EnvFile", state),
    ):
        with pytest.raises(Failed, match=r"\.env:2: ") as failed:
            await attempt
        assert TOKEN not in failed.value.message
    assert path.read_text() == broken


async def test_a_path_that_is_a_folder_is_an_error_that_says_so(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(Failed, match="is a folder"):
        await engine.create("EnvFile", variables(tmp_path, SENTRY_DSN="a"))


@pytest.mark.parametrize(
    ("name", "value"), [("1ST", "a"), ("A-B", "a"), ("A\n", "a"), ("SENTRY_DSN", f"{TOKEN}\nDB=x")]
)
async def test_a_variable_that_could_not_be_read_back_is_refused_before_anything_is_written(
    engine: Engine, tmp_path: Path, name: str, value: str
) -> None:
    ((path, reason),) = (
        await engine.failures("EnvFile", variables(tmp_path / ".env") | {"values": {name: value}})
    ).items()
    assert path in {f"values.{name}", f'values["{name}"]'}
    assert TOKEN not in reason
