"""Members of an organization, to look people up by."""

from __future__ import annotations

from starlette.responses import Response

from sentry_sandbox.call import Call
from sentry_sandbox.dispatch import Endpoint
from sentry_sandbox.pagination import paginate
from sentry_sandbox.shapes.member import member_body
from sentry_sandbox.store import Record


def _matches(member: Record, query: str) -> bool:
    for token in query.split():
        key, colon, value = token.partition(":")
        text = f"{member.body['email']} {member.body['name']}".lower()
        wanted = value if colon and key in ("email", "user.email", "user.name") else token
        if wanted.strip('"').lower() not in text:
            return False
    return True


def _index(call: Call) -> Response:
    query = call.query("query") or ""
    found = [one for one in call.store.members.in_organization(call.organization.id) if _matches(one, query)]
    return paginate(call, found, member_body)


ENDPOINTS = (
    Endpoint(
        "GET",
        "/organizations/{organization}/members/",
        _index,
        ("member:read", "member:invite", "member:write", "member:admin"),
    ),
)
