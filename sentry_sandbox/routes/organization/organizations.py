"""Organizations: list, read, change settings."""

from __future__ import annotations

from starlette.responses import Response

from sentry_sandbox.behaviour.bodies.organization import organization_detail, organization_summary
from sentry_sandbox.behaviour.bodies.project import project_summary
from sentry_sandbox.behaviour.bodies.team import team_body
from sentry_sandbox.behaviour.membership import uses_two_factor
from sentry_sandbox.behaviour.rules import fields as f
from sentry_sandbox.behaviour.rules.organization import check_gates, trusted_relays
from sentry_sandbox.behaviour.rules.project import RESERVED_SLUGS
from sentry_sandbox.behaviour.rules.scrubbing import pii_config
from sentry_sandbox.calls.call import Call, reply
from sentry_sandbox.calls.pagination import paginate
from sentry_sandbox.http.errors import field_error
from sentry_sandbox.routes.dispatch import Endpoint

_PATH = "/organizations/{organization}/"
_READ = ("org:read", "org:write", "org:admin")
_ROLES = ("member", "admin", "manager", "owner")
_ADMIN_ONLY = ("defaultRole", "cancelDeletion")
_SENSITIVE_FIELDS_LIMIT = 4000


def _sensitive_fields(value: object) -> list[str]:
    names: list[str] = f.listing(f.text(blank=False))(value)
    if sum(len(name) for name in names) > _SENSITIVE_FIELDS_LIMIT:
        raise f.Invalid(
            f"List of sensitive fields is too long. Maximum {_SENSITIVE_FIELDS_LIMIT} characters."
        )
    return names


def _slug(value: object) -> str:
    slug: str = f.slug(50)(value)
    if slug in RESERVED_SLUGS:
        raise f.Invalid(f'The slug "{slug}" is reserved and not allowed.')
    return slug


_CLEANERS: dict[str, f.Cleaner] = {
    "name": f.text(64, blank=False),
    "slug": _slug,
    **dict.fromkeys(
        (
            "isEarlyAdopter",
            "hideAiFeatures",
            "openMembership",
            "allowJoinRequests",
            "allowSharedIssues",
            "allowMemberInvite",
            "allowMemberProjectCreation",
            "alertsMemberWrite",
            "eventsMemberAdmin",
            "require2FA",
            "scrapeJavaScript",
            "enhancedPrivacy",
            "dataScrubber",
            "dataScrubberDefaults",
            "scrubIPAddresses",
            "hasGranularReplayPermissions",
        ),
        f.boolean,
    ),
    "sensitiveFields": _sensitive_fields,
    "safeFields": f.listing(f.text(blank=False)),
    "relayPiiConfig": f.nullable(lambda value: pii_config(value) or None),
    "storeCrashReports": f.integer(-1, 100),
    "attachmentsRole": f.choice(_ROLES),
    "debugFilesRole": f.choice(_ROLES),
    "defaultRole": f.choice(_ROLES),
    "trustedRelays": trusted_relays,
    "replayAccessMembers": f.listing(f.integer(1)),
    "relayDsnEndpoint": f.nullable(f.text()),
    "targetSampleRate": f.number(0, 1),
    "samplingMode": f.choice(("organization", "project")),
}


def _index(call: Call) -> Response:
    return paginate(
        call,
        call.store.organizations.everything(),
        lambda organization: organization_summary(call, organization),
    )


def _whole(call: Call) -> Response:
    body = organization_detail(call, call.organization)
    if call.query("detailed") != "0":
        organization_id = call.organization.id
        body["teams"] = [team_body(call, team) for team in call.store.teams.in_organization(organization_id)]
        body["projects"] = [
            project_summary(call, project) for project in call.store.projects.in_organization(organization_id)
        ]
    return reply(body)


def _put(call: Call) -> Response:
    changes = f.clean_body(call.body, _CLEANERS)
    organization = call.organization
    check_gates(changes, call.quirks, two_factor=uses_two_factor(call.store, call.user_id))
    dropped = call.quirks.organization_drops.split(",")
    changes = {name: value for name, value in changes.items() if name not in dropped}
    if not call.caller.may("org:admin"):
        # Sentry drops these silently when the caller has org:write only.
        changes = {name: value for name, value in changes.items() if name not in _ADMIN_ONLY}
    if slug := changes.pop("slug", None):
        taken = call.store.organizations.find(organization_id=0, slug=slug)
        if taken is not None and taken.id != organization.id:
            raise field_error("slug", f'The slug "{slug}" is in use by another organization.')
        organization.slug = slug
    if name := changes.pop("name", None):
        organization.body["name"] = name
    organization.body["settings"].update(changes)
    call.store.organizations.save(organization)
    return _whole(call)


ENDPOINTS = (
    Endpoint("GET", "/organizations/", _index),
    Endpoint("GET", _PATH, _whole, _READ),
    Endpoint("PUT", _PATH, _put, ("org:write", "org:admin")),
)
