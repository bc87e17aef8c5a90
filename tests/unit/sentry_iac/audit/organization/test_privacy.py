"""Security and privacy at Sentry: what is kept of a person, and who can get at it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from sentry_iac.audit import Outcome
from sentry_iac.audit.answers.scopes import needed
from tests.unit.sentry_iac.audit.conftest import Audited


def _organization(audited: Audited, **settings: Any) -> None:
    audited.hand.call("PUT", "organizations/{org}/", settings)


def _member(audited: Audited, email: str, **more: Any) -> None:
    audited.hand.admin("POST", "members", {"email": email, **more})


@pytest.mark.parametrize(
    ("setting", "check"),
    [
        ("dataScrubber", "privacy.scrubbing"),
        ("dataScrubberDefaults", "privacy.scrubbing"),
        ("scrubIPAddresses", "privacy.addresses"),
    ],
)
def test_scrubbing_that_is_off_in_a_project_fails_unless_the_organization_requires_it(
    audited: Audited, setting: str, check: str
) -> None:
    audited.hand.call("PUT", "projects/{org}/web/", {setting: False})
    assert audited.faults() == {check: Outcome.FAIL}
    assert "web: web: " in audited.evidence(check)
    assert "api: settings of the project" in audited.evidence(check)
    _organization(audited, **{setting: True})
    assert audited.faults() == {}


def test_what_the_organization_requires_of_all_is_not_asked_of_each(audited: Audited) -> None:
    _organization(audited, dataScrubber=True, dataScrubberDefaults=True, scrubIPAddresses=True)
    audited.hand.admin("DELETE", "requests")
    assert "the organization requires it" in audited.evidence("privacy.scrubbing")
    paths = {each["path"] for each in audited.hand.admin("GET", "requests")["requests"]}
    assert not [path for path in paths if "/projects/sandbox/" in path]


def test_shared_issues_fail_and_details_in_mails_are_a_warning(audited: Audited) -> None:
    _organization(audited, allowSharedIssues=True)
    assert audited.faults() == {"privacy.organization": Outcome.FAIL}
    _organization(audited, allowSharedIssues=False, enhancedPrivacy=False)
    assert audited.faults() == {"privacy.organization": Outcome.WARN}


def test_replays_that_every_member_may_watch_are_a_warning_where_there_are_replays(audited: Audited) -> None:
    _organization(audited, hasGranularReplayPermissions=False)
    assert audited.faults() == {"privacy.replays": Outcome.WARN}
    audited.text = re.sub(r"  web: .*\n", "", audited.text)
    assert audited.result("privacy.replays").outcome is Outcome.ABSENT


def test_no_second_factor_fails_and_names_who_has_none(audited: Audited) -> None:
    _organization(audited, require2FA=False)
    assert audited.faults() == {"privacy.two-factor": Outcome.FAIL}
    assert "1 of 3 members have none: owner@example.com" in audited.evidence("privacy.two-factor")


def test_a_second_factor_that_all_have_and_nothing_requires_is_a_warning(audited: Audited) -> None:
    _organization(audited, require2FA=False)
    _member(audited, "owner@example.com", two_factor=True)
    assert audited.faults() == {"privacy.two-factor": Outcome.WARN}


def test_that_no_second_factor_is_required_is_known_without_the_members(audited: Audited) -> None:
    _organization(audited, require2FA=False)
    audited.hand.admin("POST", "faults", {"kind": "status", "status": 403, "path": "*/members/"})
    assert audited.result("privacy.two-factor").outcome is Outcome.FAIL
    assert "who has it is unknown" in audited.evidence("privacy.two-factor")


@pytest.mark.parametrize("role", ["manager", "owner", "admin"])
def test_somebody_above_a_member_who_is_not_declared_fails(audited: Audited, role: str) -> None:
    _member(audited, "gone@example.com", accepted=True, org_role=role, two_factor=True)
    assert audited.faults() == {"privacy.roles": Outcome.FAIL}
    assert f"gone@example.com: {role}, and not in sentry.yaml" in audited.evidence("privacy.roles")


def test_members_and_whoever_is_declared_may_be_what_they_are(audited: Audited) -> None:
    _member(audited, "guest@example.com", accepted=True, org_role="member")
    _member(audited, "pays@example.com", accepted=True, org_role="billing")
    assert audited.result("privacy.roles").outcome is Outcome.PASS


def test_a_token_that_may_do_more_than_a_stack_needs_is_a_warning(audited: Audited) -> None:
    scopes = [*needed(audited.estate), "org:admin", "project:releases"]
    audited.token = str(audited.hand.admin("POST", "tokens", {"scopes": scopes})["token"])
    assert audited.faults() == {"privacy.token": Outcome.WARN}
    evidence = audited.evidence("privacy.token")
    assert "may also org:admin, project:releases, which nothing of this stack needs" in evidence


def test_a_token_that_only_reads_passes(audited: Audited) -> None:
    scopes = ["org:read", "project:read", "team:read", "member:read", "alerts:read", "event:read"]
    audited.token = str(audited.hand.admin("POST", "tokens", {"scopes": scopes})["token"])
    assert audited.faults() == {}
    assert audited.unknown() == set()
    assert "less than `up` needs (project:write" in audited.evidence("privacy.token")


def test_an_organization_that_says_nothing_of_a_setting_is_unknown(audited: Audited) -> None:
    whole = audited.hand.get("organizations/{org}/?detailed=0")
    gone = ("allowSharedIssues", "require2FA", "hasGranularReplayPermissions", "access")
    body = {name: value for name, value in whole.items() if name not in gone}
    fault = {"kind": "status", "status": 200, "path": "*/organizations/sandbox/", "body": body}
    audited.hand.admin("POST", "faults", fault)
    wanted = {"privacy.organization", "privacy.two-factor", "privacy.replays", "privacy.token"}
    assert audited.unknown() == wanted
