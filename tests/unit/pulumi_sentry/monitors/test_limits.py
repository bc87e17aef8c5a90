"""What a plan decides (seats of checks, spike protection): ignored is a warning, and never an endless diff."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.pulumi_sentry import bodies
from tests.unit.pulumi_sentry.support import Engine, Failed, ScriptedSentry, State

CHECKS = {
    "UptimeMonitor": (bodies.UPTIME_INPUTS, bodies.uptime, "12", "32"),
    "CronMonitor": (bodies.CRON_INPUTS, bodies.cron, "13", "33"),
}

YOUNG = "2026-11-24T14:30:00.000000Z"  # half an hour before the server's now

every_check = pytest.mark.parametrize("kind", CHECKS)


def scripted(sentry: ScriptedSentry, kind: str, *, enabled: bool) -> str:
    """A Sentry that makes the monitor disabled; the path of the monitor."""
    _, body, project, id = CHECKS[kind]
    path = f"/organizations/acme/detectors/{id}/"
    sentry.answer(f"POST /organizations/acme/projects/{project}/detectors/", body(enabled=False), 201)
    sentry.answer(f"PUT {path}", body(enabled=enabled))
    sentry.answer(f"GET {path}", body(enabled=enabled))
    return path


@every_check
async def test_a_monitor_that_the_plan_keeps_disabled_is_a_warning_and_no_diff(
    engine: Engine, sentry: ScriptedSentry, kind: str
) -> None:
    scripted(sentry, kind, enabled=False)
    inputs = CHECKS[kind][0]
    state = await engine.create(kind, inputs)
    ((_, message),) = engine.log.messages
    assert "no seat left" in message
    assert "https://sentry.example.com/organizations/acme/monitors/" in message
    assert state.outputs["pausedByPlan"] is True
    read = await engine.read(kind, state)
    assert (read.inputs, read.outputs["pausedByPlan"]) == (state.inputs, True)
    assert await engine.diff(kind, read, inputs) == {}


@every_check
async def test_a_monitor_that_was_given_a_seat_is_just_enabled(
    engine: Engine, sentry: ScriptedSentry, kind: str
) -> None:
    path = scripted(sentry, kind, enabled=True)
    state = await engine.create(kind, CHECKS[kind][0])
    assert sentry.body(f"PUT {path}")["enabled"] is True
    assert engine.log.messages == []
    assert state.outputs["pausedByPlan"] is False


@every_check
async def test_a_monitor_that_somebody_paused_is_a_change(
    engine: Engine, sentry: ScriptedSentry, kind: str
) -> None:
    path = scripted(sentry, kind, enabled=True)
    inputs, body, *_ = CHECKS[kind]
    state = await engine.create(kind, inputs)
    sentry.instead(f"GET {path}", body(enabled=False))
    assert await engine.diff(kind, await engine.read(kind, state), inputs) == {"enabled": "UPDATE"}


@every_check
async def test_one_that_an_interrupted_creation_left_is_adopted_and_not_made_again(
    engine: Engine, sentry: ScriptedSentry, kind: str
) -> None:
    inputs, body, project, id = CHECKS[kind]
    path = f"/organizations/acme/detectors/{id}/"
    made = f"POST /organizations/acme/projects/{project}/detectors/"
    sentry.answer(made, {"detail": "Internal Error"}, 502)
    with pytest.raises(Failed, match="the answer was lost"):
        await engine.create(kind, inputs)
    await engine.another_run()
    listed = [bodies.monitor(), body(dateCreated="2026-11-24T15:00:00.000000Z")]
    sentry.instead("GET /organizations/acme/detectors/", listed)
    sentry.answer(f"PUT {path}", body())
    state = await engine.create(kind, inputs)
    assert state.id == id
    assert sentry.writes == [made, f"PUT {path}"]


@every_check
async def test_one_that_differs_is_somebody_elses(engine: Engine, sentry: ScriptedSentry, kind: str) -> None:
    inputs, body, project, _ = CHECKS[kind]
    other = body(dateCreated=YOUNG, name="another")
    sentry.answer("GET /organizations/acme/detectors/", [other])
    sentry.answer(f"POST /organizations/acme/projects/{project}/detectors/", body(), 201)
    await engine.create(kind, inputs)
    assert sentry.writes == [f"POST /organizations/acme/projects/{project}/detectors/"]


@every_check
async def test_another_type_of_monitor_is_refused(engine: Engine, sentry: ScriptedSentry, kind: str) -> None:
    sentry.answer("GET /organizations/acme/detectors/31/", bodies.monitor())
    with pytest.raises(Failed, match="type metric_issue"):
        await engine.imported(kind, "31")


@pytest.mark.parametrize(
    ("kind", "changes", "path"),
    [
        ("UptimeMonitor", {"interval": 61}, "interval"),
        ("UptimeMonitor", {"target": "shop.example.com"}, "target"),
        ("UptimeMonitor", {"method": "TRACE"}, "method"),
        ("CronMonitor", {"crontab": "0 3 * *"}, "crontab"),
        ("CronMonitor", {"crontab": None}, "crontab"),
        ("CronMonitor", {"interval": {"value": 10, "unit": "minute"}}, "interval"),
        ("CronMonitor", {"maxRuntime": 40_321}, "maxRuntime"),
    ],
)
async def test_what_sentry_would_refuse_is_refused_before_any_call(
    engine: Engine, sentry: ScriptedSentry, kind: str, changes: dict[str, Any], path: str
) -> None:
    inputs = {name: value for name, value in (CHECKS[kind][0] | changes).items() if value is not None}
    assert set(await engine.failures(kind, inputs)) == {path}
    assert sentry.calls == []


async def test_the_headers_of_a_check_are_secrets(engine: Engine, sentry: ScriptedSentry) -> None:
    scripted(sentry, "UptimeMonitor", enabled=True)
    state = await engine.create("UptimeMonitor", bodies.UPTIME_INPUTS)
    assert ("headers",) in state.secrets


async def test_a_job_learns_the_slug_of_its_monitor(engine: Engine, sentry: ScriptedSentry) -> None:
    scripted(sentry, "CronMonitor", enabled=True)
    assert (await engine.create("CronMonitor", bodies.CRON_INPUTS)).outputs["slug"] == "nightly-import"


# -- spike protection --------------------------------------------------------------------------------

PROJECT = "/projects/acme/14/"
SPIKES = "/organizations/acme/spike-protections/"


def project(*, off: bool) -> Any:
    return bodies.project(id="14", slug="quiet", options={"quotas:spike-protection-disabled": off})


async def switched_off(engine: Engine, sentry: ScriptedSentry) -> State:
    sentry.answer(f"GET {PROJECT}", project(off=False))
    sentry.answer(f"GET {PROJECT}", project(off=True))
    sentry.answer(f"DELETE {SPIKES}", {})
    return await engine.create("SpikeProtection", {"project": "14", "enabled": False})


async def test_it_is_switched_by_the_slug_and_read_back(engine: Engine, sentry: ScriptedSentry) -> None:
    state = await switched_off(engine, sentry)
    assert sentry.calls == [f"GET {PROJECT}", f"DELETE {SPIKES}", f"GET {PROJECT}"]
    assert sentry.body(f"DELETE {SPIKES}") == {"projects": ["quiet"]}
    assert (state.id, state.outputs["ignored"]) == ("14", False)
    assert (await engine.read("SpikeProtection", state)).inputs == state.inputs


async def test_without_it_a_project_is_protected_again(engine: Engine, sentry: ScriptedSentry) -> None:
    state = await switched_off(engine, sentry)
    await engine.another_run()
    sentry.answer(f"POST {SPIKES}", {}, 201)
    await engine.delete("SpikeProtection", state)
    assert sentry.writes[-1] == f"POST {SPIKES}"


async def test_where_the_project_is_gone_there_is_nothing_left(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    state = await switched_off(engine, sentry)
    sentry.instead(f"GET {PROJECT}", {"detail": "The requested resource does not exist"}, 404)
    assert (await engine.read("SpikeProtection", state)).id == ""
    await engine.delete("SpikeProtection", state)
    assert sentry.writes == [f"DELETE {SPIKES}"]


async def test_a_plan_that_ignores_it_is_a_warning_and_no_diff(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"GET {PROJECT}", project(off=True))
    sentry.answer(f"POST {SPIKES}", {}, 201)
    inputs = {"project": "14", "enabled": True}
    state = await engine.create("SpikeProtection", inputs)
    ((_, message),) = engine.log.messages
    assert "left spike protection off" in message
    read = await engine.read("SpikeProtection", state)
    assert await engine.diff("SpikeProtection", read, inputs) == {}


async def test_a_plan_that_refuses_it_is_an_error_that_says_so(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"GET {PROJECT}", project(off=True))
    sentry.answer(f"POST {SPIKES}", {"detail": "You do not have permission to perform this action."}, 403)
    with pytest.raises(Failed, match=r"paid plans of sentry\.io"):
        await engine.create("SpikeProtection", {"project": "14", "enabled": True})


# -- integrations --------------------------------------------------------------------------------------


def integration(id: str, name: str) -> Any:
    return {"id": id, "name": name, "provider": {"key": "slack"}, "domainName": f"{name}.example.com"}


async def test_an_integration_is_found_by_its_name(engine: Engine, sentry: ScriptedSentry) -> None:
    sentry.answer(
        "GET /organizations/acme/integrations/", [integration("5", "ours"), integration("6", "theirs")]
    )
    found = await engine.invoke("getIntegration", {"provider": "slack", "name": "ours"})
    assert found == {"id": "5", "name": "ours", "provider": "slack", "domainName": "ours.example.com"}


@pytest.mark.parametrize(
    ("installed", "name", "said"),
    [
        ([], None, "no slack integration is installed"),
        (
            [("5", "ours")],
            "others",
            r"named 'others' .*\(installed: 'ours'\).*settings/acme/integrations/slack/",
        ),
        ([("5", "ours"), ("6", "theirs")], None, "name one"),
        ([("5", "ours"), ("6", "ours")], "ours", "2 slack integrations named 'ours'"),
    ],
)
async def test_one_that_cannot_be_told_is_an_error_with_what_there_is(
    engine: Engine, sentry: ScriptedSentry, installed: list[tuple[str, str]], name: str | None, said: str
) -> None:
    sentry.answer("GET /organizations/acme/integrations/", [integration(*one) for one in installed])
    with pytest.raises(Failed, match=said):
        await engine.invoke("getIntegration", {"provider": "slack", **({"name": name} if name else {})})
