"""Monitors: of a metric, of uptime, of a cron job."""

from __future__ import annotations

import pulumi_sentry as sentry
from tests.e2e.cases.case import Case, World
from tests.e2e.cases.worlds import with_project
from tests.sentry_api import SentryByHand

_PATH = "organizations/{org}/detectors/{id}/"
_FORMS = ["{id}", "sandbox/{id}", "https://sandbox.sentry.io/monitors/{id}/"]


def _path(id: str) -> str:
    return _PATH.replace("{id}", id)


def _raise_threshold(hand: SentryByHand, _world: World, id: str) -> None:
    conditions = hand.get(_path(id))["conditionGroup"]["conditions"]
    for condition in conditions:
        if condition["comparison"] == 2000:
            condition["comparison"] = 9000
    hand.call("PUT", _path(id), {"conditionGroup": {"logicType": "any", "conditions": conditions}})


METRIC_MONITOR = Case(
    resource=sentry.MetricMonitor,
    args=lambda world: sentry.MetricMonitorArgs(
        project=world["project"],
        name="p95 latency",
        owner=f"team:{world['team']}",
        enabled=False,
        data_source=sentry.MetricDataSourceArgs(
            aggregate="p95(span.duration)", query="is_transaction:true", time_window=300
        ),
        conditions=[
            sentry.MonitorConditionArgs(type="gt", comparison=2000, result="high"),
            sentry.MonitorConditionArgs(type="gt", comparison=1500, result="medium"),
        ],
    ),
    world=with_project,
    path=_PATH,
    edit=_raise_threshold,
    changed={"conditions"},
    forms=_FORMS,
    replaced="another",
)


def _ask_less(hand: SentryByHand, _world: World, id: str) -> None:
    monitor = hand.get(_path(id))
    source = monitor["dataSources"][0]["queryObj"]
    hand.call(
        "PUT",
        _path(id),
        {
            "dataSources": [{**source, "intervalSeconds": 3600}],
            "config": {**monitor["config"], "downtimeThreshold": 9},
        },
    )


UPTIME_MONITOR = Case(
    resource=sentry.UptimeMonitor,
    args=lambda world: sentry.UptimeMonitorArgs(
        project=world["project"],
        name="health",
        target="https://shop.example.com/health",
        headers={"Authorization": "Bearer of-no-importance"},
        interval=300,
        environment="staging",
        owner=f"team:{world['team']}",
        enabled=False,
    ),
    world=with_project,
    path=_PATH,
    edit=_ask_less,
    changed={"interval", "downtimeThreshold"},
    forms=_FORMS,
    replaced="another",
)


def _every_ten_minutes(hand: SentryByHand, _world: World, id: str) -> None:
    source = hand.get(_path(id))["dataSources"][0]["queryObj"]
    source["config"] |= {"schedule_type": "interval", "schedule": [10, "minute"]}
    hand.call("PUT", _path(id), {"dataSources": [source], "enabled": False})


def _delete_for_good(hand: SentryByHand, _world: World, id: str) -> None:
    # As if the 15 minutes were over in which Sentry keeps the slug of a deleted monitor.
    hand.admin("POST", "quirks", {"deletion_minutes": 0})
    hand.call("DELETE", _path(id))
    hand.admin("POST", "quirks", {"deletion_minutes": 15})


CRON_MONITOR = Case(
    resource=sentry.CronMonitor,
    args=lambda world: sentry.CronMonitorArgs(
        project=world["project"],
        name="Nightly import",
        crontab="0 3 * * *",
        timezone="Europe/Berlin",
        max_runtime=90,
        description="Ask the data team.",
    ),
    world=with_project,
    path=_PATH,
    edit=_every_ten_minutes,
    changed={"crontab", "interval", "enabled"},
    removal=_delete_for_good,
    forms=_FORMS,
    replaced="refused",
)
