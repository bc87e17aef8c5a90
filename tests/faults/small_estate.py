"""A small estate with one of everything that talks to Sentry, and somebody else's objects beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tests.faults.model_engine import Kept, Program
from tests.sentry_api import SentryByHand

Outputs = Mapping[str, dict[str, Any]]


@dataclass(frozen=True)
class Estate:
    """The declared resources; an edit makes another estate.

    Attributes:
        threshold: of the first monitor.
        frequency: of the first alert, in minutes.
        second: whether the second monitor and its alert are declared.
        prefix: of the project's mails.
        renamed: resources that the program calls otherwise now, of those that no other refers to.
    """

    threshold: int = 50
    frequency: int = 30
    second: bool = True
    prefix: str = "[shop]"
    renamed: frozenset[str] = frozenset()

    def name(self, resource: str) -> str:
        """The program's name of a resource."""
        return f"{resource}-renamed" if resource in self.renamed else resource

    def edited(self, **changes: Any) -> Estate:
        return replace(self, **changes)

    def program(self) -> Program:
        declared: dict[str, tuple[str, Any]] = {
            "team": ("Team", lambda _: {"slug": "web", "name": "Web"}),
            "project": ("Project", self._project),
            "key": ("ProjectKey", self._key),
            "monitor": ("MetricMonitor", lambda outputs: self._monitor(outputs, "5xx", self.threshold)),
            "alert": ("Alert", lambda outputs: self._alert(outputs, "Monitors", [outputs["monitor"]["id"]])),
            "stream": ("Alert", self._stream),
        }
        if self.second:
            declared["second"] = (
                "MetricMonitor",
                lambda outputs: self._monitor(outputs, "latency", 2000) | {"enabled": False},
            )
            declared["tell"] = (
                "Alert",
                lambda outputs: self._alert(
                    outputs, "Both", [outputs["monitor"]["id"], outputs["second"]["id"]]
                ),
            )
        return {self.name(resource): what for resource, what in declared.items()}

    def _project(self, outputs: Outputs) -> dict[str, Any]:
        return {
            "name": "Shop",
            "slug": "shop",
            "team": outputs["team"]["id"],
            "platform": "python-fastapi",
            "removeDefaultKey": True,
            "subjectPrefix": self.prefix,
            "resolveAge": 24,
        }

    def _key(self, outputs: Outputs) -> dict[str, Any]:
        return {
            "project": outputs["project"]["id"],
            "name": "production",
            "rateLimit": {"count": 100, "window": 60},
            "dynamicSdkLoaderOptions": {"hasDebug": True},
        }

    @staticmethod
    def _monitor(outputs: Outputs, name: str, threshold: int) -> dict[str, Any]:
        return {
            "project": outputs["project"]["id"],
            "name": name,
            "owner": f"team:{outputs['team']['id']}",
            "dataSource": {
                "aggregate": "count(span.duration)",
                "query": "is_transaction:true",
                "timeWindow": 300,
            },
            "conditions": [{"type": "gt", "comparison": threshold, "result": "high"}],
        }

    def _stream(self, outputs: Outputs) -> dict[str, Any]:
        return self._alert(outputs, "Issues", [outputs["project"]["issueStreamMonitorId"]])

    def _alert(self, outputs: Outputs, name: str, monitors: list[str]) -> dict[str, Any]:
        return {
            "name": name,
            "owner": f"team:{outputs['team']['id']}",
            "monitors": monitors,
            "frequency": self.frequency,
            "triggers": [{"type": "first_seen_event"}, {"type": "regression_event"}],
            "actionFilters": [
                {
                    "actions": [
                        {
                            "type": "email",
                            "targetType": "team",
                            "targetIdentifier": outputs["team"]["id"],
                        }
                    ]
                }
            ],
        }

    def objects(self) -> dict[str, list[str]]:
        """The expected objects at Sentry, by kind."""
        second = ["latency"] if self.second else []
        both = ["Both"] if self.second else []
        return {
            "teams": ["web"],
            "projects": ["shop"],
            "keys": ["production"],
            "detectors": sorted(["5xx", *second]),
            "workflows": sorted(["Issues", "Monitors", *both]),
        }


LEAVES = ("key", "alert", "stream")
"""Resources that no other refers to; they can be renamed."""

NO_TWO = ("team", "project")
"""Resources with a slug; they cannot be made anew while they exist."""

BY_HAND = ("team", "project", "key", "monitor", "second")
"""Resources that a person can make by hand; they can be imported."""


def made_by_hand(name: str, hand: SentryByHand, state: Mapping[str, Kept]) -> list[str]:
    """Make a resource of the estate by hand, much as declared; its id, and other forms of its name.

    Args:
        name: one of `BY_HAND`.
        hand: the person.
        state: the stack's state, with every resource that this one refers to.
    """
    organization = hand.organization
    if name == "team":
        id = hand.team("web")["id"]
        return [id, "web", f"{organization}/web", f"https://{organization}.sentry.io/settings/teams/web/"]
    if name == "project":
        id = hand.project("web", "shop")["id"]
        for key in hand.get("projects/{org}/shop/keys/"):
            hand.call("DELETE", f"projects/{{org}}/shop/keys/{key['id']}/")
        page = f"https://{organization}.sentry.io/settings/projects/shop/"
        return [id, "shop", f"{organization}/shop", page]
    project = state["project"].id
    if name == "key":
        key = hand.call("POST", f"projects/{{org}}/{project}/keys/", {"name": "production"})["id"]
        page = f"https://sentry.io/settings/{organization}/projects/shop/keys/{key}/"
        return [f"{project}/{key}", f"shop/{key}", f"{organization}/shop/{key}", page]
    id = hand.metric_monitor(project, {"monitor": "5xx", "second": "latency"}[name])["id"]
    return [id, f"{organization}/{id}", f"https://{organization}.sentry.io/monitors/{id}/"]


class Bystanders:
    """Somebody else's objects, as similar to ours as possible; nothing may touch them."""

    def __init__(self, hand: SentryByHand) -> None:
        hand.team("others")
        project = hand.project("others", "others-shop")
        monitor = hand.metric_monitor(project["id"], "5xx")
        alert = hand.call(
            "POST",
            "organizations/{org}/workflows/",
            {
                "name": "Monitors",
                "config": {"frequency": 30},
                "detectorIds": [monitor["id"]],
                "triggers": {"logicType": "any-short", "conditions": [], "actions": []},
                "actionFilters": [],
            },
        )
        self._ids = {"workflows": {alert["id"]}, "detectors": {monitor["id"]}}
        self._project = project["id"]
        self._before = self._seen(hand)

    def are_untouched(self, hand: SentryByHand) -> bool:
        return self._seen(hand) == self._before

    def ours(self, hand: SentryByHand) -> dict[str, list[str]]:
        """The names of all objects at Sentry except theirs and Sentry's own."""
        state = hand.admin("GET", "state")
        found: dict[str, list[str]] = {}
        for kind, name in (("teams", "slug"), ("projects", "slug"), ("keys", "name"), ("workflows", "name")):
            found[kind] = sorted(one[name] for one in state[kind] if not self._theirs(kind, one))
        found["detectors"] = sorted(
            one["name"]
            for one in state["detectors"]
            if one["type"] == "metric_issue" and not self._theirs("detectors", one)
        )
        return found

    def _theirs(self, kind: str, one: Mapping[str, Any]) -> bool:
        return (
            self._project in (one.get("projectId"), one["id"] if kind == "projects" else None)
            or one.get("slug") == "others"
            or one["id"] in self._ids.get(kind, ())
        )

    def _seen(self, hand: SentryByHand) -> dict[str, list[Any]]:
        state = hand.admin("GET", "state")
        kinds = ("teams", "projects", "keys", "detectors", "workflows")
        return {kind: [one for one in state[kind] if self._theirs(kind, one)] for kind in kinds}
