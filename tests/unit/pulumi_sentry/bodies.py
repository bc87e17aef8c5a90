"""What Sentry answers, in the shapes and with the quirks of its API."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

TOKEN = "canary-token-7f3a9c"
PUBLIC_KEY = "ab" * 16
KEY_ID = "11/sha256-92a26363ea5b66ca5935e1be"
"""Of the key above: it holds nothing of it."""
DEFAULT_KEY = "0d" * 16
DSN = f"https://{PUBLIC_KEY}@o1.ingest.us.sentry.io/11"
MADE = "2026-11-24T10:00:00.000000Z"
NOW = "Tue, 24 Nov 2026 15:00:00 GMT"

ORGANIZATION: Json = {
    "id": "1",
    "slug": "acme",
    "name": "Acme",
    "access": ["org:read", "project:read"],
    "allowMemberInvite": True,
    "allowMemberProjectCreation": True,
    "features": ["rate-limits", "incidents"],
    "links": {"organizationUrl": "https://acme.sentry.io", "regionUrl": "https://us.sentry.io"},
}
TEAM: Json = {"id": "7", "slug": "web", "name": "Web", "dateCreated": MADE, "memberCount": 0}


def project(**changes: Any) -> Json:
    return {
        "id": "11",
        "slug": "shop",
        "name": "Shop",
        "platform": "python-fastapi",
        "dateCreated": MADE,
        "team": {"id": "7", "slug": "web", "name": "Web"},
        "teams": [{"id": "7", "slug": "web", "name": "Web"}],
        "features": ["rate-limits"],
        "options": {"filters:blacklisted_ips": "", "sentry:replay_rage_click_issues": 1},
        "subjectPrefix": "",
        "resolveAge": 0,
        "dataScrubber": True,
        "scrubIPAddresses": False,
        "verifySSL": False,
        "sensitiveFields": [],
        "safeFields": [],
        "securityToken": "sekret-of-the-project",
        "allowedDomains": ["*"],
        "fingerprintingRules": "",
        "highlightTags": ["handled", "level"],
        "highlightContext": {},
        **changes,
    }


def key(id: str = PUBLIC_KEY, **changes: Any) -> Json:
    return {
        "id": id,
        "name": "production",
        "label": "production",
        "public": id,
        "secret": "cd" * 16,
        "projectId": 11,
        "isActive": True,
        "rateLimit": None,
        "dsn": {
            "public": f"https://{id}@o1.ingest.us.sentry.io/11",
            "secret": f"https://{id}:{'cd' * 16}@o1.ingest.us.sentry.io/11",
            "security": f"https://o1.ingest.us.sentry.io/api/11/security/?sentry_key={id}",
        },
        "browserSdkVersion": "8.x",
        "browserSdk": {"choices": [["latest", "latest"], ["8.x", "8.x"]]},
        "dateCreated": MADE,
        "dynamicSdkLoaderOptions": {
            "hasReplay": False,
            "hasPerformance": False,
            "hasDebug": False,
            "hasFeedback": False,
            "hasLogsAndMetrics": False,
        },
        **changes,
    }


def default_monitors() -> list[Json]:
    return [
        {"id": "21", "projectId": "11", "name": "Error Monitor", "type": "error"},
        {"id": "22", "projectId": "11", "name": "Issue Stream", "type": "issue_stream"},
        {"id": "23", "projectId": "11", "name": "High Error Count (Default)", "type": "metric_issue"},
    ]


def monitor(**changes: Any) -> Json:
    return {
        "id": "31",
        "projectId": "11",
        "name": "latency",
        "description": None,
        "type": "metric_issue",
        "workflowIds": ["41"],
        "owner": {"type": "team", "id": "7", "name": "web"},
        "createdBy": "9",
        "dateCreated": MADE,
        "dateUpdated": MADE,
        "dataSources": [
            {
                "id": "1",
                "organizationId": "1",
                "type": "snuba_query_subscription",
                "sourceId": "1",
                "queryObj": {
                    "id": "1",
                    "status": 1,
                    "subscription": None,
                    "snubaQuery": {
                        "id": "1",
                        "dataset": "events_analytics_platform",
                        "query": "is_transaction:true",
                        "aggregate": "p95(span.duration)",
                        "timeWindow": 300,
                        "environment": None,
                        "eventTypes": ["trace_item_span"],
                        "extrapolationMode": "unknown",
                    },
                },
            }
        ],
        "conditionGroup": {
            "id": "1",
            "organizationId": "1",
            "logicType": "any",
            "conditions": [
                {"id": "51", "type": "gt", "comparison": 2000, "conditionResult": 75},
                {"id": "52", "type": "gt", "comparison": 1500, "conditionResult": 50},
                {"id": "53", "type": "lte", "comparison": 1500, "conditionResult": 0},
            ],
            "actions": [],
        },
        "config": {"detectionType": "static", "comparisonDelta": None},
        "enabled": True,
        "latestGroup": None,
        **changes,
    }


def alert(**changes: Any) -> Json:
    return {
        "id": "41",
        "organizationId": "1",
        "name": "Notify",
        "enabled": True,
        "environment": None,
        "owner": "team:7",
        "config": {"frequency": 30},
        "detectorIds": ["31", "22"],
        "createdBy": "9",
        "dateCreated": MADE,
        "dateUpdated": MADE,
        "lastTriggered": None,
        "triggers": {
            "id": "61",
            "organizationId": "1",
            "logicType": "any-short",
            "conditions": [
                {"id": "72", "type": "regression_event", "comparison": True, "conditionResult": True},
                {"id": "71", "type": "first_seen_event", "comparison": True, "conditionResult": True},
            ],
            "actions": [],
        },
        "actionFilters": [
            {
                "id": "62",
                "organizationId": "1",
                "logicType": "any-short",
                "conditions": [
                    {
                        "id": "73",
                        "type": "issue_priority_greater_or_equal",
                        "comparison": 75,
                        "conditionResult": True,
                    }
                ],
                "actions": [
                    {
                        "id": "81",
                        "type": "email",
                        "integrationId": None,
                        "data": {},
                        "config": {"targetType": "team", "targetIdentifier": "7", "targetDisplay": None},
                        "status": "active",
                    },
                    {
                        "id": "82",
                        "type": "slack",
                        "integrationId": "5",
                        "data": {"tags": "level"},
                        "config": {
                            "targetType": "specific",
                            "targetIdentifier": "",
                            "targetDisplay": "#alerts",
                        },
                        "status": "active",
                    },
                ],
            }
        ],
        **changes,
    }


# -- what a program declares for exactly these objects ----------------------------------------------

TEAM_INPUTS: Json = {"slug": "web", "name": "Web"}
PROJECT_INPUTS: Json = {
    "name": "Shop",
    "slug": "shop",
    "team": "7",
    "platform": "python-fastapi",
    "defaultRules": False,
    "removeDefaultKey": False,
}
KEY_INPUTS: Json = {"project": "11", "name": "production", "isActive": True}
MONITOR_INPUTS: Json = {
    "project": "11",
    "name": "latency",
    "owner": "team:7",
    "dataSource": {
        "aggregate": "p95(span.duration)",
        "query": "is_transaction:true",
        "timeWindow": 300,
    },
    "conditions": [
        {"type": "gt", "comparison": 1500, "result": "medium"},
        {"type": "gt", "comparison": 2000, "result": "high"},
    ],
}
ALERT_INPUTS: Json = {
    "name": "Notify",
    "owner": "team:7",
    "monitors": ["22", "31"],
    "triggers": [{"type": "first_seen_event"}, {"type": "regression_event"}],
    "actionFilters": [
        {
            "conditions": [{"type": "issue_priority_greater_or_equal", "comparison": 75}],
            "actions": [
                {"type": "slack", "integrationId": "5", "targetDisplay": "alerts", "data": {"tags": "level"}},
                {"type": "email", "targetType": "team", "targetIdentifier": "7"},
            ],
        }
    ],
}


def uptime(**changes: Any) -> Json:
    source = {
        "url": "https://shop.example.com/health",
        "method": "GET",
        "headers": [["Authorization", "Bearer of-the-check"]],
        "body": None,
        "intervalSeconds": 60,
        "timeoutMs": 5000,
        "traceSampling": False,
        "assertion": None,
    }
    return {
        **monitor(),
        "id": "32",
        "projectId": "12",
        "name": "health",
        "type": "uptime_domain_failure",
        "dataSources": [{"id": "2", "type": "uptime_subscription", "sourceId": "2", "queryObj": source}],
        "conditionGroup": None,
        "config": {"mode": 1, "environment": "production", "recoveryThreshold": 1, "downtimeThreshold": 3},
        **changes,
    }


UPTIME_INPUTS: Json = {
    "project": "12",
    "name": "health",
    "target": "https://shop.example.com/health",
    "headers": {"Authorization": "Bearer of-the-check"},
    "owner": "team:7",
}


def cron(**changes: Any) -> Json:
    config = {
        "schedule_type": "crontab",
        "schedule": "0 3 * * *",
        "timezone": "UTC",
        "checkin_margin": 1,
        "max_runtime": 30,
        "failure_issue_threshold": 1,
        "recovery_threshold": 1,
    }
    source = {"id": "6f1c", "name": "Nightly import", "slug": "nightly-import", "config": config}
    return {
        **monitor(),
        "id": "33",
        "projectId": "13",
        "name": "Nightly import",
        "type": "monitor_check_in_failure",
        "dataSources": [{"id": "3", "type": "cron_monitor", "sourceId": "3", "queryObj": source}],
        "conditionGroup": None,
        "config": {},
        **changes,
    }


CRON_INPUTS: Json = {"project": "13", "name": "Nightly import", "crontab": "0 3 * * *", "owner": "team:7"}
