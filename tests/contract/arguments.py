"""Each resource with a value for each of its arguments, and another one: what tests of single arguments go through."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pulumi_sentry.declaration import Args, rules_of
from pulumi_sentry.plugin.registry import registry
from tests.contract.forgetful import Place
from tests.sentry_api import SentryByHand

World = Mapping[str, Any]
"""Ids of what a resource refers to."""

_NOTHING: World = defaultdict(str)


@dataclass(frozen=True)
class Specimen:
    """A resource, and what can be changed of it.

    Attributes:
        kind: the resource.
        declared: what it is created with.
        changes: another value by argument; a function where it needs the world.
        places: where an argument stands in the requests, where not under its own name.
        not_sent: arguments that Sentry never sees, and why.
        told_otherwise: arguments whose loss is told in words of its own, and how.
        refuses: whether a loss is an error instead of a warning.
        in_place_of_another: arguments that only leave a declaration where another one comes.
    """

    kind: str
    declared: Callable[[World], dict[str, Any]]
    changes: Mapping[str, Any]
    places: Mapping[str, Place] = field(default_factory=dict)
    not_sent: Mapping[str, str] = field(default_factory=dict)
    told_otherwise: Mapping[str, str] = field(default_factory=dict)
    refuses: bool = False
    in_place_of_another: Collection[str] = ()

    @property
    def resets(self) -> list[str]:
        """The arguments that are reset at Sentry when they are no longer declared."""
        return [
            wire
            for name, info in self.args.model_fields.items()
            if rules_of(info).reset and (wire := info.alias or name) in self.changes and self.has_none(wire)
        ]

    def has_none(self, argument: str) -> bool:
        """Whether it is created without that argument."""
        return argument not in self.declared(_NOTHING)

    @property
    def args(self) -> type[Args]:
        model: type[Args] = registry().resources[f"sentry:index:{self.kind}"].args_type
        return model

    def changed(self, argument: str, world: World) -> dict[str, Any]:
        """What is declared when an argument has changed."""
        value = self.changes[argument]
        wanted = value(world) if callable(value) else value
        return {**self.declared(world), **(wanted if isinstance(wanted, Instead) else {argument: wanted})}

    def place(self, argument: str) -> Place:
        return self.places.get(argument, Place(argument))


class Instead(dict[str, Any]):
    """Several arguments that only change together."""


def world_of(hand: SentryByHand) -> World:
    """Make what the specimens refer to."""
    hand.team("web")
    mobile = hand.team("mobile")
    project = hand.project("web", "shop")
    hand.admin("POST", "quirks", {"custom_dynamic_sampling": True})
    hand.admin("POST", "members", {"email": "owner@example.com", "two_factor": True})
    member = hand.admin("POST", "members", {"email": "someone@example.com", "accepted": True})
    hand.admin("POST", "environments", {"project": "shop", "name": "production"})
    return {
        "project": project["id"],
        "mobile": mobile["id"],
        "member": member["id"],
        "user": int(hand.get(f"organizations/{{org}}/members/{member['id']}/")["user"]["id"]),
        "web": project["teams"][0]["id"],
        "stream": hand.monitors(project["id"], "issue_stream")[0]["id"],
        "errors": hand.monitors(project["id"], "error")[0]["id"],
    }


_WHO = "it says what the provider does, and is no setting of Sentry's"

_RULES = {
    "rules": {"a": {"type": "email", "redaction": {"method": "remove"}}},
    "applications": {"$string": ["a"]},
}

TEAM = Specimen(
    "Team",
    declared=lambda _: {"slug": "crew", "name": "Crew"},
    changes={"slug": "crew-two", "name": "Another crew"},
)

PROJECT = Specimen(
    "Project",
    declared=lambda world: {"name": "Web", "slug": "site", "team": world["web"], "platform": "python"},
    changes={
        "name": "Site",
        "slug": "site-two",
        "team": lambda world: world["mobile"],
        "platform": "python-fastapi",
        "subjectPrefix": "[site]",
        "subjectTemplate": "$title",
        "resolveAge": 24,
        "digestsMinDelay": 120,
        "digestsMaxDelay": 2400,
        "defaultEnvironment": "production",
        "highlightTags": ["level"],
        "highlightContext": {"browser": ["name"]},
        "dataScrubber": False,
        "dataScrubberDefaults": False,
        "scrubIPAddresses": True,
        "sensitiveFields": ["iban"],
        "safeFields": ["order"],
        "piiRules": _RULES,
        "storeCrashReports": 5,
        "debugFilesRole": "manager",
        "scrapeJavaScript": False,
        "verifySSL": True,
        "securityToken": "a-token-of-the-project",
        "securityTokenHeader": "X-Sentry-Token",
        "allowedDomains": ["shop.example.com"],
        "fingerprintingRules": "error.type:ValueError -> value-error",
        "groupingEnhancements": "stack.function:run +app",
        "enableAutoReleaseCreation": False,
        "options": {"filters:releases": "shop@1.*"},
    },
    places={"piiRules": Place("relayPiiConfig"), "options": Place("options/filters:releases")},
    told_otherwise={"team": "an error of the request that gives access"},
)

PROJECT_KEY = Specimen(
    "ProjectKey",
    declared=lambda world: {"project": world["project"], "name": "production"},
    changes={
        "name": "staging",
        "isActive": False,
        "rateLimit": {"count": 100, "window": 60},
        "browserSdkVersion": "9.x",
        "dynamicSdkLoaderOptions": {"hasFeedback": True},
    },
    not_sent={"proof": _WHO, "retirement": _WHO},
    told_otherwise={"rateLimit": "the output rateLimitIgnored, and what a plan needs"},
)

METRIC_MONITOR = Specimen(
    "MetricMonitor",
    declared=lambda world: {
        "project": world["project"],
        "name": "latency",
        "dataSource": {"aggregate": "p95(span.duration)", "timeWindow": 300},
        "conditions": [{"type": "gt", "comparison": 2000, "result": "high"}],
    },
    changes={
        "name": "slow",
        "dataSource": {"aggregate": "p99(span.duration)", "timeWindow": 300},
        "conditions": [{"type": "gt", "comparison": 3000, "result": "high"}],
        "detectionType": Instead(
            detectionType="percent",
            comparisonDelta=3600,
        ),
        "comparisonDelta": Instead(detectionType="percent", comparisonDelta=86400),
        "description": "Look at the traces.",
        "owner": lambda world: f"team:{world['web']}",
        "enabled": False,
    },
    places={
        "dataSource": Place("dataSources/0/aggregate"),
        "conditions": Place("conditionGroup/conditions"),
        "detectionType": Place("config"),
        "comparisonDelta": Place("config"),
    },
)

UPTIME_MONITOR = Specimen(
    "UptimeMonitor",
    declared=lambda world: {
        "project": world["project"],
        "name": "home",
        "target": "https://shop.example.com/",
    },
    changes={
        "name": "front page",
        "target": "https://shop.example.com/health",
        "method": "HEAD",
        "headers": {"X-Who": "sentry"},
        "body": Instead(method="POST", body="{}"),
        "interval": 300,
        "timeout": 9000,
        "traceSampling": True,
        "environment": "staging",
        "downtimeThreshold": 5,
        "recoveryThreshold": 2,
        "assertion": {"root": {"op": "and", "children": []}},
        "description": "Look at the load balancer.",
        "owner": lambda world: f"team:{world['web']}",
        "enabled": False,
    },
    places={
        **{name: Place(f"dataSources/0/{name}") for name in ("method", "headers", "body", "traceSampling")},
        "target": Place("dataSources/0/url"),
        "interval": Place("dataSources/0/intervalSeconds"),
        "timeout": Place("dataSources/0/timeoutMs"),
        "assertion": Place("dataSources/0/assertion"),
        **{
            name: Place(f"config/{name}")
            for name in ("environment", "downtimeThreshold", "recoveryThreshold")
        },
    },
)

CRON_MONITOR = Specimen(
    "CronMonitor",
    in_place_of_another=("crontab",),
    declared=lambda world: {"project": world["project"], "name": "nightly", "crontab": "0 3 * * *"},
    changes={
        "name": "Every night",
        "crontab": "0 4 * * *",
        "interval": Instead(crontab=None, interval={"value": 6, "unit": "hour"}),
        "timezone": "Europe/Berlin",
        "checkinMargin": 5,
        "maxRuntime": 60,
        "failureIssueThreshold": 2,
        "recoveryThreshold": 3,
        "description": "Look at the scheduler.",
        "owner": lambda world: f"team:{world['web']}",
        "enabled": False,
    },
    places={
        "crontab": Place("dataSources/0/config/schedule"),
        "interval": Place("dataSources/0/config"),
        "timezone": Place("dataSources/0/config/timezone"),
        "checkinMargin": Place("dataSources/0/config/checkin_margin"),
        "maxRuntime": Place("dataSources/0/config/max_runtime"),
        "failureIssueThreshold": Place("dataSources/0/config/failure_issue_threshold"),
        "recoveryThreshold": Place("dataSources/0/config/recovery_threshold"),
    },
)

_MAIL = {"type": "email", "targetType": "issue_owners", "data": {"fallthroughType": "ActiveMembers"}}

ALERT = Specimen(
    "Alert",
    declared=lambda world: {
        "name": "Tell the team",
        "monitors": [world["stream"]],
        "triggers": [{"type": "first_seen_event"}],
        "actionFilters": [{"actions": [_MAIL]}],
    },
    changes={
        "name": "Tell everybody",
        "monitors": lambda world: [world["stream"], world["errors"]],
        "triggers": [{"type": "regression_event"}],
        "actionFilters": [{"actions": [{**_MAIL, "data": {"fallthroughType": "NoOne"}}]}],
        "frequency": 60,
        "environment": "production",
        "owner": lambda world: f"team:{world['web']}",
        "enabled": False,
    },
    places={
        "monitors": Place("detectorIds"),
        "triggers": Place("triggers/conditions"),
        "frequency": Place("config/frequency"),
    },
    told_otherwise={"monitors": "an alert without its monitors never fires: an error"},
)

MEMBER = Specimen(
    "Member",
    declared=lambda _: {
        "email": "dev@example.com",
        "orgRole": "member",
        "teamRoles": [{"teamSlug": "web"}],
    },
    changes={
        "orgRole": "manager",
        "teamRoles": [{"teamSlug": "web"}, {"teamSlug": "mobile"}],
    },
    not_sent={"renewExpired": _WHO, "removeFromOrganization": _WHO},
)

ORGANIZATION_SETTINGS = Specimen(
    "OrganizationSettings",
    declared=lambda _: {"name": "Acme"},
    changes={
        "name": "Acme Trading",
        "isEarlyAdopter": True,
        "hideAiFeatures": True,
        "openMembership": False,
        "allowJoinRequests": False,
        "allowSharedIssues": False,
        "allowMemberInvite": False,
        "allowMemberProjectCreation": False,
        "alertsMemberWrite": False,
        "eventsMemberAdmin": False,
        "require2FA": True,
        "scrapeJavaScript": False,
        "enhancedPrivacy": True,
        "dataScrubber": True,
        "dataScrubberDefaults": True,
        "scrubIPAddresses": True,
        "sensitiveFields": ["iban"],
        "safeFields": ["order"],
        "piiRules": _RULES,
        "storeCrashReports": 5,
        "attachmentsRole": "manager",
        "debugFilesRole": "manager",
        "defaultRole": "manager",
        "trustedRelays": [{"name": "ours", "publicKey": "20wNnMSPDRAREQQyQfBXV3j_ffpu36jLAlG1KXkVJeQ"}],
        "hasGranularReplayPermissions": True,
        "replayAccessMembers": lambda world: [world["user"]],
        "relayDsnEndpoint": "https://relay.example.com",
        "targetSampleRate": 0.5,
        "samplingMode": "project",
    },
    places={"piiRules": Place("relayPiiConfig")},
    refuses=True,
)

_ON_OFF = ("browserExtensions", "localhost", "filteredTransaction", "webCrawlers")
_SWITCH = {
    name: Place("active", f"filters/{filter}/")
    for name, filter in zip(
        _ON_OFF, ("browser-extensions", "localhost", "filtered-transaction", "web-crawlers"), strict=True
    )
}

INBOUND_FILTERS = Specimen(
    "InboundFilters",
    declared=lambda world: {
        "project": world["project"],
        **dict.fromkeys(_ON_OFF, False),
        "legacyBrowsers": [],
        "reactHydrationErrors": False,
        "chunkLoadError": False,
        "ipAddresses": [],
        "releases": [],
        "errorMessages": [],
        "logMessages": [],
    },
    changes={
        **dict.fromkeys(_ON_OFF, True),
        "legacyBrowsers": ["ie", "opera_mini"],
        "reactHydrationErrors": True,
        "chunkLoadError": True,
        "ipAddresses": ["10.0.0.0/8"],
        "releases": ["shop@1.*"],
        "errorMessages": ["*timeout*"],
        "logMessages": ["*slow*"],
    },
    places={
        **_SWITCH,
        "legacyBrowsers": Place("subfilters", "filters/legacy-browsers/"),
        "reactHydrationErrors": Place("options/filters:react-hydration-errors"),
        "chunkLoadError": Place("options/filters:chunk-load-error"),
        "ipAddresses": Place("options/filters:blacklisted_ips"),
        "releases": Place("options/filters:releases"),
        "errorMessages": Place("options/filters:error_messages"),
        "logMessages": Place("options/filters:log_messages"),
    },
)

OWNERSHIP_RULES = Specimen(
    "OwnershipRules",
    declared=lambda world: {
        "project": world["project"],
        "rules": "path:src/* #web",
        "fallthrough": True,
        "autoAssignment": "Auto Assign to Issue Owner",
        "codeownersAutoSync": True,
    },
    changes={
        "rules": "path:app/* #web",
        "fallthrough": False,
        "autoAssignment": "Turn off Auto-Assignment",
        "codeownersAutoSync": False,
    },
    places={"rules": Place("raw")},
)

MEMBERSHIP = Specimen(
    "TeamMembership",
    declared=lambda world: {"member": world["member"], "team": world["web"], "role": "contributor"},
    changes={"role": "admin"},
    told_otherwise={"role": "the output roleIgnored, and what a plan needs"},
)

SPECIMENS = (
    TEAM,
    PROJECT,
    PROJECT_KEY,
    METRIC_MONITOR,
    UPTIME_MONITOR,
    CRON_MONITOR,
    ALERT,
    MEMBER,
    ORGANIZATION_SETTINGS,
    INBOUND_FILTERS,
    OWNERSHIP_RULES,
    MEMBERSHIP,
)

WITHOUT = {
    "EnvFile": "a file of this machine, which is read back",
    "ProjectTeam": "each argument replaces it",
    "SpikeProtection": "it has a switch and nothing else, which is read back (tests/e2e/test_plan_and_integrations.py)",
}
"""Resources without a specimen, and why."""


def arguments(model: type[Args]) -> Iterator[str]:
    """The arguments, by wire name, that an update sends."""
    for name, info in model.model_fields.items():
        rules = rules_of(info)
        if not (rules.replace or rules.create_only):
            yield info.alias or name
