"""An organization that has its applications once for each environment, and what all of them share."""

from __future__ import annotations

from typing import Any

from tests.sentry_api import SentryByHand
from tests.takeover.making import Maker


async def fill(hand: SentryByHand, maker: Maker) -> None:
    """Fill an empty organization."""
    make = maker.make
    for name in ("production", "staging", "development"):
        hand.admin("POST", "environments", {"project": "", "name": name})
    core = await make("Team", slug="core", name="Core")
    ops = {stack: await make("Team", slug=f"ops-{stack}") for stack in ("dev", "prod")}
    lab = await make("Team", slug="lab-dev", name="Laboratory")

    both = hand.admin("POST", "members", {"email": "both@example.com", "accepted": True})["id"]
    lead = hand.admin(
        "POST", "members", {"email": "lead@example.com", "accepted": True, "org_role": "manager"}
    )
    invited = await make("Member", email="invited@example.com", orgRole="member")
    await make("Member", email="books@example.com", orgRole="billing")
    await make("TeamMembership", member=lead["id"], team=core)
    await make("TeamMembership", member=both, team=core)
    await make("TeamMembership", member=invited, team=lab)
    for team in ops.values():
        await make("TeamMembership", member=both, team=team, role="admin")
    await make("TeamMembership", member=invited, team=ops["dev"])

    web = {}
    for stack, threshold in (("dev", 50.0), ("prod", 5.0)):
        web[stack] = await _web(maker, stack, ops[stack], core, threshold)
    for slug, rate in (("api", 10), ("api-dev", 10), ("shop", 1000), ("shop-dev", 10)):
        api = await make("Project", name=slug, slug=slug, team=core, platform="python-fastapi")
        await make("ProjectKey", project=api, name="app", rateLimit={"count": rate, "window": 60})
        await make(
            "UptimeMonitor", project=api, name=f"{slug}: health", target=f"https://{slug}.example.com/health"
        )
    landing = await make("Project", name="landing", slug="landing", team=core, platform="javascript")
    tools = await make("Project", name="tools-dev", slug="tools-dev", team=lab, platform="other")
    await make("SpikeProtection", project=tools, enabled=False)
    await make("OrganizationSettings", openMembership=False)

    for stack, errors in web.items():
        await _alert(
            maker, f"web errors {stack}", [errors, *_errors(hand, tools if stack == "dev" else landing)], core
        )
    await _alert(maker, "everything", list(web.values()), core)
    await _alert(maker, "landing", _errors(hand, landing), core)


async def _web(maker: Maker, stack: str, team: str, core: str, threshold: float) -> str:
    """Make a project that is the same in both environments but for thresholds; return a monitor of it."""
    make, slug = maker.make, f"web-{stack}"
    environment = {"dev": "development", "prod": "production"}[stack]
    web = await make("Project", name=slug, slug=slug, team=team, platform="javascript-react", resolveAge=48)
    await make("ProjectTeam", project=web, team=core)
    await make("InboundFilters", project=web, localhost=True)
    await make("OwnershipRules", project=web, rules=f"# pages\npath:src/* #ops-{stack}\npath:lib/* #core")
    latency = await make(
        "MetricMonitor",
        project=web,
        name=f"{slug}: slow pages ({stack})",
        dataSource={
            "aggregate": "p95(span.duration)",
            "query": f"(is_transaction:true) environment:{environment}",
            "dataset": "events_analytics_platform",
            "eventTypes": ["trace_item_span"],
            "timeWindow": 600,
        },
        conditions=[{"type": "gt", "comparison": threshold * 1000, "result": "high"}],
    )
    only = {"dev": "nobody.example.com", "prod": "www.example.com"}[stack]
    await make(
        "UptimeMonitor", project=web, name=f"{slug}: front", target=f"https://{only}", environment=environment
    )
    if stack == "prod":
        await make("CronMonitor", project=web, name=f"{slug}: nightly", crontab="0 3 * * *")
        await make("SpikeProtection", project=web, enabled=False)
    await _alert(maker, "Slow pages", [latency], team, frequency=5 if stack == "prod" else 1440)
    return latency


async def _alert(maker: Maker, name: str, monitors: list[str], team: str, **more: Any) -> None:
    action = {"type": "email", "targetType": "team", "targetIdentifier": team, "data": {}}
    tells = {"logicType": "any-short", "conditions": [], "actions": [action]}
    await maker.make("Alert", name=name, monitors=monitors, triggers=[], actionFilters=[tells], **more)


def _errors(hand: SentryByHand, project: str) -> list[str]:
    return [str(each["id"]) for each in hand.monitors(project, "error")]
