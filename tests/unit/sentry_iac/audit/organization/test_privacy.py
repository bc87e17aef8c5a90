"""Security and privacy at Sentry: what is kept of a person, and who can get at it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pulumi_sentry.api import client
from pulumi_sentry.api.http.endpoint import Endpoint
from sentry_iac.audit import Outcome
from sentry_iac.audit.answers.scopes import FOR_LOOKING, FOR_UP, beyond, needed
from sentry_iac.estate import Estate, OrganizationSpec, PersonSpec, PurgeSpec, RetentionSpec
from tests.repository import ROOT
from tests.unit.sentry_iac.audit.conftest import Audited

README = ROOT / "README.md"


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


# -- the list of scopes -----------------------------------------------------------------------------------

EVERYTHING = Estate(
    environment="production",
    people=(
        PersonSpec(email="a@example.com", org_role="owner", remove_from_organization=True, memberships=()),
    ),
    organization=OrganizationSpec(require_2fa=True),
    retention=RetentionSpec(source="plan team", days={}, purge=PurgeSpec(issues=30)),
)


def test_the_readme_names_the_scopes_that_up_needs() -> None:
    text = " ".join(README.read_text(encoding="utf-8").split())
    sentence = re.search(r"with the scopes ([a-z:, ]+)\.", text)
    assert sentence is not None
    assert set(re.findall(r"[a-z]+:[a-z]+", sentence[1])) == set(FOR_UP)
    more = re.match(r" With ([a-z:, ]+), too, ", text[sentence.end() :])
    assert more is not None
    assert set(re.findall(r"[a-z]+:[a-z]+", more[1])) == set(FOR_LOOKING)


def test_every_endpoint_is_open_to_a_token_with_the_scopes_that_are_needed() -> None:
    scopes = set(needed(EVERYTHING))
    families = {name: family for name, family in vars(client).items() if isinstance(family, type)}
    modules = {__import__(family.__module__, fromlist=["x"]) for family in families.values()}
    endpoints = {each for module in modules for each in vars(module).values() if isinstance(each, Endpoint)}
    assert len(endpoints) > 40
    assert [each for each in endpoints if scopes.isdisjoint(each.scopes)] == []


def test_a_scope_that_a_needed_one_includes_is_not_too_much() -> None:
    assert (
        beyond(EVERYTHING, ["member:admin", "member:write", "event:write", "event:admin", "org:write"]) == []
    )
    assert beyond(Estate(environment="x"), ["event:admin", "org:write", "org:read"]) == [
        "event:admin",
        "org:write",
    ]
