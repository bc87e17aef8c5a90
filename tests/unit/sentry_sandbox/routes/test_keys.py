from __future__ import annotations

import re
import time
from typing import Any

import pytest

from tests.unit.sentry_sandbox.support import Local, envelope, sentry_auth

KEYS = "/projects/sandbox/backend/keys/"


@pytest.fixture
def project(sandbox: Local) -> Local:
    sandbox.project()
    return sandbox


def test_a_new_key_is_active_and_carries_dsns_of_this_sandbox(project: Local) -> None:
    key = project.done("POST", KEYS, {"name": "prod"})

    assert re.fullmatch(r"[0-9a-f]{32}", key["id"])
    assert (key["public"], key["label"], key["isActive"]) == (key["id"], "prod", True)
    assert key["projectId"] == 1
    assert key["dsn"]["public"] == f"http://{key['public']}@127.0.0.1:9600/1"
    assert key["dsn"]["secret"] == f"http://{key['public']}:{key['secret']}@127.0.0.1:9600/1"


def test_a_key_without_a_name_gets_one(project: Local) -> None:
    assert len(project.done("POST", KEYS, {})["name"].split()) == 2


def test_what_only_put_reads_is_ignored_on_create(project: Local) -> None:
    key = project.done(
        "POST",
        KEYS,
        {
            "name": "x",
            "isActive": False,
            "browserSdkVersion": "7.x",
            "dynamicSdkLoaderOptions": {"hasDebug": True},
        },
    )

    assert (key["isActive"], key["browserSdkVersion"]) == (True, "10.x")
    assert key["dynamicSdkLoaderOptions"]["hasDebug"] is False


def test_put_without_a_browser_sdk_version_resets_it(project: Local) -> None:
    key = project.key()
    assert (
        project.done("PUT", f"{KEYS}{key['id']}/", {"browserSdkVersion": "7.x"})["browserSdkVersion"] == "7.x"
    )

    assert project.done("PUT", f"{KEYS}{key['id']}/", {"name": "x"})["browserSdkVersion"] == "10.x"


def test_loader_options_are_merged_and_an_empty_name_is_ignored(project: Local) -> None:
    key = project.key()
    project.done("PUT", f"{KEYS}{key['id']}/", {"dynamicSdkLoaderOptions": {"hasDebug": True}})

    body = project.done(
        "PUT", f"{KEYS}{key['id']}/", {"name": "", "dynamicSdkLoaderOptions": {"hasReplay": False}}
    )

    assert body["name"] == "Default"
    assert body["dynamicSdkLoaderOptions"]["hasDebug"] is True
    assert body["dynamicSdkLoaderOptions"]["hasReplay"] is False


@pytest.mark.parametrize("cleared", [None, {"count": 0, "window": 60}, {"count": 5, "window": None}])
def test_a_rate_limit_is_cleared_by_null_or_a_null_part(project: Local, cleared: Any) -> None:
    limit = {"count": 100, "window": 3600}
    key = project.done("POST", KEYS, {"name": "x", "rateLimit": limit})
    assert key["rateLimit"] == limit

    assert project.done("PUT", f"{KEYS}{key['id']}/", {"rateLimit": cleared})["rateLimit"] is None


def test_a_rate_limit_is_ignored_without_its_feature_and_the_project_says_so(project: Local) -> None:
    assert "rate-limits" in project.done("GET", "/projects/sandbox/backend/")["features"]
    project.turn(rate_limits_feature=False)

    key = project.done("POST", KEYS, {"name": "x", "rateLimit": {"count": 1, "window": 60}})
    changed = project.done("PUT", f"{KEYS}{key['id']}/", {"rateLimit": {"count": 1, "window": 60}})

    assert (key["rateLimit"], changed["rateLimit"]) == (None, None)
    assert "rate-limits" not in project.done("GET", "/projects/sandbox/backend/")["features"]


def test_public_and_secret_can_be_chosen_until_the_server_ignores_them(project: Local) -> None:
    chosen = {"name": "x", "public": "ab" * 16, "secret": "cd" * 16}
    assert project.done("POST", KEYS, chosen)["public"] == "ab" * 16
    project.turn(key_secret_choosable=False)

    assert project.done("POST", KEYS, {**chosen, "public": "ef" * 16})["public"] != "ef" * 16
    assert project.call("POST", KEYS, {"public": "short"}).json().keys() == {"public"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "x" * 65}, "name"),
        ({"rateLimit": {"count": -1, "window": 60}}, "rateLimit"),
        ({"rateLimit": {"count": 1, "window": 86401}}, "rateLimit"),
        ({"rateLimit": "fast"}, "rateLimit"),
    ],
)
def test_a_bad_field_is_named(project: Local, body: dict[str, Any], field: str) -> None:
    response = project.call("POST", KEYS, body)

    assert response.status_code == 400
    assert list(response.json()) == [field]


def test_lists_are_newest_first_ten_a_page_and_by_status(project: Local) -> None:
    for number in range(11):
        project.done("POST", KEYS, {"name": str(number)})
    newest = project.key()
    project.done("PUT", f"{KEYS}{newest['id']}/", {"isActive": False})

    page = project.call("GET", KEYS)

    assert [key["name"] for key in page.json()] == [str(number) for number in range(10, 0, -1)]
    assert 'rel="next"; results="true"; cursor="0:10:0"' in page.headers["Link"]
    rest = project.done("GET", f"{KEYS}?cursor=0:10:0")
    assert [key["name"] for key in rest] == ["0", "Default"]
    assert [key["name"] for key in project.done("GET", f"{KEYS}?status=inactive")] == ["10"]
    assert project.done("GET", f"{KEYS}?status=broken") == []


def test_the_organization_lists_the_keys_of_all_projects_and_of_one_teams(project: Local) -> None:
    project.project("frontend")
    project.done("POST", "/organizations/sandbox/teams/", {"slug": "ops"})

    assert len(project.done("GET", "/organizations/sandbox/project-keys/")) == 2
    assert len(project.done("GET", "/organizations/sandbox/project-keys/?team=gvses")) == 2
    assert project.done("GET", "/organizations/sandbox/project-keys/?team=ops") == []


def test_a_deleted_key_is_gone_at_once_and_default_does_not_come_back(project: Local) -> None:
    key = project.key()

    assert project.call("DELETE", f"{KEYS}{key['id']}/").status_code == 204

    assert project.call("GET", f"{KEYS}{key['id']}/").status_code == 404
    assert project.done("GET", KEYS) == []


def test_a_key_of_another_project_is_404(project: Local) -> None:
    project.project("frontend")

    assert project.call("GET", f"{KEYS}{project.key('frontend')['id']}/").status_code == 404


def test_use_is_counted_by_the_hour_and_for_errors_only(project: Local) -> None:
    key = project.key()
    for kind in ("event", "event", "transaction"):
        project.send(1, envelope((kind, {})), sentry_auth(key["public"]))

    stats = project.done("GET", f"{KEYS}{key['id']}/stats/?resolution=1h")

    assert sum(hour["accepted"] for hour in stats) == 2
    assert set(stats[0]) == {"ts", "total", "accepted", "filtered", "dropped"}
    assert all(hour["ts"] % 3600 == 0 for hour in stats)


def test_use_of_a_past_range_is_zero_and_a_bad_range_is_refused(project: Local) -> None:
    key, now = project.key(), int(time.time())
    project.send(1, envelope(("event", {})), sentry_auth(key["public"]))
    path = f"{KEYS}{key['id']}/stats/"

    past = project.done("GET", f"{path}?since={now - 90_000}&until={now - 7_200}&resolution=1d")

    assert sum(day["total"] for day in past) == 0
    assert project.call("GET", f"{path}?since={now}&until={now - 1}").status_code == 400
    assert project.call("GET", f"{path}?resolution=1m").status_code == 400
    assert project.call("GET", f"{KEYS}{'0' * 32}/stats/").status_code == 404
