"""One member of an organization: read, change roles, send the invitation again, remove."""

from __future__ import annotations

from starlette.responses import Response

from sentry_sandbox.behaviour.bodies.member import member_detail
from sentry_sandbox.behaviour.membership import is_only_owner, member_of_user, put_in_teams
from sentry_sandbox.behaviour.rules import fields as f
from sentry_sandbox.calls.call import Call, no_content, reply
from sentry_sandbox.http.errors import detail, forbidden, not_found
from sentry_sandbox.routes.dispatch import Endpoint
from sentry_sandbox.routes.people.members import RETIRED, allowed_roles, is_retired, org_role, team_roles
from sentry_sandbox.store import JsonObject, Record
from sentry_sandbox.store.lookups import as_id

_PATH = "/organizations/{organization}/members/{member}/"
_SELF = "me"


def addressed_member(call: Call) -> Record:
    """The member in the path, by id; `me` is the user behind the token.

    Raises:
        ApiError: 404.
    """
    text = call.parameter("member")
    if text == _SELF:
        found = member_of_user(call.store, call.organization, call.user_id)
    else:
        number = as_id(text)
        found = None if number is None else call.store.members.get(number)
    if found is None or found.organization_id != call.organization.id:
        raise not_found()
    return found


def _get(call: Call) -> Response:
    return reply(member_detail(call.store, addressed_member(call)))


def _reinvite(call: Call, member: Record, body: JsonObject) -> None:
    if set(body) - {"reinvite", "regenerate"}:
        raise detail(
            403,
            "You cannot modify member details when resending an invitation. Separate requests are required.",
        )
    if member.body["userId"] is not None:
        raise detail(400, "You cannot send an invitation to a user who is already a full member.")
    if body.get("regenerate"):
        if not call.caller.may("member:admin"):
            raise detail(400, "You are missing the member:admin scope.")
        member.body["expired"] = False
    if member.body.get("expired"):
        raise detail(400, "You cannot resend an expired invitation without regenerating the token.")
    call.store.members.save(member)


def _change_role(call: Call, member: Record, role: str) -> None:
    if member.body["userId"] is not None and member.body["userId"] == call.user_id:
        raise detail(400, "You cannot make changes to your own role.")
    if is_retired(call, role):
        raise detail(400, RETIRED.format(role))
    member.body["orgRole"] = role
    put_in_teams(call.store, member, {int(one): given for one, given in member.body["teams"].items()})


def _put(call: Call) -> Response:
    member = addressed_member(call)
    privileged = call.caller.may("member:invite") and call.caller.may("member:admin")
    if not privileged and member.body["userId"] is not None:
        raise forbidden()
    cleaners = {
        "orgRole": org_role(call, allowed_roles(call)),
        "teamRoles": team_roles(call),
        "reinvite": f.boolean,
        "regenerate": f.boolean,
    }
    body = f.clean_body(call.body, cleaners)
    if body.get("reinvite"):
        _reinvite(call, member, body)
        return reply(member_detail(call.store, member))
    # A body without `teamRoles` removes the member from every team.
    put_in_teams(call.store, member, body.get("teamRoles", {}))
    if (role := body.get("orgRole")) is not None and role != member.body["orgRole"]:
        _change_role(call, member, role)
    return reply(member_detail(call.store, member))


def _refuse_removal(call: Call, member: Record) -> None:
    acting = None if call.anonymous else member_of_user(call.store, call.organization, call.user_id)
    if acting is None and not call.anonymous:
        # An integration's proxy user is no member, and ranks below everybody.
        raise detail(400, "You cannot remove a member who has more access than you.")
    itself = acting is not None and acting.id == member.id
    invitation = member.body["userId"] is None and call.caller.may("member:invite")
    if not itself and not invitation and not call.caller.may("member:admin"):
        raise detail(400, "You are missing the member:admin scope.")
    if is_only_owner(call.store, member):
        raise forbidden("You cannot remove the only remaining owner of the organization.")
    if member.body.get("idpProvisioned"):
        raise forbidden("This user is managed through your organization's identity provider.")


def _delete(call: Call) -> Response:
    member = addressed_member(call)
    _refuse_removal(call, member)
    call.store.members.remove(member.id)
    return no_content()


ENDPOINTS = (
    Endpoint("GET", _PATH, _get, ("member:read", "member:write", "member:admin")),
    Endpoint("PUT", _PATH, _put, ("member:invite", "member:write", "member:admin")),
    Endpoint("DELETE", _PATH, _delete, ("member:read", "member:write", "member:admin")),
)
