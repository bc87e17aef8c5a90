"""Whatever Sentry answers, or does not, an audit comes to its end."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sentry_iac.audit import Outcome, Subject, audit
from tests.unit.sentry_iac.audit.conftest import MINE, Audited

NEEDS_NO_SENTRY = {"projects.environment", "usage.retention", "projects.ingest"}

LISTS = (
    "*/organizations/sandbox/projects/",
    "*/project-keys/",
    "*/detectors/",
    "*/workflows/",
    "*/organizations/sandbox/members/",
    "*/organizations/sandbox/teams/",
    "*/teams/sandbox/core/members/",
    "*/issues/",
    "*/replays/",
)
OBJECTS = ("*/organizations/sandbox/", "*/projects/sandbox/*/", "*/stats_v2/", "*/replays/")


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("body", [[{}], [{"id": None, "slug": None, "user": None}], [{"id": 7, "user": {}}]])
def test_a_list_of_something_else_ends_no_audit(audited: Audited, path: str, body: Any) -> None:
    fault = {"kind": "status", "status": 200, "path": path, "body": body}
    audited.hand.admin("POST", "faults", fault)
    assert len(audited.run().results) == len(MINE)


def test_an_entry_that_cannot_be_told_apart_makes_its_list_unknown(audited: Audited) -> None:
    members = audited.hand.get("organizations/{org}/members/")
    fault = {"kind": "status", "status": 200, "path": "*/members/", "body": [*members, {"id": "9"}]}
    audited.hand.admin("POST", "faults", fault)
    assert audited.result("privacy.roles").outcome is Outcome.UNKNOWN
    assert "list of members has an entry without email, orgRole" in audited.evidence("privacy.roles")


@pytest.mark.parametrize("path", OBJECTS)
@pytest.mark.parametrize("body", [{}, {"data": [{}], "groups": [{"by": None}], "intervals": None}])
def test_an_object_of_another_form_ends_no_audit(audited: Audited, path: str, body: Any) -> None:
    audited.hand.admin("POST", "faults", {"kind": "status", "status": 200, "path": path, "body": body})
    assert len(audited.run().results) == len(MINE)


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_a_sentry_that_refuses_everything_leaves_everything_unknown(audited: Audited, status: int) -> None:
    audited.hand.admin("POST", "faults", {"kind": "status", "status": status, "path": "/api/0/*"})
    report = audited.run()
    found = {each.check.name for each in report.results if each.outcome is Outcome.UNKNOWN}
    assert found == {each.name for each in MINE} - NEEDS_NO_SENTRY


def test_without_a_sentry_everything_that_asks_it_is_unknown_and_says_why(audited: Audited) -> None:
    subject = Subject(
        stack="prod",
        estate=audited.estate,
        root=audited.root,
        sources=audited.sources,
        sentry=None,
        no_sentry="no token: export SENTRY_AUTH_TOKEN=…",
        now=audited.moment,
    )
    report = asyncio.run(audit(subject, "no Sentry", MINE, lambda text: text))
    for result in report.results:
        if result.check.name in NEEDS_NO_SENTRY:
            assert result.outcome is not Outcome.UNKNOWN
        else:
            assert [each.evidence for each in result.findings] == ["no token: export SENTRY_AUTH_TOKEN=…"]
