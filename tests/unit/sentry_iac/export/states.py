"""Small states of other tools, and a small organization, as the documented formats have them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pulumi_sentry.inventory import Found, Inventory
from pulumi_sentry.keys.key_id import KeyId
from pulumi_sentry.plugin.registry import registry

SECRET = "5ec4e75ec4e75ec4e75ec4e75ec4e75e"
KEY = "0123456789abcdef0123456789abcdef"
PROVIDER = 'provider["terraform.example.com/jianyuan/sentry"]'


def resource(kind: str, name: str, *instances: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A resource in a state of Terraform; each instance is its attributes, and its key under `index_key`."""
    return {
        "mode": "managed",
        "type": kind,
        "name": name,
        "provider": PROVIDER,
        "instances": [
            {
                "schema_version": 0,
                "attributes": {key: value for key, value in each.items() if key != "index_key"},
                **({"index_key": each["index_key"]} if "index_key" in each else {}),
            }
            for each in instances
        ],
        **more,
    }


def terraform(folder: Path, *resources: dict[str, Any], **more: Any) -> Path:
    """A state of Terraform."""
    state = {"version": 4, "terraform_version": "1.9.0", "serial": 7, "lineage": "x", "outputs": {}}
    return written(folder / "terraform.tfstate", {**state, "resources": list(resources), **more})


def pulumi_resource(kind: str, name: str, id: str = "", **more: Any) -> dict[str, Any]:
    """A resource in an exported stack."""
    word = kind[0].lower() + kind[1:]
    type = f"sentry:index/{word}:{kind}"
    return {
        "urn": f"urn:pulumi:prod::shop::{type}::{name}",
        "custom": True,
        "type": type,
        "id": id,
        "inputs": {},
        "outputs": {},
        **more,
    }


def stack(folder: Path, *resources: dict[str, Any]) -> Path:
    """What `pulumi stack export` prints."""
    deployment = {"manifest": {}, "secrets_providers": {"type": "passphrase"}, "resources": list(resources)}
    return written(folder / "stack.json", {"version": 3, "deployment": deployment})


def written(path: Path, content: Any) -> Path:
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def found(kind: str, id: str, outputs: dict[str, Any] | None = None, **declared: Any) -> Found[Any]:
    """An object of an inventory; its arguments by wire name."""
    cls = registry().resources[f"sentry:index:{kind}"]
    args, problems = cls.args_type.from_wire(declared)
    assert not problems, [str(each) for each in problems]
    return Found(cls, id, args, outputs or {})


def metric_monitor(id: str, project: str, name: str) -> Found[Any]:
    source = {"aggregate": "count(span.duration)", "timeWindow": 300}
    conditions = [{"type": "gt", "comparison": 5, "result": "high"}]
    return found("MetricMonitor", id, project=project, name=name, dataSource=source, conditions=conditions)


def alert(id: str, name: str, *monitors: str) -> Found[Any]:
    mail = {"type": "email", "targetType": "team", "targetIdentifier": "1", "data": {}}
    filters = [{"logicType": "all", "conditions": [], "actions": [mail]}]
    return found("Alert", id, name=name, monitors=list(monitors), triggers=[], actionFilters=filters)


def organization(**more: Any) -> Inventory:
    """An organization with two projects; their own monitors are 90 and 91 for one, 92 and 93 for the other."""
    has: dict[str, Any] = {
        "slug": "acme",
        "team_slugs": {"1": "web", "2": "idle"},
        "teams": (found("Team", "1", slug="web"), found("Team", "2", slug="idle")),
        "projects": (
            found(
                "Project",
                "10",
                {"error_monitor_id": "90", "issue_stream_monitor_id": "91"},
                name="shop",
                slug="shop",
                team="1",
                platform="python",
            ),
            found(
                "Project",
                "11",
                {"error_monitor_id": "92", "issue_stream_monitor_id": "93"},
                name="page",
                slug="page",
                team="1",
                platform="python",
            ),
        ),
        "members": (found("Member", "5", email="Somebody@example.com", orgRole="member"),),
        "memberships": (found("TeamMembership", "5/1", member="5", team="1"),),
        "keys": (found("ProjectKey", str(KeyId.of("10", KEY)), project="10", name="mobile"),),
        "spike_protections": tuple(
            found("SpikeProtection", project, project=project, enabled=project == "10")
            for project in ("10", "11")
        ),
        "ownership_rules": (found("OwnershipRules", "10", project="10", rules="path:a #web"),),
        "inbound_filters": (found("InboundFilters", "10", project="10", localhost=True),),
        "metric_monitors": (metric_monitor("20", "10", "Slow"), metric_monitor("21", "11", "Slow")),
        "alerts": (alert("30", "New issue", "91"), alert("31", "Mail to web", "20")),
    }
    return Inventory(**{**has, **more})
