"""An organization as people and other tools leave it: something of every kind, odd names, and parts that repeat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.sentry_api import SentryByHand
from tests.takeover.making import Maker

SECRET = "s3cr3t0f4he4d3r"


async def fill(hand: SentryByHand, maker: Maker) -> None:
    """Fill an empty organization."""
    make = maker.make
    core = await make("Team", slug="core", name="Kern & Büro")
    mobile = await make("Team", slug="mobile")
    await make("Team", slug="idle", name="Nobody's")
    for name in ("production", "staging"):
        hand.admin("POST", "environments", {"project": "", "name": name})

    joined = hand.admin("POST", "members", {"email": "joined@example.com", "accepted": True})["id"]
    manager = hand.admin(
        "POST", "members", {"email": "manager@example.com", "accepted": True, "org_role": "manager"}
    )["id"]
    invited = await make("Member", email="Invited@example.com", orgRole="member")
    await make("Member", email="alone@example.com", orgRole="billing")
    user = hand.get(f"organizations/{{org}}/members/{joined}/")["user"]["id"]
    await make("TeamMembership", member=joined, team=core, role="admin")
    await make("TeamMembership", member=joined, team=mobile)
    await make("TeamMembership", member=manager, team=core)
    await make("TeamMembership", member=invited, team=mobile)

    shop = await make(
        "Project",
        name="The Shop & Ämter",
        slug="shop",
        team=core,
        platform="python-django",
        subjectPrefix="[shop]",
        resolveAge=168,
        scrubIPAddresses=True,
        sensitiveFields=["iban", "tax_id"],
        allowedDomains=["*.example.com", "example.org"],
        fingerprintingRules='error.type:Timeout -> timeout\nmessage:"a b" -> {{ default }}',
        highlightTags=["release", "user"],
        defaultEnvironment="production",
        piiRules={
            "rules": {"a": {"type": "email", "redaction": {"method": "mask"}}, "b": {"type": "ip"}},
            "applications": {"$string": ["a", "@creditcard"], "user.geo.**": ["b"]},
        },
    )
    page = await make("Project", name="page", slug="page", team=mobile, platform="javascript-react")
    bare = await make("Project", name="bare", slug="bare", team=core)
    await make("ProjectTeam", project=shop, team=mobile)

    await make("ProjectKey", project=shop, name="Default")
    await make("ProjectKey", project=shop, name="mobile: app", rateLimit={"count": 100, "window": 3600})
    await make("ProjectKey", project=page, name="off", isActive=False)
    await make(
        "ProjectKey",
        project=page,
        name="loader",
        browserSdkVersion="latest",
        dynamicSdkLoaderOptions={"hasReplay": False, "hasDebug": True},
    )
    await make(
        "InboundFilters",
        project=page,
        localhost=True,
        webCrawlers=True,
        legacyBrowsers=["ie", "safari"],
        errorMessages=["*secret*", "ResizeObserver: loop"],
        ipAddresses=["127.0.0.1", "10.0.0.0/8"],
    )
    await make(
        "OwnershipRules",
        project=shop,
        rules="# comment\npath:src/api/* #core\nurl:*/checkout joined@example.com #mobile",
        fallthrough=False,
        autoAssignment="Turn off Auto-Assignment",
    )
    await make("SpikeProtection", project=bare, enabled=False)
    await make(
        "OrganizationSettings",
        openMembership=False,
        dataScrubber=True,
        sensitiveFields=["password2"],
        piiRules={"rules": {"0": {"type": "iban"}}, "applications": {"$string": ["0"]}},
    )

    monitors = await _monitors(maker, shop, page, core, user)
    await _alerts(hand, maker, {"team": core, "user": user, "shop": shop, "page": page}, monitors)


async def _monitors(maker: Maker, shop: str, page: str, core: str, user: str) -> dict[str, str]:
    make = maker.make

    async def metric(project: str, name: str, *conditions: dict[str, Any], **rest: Any) -> str:
        source = {"aggregate": "count(span.duration)", "timeWindow": 300, **rest.pop("source", {})}
        return await make(
            "MetricMonitor",
            project=project,
            name=name,
            dataSource=source,
            conditions=list(conditions),
            **rest,
        )

    high = {"type": "gt", "comparison": 5, "result": "high"}
    return {
        "slow": await metric(
            shop,
            "shop: slow requests",
            {"type": "gt", "comparison": 2000, "result": "high"},
            {"type": "gt", "comparison": 1000, "result": "medium"},
            {"type": "lt", "comparison": 500, "result": "resolved"},
            source={"aggregate": "p95(span.duration)", "query": "is_transaction:true environment:production"},
            owner=f"team:{core}",
            description="See the runbook.\nThen call.",
        ),
        "again": await metric(shop, "shop: slow requests", high, source={"query": "a:b OR c:d"}),
        "percent": await metric(
            shop,
            "Mehr Fehler als üblich",
            {"type": "gt", "comparison": 110, "result": "high"},
            source={"aggregate": "count()", "dataset": "events", "query": "level:error"},
            detectionType="percent",
            comparisonDelta=3600,
            enabled=False,
        ),
        "odd": await metric(
            page,
            "anomalies!",
            {
                "type": "anomaly_detection",
                "result": "high",
                "anomaly": {"sensitivity": "high", "thresholdType": "above", "seasonality": "auto"},
            },
            source={"timeWindow": 900},
            detectionType="dynamic",
            owner=f"user:{user}",
        ),
        "seen": await metric(
            page,
            "5xx",
            {"type": "gte", "comparison": 0.015, "result": "medium"},
            source={"aggregate": "failure_rate()", "environment": "production", "timeWindow": 3600},
        ),
        # As the built-in monitor, except that nothing is above 500 %: Sentry's pages take 5 % so.
        "never": await metric(
            page,
            "page: error rate",
            {"type": "gt", "comparison": 5, "result": "high"},
            source={"aggregate": "failure_rate()", "query": "is_transaction:true environment:production"},
        ),
        "health": await make(
            "UptimeMonitor",
            project=shop,
            name="Health",
            target="https://shop.example.com/health",
            method="POST",
            body="{}",
            headers={"Authorization": f"Bearer {SECRET}"},
            interval=300,
            timeout=10000,
            environment="production",
            owner=f"team:{core}",
            downtimeThreshold=5,
        ),
        "plain": await make("UptimeMonitor", project=page, name="page", target="https://page.example.com"),
        "nightly": await make(
            "CronMonitor",
            project=shop,
            name="Nightly import",
            crontab="0 3 * * 1-5",
            timezone="Europe/Berlin",
            maxRuntime=90,
            checkinMargin=5,
            description="Ask the data team.",
        ),
        "hourly": await make(
            "CronMonitor", project=page, name="hourly", interval={"value": 2, "unit": "hour"}, enabled=False
        ),
    }


async def _alerts(
    hand: SentryByHand, maker: Maker, world: Mapping[str, str], monitors: Mapping[str, str]
) -> None:
    team, user, projects = world["team"], world["user"], (world["shop"], world["page"])
    make = maker.make
    slack = hand.admin("POST", "integrations", {"provider": "slack", "name": "Acme Workspace"})["id"]
    pager = hand.admin("POST", "integrations", {"provider": "pagerduty", "name": "Acme"})["id"]
    streams = [hand.monitors(project, "issue_stream")[0]["id"] for project in projects]
    errors = hand.monitors(projects[0], "error")[0]["id"]

    def condition(type: str, comparison: Any = True, result: bool = True) -> dict[str, Any]:
        return {"type": type, "comparison": comparison, "result": result}

    hook = {"type": "webhook", "targetIdentifier": "hooks", "data": {}}
    mail = {"type": "email", "targetType": "team", "targetIdentifier": team, "data": {}}
    await make(
        "Alert",
        name="shop: tell the team",
        monitors=[monitors["slow"], monitors["again"]],
        triggers=[condition("first_seen_event"), condition("regression_event")],
        actionFilters=[{"logicType": "all", "conditions": [], "actions": [mail]}],
        frequency=30,
        owner=f"team:{team}",
    )
    await make(
        "Alert",
        name="Payments (critical)",
        monitors=[streams[0]],
        triggers=[
            condition("first_seen_event"),
            condition("event_frequency_count", {"value": 100, "interval": "1h"}),
        ],
        actionFilters=[
            {
                "logicType": "any",
                "conditions": [
                    condition("tagged_event", {"key": "area", "match": "eq", "value": "payments"}),
                    condition("level", {"level": 40, "match": "gte"}),
                    condition("issue_category", {"value": 1}),
                ],
                "actions": [
                    {
                        "type": "slack",
                        "integrationId": slack,
                        "targetType": "specific",
                        "targetDisplay": "payments",
                        "data": {"tags": "release,environment", "notes": "look at <https://example.com>"},
                    },
                    {
                        "type": "pagerduty",
                        "integrationId": pager,
                        "targetType": "specific",
                        "targetIdentifier": "123",
                        "data": {"priority": "critical"},
                    },
                ],
            },
            {
                "logicType": "none",
                "conditions": [
                    condition("age_comparison", {"comparisonType": "older", "value": 3, "time": "day"})
                ],
                "actions": [
                    {"type": "email", "targetType": "user", "targetIdentifier": user, "data": {}},
                    {
                        "type": "email",
                        "targetType": "issue_owners",
                        "data": {"fallthroughType": "AllMembers"},
                    },
                ],
            },
        ],
        frequency=1440,
        enabled=False,
    )
    await make(
        "Alert",
        name="everything, everywhere",
        monitors=[*streams, monitors["health"], monitors["hourly"]],
        triggers=[],
        actionFilters=[{"logicType": "any-short", "conditions": [], "actions": [mail]}],
        frequency=0,
        environment="production",
    )
    await make(
        "Alert",
        name="errors",
        monitors=[errors],
        triggers=[condition("issue_resolved_trigger")],
        actionFilters=[{"logicType": "all", "conditions": [], "actions": [hook]}],
    )
