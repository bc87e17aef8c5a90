"""The settings of a project: as declared, as sent to Sentry, and as answered by Sentry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_sentry.declaration import plain, rules_of
from pulumi_sentry.privacy.pii_rules import live_rules, to_relay
from pulumi_sentry.projects.arguments import ProjectArgs

CREATED_WITH = frozenset({"name", "slug", "platform"})
"""Settings that Sentry reads on creation, too."""

_LONGEST_CREATED_NAME = 50
"""Characters of a name that Sentry takes on creation; an update may give it up to 200."""

_SETTINGS = frozenset(
    name
    for name, info in ProjectArgs.model_fields.items()
    # The team is no setting: it has access to the project.
    if not rules_of(info).create_only and name != "team"
)


def created_name(name: str) -> str:
    """The name that a project is created with: its own, or the beginning of it until an update gives it the whole."""
    return name[:_LONGEST_CREATED_NAME].rstrip()


def declared_settings(args: ProjectArgs) -> dict[str, Any]:
    """The settings that a program declares, by Python name."""
    return {
        name: plain(getattr(args, name))
        for name in ProjectArgs.model_fields
        if name in _SETTINGS and getattr(args, name) is not None
    }


def to_sentry(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings as the body of a request.

    Args:
        settings: by Python name.
    """
    body = {ProjectArgs.model_fields[name].alias or name: value for name, value in settings.items()}
    if "piiRules" in body:
        # A project ignores null; an empty text clears its rules.
        body["relayPiiConfig"] = to_relay(body.pop("piiRules")) or ""
    return body


def live_arguments(project: Mapping[str, Any], declared: ProjectArgs | None) -> dict[str, Any]:
    """The arguments that a project has at Sentry now, by Python name.

    Args:
        project: Sentry's answer.
        declared: the declared arguments, whose spelling stays if it means the same; None on import.
    """
    live = {
        name: project[info.alias or name]
        for name, info in ProjectArgs.model_fields.items()
        if (info.alias or name) in project and name in _SETTINGS
    }
    if "relayPiiConfig" in project:
        live["pii_rules"] = live_rules(project["relayPiiConfig"], getattr(declared, "pii_rules", None))
    written_options = getattr(declared, "options", None)
    if isinstance(written_options, dict):
        live["options"] = {key: (project.get("options") or {}).get(key) for key in written_options}
    else:
        live.pop("options", None)
    if declared is None:
        # False, 0 and "" may be declared as well: without them the preview after an import would not be empty.
        live = {name: value for name, value in live.items() if value is not None}
    live["team"] = team_of(project, declared)
    return live


def team_of(project: Mapping[str, Any], declared: ProjectArgs | None) -> str | None:
    """The team that owns a project: the declared one, as spelled there, while it has access.

    Otherwise it is the first by its slug: Sentry keeps no order.
    """
    teams = project.get("teams") or []
    if declared is not None:
        team = plain(declared.team)
        if any(team in (one["id"], one["slug"]) for one in teams):
            return team
    return str(min(teams, key=lambda team: str(team["slug"]))["id"]) if teams else None
