"""Bodies of projects: the summary of creation and lists, and the whole of GET and PUT."""

from __future__ import annotations

import json

from sentry_sandbox.behaviour.bodies.organization import avatar, organization_summary
from sentry_sandbox.behaviour.bodies.team import team_reference
from sentry_sandbox.calls.call import Call
from sentry_sandbox.store import JsonObject, Record

_SEEN_FLAGS = (
    "hasFeedbacks",
    "hasFlags",
    "hasInsightsAgentMonitoring",
    "hasInsightsAppStart",
    "hasInsightsAssets",
    "hasInsightsCaches",
    "hasInsightsDb",
    "hasInsightsHttp",
    "hasInsightsMCP",
    "hasInsightsQueues",
    "hasInsightsScreenLoad",
    "hasInsightsVitals",
    "hasLogs",
    "hasMinifiedStackTrace",
    "hasMonitors",
    "hasNewFeedbacks",
    "hasProfiles",
    "hasReplays",
    "hasSessions",
    "hasTraceMetrics",
    "hasUserReports",
)
_DERIVED: JsonObject = {
    "groupingConfig": "newstyle:2023-01-11",
    "derivedGroupingEnhancements": "",
    "secondaryGroupingConfig": None,
    "secondaryGroupingExpiry": 0,
    "builtinSymbolSources": [],
    "symbolSources": "[]",
    "dynamicSamplingBiases": None,
    "seerNightshiftTweaks": {},
    "highlightPreset": {"tags": [], "context": {}},
    "latestRelease": None,
    "isDynamicallySampled": True,
    "processingIssues": 0,
}


def project_features(call: Call) -> list[str]:
    """Features of every project here; `rate-limits` tells whether a key's rate limit is kept."""
    features = ["alert-filters", "servicehooks"]
    if call.quirks.rate_limits_feature:
        features.append("rate-limits")
    if call.quirks.custom_inbound_filters:
        features.append("custom-inbound-filters")
    return features


def _teams(call: Call, project: Record) -> list[JsonObject]:
    teams = (call.store.teams.get(team_id) for team_id in call.store.project_teams.rights(project.id))
    return [team_reference(team) for team in teams if team is not None]


def project_environments(call: Call, project: Record) -> list[str]:
    """Names of the environments that events of a project used."""
    found = (
        call.store.environments.get(environment_id)
        for environment_id in call.store.environment_projects.lefts(project.id)
    )
    return [environment.slug for environment in found if environment is not None]


def project_base(call: Call, project: Record) -> JsonObject:
    """The common part of summary and detail."""
    teams = _teams(call, project)
    return {
        "id": project.id_text,
        "slug": project.slug,
        "name": project.body["name"],
        "platform": project.body["platform"],
        "dateCreated": project.created,
        "team": teams[0] if teams else None,
        "teams": teams,
        "features": project_features(call),
        "access": sorted(call.caller.scopes),
        "hasAccess": True,
        "isMember": True,
        "isBookmarked": project.body["isBookmarked"],
        "firstEvent": project.body["firstEvent"],
        "firstTransactionEvent": project.body["firstTransaction"],
        **dict.fromkeys(_SEEN_FLAGS, False),
        "platforms": [project.body["platform"]] if project.body["platform"] else [],
    }


def project_summary(call: Call, project: Record) -> JsonObject:
    """A project as creation and lists answer it, without settings."""
    return {
        **project_base(call, project),
        "environments": project_environments(call, project),
        "latestRelease": None,
        "latestDeploys": None,
    }


def project_with_teams(call: Call, project: Record) -> JsonObject:
    """A project as adding or removing a team answers it."""
    body = project_base(call, project)
    if body["team"] is None:
        del body["team"]
    return {
        **body,
        "isInternal": False,
        "isPublic": False,
        "status": "active",
        "color": "#3fbf7f",
        "avatar": avatar(),
    }


def project_detail(call: Call, project: Record) -> JsonObject:
    """A project as GET and PUT answer it."""
    return {
        **project_with_teams(call, project),
        **_DERIVED,
        **project.body["settings"],
        "options": json.loads(json.dumps(project.body["options"])),
        "organization": organization_summary(call, call.organization),
    }
