"""Objects of an inventory, from what Sentry answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pulumi_sentry.access.roles import implied_team_role, live_team_role
from pulumi_sentry.api.json_types import JsonObject
from pulumi_sentry.declaration import Args, Resource
from pulumi_sentry.inventory.found import Found, Other
from pulumi_sentry.lifecycle.handler import Record
from pulumi_sentry.plugin.state import State


def project_without_team(project: Found[Any]) -> Other:
    """A project that nobody can declare: its resource needs a team."""
    return Other(
        f"project '{project.args.slug}', with all that it has",
        str(project.outputs["url"]),
        "it has no team, and the resource of a project needs one: give it a team at Sentry and export again",
    )


def role_in_team(person: JsonObject) -> str | None:
    """The role of a person in a team; none where the role in the organization implies it."""
    role = live_team_role(person.get("teamRole"), person["orgRole"], None)
    return None if role == implied_team_role(person["orgRole"]) else role


def found_of(resource: type[Resource[Any]], record: Record) -> Found[Any]:
    """An object, from what the handler of its resource has read."""
    args_type: type[Args] = resource.args_type
    values = State.read(resource, {}, (), record.live).values
    return Found(resource, record.id, args_type.from_state(_plain(values)), _plain(record.outputs))


def _plain(value: Any) -> Any:
    """A value without the ways of an answer, which names its call where a field is missing."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def names_of(listed: Iterable[JsonObject]) -> dict[str, str]:
    """The names of objects for people, by id."""
    return {str(each["id"]): f"'{each['name']}'" for each in listed}


def several_of(what: str, whose: Sequence[str]) -> str:
    """One text for what several objects have alike, with the first of them."""
    named = sorted(filter(None, whose))
    shown = ", ".join(named[:3]) + (f" and {len(named) - 3} more" if len(named) > 3 else "")  # noqa: PLR2004
    return f"{what} {shown}".strip()
