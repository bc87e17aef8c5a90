"""The organization's audit log: who changed which object by the API, and when.

Names of events, and the id in `targetObject`, are those of Sentry's own endpoints. Sentry also logs who joins a team,
which monitor is attached to an alert, and changes of a project's filters and ownership rules; this log does not.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from sentry_sandbox.behaviour.bodies.caller import caller_user
from sentry_sandbox.calls.call import Call
from sentry_sandbox.store import JsonObject, Record
from sentry_sandbox.store.lookups import as_id, find_project, find_team

_Find = Callable[[Call], Record | None]


@dataclass(frozen=True)
class _Kind:
    """Objects of one kind.

    Args:
        name: what the notes call it.
        find: the object in the path of a request.
        table: where a new one is found by its id.
        shown: what a note and its `data` call an object by, and from where: its slug or a name in its body.
    """

    name: str
    find: _Find
    table: str
    shown: str


@dataclass(frozen=True)
class Changes:
    """A request that changes an object, before it is carried out."""

    call: Call
    event: str
    verb: str
    kind: _Kind
    before: Record | None

    def record(self, response: Response) -> None:
        """Log the change, if it was made."""
        target = self.before or self._made(response)
        if response.status_code >= 400 or target is None:  # noqa: PLR2004 - refused
            return
        shown = _shown(self.kind, target)
        actor = caller_user(self.call)
        self.call.store.audit_log.add(
            {
                "event": self.event,
                "actor": actor or {"name": "organization token"},
                "note": f"{self.verb} {self.kind.name} {shown}",
                "targetObject": target.id,
                "data": {self.kind.shown: shown} if self.kind.shown in ("name", "slug") else {},
            },
            organization_id=self.call.organization.id,
        )

    def _made(self, response: Response) -> Record | None:
        body = json.loads(bytes(response.body)) if response.body else None
        number = as_id(str(body.get("id"))) if isinstance(body, dict) else None
        found: Record | None = (
            None if number is None else getattr(self.call.store, self.kind.table).get(number)
        )
        return found


def watch(call: Call, method: str, path: str) -> Changes | None:
    """Look at an object before a request changes it; None for requests that are not logged.

    Args:
        call: the request.
        method: its method.
        path: the template of its path.
    """
    rule = _RULES.get((method, path))
    if rule is None:
        return None
    event, verb, kind = rule
    return Changes(call, event, verb, kind, None if method == "POST" else kind.find(call))


def entry_body(entry: Record) -> JsonObject:
    """One line of the log."""
    body = entry.body
    return {
        "id": entry.id_text,
        "actor": body["actor"],
        "event": body["event"],
        "ipAddress": "127.0.0.1",
        "note": body["note"],
        "targetObject": body["targetObject"],
        "targetUser": None,
        "data": body["data"],
        "dateCreated": entry.created,
    }


def _shown(kind: _Kind, record: Record) -> str:
    return record.slug if kind.shown in ("slug", "public_key") else str(record.body[kind.shown])


def _numbered(table: str, parameter: str) -> _Find:
    def find(call: Call) -> Record | None:
        number = as_id(str(call.request.path_params.get(parameter, "")))
        found: Record | None = None if number is None else getattr(call.store, table).get(number)
        return found if found is not None and found.organization_id == call.organization.id else None

    return find


def _project(call: Call) -> Record | None:
    return find_project(call.store, call.organization, str(call.request.path_params.get("project", "")))


def _team(call: Call) -> Record | None:
    return find_team(call.store, call.organization, str(call.request.path_params.get("team", "")))


def _key(call: Call) -> Record | None:
    public = str(call.request.path_params.get("key", ""))
    return call.store.keys.find(organization_id=call.organization.id, slug=public)


def _organization(call: Call) -> Record | None:
    return call.organization


_DETECTOR: Final = _Kind("detector", _numbered("detectors", "detector"), "detectors", "name")
_WORKFLOW: Final = _Kind("workflow", _numbered("workflows", "workflow"), "workflows", "name")
_PROJECT: Final = _Kind("project", _project, "projects", "slug")
_TEAM: Final = _Kind("team", _team, "teams", "slug")
_KEY: Final = _Kind("project key", _key, "keys", "public_key")
_MEMBER: Final = _Kind("member", _numbered("members", "member"), "members", "email")
_ORGANIZATION: Final = _Kind("the organization", _organization, "organizations", "slug")

_ONE_DETECTOR: Final = "/organizations/{organization}/detectors/{detector}/"
_ONE_WORKFLOW: Final = "/organizations/{organization}/workflows/{workflow}/"
_ONE_MEMBER: Final = "/organizations/{organization}/members/{member}/"
_ONE_PROJECT: Final = "/projects/{organization}/{project}/"
_ONE_TEAM: Final = "/teams/{organization}/{team}/"
_KEYS: Final = "/projects/{organization}/{project}/keys/"

_RULES: Final[dict[tuple[str, str], tuple[str, str, _Kind]]] = {
    ("POST", "/organizations/{organization}/projects/{project}/detectors/"): (
        *("detector.add", "added"),
        _DETECTOR,
    ),
    ("PUT", _ONE_DETECTOR): ("detector.edit", "edited", _DETECTOR),
    ("DELETE", _ONE_DETECTOR): ("detector.remove", "removed", _DETECTOR),
    ("POST", "/organizations/{organization}/workflows/"): ("workflow.add", "added", _WORKFLOW),
    ("PUT", _ONE_WORKFLOW): ("workflow.edit", "edited", _WORKFLOW),
    ("DELETE", _ONE_WORKFLOW): ("workflow.remove", "removed", _WORKFLOW),
    ("POST", "/teams/{organization}/{team}/projects/"): ("project.create", "created", _PROJECT),
    ("PUT", _ONE_PROJECT): ("project.edit", "edited", _PROJECT),
    ("DELETE", _ONE_PROJECT): ("project.remove", "removed", _PROJECT),
    ("POST", "/organizations/{organization}/teams/"): ("team.create", "created", _TEAM),
    ("PUT", _ONE_TEAM): ("team.edit", "edited", _TEAM),
    ("DELETE", _ONE_TEAM): ("team.remove", "removed", _TEAM),
    ("PUT", f"{_KEYS}{{key}}/"): ("projectkey.edit", "edited", _KEY),
    ("DELETE", f"{_KEYS}{{key}}/"): ("projectkey.remove", "removed", _KEY),
    ("POST", "/organizations/{organization}/members/"): ("member.invite", "invited", _MEMBER),
    ("PUT", _ONE_MEMBER): ("member.edit", "edited", _MEMBER),
    ("DELETE", _ONE_MEMBER): ("member.remove", "removed", _MEMBER),
    ("PUT", "/organizations/{organization}/"): ("org.edit", "edited", _ORGANIZATION),
}

EVENTS: Final = tuple(sorted({event for event, _, _ in _RULES.values()}))
"""The names of the events that this log can hold."""
