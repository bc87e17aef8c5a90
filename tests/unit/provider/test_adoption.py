"""What a creation does where an interrupted one may have left something behind."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_sentry.adoption import covers
from pulumi_sentry.key_id import KeyId

from . import bodies
from .bodies import DEFAULT_KEY, PUBLIC_KEY
from .support import Engine, Failed, ScriptedSentry, State

TEAMS = "/organizations/acme/teams/"
PROJECTS = "/teams/acme/7/projects/"
KEYS = "/projects/acme/11/keys/"
ALL_KEYS = "/organizations/acme/project-keys/"
DETECTORS = "/organizations/acme/projects/11/detectors/"
ALL_DETECTORS = "/organizations/acme/detectors/"
WORKFLOWS = "/organizations/acme/workflows/"
YOUNG = "2026-11-24T14:30:00.000000Z"  # half an hour before the server's now
OLD = "2026-11-24T13:30:00.000000Z"
LOST = {"detail": "Internal Error"}


async def _team(engine: Engine, **more: Any) -> State:
    return await engine.create("Team", {**bodies.TEAM_INPUTS, **more})


async def _monitor(engine: Engine, **more: Any) -> State:
    return await engine.create("MetricMonitor", {**bodies.MONITOR_INPUTS, **more})


async def _alert(engine: Engine, **more: Any) -> State:
    return await engine.create("Alert", {**bodies.ALERT_INPUTS, **more})


# -- a twin that is there before the creation -------------------------------------------------------


async def test_a_young_twin_of_a_monitor_is_adopted_with_a_warning_and_brought_up_to_date(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"GET {ALL_DETECTORS}", [bodies.monitor(dateCreated=YOUNG, owner=None)])
    sentry.answer(f"PUT {ALL_DETECTORS}31/", bodies.monitor())
    state = await _monitor(engine)
    assert state.id == "31"
    assert sentry.writes == [f"PUT {ALL_DETECTORS}31/"]
    ((urn, message),) = engine.log.messages
    assert urn == engine.urn("MetricMonitor")
    assert "30 min ago" in message


async def test_a_young_twin_of_an_alert_is_adopted(engine: Engine, sentry: ScriptedSentry) -> None:
    sentry.answer(f"GET {WORKFLOWS}", [bodies.alert(dateCreated=YOUNG)])
    sentry.answer(f"PUT {WORKFLOWS}41/", bodies.alert())
    assert (await _alert(engine)).id == "41"
    assert sentry.writes == [f"PUT {WORKFLOWS}41/"]


async def test_an_older_twin_is_an_error_with_the_line_that_imports_it(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"GET {ALL_DETECTORS}", [bodies.monitor()])
    sentry.answer(f"GET {WORKFLOWS}", [bodies.alert()])
    with pytest.raises(Failed, match=r"pulumi import sentry:index:MetricMonitor it 31$"):
        await _monitor(engine)
    with pytest.raises(Failed, match=r"pulumi import sentry:index:Alert it 41$"):
        await _alert(engine)
    assert sentry.writes == []


async def test_adopt_takes_a_twin_of_any_age(engine: Engine, sentry: ScriptedSentry) -> None:
    sentry.answer(f"GET {ALL_DETECTORS}", [bodies.monitor()])
    sentry.answer(f"PUT {ALL_DETECTORS}31/", bodies.monitor())
    sentry.answer(f"GET {WORKFLOWS}", [bodies.alert()])
    sentry.answer(f"PUT {WORKFLOWS}41/", bodies.alert())
    assert (await _monitor(engine, adopt=True)).id == "31"
    assert (await _alert(engine, adopt=True)).id == "41"
    assert not [call for call in sentry.writes if call.startswith("POST")]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"name": "latency of checkout"}, id="name"),
        pytest.param({"projectId": "12"}, id="project"),
        pytest.param({"type": "uptime_domain_failure"}, id="type"),
        pytest.param({"config": {"detectionType": "percent", "comparisonDelta": 3600}}, id="detection"),
        pytest.param({"dataSources": None}, id="no data source"),
    ],
)
async def test_a_monitor_that_differs_is_nobodys_twin(
    engine: Engine, sentry: ScriptedSentry, other: dict[str, Any]
) -> None:
    sentry.answer(f"GET {ALL_DETECTORS}", [bodies.monitor(dateCreated=YOUNG, **other)])
    sentry.answer(f"POST {DETECTORS}", bodies.monitor(id="32"), 201)
    assert (await _monitor(engine, adopt=True)).id == "32"


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"detectorIds": ["23"]}, id="on other monitors"),
        pytest.param({"detectorIds": ["22", "23", "31"]}, id="on more monitors"),
        pytest.param(
            {"detectorIds": ["22"], "config": {"frequency": 5}}, id="on one of them, another frequency"
        ),
        pytest.param({"detectorIds": [], "name": "Tell"}, id="without monitors, another name"),
        pytest.param({"detectorIds": [], "environment": "qa"}, id="without monitors, another environment"),
        pytest.param({"detectorIds": [], "dateCreated": OLD}, id="without monitors, older"),
    ],
)
async def test_an_alert_that_differs_is_nobodys_twin(
    engine: Engine, sentry: ScriptedSentry, other: dict[str, Any]
) -> None:
    sentry.answer(f"GET {WORKFLOWS}", [bodies.alert(**{"dateCreated": YOUNG, **other})])
    sentry.answer(f"POST {WORKFLOWS}", bodies.alert(id="42"), 201)
    assert (await _alert(engine, adopt=True)).id == "42"


@pytest.mark.parametrize("left", [["22"], []])
async def test_an_alert_is_known_again_when_its_monitors_have_gone_since(
    engine: Engine, sentry: ScriptedSentry, left: list[str]
) -> None:
    sentry.answer(f"GET {WORKFLOWS}", [bodies.alert(dateCreated=YOUNG, detectorIds=left)])
    sentry.answer(f"PUT {WORKFLOWS}41/", bodies.alert())
    assert (await _alert(engine)).id == "41"
    assert sentry.writes == [f"PUT {WORKFLOWS}41/"]


async def test_what_another_resource_of_the_stack_has_is_not_taken_from_it(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"GET {ALL_DETECTORS}", [bodies.monitor(dateCreated=YOUNG)])
    sentry.answer(f"GET {ALL_DETECTORS}31/", bodies.monitor(dateCreated=YOUNG))
    sentry.answer(f"POST {DETECTORS}", bodies.monitor(id="32"), 201)
    kept = await engine.imported("MetricMonitor", "31")
    await engine.diff("MetricMonitor", kept, bodies.MONITOR_INPUTS)
    engine.name = "other"
    assert (await _monitor(engine)).id == "32"


async def test_a_resource_that_has_another_name_in_the_program_keeps_its_object(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"GET {ALL_DETECTORS}", [bodies.monitor(dateCreated=YOUNG)])
    sentry.answer(f"PUT {ALL_DETECTORS}31/", bodies.monitor())
    engine.name = "renamed"
    state = await _monitor(engine)
    assert state.id == "31"
    engine.name = "it"
    await engine.delete("MetricMonitor", state)  # of the former name, at the end of the same `up`
    assert sentry.writes == [f"PUT {ALL_DETECTORS}31/"]
    assert "renamed" in engine.log.messages[-1][1]


async def test_two_creations_never_adopt_the_same_twin(engine: Engine, sentry: ScriptedSentry) -> None:
    sentry.answer(
        f"GET {ALL_DETECTORS}",
        [bodies.monitor(dateCreated=YOUNG), bodies.monitor(id="32", dateCreated=YOUNG)],
    )
    for id in ("31", "32"):
        sentry.answer(f"PUT {ALL_DETECTORS}{id}/", bodies.monitor(id=id))
    first = await _monitor(engine)
    engine.name = "other"
    assert {first.id, (await _monitor(engine)).id} == {"31", "32"}


async def test_creations_side_by_side_share_one_list(engine: Engine, sentry: ScriptedSentry) -> None:
    sentry.answer(f"POST {DETECTORS}", bodies.monitor(), 201)
    for number in range(3):
        engine.name = f"monitor{number}"
        await _monitor(engine)
    assert sentry.calls.count(f"GET {ALL_DETECTORS}") == 1


async def test_what_this_process_made_is_looked_through_for_alerts_only_which_outlive_their_monitors(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {PROJECTS}", bodies.project(), 201)
    sentry.answer(f"POST {KEYS}", bodies.key(), 201)
    sentry.answer(f"POST {DETECTORS}", bodies.monitor(), 201)
    sentry.answer(f"POST {WORKFLOWS}", bodies.alert(), 201)
    sentry.answer(f"GET {ALL_DETECTORS}", bodies.default_monitors())
    await engine.create("Project", bodies.PROJECT_INPUTS)
    sentry.requests.clear()
    await engine.create("ProjectKey", bodies.KEY_INPUTS)
    await _monitor(engine)
    assert sentry.calls == sentry.writes
    await _alert(engine)
    engine.name = "other"
    await _alert(engine)
    assert [call for call in sentry.calls if call not in sentry.writes] == [f"GET {WORKFLOWS}"]


# -- an answer that was lost --------------------------------------------------------------------------

LOST_ANSWERS = [
    pytest.param(500, LOST, id="500"),
    pytest.param(502, LOST, id="502"),
    pytest.param(201, "half of a body", id="malformed"),
]


@pytest.mark.parametrize(("status", "body"), LOST_ANSWERS)
async def test_a_creation_whose_answer_was_lost_looks_at_once_and_adopts_what_it_made(
    engine: Engine, sentry: ScriptedSentry, status: int, body: Any
) -> None:
    for call in (f"POST {TEAMS}", f"POST {PROJECTS}", f"POST {DETECTORS}", f"POST {WORKFLOWS}"):
        sentry.answer(call, body, status)
    sentry.answer("GET /teams/acme/web/", {**bodies.TEAM, "dateCreated": YOUNG})
    sentry.answer("GET /projects/acme/shop/", bodies.project(dateCreated=YOUNG))
    sentry.answer(f"GET {ALL_DETECTORS}", [])
    sentry.answer(f"GET {ALL_DETECTORS}", [bodies.monitor(dateCreated=YOUNG)])
    sentry.answer(f"GET {WORKFLOWS}", [])
    sentry.answer(f"GET {WORKFLOWS}", [bodies.alert(dateCreated=YOUNG)])
    sentry.answer("PUT /projects/acme/11/", bodies.project())
    sentry.answer(f"PUT {ALL_DETECTORS}31/", bodies.monitor())
    sentry.answer(f"PUT {WORKFLOWS}41/", bodies.alert())
    assert (await _team(engine)).id == "7"
    assert (await _monitor(engine)).id == "31"
    assert (await _alert(engine)).id == "41"
    sentry.instead(f"GET {ALL_DETECTORS}", bodies.default_monitors())
    assert (await engine.create("Project", bodies.PROJECT_INPUTS)).id == "11"
    assert len(engine.log.messages) == 4


async def test_a_creation_that_sentry_certainly_refused_is_not_looked_for(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {DETECTORS}", {"name": ["This field is required."]}, 400)
    with pytest.raises(Failed, match="400"):
        await _monitor(engine)
    assert sentry.calls.count(f"GET {ALL_DETECTORS}") == 1


async def test_where_nothing_is_found_the_creation_failed_and_the_next_one_looks_again(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {DETECTORS}", LOST, 502)
    with pytest.raises(Failed, match="the answer was lost"):
        await _monitor(engine)
    # It was carried out after all, only later.
    sentry.instead(f"GET {ALL_DETECTORS}", [bodies.monitor(dateCreated=YOUNG)])
    sentry.answer(f"PUT {ALL_DETECTORS}31/", bodies.monitor())
    assert (await _monitor(engine)).id == "31"
    assert sentry.writes.count(f"POST {DETECTORS}") == 1


async def test_where_the_look_fails_as_well_the_error_is_that_of_the_creation(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {WORKFLOWS}", LOST, 502)
    sentry.answer(f"GET {WORKFLOWS}", [])
    sentry.answer(f"GET {WORKFLOWS}", {"detail": "no"}, 403)
    with pytest.raises(Failed, match=rf"POST {WORKFLOWS}.*the answer was lost"):
        await _alert(engine)


# -- slugs ------------------------------------------------------------------------------------------

TAKEN = {"detail": "A project with this slug already exists."}


async def test_a_young_project_with_the_slug_is_finished_its_default_key_included(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {PROJECTS}", TAKEN, 409)
    sentry.answer("GET /projects/acme/shop/", bodies.project(dateCreated=YOUNG))
    sentry.answer("PUT /projects/acme/11/", bodies.project())
    sentry.answer(f"GET {ALL_DETECTORS}", bodies.default_monitors())
    sentry.answer(f"GET {KEYS}", [bodies.key(DEFAULT_KEY, name="Default", dateCreated=YOUNG)])
    sentry.answer(f"DELETE {KEYS}{DEFAULT_KEY}/", None, 204)
    state = await engine.create("Project", {**bodies.PROJECT_INPUTS, "removeDefaultKey": True})
    assert state.id == "11"
    assert sentry.writes[1:] == [f"DELETE {KEYS}{DEFAULT_KEY}/", "PUT /projects/acme/11/"]


async def test_a_young_project_whose_team_was_deleted_since_gets_its_team(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {PROJECTS}", TAKEN, 409)
    sentry.answer("GET /projects/acme/shop/", bodies.project(dateCreated=YOUNG, teams=[]))
    sentry.answer("POST /projects/acme/11/teams/7/", bodies.project(), 201)
    sentry.answer("PUT /projects/acme/11/", bodies.project())
    sentry.answer(f"GET {ALL_DETECTORS}", bodies.default_monitors())
    assert (await engine.create("Project", bodies.PROJECT_INPUTS)).id == "11"
    assert sentry.writes[1:] == ["POST /projects/acme/11/teams/7/", "PUT /projects/acme/11/"]


async def test_an_older_project_is_adopted_on_request_and_keeps_its_key(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {PROJECTS}", TAKEN, 409)
    theirs = bodies.project(name="Their shop", teams=[{"id": "8", "slug": "ops", "name": "Ops"}])
    sentry.answer("GET /projects/acme/shop/", theirs)
    sentry.answer("POST /projects/acme/11/teams/7/", bodies.project(), 201)
    sentry.answer("PUT /projects/acme/11/", bodies.project())
    sentry.answer(f"GET {ALL_DETECTORS}", bodies.default_monitors())
    sentry.answer(f"GET {KEYS}", [bodies.key(DEFAULT_KEY, name="Default")])
    inputs = {**bodies.PROJECT_INPUTS, "removeDefaultKey": True, "adopt": True}
    assert (await engine.create("Project", inputs)).id == "11"
    assert sentry.writes[1:] == ["POST /projects/acme/11/teams/7/", "PUT /projects/acme/11/"]


async def test_a_team_with_another_name_is_adopted_on_request_and_renamed(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {TEAMS}", {"detail": "A team with this slug already exists."}, 409)
    sentry.answer("GET /teams/acme/web/", {**bodies.TEAM, "name": "Theirs"})
    sentry.answer("PUT /teams/acme/7/", bodies.TEAM)
    assert (await _team(engine, adopt=True)).id == "7"
    assert sentry.body("PUT /teams/acme/7/") == {"slug": "web", "name": "Web"}


async def test_a_young_team_with_another_name_is_somebody_elses(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {TEAMS}", {"detail": "A team with this slug already exists."}, 409)
    sentry.answer("GET /teams/acme/web/", {**bodies.TEAM, "name": "Theirs", "dateCreated": YOUNG})
    with pytest.raises(Failed, match="pulumi import"):
        await _team(engine)


# -- client keys --------------------------------------------------------------------------------------


async def test_a_key_is_recognised_by_the_public_key_that_was_chosen_for_it(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {KEYS}", LOST, 502)
    with pytest.raises(Failed, match="the answer was lost"):
        await engine.create("ProjectKey", bodies.KEY_INPUTS)
    chosen = sentry.body(f"POST {KEYS}")["public"]
    sentry.instead(f"GET {ALL_KEYS}", [bodies.key(dateCreated=YOUNG), bodies.key(chosen, dateCreated=YOUNG)])
    sentry.answer(f"PUT {KEYS}{chosen}/", bodies.key(chosen))
    assert (await engine.create("ProjectKey", bodies.KEY_INPUTS)).id == str(KeyId.of("11", chosen))
    assert sentry.writes.count(f"POST {KEYS}") == 1


async def test_a_key_of_the_same_name_is_another_key(engine: Engine, sentry: ScriptedSentry) -> None:
    sentry.answer(f"GET {ALL_KEYS}", [bodies.key(dateCreated=YOUNG)])
    sentry.answer(f"POST {KEYS}", LOST, 502)
    with pytest.raises(Failed):
        await engine.create("ProjectKey", bodies.KEY_INPUTS)
    assert sentry.writes == [f"POST {KEYS}"]


async def test_two_keys_never_get_the_same_public_key(engine: Engine, sentry: ScriptedSentry) -> None:
    sentry.answer(f"POST {KEYS}", bodies.key(), 201)
    chosen = set()
    for name in ("one", "two"):
        engine.name = name
        await engine.create("ProjectKey", bodies.KEY_INPUTS)
        chosen |= {sentry.body(f"POST {KEYS}")["public"], sentry.body(f"POST {KEYS}")["secret"]}
    assert len(chosen) == 4


async def test_where_the_choice_is_ignored_the_name_has_to_do(engine: Engine, sentry: ScriptedSentry) -> None:
    made = "ef" * 16
    sentry.answer(f"POST {KEYS}", bodies.key(made), 201)
    sentry.answer(f"GET {KEYS}", [bodies.key(made), bodies.key(dateCreated=YOUNG)])
    sentry.answer(f"PUT {KEYS}{PUBLIC_KEY}/", bodies.key())
    sentry.answer(f"DELETE {KEYS}{made}/", None, 204)
    state = await engine.create("ProjectKey", bodies.KEY_INPUTS)
    assert state.id == bodies.KEY_ID
    assert f"DELETE {KEYS}{made}/" in sentry.writes


async def test_a_key_is_adopted_by_name_on_request(engine: Engine, sentry: ScriptedSentry) -> None:
    sentry.answer(f"GET {ALL_KEYS}", [bodies.key(DEFAULT_KEY, name="Default"), bodies.key()])
    sentry.answer(f"PUT {KEYS}{PUBLIC_KEY}/", bodies.key())
    state = await engine.create("ProjectKey", {**bodies.KEY_INPUTS, "adopt": True})
    assert state.id == bodies.KEY_ID


# -- a plan without metric monitors -------------------------------------------------------------------


async def test_a_plan_that_hides_monitors_makes_a_refresh_forget_none(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {DETECTORS}", bodies.monitor(), 201)
    state = await _monitor(engine)
    sentry.instead("GET /organizations/acme/", {**bodies.ORGANIZATION, "features": ["rate-limits"]})
    with pytest.raises(Failed, match="plan of organization 'acme' no longer has metric monitors"):
        await engine.read("MetricMonitor", state)


async def test_a_monitor_that_is_gone_is_gone_where_the_plan_has_monitors(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {DETECTORS}", bodies.monitor(), 201)
    state = await _monitor(engine)
    assert (await engine.read("MetricMonitor", state)).id == ""


# -- what counts as the same ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "declared", "same"),
    [
        ({"a": 1, "b": 2}, {"a": 1.0}, True),
        ({"a": 1}, {"a": 1, "b": None}, True),
        ({"a": 1}, {"a": 1, "b": 0}, False),
        ([1, 2], [2, 1], True),
        ([1, 2], [2], False),
        ([1, 1], [1, 2], False),
        ([{"a": 1, "x": 0}, {"a": 2}], [{"a": 2}, {"a": 1}], True),
        (1, True, False),
        (None, None, True),
        ("a", None, False),
        (None, "a", False),
        ("a", {"a": 1}, False),
    ],
)
def test_what_sentry_adds_and_any_order_does_not_count(found: Any, declared: Any, same: bool) -> None:
    assert covers(found, declared) is same
