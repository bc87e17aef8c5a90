"""What was changed by the API, and by whom: the organization's audit log in words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sentry_sandbox.page.frame import Frame, Reader, When
from sentry_sandbox.store import Record

_SHOWN = 200
_CLIENT_KEY = re.compile(r"\b([0-9a-f]{4})[0-9a-f]{28}\b")
_NOUNS = {"detector": "monitor", "workflow": "alert", "project key": "client key"}


@dataclass(frozen=True)
class Change:
    """One change.

    Args:
        number: its place in the log.
        who: who did it.
        what: what was done to which object.
        address: the page of the object; empty where it is gone.
        when: when that was.
    """

    number: int
    who: str
    what: str
    address: str
    when: When


@dataclass(frozen=True)
class ChangesPage:
    """The page."""

    frame: Frame
    changes: list[Change]
    total: int


def changes_page(reader: Reader) -> ChangesPage:
    """The page of the last changes."""
    total = reader.store.audit_log.count_in_organization(reader.organization.id)
    return ChangesPage(frame=reader.frame(), changes=last_changes(reader, _SHOWN), total=total)


def last_changes(reader: Reader, most: int) -> list[Change]:
    """The last changes of an organization, the newest first."""
    return [_change(reader, one) for one in reader.store.audit_log.last_in(reader.organization.id, most)]


def _change(reader: Reader, entry: Record) -> Change:
    body = entry.body
    what = _CLIENT_KEY.sub(r"\1…", body["note"])
    for noun, ours in _NOUNS.items():
        what = re.sub(rf"^(\w+) {noun}\b", rf"\1 {ours}", what)
    return Change(
        number=entry.id,
        who=body["actor"].get("email") or body["actor"].get("name") or "somebody",
        what=what,
        address=_address(reader, body["event"].partition(".")[0], body["targetObject"]),
        when=reader.when(entry.created),
    )


def _address(reader: Reader, kind: str, number: int) -> str:  # noqa: PLR0911 - one return a kind
    store, at = reader.store, reader.at
    match kind:
        case "project":
            found = store.projects.get(number)
            return at.project(found.slug) if found else ""
        case "projectkey":
            key = store.keys.get(number)
            found = store.projects.get(key.project_id) if key else None
            return f"{at.project(found.slug)}#keys" if found else ""
        case "detector":
            return at.monitor(number) if store.detectors.get(number) else ""
        case "workflow":
            return at.alert(number) if store.workflows.get(number) else ""
        case "team":
            team = store.teams.get(number)
            return at.team(team.slug) if team else ""
        case "member":
            return at.member(number) if store.members.get(number) else ""
        case _:
            return at.settings
