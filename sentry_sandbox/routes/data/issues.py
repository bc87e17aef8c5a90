"""Issues of an organization: searched by status and by when they were last seen, and deleted in bulk."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from starlette.responses import Response

from sentry_sandbox.calls.call import Call, no_content, reply
from sentry_sandbox.calls.list_queries import wanted_projects
from sentry_sandbox.calls.pagination import paginate
from sentry_sandbox.http.errors import detail
from sentry_sandbox.routes.dispatch import Endpoint
from sentry_sandbox.store import JsonObject, Record
from sentry_sandbox.store.lookups import as_id
from sentry_sandbox.store.times import moment

_PATH = "/organizations/{organization}/issues/"
_DEFAULT_QUERY = "is:unresolved"
_AGE = re.compile(r"([+-])(\d{1,18})([hdw])")
_HOURS = {"h": 1, "d": 24, "w": 168}
_SEARCHED_AT_ONCE = 1000


def _in_projects(call: Call) -> list[Record]:
    wanted = wanted_projects(call)
    issues = call.store.issues.in_organization(call.organization.id)
    return [issue for issue in issues if wanted is None or issue.project_id in wanted]


def _matching(call: Call) -> list[Record]:
    query = call.query("query")
    issues = _in_projects(call)
    for token in (_DEFAULT_QUERY if query is None else query).split():
        key, _, value = token.partition(":")
        if key == "is":
            issues = [issue for issue in issues if issue.body["status"] == value]
        elif key == "lastSeen" and (age := _AGE.fullmatch(value)):
            try:
                limit = datetime.now(UTC) - timedelta(hours=int(age[2]) * _HOURS[age[3]])
            except OverflowError:
                raise detail(400, f"Error parsing search query: {token}") from None
            older = age[1] == "+"
            issues = [issue for issue in issues if (moment(issue.body["lastSeen"]) <= limit) is older]
        else:
            raise detail(400, f"Error parsing search query: {token}")
    return sorted(issues, key=lambda issue: issue.body["lastSeen"], reverse=True)


def _body(call: Call, issue: Record) -> JsonObject:
    project = call.store.projects.get(issue.project_id)
    slug = project.slug if project else ""
    return {
        "id": issue.id_text,
        "shortId": f"{slug.upper()}-{issue.id}",
        "title": issue.body["title"],
        "status": issue.body["status"],
        "firstSeen": issue.body["lastSeen"],
        "lastSeen": issue.body["lastSeen"],
        "count": "1",
        "project": {"id": str(issue.project_id), "slug": slug, "name": slug},
    }


def _ids(call: Call, name: str) -> set[int]:
    texts = call.queries(name)
    found = {number for text in texts if (number := as_id(text)) is not None}
    if len(found) != len(set(texts)):
        raise detail(400, "Group ids must be integers")
    return found


def _index(call: Call) -> Response:
    wanted = _ids(call, "group")
    if wanted:
        return reply([_body(call, issue) for issue in _in_projects(call) if issue.id in wanted])
    return paginate(call, _matching(call), lambda issue: _body(call, issue), hits=True)


def _delete(call: Call) -> Response:
    wanted = _ids(call, "id")
    # Without ids Sentry deletes every issue that the search finds.
    found = (
        [issue for issue in _in_projects(call) if issue.id in wanted]
        if wanted
        else _matching(call)[:_SEARCHED_AT_ONCE]
    )
    for issue in found[: call.quirks.issue_delete_is_partial or None]:
        call.store.issues.remove(issue.id)
    return no_content()


ENDPOINTS = (
    Endpoint("GET", _PATH, _index, ("event:read", "event:write", "event:admin")),
    Endpoint("DELETE", _PATH, _delete, ("event:admin",)),
)
