from __future__ import annotations

import re

import pytest

from sentry_sandbox.page.sentences import duration
from tests.unit.sentry_sandbox.support import Local, alert, conditions, data_source, envelope, sentry_auth


def text_of(sandbox: Local, path: str = "/") -> str:
    html = re.sub(r"<style>.*?</style>", "", sandbox.client.get(path).text, flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_an_empty_organization_tells_a_newcomer_what_to_do(sandbox: Local) -> None:
    text = text_of(sandbox)

    assert "A brand-new organization" in text
    assert "make up" in text


def test_a_project_without_events_tells_how_to_send_one(sandbox: Local) -> None:
    sandbox.project()

    assert "Nothing came in yet" in text_of(sandbox)


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

    text = text_of(sandbox)

    assert "p95(span.duration) &gt; 2000 ms over 5 min → high" in text
    assert "failure_rate() &gt; 1 % over 5 min → high failure_rate() &gt; 0.5 % over 5 min → medium" in text
    assert "count(span.duration) &gt; 50 over 1 h → high" in text
    assert "every error becomes an issue · made by Sentry" in text


def test_alerts_say_when_whom_and_about_what(sandbox: Local) -> None:
    sandbox.project()
    made = sandbox.monitor()
    sandbox.done("POST", "/organizations/sandbox/workflows/", alert([made["id"]]))

    text = text_of(sandbox)

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

    text = text_of(sandbox)

    assert "price feed down staging backend@1.0 just now" in text
    assert "last event just now" in text


def test_keys_are_masked_and_nothing_secret_is_on_the_page(sandbox: Local) -> None:
    sandbox.project()
    key = sandbox.key()
    sandbox.done("PUT", f"/projects/sandbox/backend/keys/{key['id']}/", {"isActive": False})

    html = sandbox.client.get("/").text

    assert f"http://{key['public'][:4]}…@127.0.0.1:9600/1" in html
    assert "inactive" in html
    assert key["public"] not in html
    assert key["secret"] not in html
    assert "sandbox-token" not in html


def test_what_came_in_from_outside_is_escaped(sandbox: Local) -> None:
    sandbox.project(name="<b>bold</b>")
    sandbox.send(
        1, envelope(("event", {"message": "<script>alert(1)</script>"})), sentry_auth(sandbox.key()["public"])
    )

    html = sandbox.client.get("/").text

    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_the_page_needs_nothing_from_outside(sandbox: Local) -> None:
    sandbox.project()
    response = sandbox.client.get("/")

    assert re.findall(r'(?:src|href)="(?!data:,|/\?)[^"]*"', response.text) == []
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_another_organization_has_a_page_of_its_own(sandbox: Local) -> None:
    sandbox.project()
    sandbox.admin("POST", "organizations", {"slug": "other", "name": "Other"})

    assert "gvses" not in text_of(sandbox, "/?org=other")
    assert sandbox.client.get("/?org=nobody").status_code == 404


@pytest.mark.parametrize(
    ("seconds", "text"), [(60, "1 min"), (90, "90 s"), (7200, "2 h"), (86400, "1 d"), (0, "0 s")]
)
def test_durations_are_said_in_the_largest_whole_unit(seconds: int, text: str) -> None:
    assert duration(seconds) == text
