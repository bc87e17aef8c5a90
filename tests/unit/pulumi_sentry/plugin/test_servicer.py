"""What the engine can rely on, whatever the resource."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2

from pulumi_sentry.access.team import TeamHandler
from pulumi_sentry.declaration import UNKNOWN
from pulumi_sentry.plugin.registry import registry
from pulumi_sentry.plugin.values import decode
from tests.unit.pulumi_sentry import bodies
from tests.unit.pulumi_sentry.bodies import DEFAULT_KEY, DSN, PUBLIC_KEY, TOKEN
from tests.unit.pulumi_sentry.support import Engine, Failed, ScriptedSentry

KINDS: dict[str, dict[str, Any]] = {
    "Team": bodies.TEAM_INPUTS,
    "Project": bodies.PROJECT_INPUTS,
    "ProjectKey": bodies.KEY_INPUTS,
    "MetricMonitor": bodies.MONITOR_INPUTS,
    "Alert": bodies.ALERT_INPUTS,
    "UptimeMonitor": bodies.UPTIME_INPUTS,
    "CronMonitor": bodies.CRON_INPUTS,
}
"""Everything that lives at Sentry."""

READS = {
    "Team": ("7", "/teams/acme/7/"),
    "Project": ("11", "/projects/acme/11/"),
    "ProjectKey": (bodies.KEY_ID, f"/projects/acme/11/keys/{PUBLIC_KEY}/"),
    "MetricMonitor": ("31", "/organizations/acme/detectors/31/"),
    "Alert": ("41", "/organizations/acme/workflows/41/"),
    "UptimeMonitor": ("32", "/organizations/acme/detectors/32/"),
    "CronMonitor": ("33", "/organizations/acme/detectors/33/"),
}
BODIES = {
    "Team": bodies.TEAM,
    "Project": bodies.project(),
    "ProjectKey": bodies.key(),
    "MetricMonitor": bodies.monitor(),
    "Alert": bodies.alert(),
    "UptimeMonitor": bodies.uptime(),
    "CronMonitor": bodies.cron(),
}

every_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture
def whole_sentry(sentry: ScriptedSentry) -> ScriptedSentry:
    """Has one object of each kind, and takes every write."""
    sentry.answer("POST /organizations/acme/teams/", bodies.TEAM, 201)
    sentry.answer("POST /teams/acme/7/projects/", bodies.project(), 201)
    sentry.answer("GET /organizations/acme/detectors/", bodies.default_monitors())
    sentry.answer("GET /projects/acme/11/keys/", [bodies.key(DEFAULT_KEY, name="Default"), bodies.key()])
    sentry.answer("POST /projects/acme/11/keys/", bodies.key(), 201)
    sentry.answer("POST /organizations/acme/projects/11/detectors/", bodies.monitor(), 201)
    sentry.answer("POST /organizations/acme/workflows/", bodies.alert(), 201)
    sentry.answer("POST /organizations/acme/projects/12/detectors/", bodies.uptime(), 201)
    sentry.answer("POST /organizations/acme/projects/13/detectors/", bodies.cron(), 201)
    for kind, (_, path) in READS.items():
        sentry.answer(f"GET {path}", BODIES[kind])
        sentry.answer(f"PUT {path}", BODIES[kind])
        sentry.answer(f"DELETE {path}", None, 204)
    return sentry


# -- the whole life ------------------------------------------------------------------------------


@every_kind
async def test_what_was_created_does_not_differ(
    engine: Engine, whole_sentry: ScriptedSentry, kind: str
) -> None:
    state = await engine.create(kind, KINDS[kind])
    assert state.id == READS[kind][0]
    assert await engine.diff(kind, state, KINDS[kind]) == {}


@every_kind
async def test_a_refresh_of_what_was_created_finds_nothing_new(
    engine: Engine, whole_sentry: ScriptedSentry, kind: str
) -> None:
    state = await engine.create(kind, KINDS[kind])
    read = await engine.read(kind, state)
    assert (read.id, decode(read.inputs), decode(read.properties)) == (
        state.id,
        decode(state.inputs),
        decode(state.properties),
    )


@every_kind
async def test_what_was_imported_does_not_differ_from_its_declaration(
    engine: Engine, whole_sentry: ScriptedSentry, kind: str
) -> None:
    imported = await engine.imported(kind, READS[kind][0])
    assert imported.id == READS[kind][0]
    assert await engine.diff(kind, imported, KINDS[kind]) == {}


@pytest.mark.parametrize("kind", ["Team", "Project", "MetricMonitor", "Alert"])
async def test_the_address_of_its_page_names_it_on_import(
    engine: Engine, whole_sentry: ScriptedSentry, kind: str
) -> None:
    whole_sentry.answer("GET /teams/acme/web/", bodies.TEAM)
    whole_sentry.answer("GET /projects/acme/shop/", bodies.project())
    state = await engine.create(kind, KINDS[kind])
    assert state.outputs["url"].startswith("https://sentry.example.com/")
    assert (await engine.imported(kind, state.outputs["url"])).id == state.id


@every_kind
async def test_an_update_sends_one_put_and_no_post(
    engine: Engine, whole_sentry: ScriptedSentry, kind: str
) -> None:
    state = await engine.create(kind, KINDS[kind])
    whole_sentry.requests.clear()
    await engine.update(kind, state, {**KINDS[kind], "name": "Renamed"})
    assert whole_sentry.writes == [f"PUT {READS[kind][1]}"]
    assert whole_sentry.body(whole_sentry.writes[0])["name"] == "Renamed"


@every_kind
async def test_a_delete_of_what_is_gone_already_is_done(
    engine: Engine, whole_sentry: ScriptedSentry, kind: str
) -> None:
    state = await engine.create(kind, KINDS[kind])
    await engine.another_run()
    await engine.delete(kind, state)
    whole_sentry.instead(f"DELETE {READS[kind][1]}", {"detail": "The requested resource does not exist"}, 404)
    await engine.delete(kind, state)


@every_kind
async def test_a_delete_where_the_endpoint_is_missing_is_not_done(
    engine: Engine, whole_sentry: ScriptedSentry, kind: str
) -> None:
    state = await engine.create(kind, KINDS[kind])
    await engine.another_run()
    for call in (f"GET {READS[kind][1]}", f"DELETE {READS[kind][1]}"):
        whole_sentry.instead(call, None, 404)
    with pytest.raises(Failed, match="does not have the endpoint"):
        await engine.delete(kind, state)


# -- previews ------------------------------------------------------------------------------------


@every_kind
async def test_a_preview_of_a_creation_only_reads_and_knows_no_output(
    engine: Engine, sentry: ScriptedSentry, kind: str
) -> None:
    state = await engine.create(kind, KINDS[kind], preview=True)
    assert sentry.writes == []
    assert len(sentry.calls) <= 1  # whether it is there already
    assert state.id == ""
    inputs = decode(state.inputs)[0]
    assert {value for name, value in state.outputs.items() if name not in inputs} == {UNKNOWN}


@every_kind
async def test_a_preview_of_a_change_sends_nothing_and_keeps_outputs(
    engine: Engine, whole_sentry: ScriptedSentry, kind: str
) -> None:
    state = await engine.create(kind, KINDS[kind])
    whole_sentry.requests.clear()
    changed = {**KINDS[kind], "name": "Renamed"}
    assert await engine.diff(kind, state, changed) == {"name": "UPDATE"}
    previewed = await engine.update(kind, state, changed, preview=True)
    assert whole_sentry.calls == []
    assert previewed.outputs == {**state.outputs, "name": "Renamed"}
    assert previewed.secrets == state.secrets


async def test_a_preview_says_unknown_for_an_output_that_follows_a_change(
    engine: Engine, whole_sentry: ScriptedSentry
) -> None:
    state = await engine.create("Team", bodies.TEAM_INPUTS)
    previewed = await engine.update("Team", state, {"slug": "site", "name": "Web"}, preview=True)
    assert previewed.outputs == {"slug": "site", "name": "Web", "url": UNKNOWN}


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("Team", {"slug": UNKNOWN}),
        ("Project", {"team": UNKNOWN, "sensitiveFields": [UNKNOWN], "digestsMinDelay": UNKNOWN}),
        ("Project", {"highlightContext": {"trace": [UNKNOWN]}, "options": {"filters:releases": UNKNOWN}}),
        ("ProjectKey", {"rateLimit": {"count": UNKNOWN, "window": 60}}),
        ("ProjectKey", {"rateLimit": UNKNOWN, "dynamicSdkLoaderOptions": {"hasReplay": UNKNOWN}}),
        ("MetricMonitor", {"owner": UNKNOWN, "detectionType": UNKNOWN, "comparisonDelta": UNKNOWN}),
        (
            "MetricMonitor",
            {"dataSource": {"aggregate": "count()", "timeWindow": UNKNOWN, "dataset": UNKNOWN}},
        ),
        ("MetricMonitor", {"dataSource": UNKNOWN, "conditions": UNKNOWN}),
        ("MetricMonitor", {"conditions": [{"type": "gt", "comparison": UNKNOWN, "result": "high"}, UNKNOWN]}),
        ("Alert", {"monitors": [UNKNOWN, "31"], "owner": UNKNOWN, "triggers": [UNKNOWN]}),
        (
            "Alert",
            {
                "actionFilters": [
                    UNKNOWN,
                    {"actions": [UNKNOWN, {"type": "email", "targetType": UNKNOWN}], "conditions": UNKNOWN},
                    {
                        "actions": [
                            {"type": UNKNOWN},
                            {"type": "slack", "integrationId": UNKNOWN, "targetDisplay": UNKNOWN},
                        ]
                    },
                ]
            },
        ),
        ("EnvFile", {"path": UNKNOWN, "values": {"SENTRY_DSN": UNKNOWN}}),
        ("EnvFile", {"values": UNKNOWN}),
    ],
)
async def test_unknown_values_pass_check_diff_and_preview_at_any_depth(
    engine: Engine, sentry: ScriptedSentry, kind: str, changes: Mapping[str, Any]
) -> None:
    inputs = {**KINDS.get(kind, {"path": "missing/.env", "values": {}}), **changes}
    state = await engine.create(kind, inputs, preview=True)
    checked = decode(state.inputs)[0]
    assert {name: checked[name] for name in changes if changes[name] is UNKNOWN} == {
        name: UNKNOWN for name in changes if changes[name] is UNKNOWN
    }
    assert await engine.diff(kind, state, inputs) == {}
    assert sentry.writes == []


# -- secrets -------------------------------------------------------------------------------------


async def test_what_a_program_marks_secret_stays_secret_at_any_depth_through_all_calls(
    engine: Engine, whole_sentry: ScriptedSentry
) -> None:
    engine.secrets = {("actionFilters", 0, "actions", 1, "targetIdentifier"), ("name",)}
    state = await engine.create("Alert", bodies.ALERT_INPUTS)
    for echoed in (
        state,
        await engine.update("Alert", state, bodies.ALERT_INPUTS),
        await engine.update("Alert", state, bodies.ALERT_INPUTS, preview=True),
        await engine.read("Alert", state),
    ):
        assert echoed.secrets == engine.secrets
        assert decode(echoed.inputs)[1] == engine.secrets


async def test_a_list_with_a_secret_in_it_is_secret_as_a_whole_once_its_items_moved(
    engine: Engine, whole_sentry: ScriptedSentry
) -> None:
    engine.secrets = {("sensitiveFields", 1)}
    inputs = {**bodies.PROJECT_INPUTS, "sensitiveFields": ["iban", "tax"]}
    whole_sentry.instead("PUT /projects/acme/11/", bodies.project(sensitiveFields=["iban", "tax"]))
    state = await engine.create("Project", inputs)
    whole_sentry.instead("GET /projects/acme/11/", bodies.project(sensitiveFields=["tax"]))
    assert decode((await engine.read("Project", state)).inputs) == (
        {**inputs, "sensitiveFields": ["tax"]},
        {("sensitiveFields",)},
    )


async def test_a_secret_argument_is_secret_even_where_the_program_passes_plain_text(
    engine: Engine, whole_sentry: ScriptedSentry
) -> None:
    inputs = {**bodies.PROJECT_INPUTS, "securityToken": "sekret-of-the-project"}
    state = await engine.create("Project", inputs)
    assert ("securityToken",) in state.secrets
    assert ("securityToken",) in decode(state.inputs)[1]
    assert ("securityToken",) in decode((await engine.imported("Project", "11")).inputs)[1]


async def test_the_dsn_and_all_that_holds_the_key_are_secret_outputs(
    engine: Engine, whole_sentry: ScriptedSentry
) -> None:
    state = await engine.create("ProjectKey", bodies.KEY_INPUTS)
    assert state.outputs["dsn"] == DSN
    assert state.secrets == {("dsn",), ("publicKey",), ("securityUrl",)}
    assert (await engine.read("ProjectKey", state)).secrets == state.secrets
    assert (await engine.imported("ProjectKey", state.id)).secrets == state.secrets


# -- gone, or only out of reach --------------------------------------------------------------------


@every_kind
async def test_404_and_only_404_means_gone(engine: Engine, whole_sentry: ScriptedSentry, kind: str) -> None:
    state = await engine.create(kind, KINDS[kind])
    call = f"GET {READS[kind][1]}"
    whole_sentry.instead(call, {"detail": "The requested resource does not exist"}, 404)
    assert (await engine.read(kind, state)).id == ""
    for status, body, words in (
        (401, {"detail": "Invalid token"}, "does not accept the token"),
        (403, {"detail": "You do not have permission to perform this action."}, "scope"),
        (404, None, "does not have the endpoint"),
        (410, {"message": "This API no longer exists."}, "retired the endpoint"),
        (500, {"detail": "Internal Error", "errorId": "abc"}, "Sentry failed"),
    ):
        whole_sentry.instead(call, body, status)
        with pytest.raises(Failed, match=words) as failed:
            await engine.read(kind, state)
        assert failed.value.partial is None


@every_kind
async def test_a_failed_creation_leaves_nothing_in_state(
    engine: Engine, sentry: ScriptedSentry, kind: str
) -> None:
    with pytest.raises(Failed) as failed:
        await engine.create(kind, KINDS[kind])
    assert failed.value.code is grpc.StatusCode.UNKNOWN
    assert failed.value.partial is None


async def test_drift_is_shown_where_something_was_declared_and_nowhere_else(
    engine: Engine, whole_sentry: ScriptedSentry
) -> None:
    inputs = {**bodies.PROJECT_INPUTS, "resolveAge": 24}
    state = await engine.create("Project", inputs)
    whole_sentry.instead(
        "GET /projects/acme/11/", bodies.project(resolveAge=48, verifySSL=True, subjectPrefix="[x]")
    )
    read = await engine.read("Project", state)
    assert decode(read.inputs)[0] == {**inputs, "resolveAge": 48}
    assert await engine.diff("Project", read, inputs) == {"resolveAge": "UPDATE"}


async def test_a_value_that_no_program_may_declare_can_be_repaired(
    engine: Engine, whole_sentry: ScriptedSentry
) -> None:
    state = await engine.create("Project", bodies.PROJECT_INPUTS)
    whole_sentry.instead("GET /projects/acme/11/", bodies.project(name="x" * 80))
    read = await engine.read("Project", state)
    again = await engine.read("Project", read)
    assert decode(again.inputs) == decode(read.inputs)
    assert await engine.diff("Project", again, bodies.PROJECT_INPUTS) == {"name": "UPDATE"}
    await engine.update("Project", again, bodies.PROJECT_INPUTS)
    assert whole_sentry.body("PUT /projects/acme/11/")["name"] == "Shop"


# -- failures are one line for people ----------------------------------------------------------------


async def test_a_bug_in_a_handler_becomes_one_line(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(self: object, args: object) -> None:
        raise TypeError(f"cannot add {TOKEN}")

    monkeypatch.setattr(TeamHandler, "create", broken)
    with pytest.raises(Failed) as failed:
        await engine.create("Team", bodies.TEAM_INPUTS)
    assert failed.value.code is grpc.StatusCode.INTERNAL
    assert failed.value.message.startswith("internal error in pulumi-sentry")
    assert "TypeError" in failed.value.message
    assert "\n" not in failed.value.message
    assert TOKEN not in failed.value.message


@pytest.mark.parametrize(
    ("kind", "reference"),
    [
        ("Team", "Web Team"),
        ("Project", "other/shop"),
        ("ProjectKey", DSN),
        ("ProjectKey", f"acme/shop/keys/{PUBLIC_KEY}"),
        ("MetricMonitor", "latency"),
        ("Alert", "http://["),
        ("OrganizationSettings", "http://["),
    ],
)
async def test_an_import_id_that_names_nothing_is_explained_without_its_key(
    engine: Engine, sentry: ScriptedSentry, kind: str, reference: str
) -> None:
    with pytest.raises(Failed) as failed:
        await engine.imported(kind, reference)
    assert failed.value.code is grpc.StatusCode.UNKNOWN
    assert "internal error" not in failed.value.message
    assert PUBLIC_KEY not in failed.value.message
    assert sentry.calls == []


async def test_a_monitor_of_another_type_is_refused_with_its_type(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(
        "GET /organizations/acme/detectors/21/",
        {"id": "21", "type": "error", "dataSources": [], "config": {}},
    )
    with pytest.raises(Failed, match="monitor 21 is of type error"):
        await engine.imported("MetricMonitor", "21")


async def test_no_status_text_carries_the_token_or_a_dsn(engine: Engine, sentry: ScriptedSentry) -> None:
    gossip = {"detail": f"token {TOKEN} of {DSN} may not"}
    for status in (400, 401, 403, 409, 410, 500):
        sentry.instead("POST /projects/acme/11/keys/", gossip, status)
        sentry.instead(f"GET /projects/acme/11/keys/{PUBLIC_KEY}/", gossip, status)
        for attempt in (
            engine.create("ProjectKey", bodies.KEY_INPUTS),
            engine.imported("ProjectKey", f"11/{PUBLIC_KEY}"),
        ):
            with pytest.raises(Failed) as failed:
                await attempt
            assert TOKEN not in failed.value.message
            assert PUBLIC_KEY not in failed.value.message
            assert "\n" not in failed.value.message


async def test_a_refused_argument_is_named_by_its_path_and_never_by_its_value(engine: Engine) -> None:
    inputs = {**bodies.PROJECT_INPUTS, "securityToken": "s" * 300, "sensitiveFeilds": ["hunter2"]}
    failures = await engine.failures("Project", inputs)
    assert failures == {
        "securityToken": "string should have at most 255 characters",
        "sensitiveFeilds": "is not a property of this resource; did you mean 'sensitiveFields'?",
    }


async def test_warnings_reach_the_engine_beside_their_resource(
    engine: Engine, whole_sentry: ScriptedSentry
) -> None:
    await engine.check("Project", {**bodies.PROJECT_INPUTS, "platform": "react"})
    ((urn, message),) = engine.log.messages
    assert urn == engine.urn("Project")
    assert "javascript-react" in message


async def test_a_resource_or_lookup_of_another_version_is_refused_by_name(engine: Engine) -> None:
    with pytest.raises(Failed, match="has no resource sentry:index:Rule"):
        await engine.check("Rule", {})
    with pytest.raises(Failed, match="has no lookup sentry:index:getRule"):
        await engine.invoke("getRule", {})


# -- configuration ---------------------------------------------------------------------------------


async def test_a_missing_token_and_organization_are_named_with_what_to_set(unconfigured: Engine) -> None:
    said = "; ".join(failure.reason for failure in (await unconfigured.check_config({})).failures)
    assert "SENTRY_AUTH_TOKEN" in said
    assert "pulumi config set --secret sentry:token" in said
    assert "SENTRY_ORG" in said


async def test_the_environment_stands_in_for_the_configuration(
    unconfigured: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENTRY_AUTH_TOKEN", TOKEN)
    monkeypatch.setenv("SENTRY_ORG", "acme")
    monkeypatch.setenv("SENTRY_URL", "https://sentry.example.com/")
    answer = await unconfigured.check_config({"version": "0.1.0"})
    assert not answer.failures
    assert decode(answer.inputs)[0].keys() == {"version", "recordedPlace"}
    await unconfigured.configure({"version": "0.1.0"})
    assert unconfigured.sentry.requests == [("GET /organizations/acme/", None)]


async def test_the_token_of_the_configuration_comes_back_secret(unconfigured: Engine) -> None:
    answer = await unconfigured.check_config({"token": TOKEN, "organization": "acme"})
    assert decode(answer.inputs)[1] == {("token",)}


async def test_a_setting_of_the_wrong_type_is_named_by_its_path(unconfigured: Engine) -> None:
    (failure,) = (await unconfigured.check_config({"token": TOKEN, "organization": 12})).failures
    assert (failure.property, failure.reason) == ("organization", "must be a string")


@pytest.mark.parametrize(
    ("name", "meant"),
    [("orgnization", "organization"), ("base_url", "baseUrl"), ("baseURL", "baseUrl"), ("tokn", "token")],
)
async def test_a_misspelt_setting_is_named_and_its_value_is_not(
    unconfigured: Engine, name: str, meant: str
) -> None:
    config = {"token": TOKEN, "organization": "acme", name: TOKEN}
    (failure,) = (await unconfigured.check_config(config)).failures
    assert (failure.property, failure.reason) == ("", f"{name} is not known; did you mean {meant}?")
    assert unconfigured.sentry.requests == []


async def test_what_the_engine_passes_beside_the_settings_is_no_mistake(unconfigured: Engine) -> None:
    config = {
        "token": TOKEN,
        "organization": "acme",
        "version": "0.1.0",
        "pluginDownloadURL": "u",
        "name": "n",
    }
    assert not (await unconfigured.check_config(config)).failures


async def test_a_wrong_token_stops_before_anything_is_planned(unconfigured: Engine) -> None:
    unconfigured.sentry.instead("GET /organizations/acme/", {"detail": "Invalid token"}, 401)
    with pytest.raises(Failed, match="SENTRY_AUTH_TOKEN"):
        await unconfigured.configure({"token": TOKEN, "organization": "acme"})


async def test_a_configuration_that_was_refused_is_refused_again(unconfigured: Engine) -> None:
    config = {"token": TOKEN, "organization": "acme", "baseUrl": "ftp://sentry.example.com"}
    for _ in range(2):
        (failure,) = (await unconfigured.check_config(config)).failures
        assert "SENTRY_URL" in failure.reason
        with pytest.raises(Failed, match="SENTRY_URL"):
            await unconfigured.configure(config)


async def test_checking_and_configuring_ask_sentry_once(unconfigured: Engine) -> None:
    config = {"token": TOKEN, "organization": "acme", "baseUrl": "https://sentry.example.com"}
    assert not (await unconfigured.check_config(config)).failures
    await unconfigured.configure(config)
    assert len(unconfigured.sentry.requests) == 1


async def test_a_provider_whose_configuration_is_unknown_previews_and_says_so_when_it_must_ask(
    unconfigured: Engine,
) -> None:
    assert not (await unconfigured.check_config({"token": UNKNOWN, "organization": "acme"})).failures
    await unconfigured.configure({"token": UNKNOWN, "organization": "acme"})
    await unconfigured.create("Team", bodies.TEAM_INPUTS, preview=True)
    with pytest.raises(Failed, match="come from a resource that does not exist"):
        await unconfigured.imported("Team", "7")
    assert unconfigured.sentry.requests == []


# -- lookups -----------------------------------------------------------------------------------------


async def test_the_organization_is_looked_up_without_another_request(engine: Engine) -> None:
    found = await engine.invoke("getOrganization", {})
    assert found == {
        "id": "1",
        "slug": "acme",
        "name": "Acme",
        "regionUrl": "https://us.sentry.io",
        "features": ["incidents", "rate-limits"],
    }
    assert len(engine.sentry.requests) == 1


async def test_a_project_is_looked_up_by_any_of_its_names(engine: Engine, sentry: ScriptedSentry) -> None:
    sentry.answer("GET /projects/acme/shop/", bodies.project())
    for reference in ("shop", "acme/shop", "https://acme.sentry.io/projects/shop/?project=11"):
        found = await engine.invoke("getProject", {"project": reference})
        assert (found["id"], found["teamSlugs"]) == ("11", ["web"])


async def test_a_projects_own_monitors_are_found_by_type(engine: Engine, sentry: ScriptedSentry) -> None:
    sentry.answer("GET /organizations/acme/detectors/", bodies.default_monitors())
    assert await engine.invoke("getProjectMonitor", {"project": "11"}) == {"id": "22"}
    assert await engine.invoke("getProjectMonitor", {"project": "11", "type": "error"}) == {"id": "21"}


async def test_a_projects_monitor_that_is_not_there_in_time_is_an_error_that_says_so(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer("GET /organizations/acme/detectors/", [])
    with pytest.raises(Failed, match="has no issue_stream monitor after 0 s"):
        await engine.invoke("getProjectMonitor", {"project": "11", "timeout": 0})


def _person(id: str, email: str, user: str | None) -> dict[str, Any]:
    emails = [{"email": email}, {"email": f"old-{email}"}]
    return {
        "id": id,
        "email": email,
        "orgRole": "member",
        "user": user and {"id": user, "emails": emails},
        "pending": user is None,
    }


async def test_people_are_looked_up_by_any_of_their_addresses_with_one_list(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    people = [_person("5", "dev@example.com", "50"), _person("6", "lead@example.com", "60")]
    sentry.answer("GET /organizations/acme/members/", people)
    before = len(sentry.requests)
    found = await engine.invoke("getMember", {"email": "Dev@Example.com"})
    assert found == {"id": "5", "userId": "50", "email": "dev@example.com", "orgRole": "member"}
    assert (await engine.invoke("getMember", {"email": "old-lead@example.com"}))["userId"] == "60"
    assert len(sentry.requests) == before + 1


@pytest.mark.parametrize(
    ("email", "said"),
    [
        (
            "nobody@example.com",
            "nobody in organization 'acme' has the address nobody@example.com: invite them",
        ),
        ("new@example.com", "new@example.com has not accepted the invitation to organization 'acme'"),
    ],
)
async def test_who_has_not_joined_cannot_be_looked_up_as_a_user(
    engine: Engine, sentry: ScriptedSentry, email: str, said: str
) -> None:
    sentry.answer("GET /organizations/acme/members/", [_person("7", "new@example.com", None)])
    with pytest.raises(Failed, match=said):
        await engine.invoke("getMember", {"email": email})


async def test_the_advice_of_a_program_stands_in_the_error(engine: Engine, sentry: ScriptedSentry) -> None:
    sentry.answer("GET /organizations/acme/members/", [])
    with pytest.raises(Failed, match=r"has the address a@example.com: ask the lead"):
        await engine.invoke("getMember", {"email": "a@example.com", "ifMissing": "ask the lead"})


async def test_the_schema_is_what_the_provider_answers(engine: Engine) -> None:
    answer = await engine.stub.GetSchema(provider_pb2.GetSchemaRequest())
    assert json.loads(answer.schema)["name"] == "sentry"


def test_every_kind_is_covered_here() -> None:
    names = {token.rsplit(":", 1)[-1] for token in registry().resources}
    elsewhere = {
        # Who is where has no name to change: tests/contract/test_access.py.
        "Member",
        "TeamMembership",
        "ProjectTeam",
        # What configures something that exists anyway has no life of its own: test_privacy.py.
        "OrganizationSettings",
        "InboundFilters",
        "OwnershipRules",
        # Spike protection is no object of its own but a setting of a project; see test_limits.py.
        # So does spike protection, a setting of a project: test_limits.py.
        "SpikeProtection",
        "EnvFile",
    }
    assert names == {*KINDS, *elsewhere}
