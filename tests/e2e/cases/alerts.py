"""Alerts."""

from __future__ import annotations

from pathlib import Path

import pulumi_sentry as sentry
from tests.e2e.cases.case import Case, World
from tests.e2e.cases.worlds import with_project
from tests.sentry_api import SentryByHand


def _with_monitors(hand: SentryByHand, folder: Path) -> World:
    world = with_project(hand, folder)
    metric = hand.metric_monitor(world["project"], "error rate")
    stream = hand.monitors(world["project"], "issue_stream")[0]
    return {**world, "monitors": [metric["id"], stream["id"]]}


def _detach_and_slow_down(hand: SentryByHand, _world: World, id: str) -> None:
    path = f"organizations/{{org}}/workflows/{id}/"
    alert = hand.get(path)
    alert |= {"detectorIds": alert["detectorIds"][:1], "config": {"frequency": 1440}}
    hand.call("PUT", path, alert)


ALERT = Case(
    resource=sentry.Alert,
    args=lambda world: sentry.AlertArgs(
        name="Tell the team",
        monitors=world["monitors"],
        owner=f"team:{world['team']}",
        frequency=30,
        triggers=[
            sentry.AlertConditionArgs(type="first_seen_event"),
            sentry.AlertConditionArgs(type="regression_event"),
        ],
        action_filters=[
            sentry.ActionFilterArgs(
                logic_type="all",
                conditions=[
                    sentry.AlertConditionArgs(type="issue_priority_greater_or_equal", comparison=75),
                    sentry.AlertConditionArgs(
                        type="tagged_event",
                        comparison={"key": "level", "match": "eq", "value": "error"},
                    ),
                ],
                actions=[
                    sentry.AlertActionArgs(type="email", target_type="team", target_identifier=world["team"]),
                    sentry.AlertActionArgs(
                        type="email",
                        target_type="issue_owners",
                        data={"fallthroughType": "ActiveMembers"},
                    ),
                ],
            )
        ],
    ),
    world=_with_monitors,
    path="organizations/{org}/workflows/{id}/",
    edit=_detach_and_slow_down,
    changed={"monitors", "frequency"},
    forms=["{id}", "sandbox/{id}", "https://sentry.io/organizations/sandbox/monitors/alerts/{id}/"],
    replaced="another",
)
