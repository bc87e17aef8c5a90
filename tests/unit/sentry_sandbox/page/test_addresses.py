"""Sentry's own addresses lead to the page that shows the same thing; what a browser may do with it is little."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest

from tests.unit.sentry_sandbox.page.reading import Links, html_of
from tests.unit.sentry_sandbox.support import Local, alert

PROJECT = "/organizations/sandbox/projects/backend/"
LIST, TEAMS, SETTINGS = (
    "/organizations/sandbox/projects/",
    "/settings/sandbox/teams/",
    "/settings/sandbox/",
)

LEADS = {
    "/organizations/sandbox/": None,
    LIST: None,
    PROJECT: None,
    "/organizations/sandbox/projects/backend": None,
    "/organizations/sandbox/projects/1/": PROJECT,
    "/organizations/sandbox/projects/old/": PROJECT,
    "/organizations/sandbox/projects/backend/getting-started/": PROJECT,
    "/organizations/sandbox/insights/projects/backend/": PROJECT,
    "/organizations/sandbox/issues/": LIST,
    "/organizations/sandbox/issues/?project=1": PROJECT,
    "/organizations/sandbox/issues/1/": f"{PROJECT}#events",
    "/organizations/sandbox/monitors/": LIST,
    "/organizations/sandbox/monitors/3/": f"{PROJECT}#monitor-3",
    "/organizations/sandbox/monitors/alerts/": LIST,
    "/organizations/sandbox/monitors/alerts/1/": f"{PROJECT}#alert-1",
    "/organizations/sandbox/monitors/alerts/2/": f"{LIST}#alert-2",
    "/organizations/sandbox/alerts/1/": f"{PROJECT}#alert-1",
    "/organizations/sandbox/alerts/rules/backend/1/": f"{PROJECT}#alert-1",
    "/settings/sandbox/": None,
    TEAMS: None,
    "/settings/sandbox/audit-log/": None,
    "/settings/sandbox/organization/": SETTINGS,
    "/settings/sandbox/security-and-privacy/": SETTINGS,
    "/settings/sandbox/integrations/slack/": f"{SETTINGS}#integrations",
    "/settings/sandbox/projects/": LIST,
    "/settings/sandbox/projects/backend/": PROJECT,
    "/settings/sandbox/projects/backend/keys/": f"{PROJECT}#keys",
    "/settings/sandbox/projects/backend/keys/0123456789abcdef0123456789abcdef/": f"{PROJECT}#keys",
    "/settings/sandbox/projects/backend/alerts/": f"{PROJECT}#alerts",
    "/settings/sandbox/teams/gvses/": f"{TEAMS}#team-gvses",
    "/settings/sandbox/teams/gvses/members/": f"{TEAMS}#team-gvses",
    "/settings/sandbox/members/": f"{TEAMS}#people",
    "/settings/sandbox/members/1/": f"{TEAMS}#member-1",
}

NOWHERE = (
    "/organizations/nobody/projects/",
    "/settings/nobody/",
    "/organizations/sandbox/projects/nothing/",
    "/organizations/sandbox/monitors/99/",
    "/organizations/sandbox/monitors/alerts/99/",
    "/organizations/sandbox/monitors/alerts/x/",
    "/organizations/sandbox/issues/99/",
    "/organizations/sandbox/nothing/",
    "/settings/sandbox/teams/nothing/",
    "/settings/sandbox/members/99/",
    "/settings/sandbox/projects/nothing/keys/",
    "/organizations/sandbox/monitors/99999999999999999999999999/",
)


@pytest.fixture
def filled(sandbox: Local) -> Local:
    """A project that was renamed, with a monitor, an issue, an alert, and an alert without a monitor."""
    sandbox.project("old")
    sandbox.done("PUT", "/projects/sandbox/old/", {"slug": "backend"})
    made = sandbox.monitor()
    sandbox.admin("POST", "issues", {"project": "backend", "lastSeen": "2026-11-20T10:00:00Z"})
    sandbox.done("POST", "/organizations/sandbox/workflows/", alert([made["id"]]))
    sandbox.done("POST", "/organizations/sandbox/workflows/", alert([], name="loose"))
    return sandbox


@pytest.mark.parametrize("address", LEADS)
def test_an_address_of_sentry_leads_to_what_it_names(filled: Local, address: str) -> None:
    answer = filled.client.get(address)

    wanted = LEADS[address]
    assert answer.status_code == (200 if wanted is None else 302), answer.text
    assert answer.headers.get("location") == wanted
    if wanted is not None:
        page, _, anchor = wanted.partition("#")
        assert not anchor or anchor in Links(html_of(filled, page)).ids


@pytest.mark.parametrize("address", NOWHERE)
def test_what_is_not_there_is_said_with_a_way_back(filled: Local, address: str) -> None:
    answer = filled.client.get(address)

    assert answer.status_code == 404
    assert re.search(r'<a href="(/organizations/sandbox/projects/|/)">', answer.text)


def test_all_links_of_all_pages_lead_somewhere(filled: Local) -> None:
    seen, waiting = set(), ["/"]
    while waiting:
        page = waiting.pop()
        read = Links(filled.client.get(page).text)
        assert len(read.ids) == len(set(read.ids)), page
        for link in read.links:
            path, _, anchor = link.partition("#")
            if link.startswith("data:"):
                continue
            if not path:
                assert anchor in read.ids, f"{page}: {link}"
                continue
            assert path.startswith("/"), f"{page}: {link}"
            answer = filled.client.get(path)
            assert answer.status_code in (200, 302), f"{page}: {link}"
            if anchor:
                assert anchor in Links(answer.text).ids, f"{page}: {link}"
            if path not in seen and answer.status_code == 200:
                seen.add(path)
                waiting.append(path)
    assert {LIST, PROJECT, TEAMS, SETTINGS, "/settings/sandbox/audit-log/"} <= seen


def test_a_browser_may_run_our_script_and_nothing_else(filled: Local) -> None:
    answer = filled.client.get(PROJECT)
    policy = answer.headers["Content-Security-Policy"]
    parts = dict(part.strip().split(" ", 1) for part in policy.split(";"))

    for kind in ("style", "script"):
        text = re.search(rf"<{kind}>(.*?)</{kind}>", answer.text, re.S)
        assert text is not None
        digest = base64.b64encode(hashlib.sha256(text[1].encode()).digest()).decode()
        assert parts.pop(f"{kind}-src") == f"'sha256-{digest}'"
    assert parts == {
        "default-src": "'none'",
        "connect-src": "'self'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert Links(answer.text).handlers == []


def test_a_page_that_is_as_before_is_not_sent_again(filled: Local) -> None:
    version = filled.client.get(PROJECT).headers["ETag"]
    again = filled.client.get(PROJECT, headers={"If-None-Match": version})
    assert (again.status_code, again.content) == (304, b"")

    filled.monitor(name="another")
    changed = filled.client.get(PROJECT, headers={"If-None-Match": version})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != version


def test_looking_at_pages_is_no_request_that_a_test_counts(filled: Local) -> None:
    filled.admin("DELETE", "requests")
    filled.admin("POST", "faults", {"kind": "status", "times": 1})
    for page in ("/", PROJECT, TEAMS):
        assert filled.client.get(page).status_code == 200

    assert filled.admin("GET", "requests")["requests"] == []
    assert filled.admin("GET", "faults")[0]["struck"] == 0


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_no_page_takes_anything(filled: Local, method: str) -> None:
    assert filled.client.request(method, PROJECT).status_code == 403
