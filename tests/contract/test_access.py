"""Members of the organization and of teams, with all of Sentry's conditions and refusals."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_sentry.declaration import UNKNOWN
from pulumi_sentry.plugin.values import decode
from tests.contract.conftest import Connect
from tests.sentry_api import SentryByHand
from tests.unit.pulumi_sentry.support import Engine, Failed, State

DEV = "dev@example.com"
MEMBERS = "organizations/{org}/members/"
INVITED = {"email": DEV}


def member(hand: SentryByHand, email: str = DEV) -> dict[str, Any] | None:
    """A member at Sentry, with their teams."""
    found = [one for one in hand.get(MEMBERS) if one["email"] == email]
    return hand.get(f"{MEMBERS}{found[0]['id']}/") if found else None


def accepted(hand: SentryByHand, email: str = DEV, **more: Any) -> str:
    """Somebody who is a member already; their id."""
    return str(hand.admin("POST", "members", {"email": email, "accepted": True, **more})["id"])


def writes(hand: SentryByHand) -> list[str]:
    log = hand.admin("GET", "requests")["requests"]
    return [f"{entry['method']} {entry['path']}" for entry in log if entry["method"] != "GET"]


def warned(engine: Engine) -> str:
    return "\n".join(message for _, message in engine.log.messages)


def state_of(failed: Failed) -> State:
    """The state that the engine keeps after a failure half way."""
    assert failed.partial is not None
    return State(failed.partial.id, failed.partial.inputs, failed.partial.properties)


# -- invitations ---------------------------------------------------------------------------------


async def test_somebody_new_is_invited_as_a_member_and_waits(engine: Engine, by_hand: SentryByHand) -> None:
    state = await engine.create("Member", INVITED)
    found = member(by_hand)
    assert found is not None
    assert (found["id"], found["orgRole"], found["pending"]) == (state.id, "member", True)
    assert state.outputs["pending"] is True
    assert state.outputs["url"].endswith(f"/settings/sandbox/members/{state.id}/")


async def test_the_roles_that_an_invitation_ignores_are_set_after_it(
    engine: Engine, by_hand: SentryByHand
) -> None:
    by_hand.team("web")
    roles = [{"teamSlug": "web", "role": "admin"}]
    state = await engine.create("Member", {**INVITED, "teamRoles": roles})
    found = member(by_hand)
    assert found is not None
    assert found["teamRoles"] == roles
    assert (
        await engine.diff("Member", await engine.read("Member", state), {**INVITED, "teamRoles": roles}) == {}
    )


async def test_who_accepted_is_the_same_member_with_a_user(engine: Engine, by_hand: SentryByHand) -> None:
    state = await engine.create("Member", INVITED)
    accepted(by_hand)
    read = await engine.read("Member", state)
    assert read.outputs["pending"] is False
    assert read.outputs["userId"]
    assert await engine.diff("Member", read, INVITED) == {}


async def test_an_expired_invitation_is_shown_by_a_refresh_and_sent_again(
    engine: Engine, by_hand: SentryByHand
) -> None:
    state = await engine.create("Member", INVITED)
    by_hand.admin("POST", "members", {"email": DEV, "expired": True})
    read = await engine.read("Member", state)
    assert read.outputs["expired"] is True
    assert await engine.diff("Member", read, INVITED) == {"renewExpired": "UPDATE"}
    renewed = await engine.update("Member", read, INVITED)
    assert renewed.outputs["expired"] is False
    assert await engine.diff("Member", await engine.read("Member", renewed), INVITED) == {}


async def test_an_expired_invitation_can_be_left_alone(engine: Engine, by_hand: SentryByHand) -> None:
    inputs = {**INVITED, "renewExpired": False}
    state = await engine.create("Member", inputs)
    by_hand.admin("POST", "members", {"email": DEV, "expired": True})
    assert await engine.diff("Member", await engine.read("Member", state), inputs) == {}


async def test_an_invitation_that_sentry_removed_is_gone_and_an_update_says_what_to_do(
    engine: Engine, by_hand: SentryByHand
) -> None:
    state = await engine.create("Member", INVITED)
    by_hand.call("DELETE", f"{MEMBERS}{state.id}/")
    with pytest.raises(Failed, match="Run `pulumi refresh`"):
        await engine.update("Member", state, {**INVITED, "orgRole": "manager"})
    assert (await engine.read("Member", state)).id == ""


async def test_an_invitation_whose_answer_was_lost_is_found_again(
    engine: Engine, by_hand: SentryByHand
) -> None:
    by_hand.admin(
        "POST",
        "faults",
        {"kind": "lost_answer", "method": "POST", "path": "/api/0/*/members/", "times": 1},
    )
    state = await engine.create("Member", INVITED)
    found = member(by_hand)
    assert found is not None
    assert state.id == found["id"]


async def test_an_open_invitation_of_somebody_elses_is_taken_over_only_where_that_is_declared(
    engine: Engine, by_hand: SentryByHand
) -> None:
    id = by_hand.call("POST", MEMBERS, INVITED)["id"]
    with pytest.raises(Failed, match=f"is invited to .* pulumi import sentry:index:Member it {DEV}"):
        await engine.create("Member", INVITED)
    assert (await engine.create("Member", {**INVITED, "adopt": True})).id == id


async def test_an_invitation_that_a_broken_off_run_has_sent_is_not_sent_again(
    engine: Engine, by_hand: SentryByHand
) -> None:
    id = (await engine.create("Member", INVITED)).id
    await engine.another_run()  # no state has it
    by_hand.admin("DELETE", "requests")
    assert (await engine.create("Member", INVITED)).id == id
    assert writes(by_hand) == []


async def test_an_organization_that_cannot_invite_says_so_and_blames_no_scope(
    engine: Engine, by_hand: SentryByHand
) -> None:
    by_hand.admin("POST", "quirks", {"member_invites": False})
    with pytest.raises(Failed, match=r"may not invite members\. Its plan decides that") as failed:
        await engine.create("Member", INVITED)
    assert failed.value.partial is None


async def test_a_token_that_invites_no_better_than_a_member_is_told_of_the_setting_in_its_way(
    connect: Connect, by_hand: SentryByHand
) -> None:
    by_hand.call("PUT", "organizations/{org}/", {"allowMemberInvite": False})
    engine = await connect("integration", "org:read", "member:read", "member:invite")
    with pytest.raises(Failed, match=r"does not let members invite others.*member:write or member:admin"):
        await engine.create("Member", INVITED)
    stronger = await connect("integration", "org:read", "member:read", "member:write")
    assert (await stronger.create("Member", INVITED)).id


# -- people who are there already ----------------------------------------------------------------


async def test_a_member_of_somebody_else_prints_the_line_that_adopts_them(
    engine: Engine, by_hand: SentryByHand
) -> None:
    id = accepted(by_hand)
    with pytest.raises(Failed, match=rf"pulumi import sentry:index:Member it {DEV}$") as failed:
        await engine.create("Member", INVITED)
    assert failed.value.partial is None
    assert (await engine.imported("Member", DEV)).id == id


async def test_a_member_is_adopted_where_that_is_declared_and_keeps_what_is_not(
    engine: Engine, by_hand: SentryByHand
) -> None:
    id = accepted(by_hand, org_role="manager")
    by_hand.admin("DELETE", "requests")
    state = await engine.create("Member", {**INVITED, "adopt": True})
    assert state.id == id
    assert writes(by_hand) == []
    assert await engine.diff("Member", await engine.read("Member", state), {**INVITED, "adopt": True}) == {}


async def test_a_declared_role_that_differs_is_given_to_who_is_adopted_and_told(
    engine: Engine, by_hand: SentryByHand
) -> None:
    accepted(by_hand, org_role="manager")
    await engine.create("Member", {**INVITED, "adopt": True, "orgRole": "member"})
    found = member(by_hand)
    assert found is not None
    assert found["orgRole"] == "member"
    assert "was manager of the organization and is now member" in warned(engine)


# -- roles in the organization -------------------------------------------------------------------


@pytest.mark.parametrize("role", ["manager", "owner", "billing"])
async def test_an_integration_invites_members_only_and_the_error_names_the_token_that_may(
    connect: Connect, by_hand: SentryByHand, role: str
) -> None:
    engine = await connect("integration")
    with pytest.raises(Failed, match=r"token of a user .*member:admin.*internal integration") as failed:
        await engine.create("Member", {**INVITED, "orgRole": role})
    assert failed.value.partial is None
    assert member(by_hand) is None
    assert (await engine.create("Member", {**INVITED, "orgRole": "member"})).id


async def test_an_integration_changes_no_role_and_the_error_names_the_token_that_may(
    connect: Connect, by_hand: SentryByHand
) -> None:
    engine = await connect("integration")
    state = await engine.create("Member", INVITED)
    accepted(by_hand)
    with pytest.raises(Failed, match="token of a user"):
        await engine.update("Member", state, {**INVITED, "orgRole": "manager"})
    found = member(by_hand)
    assert found is not None
    assert found["orgRole"] == "member"


async def test_a_new_role_in_the_organization_leaves_every_team_as_it_is(
    engine: Engine, by_hand: SentryByHand
) -> None:
    team = by_hand.team("web")["id"]
    state = await engine.create("Member", INVITED)
    by_hand.call("POST", f"{MEMBERS}{state.id}/teams/{team}/")
    await engine.update("Member", state, {**INVITED, "orgRole": "manager"})
    found = member(by_hand)
    assert found is not None
    assert (found["orgRole"], found["teams"]) == ("manager", ["web"])


async def test_the_role_admin_is_refused_where_the_plan_retired_it_with_what_to_write_instead(
    engine: Engine, by_hand: SentryByHand
) -> None:
    with pytest.raises(
        Failed, match="'admin' is retired: declare the team role 'admin', or the org role 'manager'"
    ):
        await engine.create("Member", {**INVITED, "orgRole": "admin"})
    by_hand.admin("POST", "quirks", {"team_roles_feature": False})
    assert (await engine.create("Member", {**INVITED, "orgRole": "admin"})).id


async def test_nobody_changes_their_own_role(engine: Engine, by_hand: SentryByHand) -> None:
    owner = await engine.imported("Member", "owner@example.com")
    with pytest.raises(Failed, match="the token in use is theirs"):
        await engine.update("Member", owner, {"email": "owner@example.com", "orgRole": "member"})


@pytest.mark.parametrize("role", ["viewer", "superuser"])
async def test_a_role_that_sentry_does_not_have_is_refused_before_any_call(engine: Engine, role: str) -> None:
    assert "orgRole" in await engine.failures("Member", {**INVITED, "orgRole": role})


# -- teams ---------------------------------------------------------------------------------------


@pytest.fixture
def team(by_hand: SentryByHand) -> str:
    """The id of a team."""
    return str(by_hand.team("web")["id"])


@pytest.mark.parametrize("org_role", ["manager", "owner"])
@pytest.mark.parametrize("role", ["contributor", "admin"])
async def test_the_missing_team_role_of_a_manager_or_owner_is_no_difference(
    engine: Engine, by_hand: SentryByHand, team: str, org_role: str, role: str
) -> None:
    inputs = {"member": accepted(by_hand, org_role=org_role), "team": team, "role": role}
    state = await engine.create("TeamMembership", inputs)
    found = member(by_hand)
    assert found is not None
    assert found["teamRoles"] == [{"teamSlug": "web", "role": None}]
    read = await engine.read("TeamMembership", state)
    assert await engine.diff("TeamMembership", read, inputs) == {}
    assert warned(engine) == ""


async def test_the_team_roles_of_a_manager_are_no_difference_on_the_member_either(
    engine: Engine, by_hand: SentryByHand, team: str
) -> None:
    inputs = {**INVITED, "orgRole": "manager", "teamRoles": [{"teamSlug": "web"}]}
    state = await engine.create("Member", inputs)
    assert await engine.diff("Member", await engine.read("Member", state), inputs) == {}
    assert await engine.diff("Member", await engine.imported("Member", state.id), inputs) == {}


async def test_a_team_role_of_a_manager_that_means_nothing_is_pointed_out(engine: Engine) -> None:
    roles = [{"teamSlug": "web", "role": "contributor"}]
    await engine.checked("Member", {**INVITED, "orgRole": "manager", "teamRoles": roles})
    assert "administers every team" in warned(engine)


@pytest.mark.parametrize(
    "unknown",
    [
        {"orgRole": UNKNOWN},
        {"teamRoles": UNKNOWN},
        {"teamRoles": [UNKNOWN, {"teamSlug": UNKNOWN}, {"teamSlug": UNKNOWN, "role": UNKNOWN}]},
    ],
)
async def test_what_is_not_known_yet_is_looked_at_later(engine: Engine, unknown: dict[str, Any]) -> None:
    inputs = {"email": UNKNOWN, "orgRole": "manager", "teamRoles": [{"teamSlug": "web"}], **unknown}
    state = await engine.create("Member", inputs, preview=True)
    assert state.outputs["pending"] is UNKNOWN
    assert (
        await engine.create("TeamMembership", {"member": UNKNOWN, "team": UNKNOWN}, preview=True)
    ).id == ""


async def test_a_team_named_twice_is_refused(engine: Engine) -> None:
    roles = [{"teamSlug": "web"}, {"teamSlug": "web", "role": "admin"}]
    failures = await engine.failures("Member", {**INVITED, "teamRoles": roles})
    assert failures == {"teamRoles[1].teamSlug": "names team 'web' a second time"}


async def test_who_is_in_the_team_already_gets_the_declared_role(
    engine: Engine, by_hand: SentryByHand, team: str
) -> None:
    id = accepted(by_hand)
    by_hand.call("POST", f"{MEMBERS}{id}/teams/{team}/")
    by_hand.call("PUT", f"{MEMBERS}{id}/teams/{team}/", {"teamRole": "admin"})
    await engine.create("TeamMembership", {"member": id, "team": "web", "role": "contributor"})
    found = member(by_hand)
    assert found is not None
    assert found["teamRoles"] == [{"teamSlug": "web", "role": None}]


async def test_leaving_a_team_leaves_the_organization_alone(
    engine: Engine, by_hand: SentryByHand, team: str
) -> None:
    state = await engine.create("TeamMembership", {"member": accepted(by_hand), "team": team})
    await engine.another_run()
    await engine.delete("TeamMembership", state)
    found = member(by_hand)
    assert found is not None
    assert found["teams"] == []
    await engine.delete("TeamMembership", state)


@pytest.mark.parametrize("gone", ["member", "team"])
async def test_a_membership_goes_with_its_member_and_its_team(
    engine: Engine, by_hand: SentryByHand, team: str, gone: str
) -> None:
    id = accepted(by_hand)
    state = await engine.create("TeamMembership", {"member": id, "team": team})
    by_hand.call("DELETE", f"{MEMBERS}{id}/" if gone == "member" else f"teams/{{org}}/{team}/")
    assert (await engine.read("TeamMembership", state)).id == ""


async def test_a_team_of_an_identity_provider_is_read_only_and_the_error_says_who_keeps_it(
    engine: Engine, by_hand: SentryByHand, team: str
) -> None:
    inputs = {"member": accepted(by_hand), "team": team}
    state = await engine.create("TeamMembership", inputs)
    by_hand.admin("POST", "teams/provisioned", {"slug": "web"})
    await engine.another_run()
    with pytest.raises(Failed, match=r"team 'web' is kept by .* identity provider \(SSO or SCIM\)"):
        await engine.delete("TeamMembership", state)
    with pytest.raises(Failed, match="identity provider"):
        await engine.create("TeamMembership", {**inputs, "member": accepted(by_hand, "new@example.com")})
    # Members that the provider itself added are no difference.
    assert await engine.diff("TeamMembership", await engine.read("TeamMembership", state), inputs) == {}


async def test_a_token_that_may_only_ask_to_join_is_an_error_that_names_the_setting(
    connect: Connect, by_hand: SentryByHand, team: str
) -> None:
    by_hand.call("PUT", "organizations/{org}/", {"openMembership": False})
    engine = await connect("user", "org:read", "member:read")
    with pytest.raises(Failed, match=r"Open Team Membership.*team:write, team:admin, org:write") as failed:
        await engine.create("TeamMembership", {"member": accepted(by_hand), "team": team})
    assert failed.value.partial is None


async def test_team_roles_that_the_plan_ignores_are_a_warning_and_not_an_endless_difference(
    engine: Engine, by_hand: SentryByHand, team: str
) -> None:
    by_hand.admin("POST", "quirks", {"team_roles_feature": False})
    inputs = {"member": accepted(by_hand), "team": team, "role": "admin"}
    state = await engine.create("TeamMembership", inputs)
    assert "'team-roles'" in warned(engine)
    assert state.outputs["roleIgnored"] is True
    assert await engine.diff("TeamMembership", await engine.read("TeamMembership", state), inputs) == {}


async def test_a_role_that_could_not_be_set_is_set_by_the_next_up(
    engine: Engine, by_hand: SentryByHand, team: str
) -> None:
    inputs = {"member": accepted(by_hand), "team": team, "role": "admin"}
    fault = {"kind": "status", "method": "PUT", "path": "/api/0/*/teams/*", "status": 400, "body": {}}
    by_hand.admin("POST", "faults", fault)
    with pytest.raises(Failed) as failed:
        await engine.create("TeamMembership", inputs)
    half_made = state_of(failed.value)
    by_hand.admin("DELETE", "faults")
    await engine.update("TeamMembership", half_made, inputs)
    found = member(by_hand)
    assert found is not None
    assert found["teamRoles"] == [{"teamSlug": "web", "role": "admin"}]


# -- removal -------------------------------------------------------------------------------------


async def test_who_is_taken_out_of_the_program_stays_in_the_organization_and_that_is_told(
    engine: Engine, by_hand: SentryByHand
) -> None:
    state = await engine.create("Member", INVITED)
    await engine.another_run()
    await engine.delete("Member", state)
    assert member(by_hand) is not None
    assert f"{DEV} stays in organization 'sandbox'" in warned(engine)


REMOVED = {**INVITED, "removeFromOrganization": True}


async def test_who_is_to_leave_the_organization_leaves_it(engine: Engine, by_hand: SentryByHand) -> None:
    state = await engine.create("Member", REMOVED)
    accepted(by_hand)
    await engine.another_run()
    await engine.delete("Member", state)
    assert member(by_hand) is None
    await engine.delete("Member", state)


async def test_that_somebody_is_to_leave_can_be_declared_later(engine: Engine, by_hand: SentryByHand) -> None:
    state = await engine.create("Member", INVITED)
    assert await engine.diff("Member", state, REMOVED) == {"removeFromOrganization": "UPDATE"}
    by_hand.admin("DELETE", "requests")
    state = await engine.update("Member", state, REMOVED)
    assert writes(by_hand) == []
    await engine.another_run()
    await engine.delete("Member", state)
    assert member(by_hand) is None


async def test_the_user_of_the_token_is_never_removed(engine: Engine, by_hand: SentryByHand) -> None:
    accepted(by_hand, "second@example.com", org_role="owner")  # so that Sentry itself would allow it
    inputs = {"email": "owner@example.com", "adopt": True, "removeFromOrganization": True}
    state = await engine.create("Member", inputs)
    by_hand.admin("DELETE", "requests")
    await engine.another_run()
    await engine.delete("Member", state)
    assert writes(by_hand) == []
    assert "the token in use is theirs" in warned(engine)


async def test_nobody_is_removed_while_it_is_not_known_whose_the_token_is(
    engine: Engine, by_hand: SentryByHand
) -> None:
    state = await engine.create("Member", REMOVED)
    by_hand.admin(
        "POST", "faults", {"kind": "status", "path": "/api/0/*/members/me/", "status": 403, "body": {}}
    )
    await engine.another_run()
    with pytest.raises(Failed):
        await engine.delete("Member", state)
    assert member(by_hand) is not None


async def test_an_integration_removes_nobody_and_the_error_names_the_token_that_may(
    connect: Connect, by_hand: SentryByHand
) -> None:
    engine = await connect("integration")
    state = await engine.create("Member", REMOVED)
    await engine.another_run()
    with pytest.raises(Failed, match=r"token of a user .*member:admin"):
        await engine.delete("Member", state)
    assert member(by_hand) is not None


async def test_who_an_identity_provider_keeps_is_not_removed_and_the_error_says_who_may(
    engine: Engine, by_hand: SentryByHand
) -> None:
    state = await engine.create("Member", REMOVED)
    by_hand.admin("POST", "members", {"email": DEV, "accepted": True, "provisioned": True})
    await engine.another_run()
    with pytest.raises(Failed, match=r"kept by the identity provider .* do it there"):
        await engine.delete("Member", state)
    assert member(by_hand) is not None


async def test_an_owner_is_not_removed_and_sentrys_reason_is_told(
    connect: Connect, by_hand: SentryByHand
) -> None:
    engine = await connect("integration")  # a user of its own, so that the owner is somebody else
    inputs = {"email": "owner@example.com", "adopt": True, "removeFromOrganization": True}
    state = await engine.create("Member", inputs)
    await engine.another_run()
    with pytest.raises(Failed, match="a member who has more access than you"):
        await engine.delete("Member", state)


# -- faults --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["TeamMembership", "ProjectTeam"])
async def test_after_a_lost_answer_another_up_finds_what_was_done(
    engine: Engine, by_hand: SentryByHand, team: str, kind: str
) -> None:
    project, other = by_hand.project("web", "shop")["id"], by_hand.team("mobile")["id"]
    inputs = {
        "TeamMembership": {"member": accepted(by_hand), "team": other, "role": "admin"},
        "ProjectTeam": {"project": project, "team": other},
    }[kind]
    fault = {"kind": "lost_answer", "method": "POST", "path": "/api/0/*/teams/*", "times": 1}
    by_hand.admin("POST", "faults", fault)
    with pytest.raises(Failed, match="run it again"):
        await engine.create(kind, inputs)
    state = await engine.create(kind, inputs)
    assert await engine.diff(kind, await engine.read(kind, state), inputs) == {}
    found = member(by_hand)
    assert kind != "TeamMembership" or (found is not None and found["teams"] == ["mobile"])


@pytest.mark.parametrize("kind", ["Member", "TeamMembership", "ProjectTeam"])
@pytest.mark.parametrize("status", [401, 403, 410, 500])
async def test_only_a_404_means_gone(
    engine: Engine, by_hand: SentryByHand, team: str, kind: str, status: int
) -> None:
    by_hand.project("web", "shop")
    kinds: dict[str, dict[str, Any]] = {
        "Member": {**INVITED, "adopt": True},
        "TeamMembership": {"member": accepted(by_hand), "team": team},
        "ProjectTeam": {"project": "shop", "team": "web"},
    }
    state = await engine.create(kind, kinds[kind])
    for path in ("/api/0/*/members/*", "/api/0/projects/*"):
        by_hand.admin(
            "POST", "faults", {"kind": "status", "method": "GET", "path": path, "status": status, "body": {}}
        )
    with pytest.raises(Failed):
        await engine.read(kind, state)


# -- projects of several teams -------------------------------------------------------------------


async def test_a_project_is_shared_and_no_longer_without_touching_its_own_team(
    engine: Engine, by_hand: SentryByHand, team: str
) -> None:
    project, other = by_hand.project("web", "shop")["id"], by_hand.team("web-mobile")["id"]
    inputs = {"project": "shop", "team": "web-mobile"}
    state = await engine.create("ProjectTeam", inputs)
    assert state.id == f"{project}/{other}"
    assert await engine.diff("ProjectTeam", await engine.read("ProjectTeam", state), inputs) == {}
    # An import takes the first of the teams by slug for the own one.
    owned = {"name": "shop", "slug": "shop", "team": team, "platform": "python-fastapi"}
    assert await engine.diff("Project", await engine.imported("Project", "shop"), owned) == {}
    await engine.another_run()
    await engine.delete("ProjectTeam", state)
    assert [one["id"] for one in by_hand.get("projects/{org}/shop/")["teams"]] == [team]


async def test_two_teams_of_a_project_can_change_places(engine: Engine, by_hand: SentryByHand) -> None:
    for slug in ("web", "mobile"):
        by_hand.team(slug)
    owned = {"name": "shop", "slug": "shop", "team": "web"}
    project = await engine.create("Project", owned)
    mobile = await engine.create("ProjectTeam", {"project": project.id, "team": "mobile"})
    await engine.another_run()
    # In the order of the engine: updates and creations first, what is no longer declared goes last.
    await engine.update("Project", project, {**owned, "team": "mobile"})
    await engine.create("ProjectTeam", {"project": project.id, "team": "web"})
    await engine.delete("ProjectTeam", mobile)
    assert {one["slug"] for one in by_hand.get("projects/{org}/shop/")["teams"]} == {"web", "mobile"}


async def test_the_only_team_of_a_project_keeps_its_access(engine: Engine, by_hand: SentryByHand) -> None:
    by_hand.team("web")
    by_hand.team("mobile")
    by_hand.project("web", "shop")
    state = await engine.create("ProjectTeam", {"project": "shop", "team": "mobile"})
    by_hand.call("DELETE", "projects/{org}/shop/teams/web/")
    await engine.another_run()
    await engine.delete("ProjectTeam", state)
    assert [one["slug"] for one in by_hand.get("projects/{org}/shop/")["teams"]] == ["mobile"]
    assert "keeps its access" in warned(engine)


async def test_access_that_was_taken_away_by_hand_is_gone(engine: Engine, by_hand: SentryByHand) -> None:
    by_hand.team("web")
    by_hand.team("mobile")
    by_hand.project("web", "shop")
    state = await engine.create("ProjectTeam", {"project": "shop", "team": "mobile"})
    assert decode(state.inputs)[0] == {"project": "shop", "team": "mobile"}
    by_hand.call("DELETE", "projects/{org}/shop/teams/mobile/")
    assert (await engine.read("ProjectTeam", state)).id == ""
