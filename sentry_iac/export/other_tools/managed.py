"""What the state of another tool says about an object at Sentry, in the words of Terraform's provider."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

from pulumi_sentry.keys.key_id import mark_of
from sentry_iac.export.names import in_ascii

CLUES: Final[Mapping[str, tuple[str, ...]]] = {
    "sentry_organization": ("id", "internal_id", "slug"),
    "sentry_team": ("id", "internal_id", "team_id", "slug"),
    "sentry_project": ("id", "internal_id", "project_id", "slug"),
    "sentry_organization_member": ("id", "internal_id", "email"),
    "sentry_team_member": ("team", "member_id"),
    "sentry_key": ("id",),
    "sentry_default_key": ("id",),
    "sentry_metric_monitor": ("id",),
    "sentry_uptime_monitor": ("id",),
    "sentry_cron_monitor": ("id",),
    "sentry_alert": ("id",),
    "sentry_project_inbound_data_filter": ("project",),
    "sentry_project_ownership": ("project",),
    "sentry_project_spike_protection": ("project",),
    "sentry_all_projects_spike_protection": ("projects",),
    "sentry_issue_alert": ("project", "projects", "name"),
    "sentry_rule": ("project", "projects", "name"),
    "sentry_metric_alert": ("id", "internal_id", "project", "name"),
}
"""The attributes by which an object of each type can be found again. Nothing else of a state is kept."""

KEYS: Final = frozenset({"sentry_key", "sentry_default_key"})
"""Types whose id is a part of a DSN: only a digest of it is kept."""

LEGACY: Final = frozenset({"sentry_issue_alert", "sentry_rule", "sentry_metric_alert"})
"""Types that call an API which Sentry has removed."""

_LONGEST: Final = 300
_LONGEST_NAME: Final = 100
_NOT_IN_NAMES: Final = re.compile(r"[^A-Za-z0-9_-]+")
_SAY_NOTHING: Final = frozenset({"", "this"})


class Tool(Enum):
    """Another tool."""

    TERRAFORM = "Terraform"
    PULUMIVERSE = "pulumiverse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Managed:
    """An object that another tool manages.

    Attributes:
        tool: the tool.
        file: the file that said so, for people.
        address: how the tool calls it: an address of Terraform, or a URN.
        kind: its type, in the words of Terraform's provider: `sentry_team`.
        name: the name that a person gave it; empty where it says nothing.
        clues: what `CLUES` names, and its organization.
        projects: the slugs of its projects, where it has several.
        unfinished: what the tool has yet to do with it, for people; empty where there is nothing.
        protected: whether the tool lets nobody remove it.
        users: the addresses of everything in the same state that refers to it.
    """

    tool: Tool
    file: str
    address: str
    kind: str
    name: str
    clues: Mapping[str, str] = field(default_factory=dict, repr=False)
    projects: tuple[str, ...] = ()
    unfinished: str = ""
    protected: bool = False
    users: tuple[str, ...] = ()


def clues_in(kind: str, attributes: Mapping[str, Any]) -> dict[str, str]:
    """Return what tells an object apart, from all that a state says about it.

    Args:
        kind: its type.
        attributes: its attributes, by Terraform's names; of any form.
    """
    wanted = ("organization", *CLUES.get(kind, ()))
    texts = {name: _text(attributes.get(name)) for name in wanted}
    clues = {name: text for name, text in texts.items() if text}
    if kind in KEYS and "id" in clues:
        clues["id"] = mark_of(last_part(clues["id"]))
    return clues


def projects_in(kind: str, attributes: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the slugs of the projects of an object, where its type has a list of them."""
    listed = attributes.get("projects") if "projects" in CLUES.get(kind, ()) else None
    texts = map(_text, listed) if isinstance(listed, list) else ()
    return tuple(text for text in texts if text)


def last_part(id: str) -> str:
    """Return the part of an id that Sentry gave: `organization/project/id` is one of Terraform's own."""
    return id.rpartition("/")[2]


def given_name(name: str, key: str = "", around: str = "") -> str:
    """Return a name as resources and `sentry.yaml` take it: as it is, but for signs that they do not take.

    Args:
        name: of the resource; `this` says nothing.
        key: which of several of that name it is.
        around: the name of what holds it, which stands in for a name that says nothing.
    """
    unnamed = name in _SAY_NOTHING
    # A number or nothing is no name by itself.
    parts = (around, key) if unnamed and (key.isdecimal() or not key) else (name, key)
    said = [part for part in parts if part not in _SAY_NOTHING]
    plain = _NOT_IN_NAMES.sub("-", in_ascii("-".join(said))).strip("-_")
    return "" if plain in _SAY_NOTHING or plain.isdecimal() else plain[:_LONGEST_NAME].strip("-_")


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    text = str(value)
    return text if len(text) <= _LONGEST else ""
