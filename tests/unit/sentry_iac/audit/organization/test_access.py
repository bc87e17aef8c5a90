"""Access: who is in, as what, and who still waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sentry_iac.audit import Outcome
from tests.unit.sentry_iac.audit.conftest import Audited


def _admin(audited: Audited, email: str, **more: Any) -> None:
    audited.hand.admin("POST", "members", {"email": email, **more})


def _id(audited: Audited, email: str) -> str:
    members = audited.hand.get("organizations/{org}/members/")
    return next(str(each["id"]) for each in members if each["email"] == email)


def _later(audited: Audited, days: float) -> None:
    audited.now = datetime.now(UTC) + timedelta(days=days)


def test_somebody_declared_who_is_not_there_fails(audited: Audited) -> None:
    audited.hand.call("DELETE", f"organizations/{{org}}/members/{_id(audited, 'dev@example.com')}/")
    _admin(audited, "lead@example.com", org_role="owner")
    assert audited.faults()["access.people"] is Outcome.FAIL
    assert "dev@example.com: neither a member nor invited" in audited.evidence("access.people")


def test_an_address_in_other_letters_is_the_same_person(audited: Audited) -> None:
    audited.text = audited.text.replace("dev@example.com", "Dev@Example.com")
    assert audited.result("access.people").outcome is Outcome.PASS


def test_a_new_invitation_passes_and_an_old_one_is_a_warning(audited: Audited) -> None:
    audited.hand.call("POST", "organizations/{org}/members/", {"email": "new@example.com"})
    assert audited.result("access.invitations").outcome is Outcome.PASS
    assert "new@example.com: an invitation of 20" in audited.evidence("access.invitations")
    _later(audited, 15)
    assert audited.result("access.invitations").outcome is Outcome.WARN
    assert "waits for 15 days" in audited.evidence("access.invitations")


def test_an_expired_invitation_fails(audited: Audited) -> None:
    _admin(audited, "new@example.com", expired=True)
    assert audited.faults() == {"access.invitations": Outcome.FAIL}
    assert "has expired" in audited.evidence("access.invitations")


def test_a_role_in_the_organization_that_is_another_fails(audited: Audited) -> None:
    audited.text = audited.text.replace("dev@example.com:", "dev@example.com: { orgRole: manager }")
    assert audited.faults() == {"access.roles": Outcome.FAIL}
    assert "dev@example.com: owner in the organization, declared manager" in audited.evidence("access.roles")


def test_a_team_role_that_is_another_fails(audited: Audited) -> None:
    _admin(audited, "third@example.com", accepted=True)
    team = f"organizations/{{org}}/members/{_id(audited, 'third@example.com')}/teams/core/"
    audited.hand.call("POST", team)
    audited.text = audited.text.replace(
        "dev@example.com:", "dev@example.com:\n      third@example.com: { teamRole: admin }"
    )
    assert audited.faults() == {"access.roles": Outcome.FAIL}
    assert "third@example.com: contributor of team core, declared admin" in audited.evidence("access.roles")
    audited.hand.call("PUT", team, {"teamRole": "admin"})
    assert audited.faults() == {}


def test_a_declared_team_that_somebody_is_not_in_fails(audited: Audited) -> None:
    member = _id(audited, "dev@example.com")
    audited.hand.call("DELETE", f"organizations/{{org}}/members/{member}/teams/core/")
    assert audited.faults() == {"access.roles": Outcome.FAIL}
    assert "dev@example.com: not in team core" in audited.evidence("access.roles")


def test_whoever_has_not_accepted_yet_is_not_compared(audited: Audited) -> None:
    audited.text = audited.text.replace(
        "dev@example.com:", "dev@example.com:\n      new@example.com: { teamRole: admin }"
    )
    audited.hand.call("POST", "organizations/{org}/members/", {"email": "new@example.com"})
    assert audited.faults() == {}


def test_where_nobody_has_accepted_there_are_no_roles_to_compare(audited: Audited) -> None:
    audited.text = audited.text.replace("lead@example.com", "a@example.com").replace(
        "dev@example.com", "b@example.com"
    )
    assert audited.result("access.roles").outcome is Outcome.ABSENT


def test_one_owner_fails_and_an_invited_one_does_not_count(audited: Audited) -> None:
    _admin(audited, "dev@example.com", org_role="member")
    _admin(audited, "new@example.com", org_role="owner")
    assert audited.faults()["access.owners"] is Outcome.FAIL
    assert "1 owner: lead@example.com" in audited.evidence("access.owners")


@pytest.mark.parametrize("check", ["access.people", "access.invitations", "access.roles", "access.owners"])
def test_members_that_the_token_may_not_read_are_unknown(audited: Audited, check: str) -> None:
    scopes = ["org:read", "team:read", "project:read"]
    audited.token = str(audited.hand.admin("POST", "tokens", {"scopes": scopes})["token"])
    assert audited.result(check).outcome is Outcome.UNKNOWN
    assert "member:read" in audited.evidence(check)


def test_without_people_in_sentry_yaml_there_is_nothing_to_compare(audited: Audited) -> None:
    head, _, tail = audited.text.partition("    people:")
    audited.text = head.replace("core:", "core: {}") + tail[tail.index("projects:") :]
    assert audited.result("access.people").outcome is Outcome.ABSENT
    assert audited.result("access.roles").outcome is Outcome.ABSENT
    assert audited.result("access.owners").outcome is Outcome.PASS
