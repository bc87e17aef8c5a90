"""Uptime and cron monitors, and the seats that a plan has for them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.sentry_sandbox.support import Json, Local, cron, uptime

CREATE = "/organizations/sandbox/projects/backend/detectors/"
ONE = "/organizations/sandbox/detectors/"


@pytest.fixture
def project(sandbox: Local) -> Local:
    sandbox.project()
    return sandbox


def test_an_uptime_monitor_reads_back_what_was_declared(project: Local) -> None:
    made = project.done("POST", CREATE, uptime(owner="team:1"))

    (source,) = made["dataSources"]
    assert (made["type"], source["type"]) == ("uptime_domain_failure", "uptime_subscription")
    assert source["queryObj"] == uptime()["dataSources"][0]
    assert made["config"] == uptime()["config"]
    assert made["conditionGroup"] is None
    assert project.done("GET", f"{ONE}{made['id']}/") == made


def test_a_cron_monitor_reads_back_its_schedule_in_snake_case_and_gets_a_slug(project: Local) -> None:
    made = project.done("POST", CREATE, cron())

    (source,) = made["dataSources"]
    assert source["type"] == "cron_monitor"
    assert source["queryObj"]["config"] == cron()["dataSources"][0]["config"]
    assert source["queryObj"]["slug"] == "nightly-import"


def test_both_are_changed_listed_by_their_short_names_and_deleted(project: Local) -> None:
    for body, alias in ((uptime(), "uptime"), (cron(), "cron")):
        made = project.done("POST", CREATE, body)
        path = f"{ONE}{made['id']}/"
        assert project.done("PUT", path, {"name": "renamed", "enabled": False})["enabled"] is False
        (found,) = project.done("GET", f"{ONE}?query=type:{alias}")
        assert (found["id"], found["name"]) == (made["id"], "renamed")
        project.done("DELETE", path)
        assert project.call("GET", path).status_code == 404


def changed(body: Json, path: str, value: Any) -> Json:
    inner: Any = body
    *way, last = path.split(".")
    for name in way:
        inner = inner[int(name) if name.isdigit() else name]
    inner[last] = value
    return body


@pytest.mark.parametrize(
    ("body", "path", "value"),
    [
        (uptime(), "dataSources.0.url", "shop.example.com"),
        (uptime(), "dataSources.0.intervalSeconds", 61),
        (uptime(), "dataSources.0.method", "TRACE"),
        (uptime(), "dataSources.0.headers", [["Accept"]]),
        (uptime(), "config.mode", 2),
        (uptime(), "config.downtimeThreshold", 0),
        (cron(), "dataSources.0.config.schedule", "0 3 * *"),
        (cron(), "dataSources.0.config.schedule", [10, "minute"]),
        (cron(), "dataSources.0.config.timezone", "Mars/Olympus"),
        (cron(), "dataSources.0.config.max_runtime", 40_321),
        (cron(), "dataSources.0.config.failure_issue_threshold", 721),
        (cron(), "type", "preprod_static"),
    ],
)
def test_what_sentry_does_not_take_is_400_on_its_field(
    project: Local, body: Json, path: str, value: Any
) -> None:
    refused = project.call("POST", CREATE, changed(body, path, value))

    assert refused.status_code == 400
    assert refused.json().keys() == {path.split(".", 1)[0]}


def test_an_interval_is_a_number_and_a_unit(project: Local) -> None:
    body = cron()
    body["dataSources"][0]["config"] |= {"schedule_type": "interval", "schedule": [10, "minute"]}

    (source,) = project.done("POST", CREATE, body)["dataSources"]

    assert source["queryObj"]["config"]["schedule"] == [10, "minute"]


@pytest.mark.parametrize(("switch", "body"), [("cron_seats", cron()), ("uptime_seats", uptime())])
def test_a_monitor_without_a_seat_is_made_and_stays_disabled(project: Local, switch: str, body: Json) -> None:
    project.turn(**{switch: 1})
    first = project.done("POST", CREATE, body)
    second = project.done("POST", CREATE, body)
    path = f"{ONE}{second['id']}/"

    assert (first["enabled"], second["enabled"]) == (True, False)
    assert project.done("PUT", path, {"enabled": True})["enabled"] is False
    project.done("PUT", f"{ONE}{first['id']}/", {"enabled": False})
    assert project.done("PUT", path, {"enabled": True})["enabled"] is True


def test_the_page_says_what_they_do(project: Local) -> None:
    project.done("POST", CREATE, uptime())
    project.done("POST", CREATE, cron())

    page = project.client.get("/organizations/sandbox/projects/backend/").text

    assert "HEAD https://shop.example.com/health every 5 min" in page
    assert "checks in at 0 3 * * * (Europe/Berlin)" in page


SPIKES = "/organizations/sandbox/spike-protections/"


def is_off(sandbox: Local, slug: str) -> bool:
    off: bool = sandbox.done("GET", f"/projects/sandbox/{slug}/")["options"][
        "quotas:spike-protection-disabled"
    ]
    return off


def test_spike_protection_is_on_and_switched_by_slug(project: Local) -> None:
    project.project("frontend")
    assert not is_off(project, "backend")

    project.done("DELETE", SPIKES, {"projects": ["backend"]})
    assert (is_off(project, "backend"), is_off(project, "frontend")) == (True, False)
    project.done("DELETE", SPIKES, {"projects": ["$all"]})
    assert is_off(project, "frontend")
    assert project.call("POST", SPIKES, {"projects": ["backend"]}).status_code == 201
    assert not is_off(project, "backend")


@pytest.mark.parametrize("projects", [["1"], ["nobody"], [], "backend", None])
def test_spike_protection_takes_slugs_of_projects_alone(project: Local, projects: Any) -> None:
    assert project.call("POST", SPIKES, {"projects": projects}).status_code == 400


def test_a_plan_without_spike_protection_refuses_it(project: Local) -> None:
    project.turn(spike_protection_feature=False)
    assert project.call("POST", SPIKES, {"projects": ["backend"]}).status_code == 403
