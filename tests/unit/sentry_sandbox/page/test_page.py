"""What the pages say."""

from __future__ import annotations

import re

import pytest

from sentry_sandbox.behaviour.bodies.organization import DEFAULT_SETTINGS
from sentry_sandbox.page.sentences import duration
from sentry_sandbox.page.settings_words import SETTINGS
from tests.unit.sentry_sandbox.page.reading import html_of, text_of
from tests.unit.sentry_sandbox.support import Local, alert, conditions, data_source, envelope, sentry_auth

PROJECT = "/organizations/sandbox/projects/backend/"
PEOPLE, SETTINGS_PAGE, CHANGES = (
    "/settings/sandbox/teams/",
    "/settings/sandbox/",
    "/settings/sandbox/audit-log/",
)


def test_an_empty_organization_tells_a_newcomer_what_to_do(sandbox: Local) -> None:
    text = text_of(sandbox)

    assert "A brand-new organization" in text
    assert "sentry-iac up" in text


def test_the_list_has_a_line_a_project_in_the_order_of_people(sandbox: Local) -> None:
    for slug in ("service-10", "service-2", "api"):
        sandbox.project(slug, name=f"The {slug}")

    rows = re.findall(r'<tr id="project-([^"]+)"', html_of(sandbox))

    assert rows == ["api", "service-2", "service-10"]
    assert "The api · python-fastapi #gvses 0 0 1 0 never" in text_of(sandbox)


def test_the_counts_of_the_header_are_those_of_the_lines(sandbox: Local) -> None:
    sandbox.project()
    sandbox.project("shop")
    made = [sandbox.monitor(), sandbox.monitor("shop"), sandbox.monitor("shop")]
    sandbox.done("POST", "/organizations/sandbox/workflows/", alert([made[0]["id"]]))
    sandbox.done("POST", "/organizations/sandbox/workflows/", alert([made[1]["id"], made[2]["id"]]))
    sandbox.send(1, envelope(("event", {"message": "hello"})), sentry_auth(sandbox.key()["public"]))
    html = html_of(sandbox)

    columns = ("monitor", "alert", "event")
    sums = [sum(map(int, re.findall(rf'data-label="{one}s?">(\d+)', html))) for one in columns]

    assert sums == [3, 2, 1]
    assert "2 projects · 3 monitors · 2 alerts · 1 event" in text_of(sandbox)


def test_the_search_finds_slugs_names_platforms_and_teams(sandbox: Local) -> None:
    sandbox.project("backend", name="Market data", platform="python-fastapi")
    sandbox.project("shop", platform="javascript-react")

    def found(query: str) -> list[str]:
        return re.findall(r'<tr id="project-([^"]+)" data-words="[^"]*">', html_of(sandbox, f"/?q={query}"))

    assert found("market") == ["backend"]
    assert found("REACT+shop") == ["shop"]
    assert found("%23gvses") == ["backend", "shop"]
    assert found("nothing") == []
    assert "No project has these words" in text_of(sandbox, "/?q=nothing")


def test_monitors_are_said_as_a_person_would(sandbox: Local) -> None:
    sandbox.project()
    sandbox.monitor()
    sandbox.monitor(
        dataSources=data_source(aggregate="failure_rate()"),
        conditionGroup=conditions(("gt", 0.01, 75), ("gt", 0.005, 50), ("lte", 0.005, 0)),
    )
    sandbox.monitor(
        dataSources=data_source(aggregate="count(span.duration)", timeWindow=3600),
        conditionGroup=conditions(("gt", 50, 75), ("lte", 50, 0)),
    )

    text = text_of(sandbox, PROJECT)

    assert "Monitors 3" in text
    assert "p95(span.duration) &gt; 2000 ms over 5 min → high" in text
    assert "failure_rate() &gt; 1 % over 5 min → high failure_rate() &gt; 0.5 % over 5 min → medium" in text
    assert "count(span.duration) &gt; 50 over 1 h → high" in text
    assert "Made by Sentry Error Monitor every error becomes an issue" in text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("backend: p95 latency", "p95 latency"),
        ("Market data / p95 latency", "p95 latency"),
        ("backend-old: p95 latency", "backend-old: p95 latency"),
        ("backend", "backend"),
        ("backend:", "backend:"),
    ],
)
def test_a_name_does_not_repeat_the_project_of_its_page(sandbox: Local, name: str, shown: str) -> None:
    sandbox.project(name="Market data")
    made = sandbox.monitor(name=name)
    sandbox.done("POST", "/organizations/sandbox/workflows/", alert([made["id"]], name=name))

    html = html_of(sandbox, PROJECT)

    assert html.count(f'title="{name}">{shown}</a>') == 2
    assert f"on {shown}" in html


def test_alerts_say_when_whom_and_about_what(sandbox: Local) -> None:
    sandbox.project()
    made = sandbox.monitor()
    sandbox.done("POST", "/organizations/sandbox/workflows/", alert([made["id"]]))

    text = text_of(sandbox, PROJECT)

    assert "When a new issue appears mail to #gvses at most every 30 min on p95 latency" in text


def test_an_alert_without_a_monitor_is_shown_as_one_that_never_fires(sandbox: Local) -> None:
    sandbox.done("POST", "/organizations/sandbox/workflows/", alert([], name="loose", actionFilters=[]))

    text = text_of(sandbox)

    assert "Alerts without a monitor they never fire loose" in text
    assert "tells nobody" in text


def test_events_show_environment_and_release(sandbox: Local) -> None:
    sandbox.project()
    payload = {"message": "price feed down", "environment": "staging", "release": "backend@1.0"}
    sandbox.send(1, envelope(("event", payload)), sentry_auth(sandbox.key()["public"]))

    text = text_of(sandbox, PROJECT)

    assert "price feed down staging backend@1.0 just now" in text
    assert "last event just now" in text


def test_people_are_shown_with_roles_teams_and_open_invitations(sandbox: Local) -> None:
    sandbox.project()
    invited = {"email": "lead@example.com", "orgRole": "manager"}
    sandbox.done("POST", "/organizations/sandbox/members/", invited)
    sandbox.admin("POST", "members", {"email": "late@example.com", "expired": True})
    sandbox.admin("POST", "members", {"email": "dev@example.com", "accepted": True, "two_factor": True})

    text = text_of(sandbox, PEOPLE)

    assert "Teams 1 #gvses owner@example.com admin backend" in text
    assert "lead@example.com manager invited, has not accepted in no team invited just now" in text
    assert "late@example.com member invitation has expired" in text
    assert "dev@example.com member member in no team joined just now · has a second factor" in text


def test_settings_are_said_in_words_and_changed_ones_are_marked(sandbox: Local) -> None:
    assert "Anybody with a link can read an issue that somebody shared. allowSharedIssues" in text_of(
        sandbox, SETTINGS_PAGE
    )
    changes = {"allowSharedIssues": False, "safeFields": ["order"]}
    sandbox.done("PUT", "/organizations/sandbox/", changes)

    text = text_of(sandbox, SETTINGS_PAGE)

    assert "2 differ from those of a new organization" in text
    assert "Issues cannot be shared with the world. changed allowSharedIssues" in text
    assert "Names that are never scrubbed: order. changed safeFields" in text


def test_every_setting_has_words() -> None:
    assert {name for chapter in SETTINGS.values() for name in chapter} == set(DEFAULT_SETTINGS)


def test_changes_say_who_did_what_and_lead_there(sandbox: Local) -> None:
    sandbox.project()
    made = sandbox.monitor()
    key = sandbox.key()
    sandbox.done("PUT", f"/projects/sandbox/backend/keys/{key['id']}/", {"name": "old"})

    html, text = html_of(sandbox, CHANGES), text_of(sandbox, CHANGES)

    assert f"edited client key {key['public'][:4]}… owner@example.com just now" in text
    assert f'href="/organizations/sandbox/monitors/{made["id"]}/">added monitor p95 latency</a>' in html
    assert 'href="/organizations/sandbox/projects/backend/">created project backend</a>' in html
    assert key["public"] not in html

    sandbox.done("DELETE", "/projects/sandbox/backend/")
    assert "/projects/backend/" not in html_of(sandbox, CHANGES)
    assert "removed project backend" in text_of(sandbox)


def test_keys_are_masked_and_nothing_secret_is_on_a_page(sandbox: Local) -> None:
    sandbox.project()
    key = sandbox.key()
    sandbox.done("PUT", f"/projects/sandbox/backend/keys/{key['id']}/", {"isActive": False})

    html = html_of(sandbox, PROJECT)

    assert f"http://{key['public'][:4]}…@127.0.0.1:9600/1" in html
    assert "inactive" in html
    for address in ("/", PROJECT, PEOPLE, SETTINGS_PAGE, CHANGES):
        html = html_of(sandbox, address)
        assert key["public"] not in html
        assert key["secret"] not in html
        assert "sandbox-token" not in html


def test_another_organization_has_pages_of_its_own(sandbox: Local) -> None:
    sandbox.project()
    sandbox.admin("POST", "organizations", {"slug": "other", "name": "Other"})

    assert "backend" not in text_of(sandbox, "/?org=other")
    assert "backend" not in text_of(sandbox, "/organizations/other/projects/")
    assert 'href="/organizations/other/projects/"' in html_of(sandbox)
    assert sandbox.client.get("/?org=nobody").status_code == 404


@pytest.mark.parametrize(
    ("seconds", "text"), [(60, "1 min"), (90, "90 s"), (7200, "2 h"), (86400, "1 d"), (0, "0 s")]
)
def test_durations_are_said_in_the_largest_whole_unit(seconds: int, text: str) -> None:
    assert duration(seconds) == text
