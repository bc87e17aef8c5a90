"""Projects: created below a team, read and changed below the organization."""

from __future__ import annotations

import secrets
import string

from starlette.responses import Response

from sentry_sandbox.behaviour.bodies.project import project_detail, project_summary
from sentry_sandbox.behaviour.effects import add_project, remove_project
from sentry_sandbox.behaviour.membership import add_team
from sentry_sandbox.behaviour.rules import fields as f
from sentry_sandbox.behaviour.rules import project as rules
from sentry_sandbox.calls.call import Call, no_content, reply
from sentry_sandbox.calls.pagination import paginate
from sentry_sandbox.http.errors import ApiError, detail, field_error, forbidden
from sentry_sandbox.routes.dispatch import Endpoint
from sentry_sandbox.routes.people.teams import slugify
from sentry_sandbox.store import JsonObject, Record

_OF_TEAM = "/teams/{organization}/{team}/projects/"
_OF_ORGANIZATION = "/organizations/{organization}/projects/"
_PATH = "/projects/{organization}/{project}/"
_READ = ("project:read", "project:write", "project:admin")
_SLUG_LIMIT = 100
_SUFFIX_LENGTHS = (2, 3, 5, 12)


def _free_slug(call: Call, name: str) -> str:
    base = slugify(name, _SLUG_LIMIT)
    slug = base
    alphabet = string.ascii_lowercase + string.digits
    for length in _SUFFIX_LENGTHS:
        if call.store.projects.find(organization_id=call.organization.id, slug=slug) is None:
            break
        suffix = "".join(secrets.choice(alphabet) for _ in range(length))
        slug = f"{base[: _SLUG_LIMIT - length - 1]}-{suffix}"
    return slug


def _create_in(call: Call, team: Record) -> Record:
    if not call.quirks.member_project_creation and not call.caller.may("org:write", "org:admin"):
        raise forbidden("Your organization has disabled this feature for members.")
    body = f.clean_body(call.body, rules.CREATE, required=("name",))
    slug = body.get("slug")
    if slug and call.store.projects.find(organization_id=call.organization.id, slug=slug):
        raise detail(409, "A project with this slug already exists.")
    return add_project(
        call.store,
        call.quirks,
        call.organization,
        team,
        slug=slug or _free_slug(call, body["name"]),
        name=body["name"],
        platform=body.get("platform"),
        default_rules=body.get("default_rules", True) is not False,
    )


def _create(call: Call) -> Response:
    return reply(project_summary(call, _create_in(call, call.resolve_team())), 201)


def _create_with_own_team(call: Call) -> Response:
    if call.anonymous:
        raise detail(401, "Authentication credentials were not provided.")
    slug = "team-owner"
    if call.store.teams.find(organization_id=call.organization.id, slug=slug):
        slug = f"{slug}-{secrets.token_hex(2)[:3]}"
    team = add_team(call.store, call.organization, slug=slug, name=slug, member=call.user_id)
    body = project_summary(call, _create_in(call, team))
    return reply({**body, "team_slug": slug}, 201)


def _matching(call: Call, projects: list[Record]) -> list[Record]:
    for token in (call.query("query") or "").split():
        key, colon, value = token.partition(":")
        if not colon:
            projects = [one for one in projects if token.lower() in f"{one.slug} {one.body['name']}".lower()]
        elif key == "slug":
            projects = [one for one in projects if one.slug == value]
        elif key == "id":
            projects = [one for one in projects if one.id_text == value]
        elif key == "name":
            projects = [one for one in projects if one.body["name"] == value]
    return sorted(projects, key=lambda one: one.slug)


def _index(call: Call) -> Response:
    projects = _matching(call, call.store.projects.in_organization(call.organization.id))
    asked = call.queries("options")

    def shape(project: Record) -> JsonObject:
        body = project_summary(call, project)
        options = {name: value for name, value in project.body["options"].items() if name in asked}
        return {**body, "options": options} if asked else body

    return paginate(call, projects, shape)


def _index_of_team(call: Call) -> Response:
    found = (call.store.projects.get(one) for one in call.store.project_teams.lefts(call.resolve_team().id))
    projects = sorted((one for one in found if one is not None), key=lambda one: one.slug)
    return paginate(call, projects, lambda project: project_summary(call, project))


def _get(call: Call) -> Response:
    return reply(project_detail(call, call.resolve_project()))


def _rename(call: Call, project: Record, slug: str) -> None:
    if slug == project.slug:
        return
    taken = call.store.projects.find(organization_id=project.organization_id, slug=slug)
    if taken is not None:
        raise field_error("slug", f"Another project ({taken.body['name']}) is already using that slug")
    call.store.redirects.forget_slug(project.organization_id, slug)
    call.store.redirects.add(project.organization_id, project.slug, project.id)
    project.slug = slug


def _put(call: Call) -> Response:
    project = call.resolve_project()
    if call.anonymous:
        raise ApiError(400)
    changes = f.clean_body(call.body, rules.UPDATE)
    if not call.caller.may("project:write", "project:admin") and not rules.READERS_MAY_CHANGE.issuperset(
        changes
    ):
        raise forbidden()
    options = changes.pop("options", {})
    if not call.quirks.custom_inbound_filters and any(name in options for name in rules.GATED_OPTIONS):
        raise detail(400, "You do not have that feature enabled")
    changes = {name: value for name, value in changes.items() if value or name not in rules.CANNOT_BE_CLEARED}
    changes = {
        name: value
        for name, value in changes.items()
        if value is not None or name not in rules.NULL_IS_SILENCE
    }
    if slug := changes.pop("slug", None):
        _rename(call, project, slug)
    for name in ("name", "platform", "isBookmarked"):
        if name in changes:
            project.body[name] = changes.pop(name)
    if changes.get("resolveAge", 0) is None:
        changes["resolveAge"] = 0
    settings = {**project.body["settings"], **changes}
    rules.check_digests(settings)
    project.body["settings"] = settings
    # Raw option keys that Sentry does not know are dropped like every other unknown key.
    known = project.body["options"]
    known.update({name: value for name, value in options.items() if name in known})
    call.store.projects.save(project)
    return reply(project_detail(call, project))


def _delete(call: Call) -> Response:
    remove_project(call.store, call.quirks, call.resolve_project())
    return no_content()


ENDPOINTS = (
    Endpoint("GET", _OF_TEAM, _index_of_team, _READ),
    Endpoint("POST", _OF_TEAM, _create, ("project:write", "project:admin", "org:write", "org:admin")),
    Endpoint("GET", _OF_ORGANIZATION, _index, ("org:read", "org:write", "org:admin", *_READ)),
    Endpoint("POST", _OF_ORGANIZATION, _create_with_own_team, _READ),
    Endpoint("GET", _PATH, _get, _READ),
    Endpoint("PUT", _PATH, _put, _READ),
    Endpoint("DELETE", _PATH, _delete, ("project:admin",)),
)
