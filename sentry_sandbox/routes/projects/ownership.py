"""Ownership rules of a project: lines of text that lead from a path, URL or tag to people and teams."""

from __future__ import annotations

from starlette.responses import Response

from sentry_sandbox.behaviour.rules import fields as f
from sentry_sandbox.behaviour.rules.ownership_rules import parse
from sentry_sandbox.calls.call import Call, reply
from sentry_sandbox.http.errors import field_error, forbidden
from sentry_sandbox.routes.dispatch import Endpoint
from sentry_sandbox.store import JsonObject
from sentry_sandbox.store.times import now_iso

_PATH = "/projects/{organization}/{project}/ownership/"
_READ = ("project:read", "project:write", "project:admin")
_ASSIGNMENTS = ("Auto Assign to Issue Owner", "Auto Assign to Suspect Commits", "Turn off Auto-Assignment")
_LONGEST = 100_000
_NEVER_SET: JsonObject = {
    "raw": None,
    "fallthrough": True,
    "dateCreated": None,
    "lastUpdated": None,
    "isActive": True,
    "autoAssignment": "Auto Assign to Issue Owner",
    "codeownersAutoSync": True,
    "schema": None,
}


def _schema(call: Call, raw: str) -> JsonObject | None:
    rules = [
        {
            "matcher": {"type": rule.type, "pattern": rule.pattern},
            "owners": [_owner(call, owner) for owner in rule.owners],
        }
        for rule in parse(raw)
    ]
    return {"$version": 1, "rules": rules} if rules else None


def _owner(call: Call, owner: str) -> JsonObject:
    organization_id = call.organization.id
    if owner.startswith("#"):
        team = call.store.teams.find(organization_id=organization_id, slug=owner[1:])
        project = call.resolve_project()
        if team is None or team.id not in call.store.project_teams.rights(project.id):
            message = f"Team {owner} does not have access to project '{project.slug}'."
            raise field_error("raw", f"Invalid rule owners: {message}")
        return {"type": "team", "id": team.id_text, "name": team.slug}
    member = call.store.members.find(organization_id=organization_id, slug=owner)
    if member is None:
        raise field_error("raw", f"Invalid rule owners: User {owner} is not a member of this organization.")
    return {"type": "user", "id": member.id_text, "name": owner}


def _get(call: Call) -> Response:
    return reply({**_NEVER_SET, **call.resolve_project().body.get("ownership", {})})


def _put(call: Call) -> Response:
    only_rules = isinstance(call.body, dict) and set(call.body) == {"raw"}
    if not only_rules and not call.caller.may("project:write", "project:admin"):
        raise forbidden()
    project = call.resolve_project()
    changes = f.clean_body(
        call.body,
        {
            "raw": f.text(_LONGEST),
            "fallthrough": f.boolean,
            "autoAssignment": f.choice(_ASSIGNMENTS),
            "codeownersAutoSync": f.boolean,
        },
    )
    if "raw" in changes:
        changes["schema"] = _schema(call, changes["raw"])
        changes["raw"] = changes["raw"] or None
    now = now_iso()
    before = project.body.get("ownership", {"dateCreated": now})
    project.body["ownership"] = {**before, **changes, "lastUpdated": now}
    call.store.projects.save(project)
    return reply({**_NEVER_SET, **project.body["ownership"]}, call.quirks.ownership_status)


ENDPOINTS = (Endpoint("GET", _PATH, _get, _READ), Endpoint("PUT", _PATH, _put, _READ))
