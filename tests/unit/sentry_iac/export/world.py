"""A small organization as it would be read, and a project that declares it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pulumi_sentry.inventory import Found, Inventory
from pulumi_sentry.plugin.registry import registry
from sentry_iac.estate import StackSettings, parse_document
from sentry_iac.estate.stack.settings import StackConfig, StackSource
from sentry_iac.export.again.present import Present

CORE, SHOP, KEY, SLOW, TELL, HEALTH = "1", "10", "10/sha256-aa", "20", "30", "21"
STREAM = "90"

YAML = """\
# Ours. Ask before you change anything.
teams:
  core:
    people:
      ann@example.com: { orgRole: manager }   # leads

defaults: &usual
  builtIns: false
  settings: { resolveAge: 7d }

projects:
  # The shop.
  shop:
    platform: python-django
    team: core
    key: { name: Default }
    monitors:
      slow:
        name: "shop: slow"
        aggregate: p95(span.duration)
        threshold: 2s   # agreed with the team
        window: 10m
    uptime:
      health: { url: "https://shop.example.com/health" }
    alerts:
      tell: { name: Tell, listensTo: monitors, when: [first_seen_event], notify: [core] }
"""

STATE = {
    ("sentry:index:Team", CORE): "core",
    ("sentry:index:Member", "5"): "ann@example.com",
    ("sentry:index:TeamMembership", f"5/{CORE}"): "core-ann@example.com",
    ("sentry:index:Project", SHOP): "shop",
    ("sentry:index:ProjectKey", KEY): "shop",
    ("sentry:index:MetricMonitor", SLOW): "shop-slow",
    ("sentry:index:UptimeMonitor", HEALTH): "shop-health",
    ("sentry:index:Alert", TELL): "shop-tell",
}


def found(kind: str, id: str, outputs: Mapping[str, Any] | None = None, **declared: Any) -> Found[Any]:
    """An object as the inventory has it; arguments by wire name."""
    resource = registry().resources[f"sentry:index:{kind}"]
    args, problems = resource.args_type.from_wire(declared)
    assert not problems, [str(each) for each in problems]
    return Found(resource, id, args, outputs or {})


def project(id: str, slug: str, **declared: Any) -> Found[Any]:
    """A project as Sentry makes it."""
    usual = {"name": slug, "team": CORE, "platform": "python-django", "resolveAge": 168}
    return found("Project", id, {"issue_stream_monitor_id": STREAM}, **{**usual, "slug": slug, **declared})


def monitor(id: str, name: str, threshold: float, **declared: Any) -> Found[Any]:
    """A metric monitor of the shop."""
    return found(
        "MetricMonitor",
        id,
        **{
            "project": SHOP,
            "name": name,
            "owner": f"team:{CORE}",
            "dataSource": {
                "aggregate": "p95(span.duration)",
                "query": "environment:production",
                "timeWindow": 600,
                "eventTypes": ["trace_item_span"],
            },
            "conditions": [
                {"type": "gt", "comparison": threshold, "result": "high"},
                {"type": "lte", "comparison": threshold, "result": "resolved"},
            ],
            **declared,
        },
    )


def alert(id: str, name: str, *monitors: str, **declared: Any) -> Found[Any]:
    """An alert that mails the team."""
    mail = {"type": "email", "targetType": "team", "targetIdentifier": CORE, "data": {}}
    return found(
        "Alert",
        id,
        **{
            "name": name,
            "owner": f"team:{CORE}",
            "monitors": list(monitors),
            "triggers": [{"type": "first_seen_event", "comparison": True, "result": True}],
            "actionFilters": [{"logicType": "all", "conditions": [], "actions": [mail]}],
            "frequency": 30,
            **declared,
        },
    )


def uptime(id: str, name: str, address: str) -> Found[Any]:
    """An uptime monitor of the shop."""
    return found(
        "UptimeMonitor",
        id,
        project=SHOP,
        name=name,
        target=address,
        interval=60,
        timeout=5000,
        environment="production",
        owner=f"team:{CORE}",
    )


def organization(**changed: Any) -> Inventory:
    """What Sentry has: exactly what the file declares, but for what is given."""
    usual = Inventory(
        slug="acme",
        teams=(found("Team", CORE, slug="core", name="core"),),
        members=(found("Member", "5", email="Ann@example.com", orgRole="manager"),),
        memberships=(found("TeamMembership", f"5/{CORE}", member="5", team=CORE),),
        projects=(project(SHOP, "shop"),),
        keys=(found("ProjectKey", KEY, project=SHOP, name="Default"),),
        metric_monitors=(monitor(SLOW, "shop: slow", 2000),),
        uptime_monitors=(uptime(HEALTH, "shop: health", "https://shop.example.com/health"),),
        alerts=(alert(TELL, "Tell", SLOW, HEALTH),),
    )
    every = replace(usual, **changed)
    return replace(every, team_slugs={each.id: str(each.args.slug) for each in every.teams}, **changed)


def present(text: str = YAML, **changed: Any) -> Present:
    """The project, with everything in its state."""
    stack_file = changed.pop("stack_file", None)
    config = {"environment": "production", **changed.pop("config", {})}
    document = None if stack_file is None else parse_document(stack_file, "Pulumi.prod.yaml")
    settings = StackSettings(
        "prod", ("prod",), StackConfig.model_validate(config), Path(), StackSource("acme", document)
    )
    return Present(**{"text": text, "stack": settings, "state": STATE, **changed})
