"""The audit log of an organization."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from starlette.responses import Response

from sentry_sandbox.behaviour.audit_log import EVENTS, entry_body
from sentry_sandbox.calls.call import Call, reply
from sentry_sandbox.calls.pagination import paginate
from sentry_sandbox.http.errors import field_error
from sentry_sandbox.routes.dispatch import Endpoint


def _moment(call: Call, name: str) -> datetime | None:
    text = call.query(name)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise field_error(name, "Datetime has wrong format.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _index(call: Call) -> Response:
    start, end = _moment(call, "start"), _moment(call, "end")
    found = call.store.audit_log.in_organization(call.organization.id)[::-1]
    if event := call.query("event"):
        found = [entry for entry in found if entry.body["event"] == event]
    if start and end:
        found = [entry for entry in found if start <= datetime.fromisoformat(entry.created) <= end]
    page = paginate(call, found, entry_body)
    body = {"rows": json.loads(bytes(page.body)), "options": list(EVENTS)}
    return reply(body, headers={"Link": page.headers["Link"]})


ENDPOINTS = (Endpoint("GET", "/organizations/{organization}/audit-logs/", _index, ("org:write",)),)
