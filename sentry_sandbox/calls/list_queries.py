"""The query parameters that lists share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sentry_sandbox.calls.call import Call
from sentry_sandbox.http.errors import detail, field_error, forbidden
from sentry_sandbox.store import Record
from sentry_sandbox.store.lookups import as_id, find_project


def wanted_projects(call: Call) -> set[int] | None:
    """Ids of the projects that `?project=` and `?projectSlug=` name; `None` when they name all of them.

    Raises:
        ApiError: 403 for a project that does not exist.
    """
    names = [*call.queries("project"), *call.queries("projectSlug")]
    if not names or "-1" in names:
        return None
    found = [find_project(call.store, call.organization, name) for name in names]
    if any(project is None for project in found):
        raise forbidden()
    return {project.id for project in found if project is not None}


def wanted_ids(call: Call) -> set[int]:
    """The ids that `?id=` names.

    Raises:
        ApiError: 400 for an id that is no number.
    """
    ids: set[int] = set()
    for text in call.queries("id"):
        number = as_id(text)
        if number is None:
            raise field_error("id", "Invalid ID format")
        ids.add(number)
    return ids


def require_filter(call: Call) -> None:
    """Refuse to change whatever there is.

    Raises:
        ApiError: 400 where nothing says which ones.
    """
    if not any(call.query(name) for name in ("id", "query", "project", "projectSlug")):
        raise detail(400, "At least one of 'id', 'query', 'project', or 'projectSlug' must be provided.")


def sort_by(
    call: Call, records: list[Record], sorts: dict[str, Callable[[Call, Record], Any]]
) -> list[Record]:
    """The records in the order that `?sortBy=` asks for, by id without it.

    Raises:
        ApiError: 400 for an unknown order.
    """
    text = call.query("sortBy") or "id"
    key = sorts.get(text.removeprefix("-"))
    if key is None:
        raise field_error("sortBy", f"Invalid sort field {text}")
    return sorted(records, key=lambda one: (key(call, one), one.id), reverse=text.startswith("-"))
