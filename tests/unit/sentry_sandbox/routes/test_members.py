"""Members and their teams, with the oddities of Sentry's own endpoints."""

from __future__ import annotations

import pytest

from tests.unit.sentry_sandbox.support import Json, Local

MEMBERS = "/organizations/sandbox/members/"
DEV = "dev@example.com"
OWNER = "1"


@pytest.fixture
def team(sandbox: Local) -> Json:
    """A team without its maker, who has left it."""
    made: Json = sandbox.done("POST", "/organizations/sandbox/teams/", {"slug": "gvses"})
    sandbox.done("DELETE", f"{MEMBERS}{OWNER}/teams/gvses/")
    return made


def invited(sandbox: Local, **more: object) -> str:
    return str(sandbox.done("POST", MEMBERS, {"email": DEV, **more})["id"])


def roles(sandbox: Local, id: str) -> Json:
    found = sandbox.done("GET", f"{MEMBERS}{id}/")
    return {entry["teamSlug"]: entry["role"] for entry in found["teamRoles"]}


def test_an_invitation_is_pending_until_it_is_accepted(sandbox: Local) -> None:
    response = sandbox.call("POST", MEMBERS, {"email": DEV})
    assert response.status_code == 201
    assert (response.json()["pending"], response.json()["user"]) == (True, None)

    sandbox.admin("POST", "members", {"email": DEV, "accepted": True})

    found = sandbox.done("GET", f"{MEMBERS}?query=email:{DEV}")
    assert [(one["pending"], one["user"]["email"]) for one in found] == [(False, DEV)]


@pytest.mark.parametrize(
    ("accepted", "said"),
    [(False, f"The user {DEV} has already been invited"), (True, f"The user {DEV} is already a member")],
)
def test_nobody_is_invited_twice(sandbox: Local, accepted: bool, said: str) -> None:
    sandbox.admin("POST", "members", {"email": DEV, "accepted": accepted})

    response = sandbox.call("POST", MEMBERS, {"email": DEV})

    assert (response.status_code, response.json()) == (400, {"email": [said]})


def test_an_invitation_is_found_and_refused_in_exactly_its_case(sandbox: Local) -> None:
    first = sandbox.done("POST", MEMBERS, {"email": DEV.title()})
    assert sandbox.done("GET", f"{MEMBERS}?query=email:{DEV}") == []
    assert [one["id"] for one in sandbox.done("GET", f"{MEMBERS}?query={DEV}")] == [first["id"]]

    second = sandbox.call("POST", MEMBERS, {"email": DEV})
    assert second.status_code == 201
    found = sandbox.done("GET", f"{MEMBERS}?query={DEV.upper()}")
    assert [one["id"] for one in found] == [first["id"], second.json()["id"]]


def test_somebody_who_joined_is_found_in_any_case(sandbox: Local) -> None:
    sandbox.admin("POST", "members", {"email": DEV, "accepted": True})
    assert len(sandbox.done("GET", f"{MEMBERS}?query=email:{DEV.upper()}")) == 1
    assert sandbox.call("POST", MEMBERS, {"email": DEV.upper()}).status_code == 400


def test_an_invitation_assigns_teams_without_their_roles(sandbox: Local, team: Json) -> None:
    id = invited(sandbox, teamRoles=[{"teamSlug": "gvses", "role": "admin"}])

    assert roles(sandbox, id) == {"gvses": None}
    assert sandbox.done("GET", "/teams/sandbox/gvses/")["memberCount"] == 1


@pytest.mark.parametrize(
    ("teams", "said"),
    [
        ([{"teamSlug": "nobody", "role": None}], "Invalid teams"),
        ([{"teamSlug": "gvses", "role": "viewer"}], "Invalid team-role"),
    ],
)
def test_an_unknown_team_or_team_role_is_refused(sandbox: Local, team: Json, teams: Json, said: str) -> None:
    response = sandbox.call("POST", MEMBERS, {"email": DEV, "teamRoles": teams})

    assert (response.status_code, response.json()) == (400, {"teamRoles": [said]})


@pytest.mark.parametrize("email", ["", "no address", f"{'a' * 70}@example.com"])
def test_an_impossible_address_is_refused(sandbox: Local, email: str) -> None:
    response = sandbox.call("POST", MEMBERS, {"email": email})

    assert response.status_code == 400
    assert list(response.json()) == ["email"]


def test_an_integration_invites_members_only_and_changes_no_role(sandbox: Local) -> None:
    token = sandbox.token("member:invite", "member:admin", kind="integration")

    refused = sandbox.call("POST", MEMBERS, {"email": DEV, "orgRole": "owner"}, token=token)
    invited = sandbox.call("POST", MEMBERS, {"email": DEV, "orgRole": "member"}, token=token)
    changed = sandbox.call("PUT", f"{MEMBERS}{invited.json()['id']}/", {"orgRole": "manager"}, token=token)

    assert refused.json() == {
        "orgRole": ["Integration tokens are restricted to inviting new members with the member role only."]
    }
    assert (refused.status_code, invited.status_code, changed.status_code) == (400, 201, 400)
    assert changed.json() == {"orgRole": ["You do not have permission to set that org-level role"]}


def test_plans_can_forbid_invitations_and_the_role_admin(sandbox: Local) -> None:
    admin = sandbox.call("POST", MEMBERS, {"email": DEV, "orgRole": "admin"})
    sandbox.turn(member_invites=False)
    nobody = sandbox.call("POST", MEMBERS, {"email": DEV})

    assert admin.json() == {"orgRole": ["The role 'admin' is deprecated and may no longer be assigned."]}
    assert nobody.status_code == 403
    assert nobody.json() == {"organization": "Your organization is not allowed to invite members"}


def test_a_change_without_team_roles_takes_the_member_out_of_every_team(sandbox: Local, team: Json) -> None:
    id = invited(sandbox, teamRoles=[{"teamSlug": "gvses", "role": None}])

    sandbox.done("PUT", f"{MEMBERS}{id}/", {"orgRole": "manager"})

    assert roles(sandbox, id) == {}


def test_a_team_role_that_the_org_role_implies_is_null(sandbox: Local, team: Json) -> None:
    id = invited(sandbox)
    assert sandbox.call("POST", f"{MEMBERS}{id}/teams/gvses/").status_code == 201
    path = f"{MEMBERS}{id}/teams/gvses/"

    assert sandbox.done("PUT", path, {"teamRole": "contributor"}) == {"isActive": True, "teamRole": None}
    assert sandbox.done("PUT", path, {"teamRole": "admin"})["teamRole"] == "admin"
    kept = [{"teamSlug": "gvses", "role": "admin"}]
    sandbox.done("PUT", f"{MEMBERS}{id}/", {"orgRole": "manager", "teamRoles": kept})
    assert roles(sandbox, id) == {"gvses": None}


def test_joining_twice_is_harmless_and_so_is_leaving(sandbox: Local, team: Json) -> None:
    path = f"{MEMBERS}{invited(sandbox)}/teams/gvses/"

    assert [sandbox.call("POST", path).status_code for _ in range(2)] == [201, 204]
    assert [sandbox.call("DELETE", path).status_code for _ in range(2)] == [200, 200]
    assert sandbox.call("PUT", path, {"teamRole": "admin"}).status_code == 404


def test_without_open_membership_a_weak_token_only_asks(sandbox: Local, team: Json) -> None:
    path = f"{MEMBERS}{invited(sandbox)}/teams/gvses/"
    sandbox.done("PUT", "/organizations/sandbox/", {"openMembership": False})

    assert sandbox.call("POST", path, token=sandbox.token("org:read")).status_code == 202
    assert sandbox.done("GET", "/teams/sandbox/gvses/")["memberCount"] == 0
    assert sandbox.call("POST", path, token=sandbox.token("team:write")).status_code == 201


def test_a_team_of_an_identity_provider_is_read_only(sandbox: Local, team: Json) -> None:
    inside, outside = invited(sandbox), sandbox.done("POST", MEMBERS, {"email": "other@example.com"})["id"]
    sandbox.done("POST", f"{MEMBERS}{inside}/teams/gvses/")
    sandbox.admin("POST", "teams/provisioned", {"slug": "gvses"})

    answers = [
        sandbox.call("POST", f"{MEMBERS}{outside}/teams/gvses/"),
        sandbox.call("DELETE", f"{MEMBERS}{inside}/teams/gvses/"),
        sandbox.call("PUT", "/teams/sandbox/gvses/", {"name": "x"}),
        sandbox.call("DELETE", "/teams/sandbox/gvses/"),
    ]

    assert {one.status_code for one in answers} == {403}
    assert {one.json()["detail"] for one in answers} == {
        "This team is managed through your organization's identity provider."
    }
    assert sandbox.done("GET", "/teams/sandbox/gvses/")["flags"] == {"idp:provisioned": True}


def test_an_expired_invitation_is_only_sent_again_with_a_new_token(sandbox: Local) -> None:
    id = invited(sandbox)
    sandbox.admin("POST", "members", {"email": DEV, "expired": True})
    path = f"{MEMBERS}{id}/"

    assert sandbox.call("PUT", path, {"reinvite": True}).status_code == 400
    both = sandbox.call("PUT", path, {"reinvite": True, "regenerate": True, "teamRoles": []})
    assert both.status_code == 403
    weak = sandbox.token("member:invite")
    assert sandbox.call("PUT", path, {"reinvite": True, "regenerate": True}, token=weak).json() == {
        "detail": "You are missing the member:admin scope."
    }
    assert sandbox.done("PUT", path, {"reinvite": True, "regenerate": True})["expired"] is False


def test_me_is_the_user_of_the_token_and_an_integration_is_nobody(sandbox: Local) -> None:
    assert sandbox.done("GET", f"{MEMBERS}me/")["email"] == "owner@example.com"
    for kind in ("integration", "org"):
        token = sandbox.token("member:read", kind=kind)
        assert sandbox.call("GET", f"{MEMBERS}me/", token=token).status_code == 404


def test_who_may_remove_whom(sandbox: Local) -> None:
    id = invited(sandbox)
    sandbox.admin("POST", "members", {"email": DEV, "accepted": True})
    integration = sandbox.token("member:admin", kind="integration")

    assert sandbox.call("DELETE", f"{MEMBERS}{id}/", token=integration).status_code == 400
    assert sandbox.call("DELETE", f"{MEMBERS}{id}/", token=sandbox.token("member:write")).status_code == 400
    assert sandbox.call("DELETE", f"{MEMBERS}{OWNER}/").json() == {
        "detail": "You cannot remove the only remaining owner of the organization."
    }
    assert sandbox.call("DELETE", f"{MEMBERS}{id}/").status_code == 204
    assert sandbox.call("GET", f"{MEMBERS}{id}/").status_code == 404


def test_who_an_identity_provider_keeps_is_not_removed(sandbox: Local) -> None:
    id = sandbox.admin("POST", "members", {"email": DEV, "accepted": True, "provisioned": True})["id"]

    response = sandbox.call("DELETE", f"{MEMBERS}{id}/")

    assert response.status_code == 403
    assert sandbox.done("GET", f"{MEMBERS}{id}/")["flags"]["idp:provisioned"] is True


@pytest.mark.parametrize(
    "body", [{}, {"email": "x"}, {"email": DEV, "accepted": "yes"}, {"email": DEV, "org_role": "viewer"}]
)
def test_the_admin_api_refuses_what_is_no_member(sandbox: Local, body: Json) -> None:
    assert sandbox.ask_admin("POST", "members", body).status_code == 400
    assert sandbox.ask_admin("POST", "teams/provisioned", {"slug": "nobody"}).status_code == 400
    assert len(sandbox.done("GET", MEMBERS)) == 1


def test_nobody_changes_their_own_role(sandbox: Local) -> None:
    response = sandbox.call("PUT", f"{MEMBERS}me/", {"orgRole": "member"})

    assert response.json() == {"detail": "You cannot make changes to your own role."}


def test_a_deleted_team_has_no_members(sandbox: Local, team: Json) -> None:
    id = invited(sandbox, teamRoles=[{"teamSlug": "gvses", "role": None}])

    sandbox.done("DELETE", "/teams/sandbox/gvses/")

    assert roles(sandbox, id) == {}
