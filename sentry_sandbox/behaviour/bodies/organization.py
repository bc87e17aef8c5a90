"""Bodies of organizations."""

from __future__ import annotations

from sentry_sandbox.behaviour.bodies.roles import org_role_list, team_role_list
from sentry_sandbox.calls.call import Call
from sentry_sandbox.store import JsonObject, Record

FEATURES = (
    "anomaly-detection-alerts",
    "custom-inbound-filters",
    "discover-basic",
    "incidents",
    "integrations-alert-rule",
    "performance-view",
    "rate-limits",
    "session-replay",
    "visibility-explore-view",
    "workflow-engine-ui",
)
_METRIC_ALERTS = "incidents"
DEFAULT_SETTINGS: JsonObject = {
    "isEarlyAdopter": False,
    "hideAiFeatures": False,
    "openMembership": True,
    "allowJoinRequests": True,
    "allowSharedIssues": True,
    "allowMemberInvite": True,
    "allowMemberProjectCreation": True,
    "alertsMemberWrite": True,
    "eventsMemberAdmin": True,
    "require2FA": False,
    "scrapeJavaScript": True,
    "enhancedPrivacy": False,
    "dataScrubber": False,
    "dataScrubberDefaults": False,
    "scrubIPAddresses": False,
    "sensitiveFields": [],
    "safeFields": [],
    "relayPiiConfig": None,
    "storeCrashReports": 0,
    "attachmentsRole": "member",
    "debugFilesRole": "admin",
    "defaultRole": "member",
    "trustedRelays": [],
    "hasGranularReplayPermissions": False,
    "replayAccessMembers": [],
    "relayDsnEndpoint": None,
    "samplingMode": "organization",
    "targetSampleRate": 1.0,
}

_DERIVED: JsonObject = {
    "isDefault": False,
    "requiresSso": False,
    "isDynamicallySampled": True,
    "pendingAccessRequests": 0,
    "experiments": {},
    "aggregatedDataConsent": False,
    "autoEnableCodeReview": False,
    "autoOpenPrs": False,
    "defaultAutofixAutomationTuning": "off",
    "defaultAutomatedRunStoppingPoint": "code_changes",
    "defaultCodeReviewTriggers": [],
    "defaultCodingAgent": "seer",
    "defaultCodingAgentIntegrationId": None,
    "defaultSeerScannerAutomation": True,
    "enableSeerCoding": True,
    "issueAlertsThreadFlag": True,
    "metricAlertsThreadFlag": True,
}
"""What Sentry shows and this sandbox lets nobody change."""


def avatar() -> JsonObject:
    """Nobody uploaded a picture."""
    return {"avatarType": "letter_avatar", "avatarUuid": None, "avatarUrl": None}


def organization_summary(call: Call, organization: Record) -> JsonObject:
    """What lists and other objects carry of an organization."""
    settings = organization.body["settings"]
    return {
        "id": organization.id_text,
        "slug": organization.slug,
        "name": organization.body["name"],
        "status": {"id": "active", "name": "active"},
        "dateCreated": organization.created,
        "isEarlyAdopter": settings["isEarlyAdopter"],
        "require2FA": settings["require2FA"],
        "allowMemberInvite": settings["allowMemberInvite"],
        "allowMemberProjectCreation": settings["allowMemberProjectCreation"],
        "allowSuperuserAccess": False,
        "hasAuthProvider": False,
        "avatar": avatar(),
        "links": {
            "organizationUrl": f"{call.public_url}/?org={organization.slug}",
            "regionUrl": call.public_url,
        },
    }


def organization_detail(call: Call, organization: Record) -> JsonObject:
    """What GET and PUT of an organization answer, without its teams and projects."""
    return {
        **organization_summary(call, organization),
        **organization.body["settings"],
        "features": [name for name in FEATURES if name != _METRIC_ALERTS or call.quirks.metric_alerts_plan],
        "access": sorted(call.caller.scopes),
        "onboardingTasks": [],
        **_DERIVED,
        "orgRoleList": org_role_list(),
        "teamRoleList": team_role_list(),
    }
