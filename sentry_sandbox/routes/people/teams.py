"""Teams of an organization."""

from __future__ import annotations

import re
import secrets
import unicodedata

from starlette.responses import Response

from sentry_sandbox.behaviour.bodies.organization import organization_summary
from sentry_sandbox.behaviour.bodies.project import project_with_teams
from sentry_sandbox.behaviour.bodies.team import team_body
from sentry_sandbox.behaviour.membership import add_team, leave, members_of
from sentry_sandbox.behaviour.rules import fields as f
from sentry_sandbox.calls.call import Call, no_content, reply
from sentry_sandbox.calls.pagination import paginate
from sentry_sandbox.http.errors import ApiError, field_error, field_errors, forbidden
from sentry_sandbox.routes.dispatch import Endpoint
from sentry_sandbox.store import JsonObject, Record

_LIST = "/organizations/{organization}/teams/"
_PATH = "/teams/{organization}/{team}/"
_READ = ("team:read", "team:write", "team:admin")
_CREATE = {"name": f.nullable(f.text(64)), "slug": f.nullable(f.slug(50))}
_UPDATE = {"name": f.text(64, blank=False), "slug": f.slug(50)}
_SLUG_LIMIT = 50


def slugify(name: str, limit: int) -> str:
    """A slug made from a name; a random one where nothing usable is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9_\-]+", "-", plain.lower()).strip("-")[:limit]
    return slug if f.SLUG_PATTERN.match(slug) else secrets.token_hex(6)


def _projects(call: Call, team: Record) -> list[JsonObject]:
    found = (call.store.projects.get(project_id) for project_id in call.store.project_teams.lefts(team.id))
    return [project_with_teams(call, project) for project in found if project is not None]


def _index(call: Call) -> Response:
    teams = sorted(call.store.teams.in_organization(call.organization.id), key=lambda team: team.slug)
    for token in (call.query("query") or "").split():
        key, colon, value = token.partition(":")
        if not colon:
            teams = [team for team in teams if token.lower() in f"{team.slug} {team.body['name']}".lower()]
        elif key in ("slug", "id", "name"):
            teams = [team for team in teams if value in (team.slug, team.id_text, team.body["name"])]
    detailed = call.query("detailed") != "0"

    def shape(team: Record) -> JsonObject:
        body = team_body(call, team)
        return {**body, "projects": _projects(call, team)} if detailed else body

    return paginate(call, teams, shape)


def _create(call: Call) -> Response:
    body = f.clean_body(call.body, _CREATE, non_field="nonFieldErrors")
    slug: str = body.get("slug") or ""
    name: str = body.get("name") or ""
    if not slug and not name:
        raise field_errors({"non_field_errors": ["Name or slug is required"]})
    organization = call.organization
    if slug and call.store.teams.find(organization_id=organization.id, slug=slug):
        text = "A team with this slug already exists."
        raise ApiError(409, {"non_field_errors": [text], "detail": text})
    if not slug:
        slug = slugify(name, _SLUG_LIMIT)
        if call.store.teams.find(organization_id=organization.id, slug=slug):
            slug = f"{slug[: _SLUG_LIMIT - 7]}-{secrets.token_hex(3)}"
    # Only a person's own token makes that person a member.
    member = call.user_id if call.caller.kind == "user" else None
    team = add_team(call.store, organization, slug=slug, name=name or slug, member=member)
    return reply(team_body(call, team), 201)


def _get(call: Call) -> Response:
    team = call.resolve_team()
    body = team_body(call, team)
    if "organization" not in call.queries("collapse"):
        body["organization"] = organization_summary(call, call.organization)
    if "projects" in call.queries("expand"):
        body["projects"] = _projects(call, team)
    return reply(body)


def refuse_where_provisioned(team: Record) -> None:
    """Refuse to change a team that an identity provider manages.

    Raises:
        ApiError: 403.
    """
    if team.body.get("idpProvisioned"):
        raise forbidden("This team is managed through your organization's identity provider.")


def _put(call: Call) -> Response:
    team = call.resolve_team()
    refuse_where_provisioned(team)
    changes = f.clean_body(call.body, _UPDATE, non_field="nonFieldErrors")
    if slug := changes.get("slug"):
        taken = call.store.teams.find(organization_id=call.organization.id, slug=slug)
        if taken is not None and taken.id != team.id:
            raise field_error("slug", f'The slug "{slug}" is already in use.')
        team.slug = slug
    if name := changes.get("name"):
        team.body["name"] = name
    call.store.teams.save(team)
    return reply(team_body(call, team))


def _delete(call: Call) -> Response:
    team = call.resolve_team()
    refuse_where_provisioned(team)
    for member in members_of(call.store, team):
        leave(call.store, member, team)
    call.store.project_teams.remove_right(team.id)
    call.store.teams.remove(team.id)
    return no_content()


ENDPOINTS = (
    Endpoint("GET", _LIST, _index, ("org:read", "org:write", "org:admin")),
    Endpoint("POST", _LIST, _create, ("org:write", "org:admin", "team:write")),
    Endpoint("GET", _PATH, _get, _READ),
    Endpoint("PUT", _PATH, _put, ("team:write", "team:admin")),
    Endpoint("DELETE", _PATH, _delete, ("team:admin",)),
)
