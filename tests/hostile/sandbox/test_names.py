"""Names that somebody made to break a page stand on it as they are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.sentry_sandbox.page.reading import Links
from tests.unit.sentry_sandbox.support import Local, alert

HOSTILE = """"><script>x</script><img src=x>'{{ 7 * 7 }}"""
PROJECT = "/organizations/sandbox/projects/backend/"
TEAMS, SETTINGS, CHANGES = "/settings/sandbox/teams/", "/settings/sandbox/", "/settings/sandbox/audit-log/"


@pytest.fixture
def sandbox() -> Iterator[Local]:
    local = Local()
    yield local
    local.client.close()


def test_names_of_strangers_are_shown_as_they_are(sandbox: Local) -> None:
    sandbox.project(name=HOSTILE)
    made = sandbox.monitor(name=HOSTILE)
    sandbox.done("POST", "/organizations/sandbox/workflows/", alert([made["id"]], name=HOSTILE))
    sandbox.done("POST", "/organizations/sandbox/workflows/", alert([], name=HOSTILE))
    sandbox.done("PUT", "/organizations/sandbox/", {"name": HOSTILE, "safeFields": [HOSTILE]})
    sandbox.admin("POST", "integrations", {"provider": "slack", "name": HOSTILE})
    sandbox.admin("POST", "environments", {"name": HOSTILE.replace("/", "")})
    key = sandbox.key()
    sandbox.done("PUT", f"/projects/sandbox/backend/keys/{key['id']}/", {"name": HOSTILE})
    sandbox.client.post(
        f"/api/1/store/?sentry_key={key['public']}",
        json={"message": HOSTILE, "environment": HOSTILE.replace("/", ""), "release": HOSTILE},
    )
    calm = {"script": 1, "img": 0}

    for page in (
        f"/?q={HOSTILE.replace('#', '')}",
        "/",
        PROJECT,
        TEAMS,
        SETTINGS,
        CHANGES,
    ):
        answer = sandbox.client.get(page)
        read = Links(answer.text)
        assert {tag: read.tags.count(tag) for tag in calm} == calm, page
        assert read.handlers == [], page
        assert "{{ 7 * 7 }}" in answer.text or page == TEAMS, page
    nowhere = sandbox.client.get(f"/organizations/sandbox/projects/{HOSTILE.replace('/', '')}/")
    assert nowhere.status_code == 404
    assert Links(nowhere.text).tags.count("script") == 1
