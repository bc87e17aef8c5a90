"""What a creation does where an interrupted one may have left something behind."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf import struct_pb2

from pulumi_sentry.keys.key_id import KeyId
from pulumi_sentry.lifecycle.look import covers
from pulumi_sentry.monitors.cron_monitor import slug_of
from tests.unit.pulumi_sentry import bodies
from tests.unit.pulumi_sentry.bodies import DEFAULT_KEY, PUBLIC_KEY
from tests.unit.pulumi_sentry.support import Engine, Failed, ScriptedSentry, State, state_of

TEAMS = "/organizations/acme/teams/"
PROJECTS = "/teams/acme/7/projects/"
KEYS = "/projects/acme/11/keys/"
ALL_KEYS = "/organizations/acme/project-keys/"
DETECTORS = "/organizations/acme/projects/11/detectors/"
ALL_DETECTORS = "/organizations/acme/detectors/"
WORKFLOWS = "/organizations/acme/workflows/"
JUST_NOW = "2026-11-24T15:00:00.000000Z"  # the server's now
YOUNG = "2026-11-24T14:30:00.000000Z"
OLD = "2026-11-24T13:30:00.000000Z"
LOST = {"detail": "Internal Error"}


async def _team(engine: Engine, **more: Any) -> State:
    return await engine.create("Team", {**bodies.TEAM_INPUTS, **more})


async def _monitor(engine: Engine, **more: Any) -> State:
    return await engine.create("MetricMonitor", {**bodies.MONITOR_INPUTS, **more})


async def _alert(engine: Engine, **more: Any) -> State:
    return await engine.create("Alert", {**bodies.ALERT_INPUTS, **more})


# -- a twin that is there before the creation -------------------------------------------------------


@pytest.mark.parametrize("made", [JUST_NOW, YOUNG, OLD])
async def test_an_identical_one_of_any_age_is_somebodys_and_an_error_with_the_line_that_imports_it(
    engine: Engine, sentry: ScriptedSentry, made: str
) -> None:
    sentry.answer(f"GET {ALL_DETECTORS}", [bodies.monitor(dateCreated=made)])
    sentry.answer(f"GET {WORKFLOWS}", [bodies.alert(dateCreated=made)])
    for preview in (True, False):
        with pytest.raises(Failed, match=r"pulumi import sentry:index:MetricMonitor it 31$"):
            await engine.create("MetricMonitor", bodies.MONITOR_INPUTS, preview=preview)
        with pytest.raises(Failed, match=r"pulumi import sentry:index:Alert it 41$"):
            await engine.create("Alert", bodies.ALERT_INPUTS, preview=preview)
    assert sentry.writes == []


async def test_a_creation_that_replaces_makes_another_one_beside_its_own(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"GET {ALL_DETECTORS}", [bodies.monitor()])
    sentry.answer(f"GET {ALL_DETECTORS}31/", bodies.monitor())
    sentry.answer(f"POST {DETECTORS}", bodies.monitor(id="32"), 201)
    sentry.answer(f"DELETE {ALL_DETECTORS}31/", None, 204)
    kept = await engine.imported("MetricMonitor", "31")
    await engine.read("MetricMonitor", kept)  # a refresh, as no other call tells of a forced replacement
    assert (await _monitor(engine)).id == "32"
    await engine.delete("MetricMonitor", kept)
    assert sentry.writes == [f"POST {DETECTORS}", f"DELETE {ALL_DETECTORS}31/"]


async def test_not_even_adopt_makes_a_replacement_take_the_object_that_it_replaces(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {TEAMS}", {"detail": "A team with this slug already exists."}, 409)
    sentry.answer("GET /teams/acme/web/", bodies.TEAM)
    sentry.answer("GET /teams/acme/7/", bodies.TEAM)
    await engine.read("Team", await engine.imported("Team", "7"))
    with pytest.raises(Failed, match="pulumi state untaint 'urn:pulumi:dev::shop::sentry:index:Team::it'"):
        await _team(engine, adopt=True)
    engine.name = "renamed"
    with pytest.raises(Failed, match=r"is that of it in this stack .* Use an alias"):
        await _team(engine, adopt=True)
    assert sentry.writes == [f"POST {TEAMS}"] * 2


async def test_what_a_run_has_made_is_not_deleted_by_it_even_under_the_same_name(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer("POST /projects/acme/11/teams/8/", bodies.project(teams=[{"id": "8", "slug": "ops"}]), 201)
    access = {"project": "11", "team": "8"}
    state = await engine.create("ProjectTeam", access)
    await engine.another_run()
    await engine.diff("ProjectTeam", state, {**access, "team": "ops"})
    sentry.answer(
        "POST /projects/acme/11/teams/ops/", bodies.project(teams=[{"id": "8", "slug": "ops"}]), 201
    )
    again = await engine.create("ProjectTeam", {**access, "team": "ops"})
    assert again.id == state.id
    sentry.requests.clear()
    await engine.delete("ProjectTeam", state)
    assert sentry.writes == []
    assert "stands for it" in engine.log.messages[-1][1]


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
        pytest.param({"detectorIds": ["22"]}, id="on one of them"),
        pytest.param({"detectorIds": []}, id="without monitors"),
        pytest.param({"environment": "qa"}, id="environment"),
    ],
)
async def test_an_alert_that_differs_is_nobodys_twin(
    engine: Engine, sentry: ScriptedSentry, other: dict[str, Any]
) -> None:
    sentry.answer(f"GET {WORKFLOWS}", [bodies.alert(**{"dateCreated": YOUNG, **other})])
    sentry.answer(f"POST {WORKFLOWS}", bodies.alert(id="42"), 201)
    assert (await _alert(engine, adopt=True)).id == "42"


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


async def test_creations_side_by_side_share_one_list(engine: Engine, sentry: ScriptedSentry) -> None:
    sentry.answer(f"POST {DETECTORS}", bodies.monitor(), 201)
    for number in range(3):
        engine.name = f"monitor{number}"
        await _monitor(engine)
    assert sentry.calls.count(f"GET {ALL_DETECTORS}") == 1


async def test_what_this_process_made_is_not_looked_through(engine: Engine, sentry: ScriptedSentry) -> None:
    sentry.answer(f"POST {PROJECTS}", bodies.project(), 201)
    sentry.answer(f"POST {KEYS}", bodies.key(), 201)
    sentry.answer(f"POST {DETECTORS}", bodies.monitor(), 201)
    sentry.answer(f"POST {WORKFLOWS}", bodies.alert(), 201)
    sentry.answer(f"GET {ALL_DETECTORS}", bodies.default_monitors())
    await engine.create("Project", bodies.PROJECT_INPUTS)
    sentry.requests.clear()
    await engine.create("ProjectKey", bodies.KEY_INPUTS)
    await _monitor(engine)
    await _alert(engine)
    assert sentry.calls == sentry.writes


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
    sentry.answer("GET /teams/acme/web/", {**bodies.TEAM, "dateCreated": JUST_NOW})
    sentry.answer("GET /projects/acme/shop/", bodies.project(dateCreated=JUST_NOW))
    sentry.answer(f"GET {ALL_DETECTORS}", [])
    sentry.answer(f"GET {ALL_DETECTORS}", [bodies.monitor(dateCreated=JUST_NOW)])
    sentry.answer(f"GET {WORKFLOWS}", [])
    sentry.answer(f"GET {WORKFLOWS}", [bodies.alert(dateCreated=JUST_NOW)])
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
    await engine.another_run()
    sentry.instead(f"GET {ALL_DETECTORS}", [bodies.monitor(dateCreated=JUST_NOW)])
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


# -- what the journal tells the next run ------------------------------------------------------------


async def test_what_was_made_and_never_came_into_the_state_is_taken_up_by_its_id_whatever_was_edited_since(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {DETECTORS}", bodies.monitor(), 201)
    await _monitor(engine)
    await engine.another_run()  # the engine was killed: no state has it
    sentry.answer(f"GET {ALL_DETECTORS}31/", bodies.monitor(name="changed by hand"))
    sentry.answer(f"PUT {ALL_DETECTORS}31/", bodies.monitor(name="latency, edited"))
    state = await _monitor(engine, name="latency, edited")
    assert state.id == "31"
    assert sentry.body(f"PUT {ALL_DETECTORS}31/")["name"] == "latency, edited"
    assert sentry.writes.count(f"POST {DETECTORS}") == 1
    assert "interrupted" in engine.log.messages[-1][1]


async def test_what_was_asked_for_by_another_name_is_known_again(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {DETECTORS}", LOST, 502)
    with pytest.raises(Failed):
        await _monitor(engine)
    await engine.another_run()
    sentry.instead(f"GET {ALL_DETECTORS}", [bodies.monitor(dateCreated=JUST_NOW)])
    sentry.answer(f"PUT {ALL_DETECTORS}31/", bodies.monitor(name="edited"))
    assert (await _monitor(engine, name="edited")).id == "31"


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"dateCreated": "2026-11-24T14:59:00.000000Z"}, id="before it"),
        pytest.param({"dateCreated": "2026-11-24T15:30:00.000000Z"}, id="long after it"),
        pytest.param({"dateCreated": JUST_NOW, "name": "another"}, id="another name"),
        pytest.param({"dateCreated": JUST_NOW, "projectId": "12"}, id="another project"),
    ],
)
async def test_what_an_interrupted_creation_cannot_have_made_stays_somebodys(
    engine: Engine, sentry: ScriptedSentry, other: dict[str, Any]
) -> None:
    sentry.answer(f"POST {DETECTORS}", LOST, 502)
    sentry.answer(f"POST {DETECTORS}", bodies.monitor(id="32"), 201)
    with pytest.raises(Failed):
        await _monitor(engine)
    await engine.another_run()
    different = bodies.monitor(**{"config": {"detectionType": "percent", "comparisonDelta": 3600}, **other})
    sentry.instead(f"GET {ALL_DETECTORS}", [different])
    assert (await _monitor(engine)).id == "32"


async def test_what_was_made_and_deleted_by_hand_since_is_made_again(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {DETECTORS}", bodies.monitor(), 201)
    sentry.answer(f"POST {DETECTORS}", bodies.monitor(id="32"), 201)
    await _monitor(engine)
    await engine.another_run()
    assert (await _monitor(engine)).id == "32"


async def test_what_the_state_has_is_no_leftover(engine: Engine, sentry: ScriptedSentry) -> None:
    sentry.answer(f"POST {DETECTORS}", bodies.monitor(), 201)
    sentry.answer(f"POST {DETECTORS}", bodies.monitor(id="32"), 201)
    sentry.answer(f"GET {ALL_DETECTORS}31/", bodies.monitor())
    state = await _monitor(engine)
    await engine.another_run()
    await engine.diff("MetricMonitor", state, bodies.MONITOR_INPUTS)
    assert (await _monitor(engine)).id == "32"  # as when the engine replaces it


async def test_the_journal_of_another_organization_says_nothing(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {DETECTORS}", bodies.monitor(), 201)
    await _monitor(engine)
    sentry.instead("GET /organizations/acme/", {**bodies.ORGANIZATION, "id": "99"})
    await engine.configure({**engine.config, "baseUrl": "https://other.example.com"})
    sentry.answer(f"GET {ALL_DETECTORS}31/", bodies.monitor())
    await _monitor(engine)
    assert sentry.writes == [f"POST {DETECTORS}"] * 2


# -- slugs ------------------------------------------------------------------------------------------

TAKEN = {"detail": "A project with this slug already exists."}


@pytest.mark.parametrize("made", [JUST_NOW, OLD])
async def test_what_has_the_slug_is_somebodys_at_any_age_and_a_preview_says_so(
    engine: Engine, sentry: ScriptedSentry, made: str
) -> None:
    project, team = bodies.project(dateCreated=made), {**bodies.TEAM, "dateCreated": made}
    sentry.answer("GET /organizations/acme/teams/", [team])
    sentry.answer("GET /organizations/acme/projects/", [project])
    sentry.answer(f"POST {PROJECTS}", TAKEN, 409)
    sentry.answer(f"POST {TEAMS}", TAKEN, 409)
    sentry.answer("GET /projects/acme/shop/", project)
    sentry.answer("GET /teams/acme/web/", team)
    for preview in (True, False):
        with pytest.raises(Failed, match=r"pulumi import sentry:index:Project it shop$"):
            await engine.create("Project", bodies.PROJECT_INPUTS, preview=preview)
        with pytest.raises(Failed, match=r"pulumi import sentry:index:Team it web$"):
            await engine.create("Team", bodies.TEAM_INPUTS, preview=preview)
    assert [call for call in sentry.writes if not call.startswith("POST")] == []


async def test_a_project_that_an_interrupted_creation_left_is_finished_its_unused_default_key_included(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    inputs = {**bodies.PROJECT_INPUTS, "removeDefaultKey": True}
    sentry.answer(f"POST {PROJECTS}", LOST, 502)
    with pytest.raises(Failed):
        await engine.create("Project", inputs)
    await engine.another_run()
    sentry.answer("GET /projects/acme/shop/", bodies.project(dateCreated=JUST_NOW))
    sentry.answer("PUT /projects/acme/11/", bodies.project())
    sentry.answer(f"GET {ALL_DETECTORS}", bodies.default_monitors())
    default = bodies.key(DEFAULT_KEY, name="Default", dateCreated=JUST_NOW)
    sentry.answer(f"GET {KEYS}", [default])
    sentry.answer(f"GET {KEYS}{DEFAULT_KEY}/", default)
    sentry.answer(f"GET {KEYS}{DEFAULT_KEY}/stats/", [{"ts": 0, "total": 0}])
    sentry.answer(f"DELETE {KEYS}{DEFAULT_KEY}/", None, 204)
    state = await engine.create("Project", inputs)
    assert state.id == "11"
    assert sentry.writes[1:] == [f"DELETE {KEYS}{DEFAULT_KEY}/", "PUT /projects/acme/11/"]


@pytest.mark.parametrize("stats", [[{"ts": 0, "total": 3}], None])
async def test_a_default_key_that_has_taken_events_or_may_have_stays(
    engine: Engine, sentry: ScriptedSentry, stats: Any
) -> None:
    inputs = {**bodies.PROJECT_INPUTS, "removeDefaultKey": True}
    sentry.answer(f"POST {PROJECTS}", bodies.project(), 201)
    sentry.answer("PUT /projects/acme/11/", bodies.project())
    sentry.answer("GET /projects/acme/11/", bodies.project())
    sentry.answer(f"GET {ALL_DETECTORS}", bodies.default_monitors())
    default = bodies.key(DEFAULT_KEY, name="Default")
    sentry.answer(f"GET {KEYS}", [default])
    sentry.answer(f"GET {KEYS}{DEFAULT_KEY}/", default)
    if stats is not None:
        sentry.answer(f"GET {KEYS}{DEFAULT_KEY}/stats/", stats)
    sentry.answer(f"DELETE {KEYS}{DEFAULT_KEY}/", {"detail": "no"}, 403)
    with pytest.raises(Failed) as failed:
        await engine.create("Project", inputs)
    await engine.another_run()
    sentry.instead(f"DELETE {KEYS}{DEFAULT_KEY}/", None, 204)
    sentry.requests.clear()
    state = await engine.update("Project", state_of(failed.value), inputs)
    assert sentry.writes == ["PUT /projects/acme/11/"]
    assert state.outputs["defaultKeyId"] == ""
    assert "removeDefaultKey" in engine.log.messages[-1][1]


async def test_a_preview_says_that_the_default_key_will_go(engine: Engine, sentry: ScriptedSentry) -> None:
    await engine.create("Project", {**bodies.PROJECT_INPUTS, "removeDefaultKey": True}, preview=True)
    assert "'Default'" in engine.log.messages[-1][1]
    assert sentry.writes == []


async def test_a_project_whose_team_was_deleted_since_gets_its_team(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {PROJECTS}", LOST, 502)
    with pytest.raises(Failed):
        await engine.create("Project", bodies.PROJECT_INPUTS)
    await engine.another_run()
    sentry.answer("GET /projects/acme/shop/", bodies.project(dateCreated=JUST_NOW, teams=[]))
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


async def test_where_the_choice_is_ignored_the_name_and_the_time_have_to_do(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {KEYS}", LOST, 502)
    with pytest.raises(Failed):
        await engine.create("ProjectKey", bodies.KEY_INPUTS)
    await engine.another_run()
    others = [
        bodies.key("ef" * 16, dateCreated=YOUNG),
        bodies.key("dc" * 16, name="other", dateCreated=JUST_NOW),
    ]
    sentry.instead(f"GET {ALL_KEYS}", [*others, bodies.key(dateCreated=JUST_NOW)])
    sentry.answer(f"PUT {KEYS}{PUBLIC_KEY}/", bodies.key())
    assert (await engine.create("ProjectKey", bodies.KEY_INPUTS)).id == bodies.KEY_ID
    assert sentry.writes.count(f"POST {KEYS}") == 1


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


# -- another spelling of the same -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "inputs", "path"),
    [
        ("MetricMonitor", bodies.MONITOR_INPUTS, "project"),
        ("ProjectKey", bodies.KEY_INPUTS, "project"),
        ("ProjectTeam", {"project": "11", "team": "7"}, "project"),
        ("ProjectTeam", {"project": "11", "team": "7"}, "team"),
    ],
)
async def test_a_slug_in_the_place_of_its_id_moves_nothing_and_another_one_does(
    engine: Engine, sentry: ScriptedSentry, kind: str, inputs: dict[str, Any], path: str
) -> None:
    sentry.answer("GET /projects/acme/shop/", bodies.project())
    sentry.answer("GET /teams/acme/web/", bodies.TEAM)
    sentry.answer("GET /projects/acme/other/", bodies.project(id="12", slug="other"))
    sentry.answer("GET /teams/acme/other/", {**bodies.TEAM, "id": "8", "slug": "other"})
    state = State("31", await engine.checked(kind, inputs), struct_pb2.Struct())
    slug = {"project": "shop", "team": "web"}[path]
    assert await engine.diff(kind, state, {**inputs, path: slug}) == {}
    assert await engine.diff(kind, state, {**inputs, path: "other"}) == {path: "UPDATE_REPLACE"}
    assert await engine.diff(kind, state, {**inputs, path: "nowhere"}) == {path: "UPDATE_REPLACE"}


# -- slugs of cron monitors -----------------------------------------------------------------------------

CRON = bodies.CRON_INPUTS
CRONS = "/organizations/acme/projects/13/detectors/"
SLUG_TAKEN = {"dataSources": {"0": {"slug": ['The slug "nightly-import" is already in use.']}}}


async def test_a_cron_monitor_asks_for_exactly_its_slug(engine: Engine, sentry: ScriptedSentry) -> None:
    sentry.answer(f"POST {CRONS}", bodies.cron(), 201)
    await engine.create("CronMonitor", CRON)
    (source,) = sentry.body(f"POST {CRONS}")["dataSources"]
    assert source["slug"] == "nightly-import"


async def test_a_slug_that_a_check_in_has_made_already_is_an_error_with_the_line_that_imports_it(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    theirs = bodies.cron(id="77", name="somebody's", dateCreated=JUST_NOW)
    theirs["dataSources"][0]["queryObj"]["slug"] = "nightly-import"
    sentry.answer(f"GET {ALL_DETECTORS}", [theirs])
    sentry.answer(f"POST {CRONS}", SLUG_TAKEN, 400)
    for preview in (True, False):
        with pytest.raises(Failed, match=r"pulumi import sentry:index:CronMonitor it 77$"):
            await engine.create("CronMonitor", CRON, preview=preview)
    assert sentry.writes == [f"POST {CRONS}"]


async def test_a_slug_that_nothing_seems_to_have_is_an_error_that_says_to_wait(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {CRONS}", SLUG_TAKEN, 400)
    with pytest.raises(Failed, match="less than a quarter of an hour ago may still hold it"):
        await engine.create("CronMonitor", CRON)


async def test_a_name_without_a_letter_of_ascii_gets_the_slug_that_sentry_makes_up(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {CRONS}", bodies.cron(), 201)
    await engine.create("CronMonitor", {**CRON, "name": "夜間"})
    assert "slug" not in sentry.body(f"POST {CRONS}")["dataSources"][0]


async def test_a_cron_monitor_gives_its_slug_up_before_it_is_deleted_and_its_successor_asks_for_it(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    made = bodies.cron(name="Renamed since")
    path = f"{ALL_DETECTORS}{made['id']}/"
    sentry.answer(f"GET {path}", made)
    sentry.answer(f"PUT {path}", made)
    sentry.answer(f"DELETE {path}", None, 204)
    sentry.answer(f"POST {CRONS}", bodies.cron(id="78"), 201)
    slug = made["dataSources"][0]["queryObj"]["slug"]
    state = await engine.imported("CronMonitor", str(made["id"]))
    await engine.delete("CronMonitor", state)
    assert sentry.writes == [f"PUT {path}", f"DELETE {path}"]
    given_up = sentry.body(f"PUT {path}")
    # Sentry wants name and type in each update, whatever it is about.
    assert (given_up["name"], given_up["type"]) == ("Renamed since", "monitor_check_in_failure")
    assert given_up["dataSources"][0]["slug"] == f"{slug}-gone-{made['id']}"
    await engine.create("CronMonitor", {**CRON, "name": "Renamed since"})
    assert sentry.body(f"POST {CRONS}")["dataSources"][0]["slug"] == slug


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Nightly import", "nightly-import"),
        ("Ünï  Cödé!!", "uni-code"),
        ("a_b-c", "a_b-c"),
        ("x" * 60, "x" * 50),
        ("1234", ""),
        ("夜間", ""),
    ],
)
def test_the_slug_that_sentry_makes_of_a_name(name: str, slug: str) -> None:
    assert slug_of(name) == slug
