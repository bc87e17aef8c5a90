"""One case per resource for the contract that every resource keeps (`test_contract.py`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pulumi

import pulumi_sentry as sentry
from tests.e2e.engine import Step
from tests.sentry_api import SentryByHand

World = Mapping[str, Any]
"""What a case was prepared with: ids of what the resource under test refers to."""


@dataclass
class Case:
    """A resource under test.

    Attributes:
        resource: its class.
        prepare: makes by hand what it refers to, and returns the ids.
        declare: declares it, given its name in the stack, these ids and Pulumi's options.
        change: changes it by hand, given the id in state.
        changed: exactly the arguments that a refresh must then show.
        remove: removes it by hand.
        references: every form that `pulumi import` must take, given the id in state.
        exists: whether it is still there.
        adopted: what an `up` that imports it does to it.
    """

    resource: type[pulumi.CustomResource]
    prepare: Callable[[SentryByHand, Path], World]
    declare: Callable[[str, World, pulumi.ResourceOptions], pulumi.CustomResource]
    change: Callable[[SentryByHand, World, str], object]
    changed: set[str]
    remove: Callable[[SentryByHand, World, str], object]
    exists: Callable[[SentryByHand, World, str], bool]
    references: Callable[[World, str], Sequence[str]] = field(default=lambda _world, id: [id])
    adopted: Step = field(default_factory=lambda: Step("import"))

    def __str__(self) -> str:
        return self.resource.__name__


def _team() -> Case:
    return Case(
        resource=sentry.Team,
        prepare=lambda _hand, _folder: {},
        declare=lambda name, _world, opts: sentry.Team(name, sentry.TeamArgs(slug="web", name="Web"), opts),
        change=lambda hand, _world, id: hand.call("PUT", f"teams/{{org}}/{id}/", {"name": "Renamed"}),
        changed={"name"},
        remove=lambda hand, _world, id: hand.call("DELETE", f"teams/{{org}}/{id}/"),
        exists=lambda hand, _world, id: hand.status(f"teams/{{org}}/{id}/") == 200,
        references=lambda _world, id: [
            id,
            "web",
            "sandbox/web",
            "https://sentry.io/settings/sandbox/teams/web/",
        ],
    )


def _project() -> Case:
    return Case(
        resource=sentry.Project,
        prepare=lambda hand, _folder: {"team": hand.team("web")["id"]},
        declare=lambda name, world, opts: sentry.Project(
            name,
            sentry.ProjectArgs(
                name="Shop",
                slug="shop",
                team=world["team"],
                platform="python-fastapi",
                remove_default_key=True,
                resolve_age=168,
                subject_prefix="[shop]",
                scrub_ip_addresses=True,
                sensitive_fields=["iban", "tax_id"],
                fingerprinting_rules="error.type:Timeout -> timeout\n",
            ),
            opts,
        ),
        change=lambda hand, _world, id: hand.call(
            "PUT",
            f"projects/{{org}}/{id}/",
            {"resolveAge": 24, "sensitiveFields": ["iban"], "verifySSL": True},
        ),
        changed={"resolveAge", "sensitiveFields"},
        remove=lambda hand, _world, id: hand.call("DELETE", f"projects/{{org}}/{id}/"),
        exists=lambda hand, _world, id: hand.status(f"projects/{{org}}/{id}/") == 200,
        references=lambda _world, id: [
            id,
            "shop",
            "sandbox/shop",
            "https://sandbox.sentry.io/settings/projects/shop/",
        ],
    )


def _with_project(hand: SentryByHand, _folder: Path) -> World:
    team = hand.team("web")
    return {"team": team["id"], "project": hand.project("web", "shop")["id"]}


def _key_path(id: str) -> str:
    project, key = id.split("/")
    return f"projects/{{org}}/{project}/keys/{key}/"


def _project_key() -> Case:
    return Case(
        resource=sentry.ProjectKey,
        prepare=_with_project,
        declare=lambda name, world, opts: sentry.ProjectKey(
            name,
            sentry.ProjectKeyArgs(
                project=world["project"],
                name="production",
                rate_limit=sentry.RateLimitArgs(count=100, window=60),
                dynamic_sdk_loader_options=sentry.LoaderOptionsArgs(has_replay=True),
            ),
            opts,
        ),
        change=lambda hand, _world, id: hand.call(
            "PUT", _key_path(id), {"isActive": False, "rateLimit": None, "name": "production"}
        ),
        changed={"isActive", "rateLimit"},
        remove=lambda hand, _world, id: hand.call("DELETE", _key_path(id)),
        exists=lambda hand, _world, id: hand.status(_key_path(id)) == 200,
        references=lambda _world, id: [
            id,
            f"shop/{id.split('/')[1]}",
            f"https://sentry.io/settings/sandbox/projects/shop/keys/{id.split('/')[1]}/",
        ],
    )


def _metric_monitor() -> Case:
    return Case(
        resource=sentry.MetricMonitor,
        prepare=_with_project,
        declare=lambda name, world, opts: sentry.MetricMonitor(
            name,
            sentry.MetricMonitorArgs(
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
            opts,
        ),
        change=lambda hand, _world, id: _raise_threshold(hand, id),
        changed={"conditions"},
        remove=lambda hand, _world, id: hand.call("DELETE", f"organizations/{{org}}/detectors/{id}/"),
        exists=lambda hand, _world, id: hand.status(f"organizations/{{org}}/detectors/{id}/") == 200,
        references=lambda _world, id: [id, f"sandbox/{id}", f"https://sandbox.sentry.io/monitors/{id}/"],
    )


def _raise_threshold(hand: SentryByHand, id: str) -> None:
    path = f"organizations/{{org}}/detectors/{id}/"
    conditions = hand.get(path)["conditionGroup"]["conditions"]
    for condition in conditions:
        if condition["comparison"] == 2000:
            condition["comparison"] = 9000
    hand.call("PUT", path, {"conditionGroup": {"logicType": "any", "conditions": conditions}})


def _with_monitors(hand: SentryByHand, folder: Path) -> World:
    world = _with_project(hand, folder)
    metric = hand.metric_monitor(world["project"], "error rate")
    stream = hand.monitors(world["project"], "issue_stream")[0]
    return {**world, "monitors": [metric["id"], stream["id"]]}


def _alert() -> Case:
    return Case(
        resource=sentry.Alert,
        prepare=_with_monitors,
        declare=lambda name, world, opts: sentry.Alert(
            name,
            sentry.AlertArgs(
                name="Tell the team",
                monitors=world["monitors"],
                owner=f"team:{world['team']}",
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
                            sentry.AlertActionArgs(
                                type="email", target_type="team", target_identifier=world["team"]
                            ),
                            sentry.AlertActionArgs(
                                type="email",
                                target_type="issue_owners",
                                data={"fallthroughType": "ActiveMembers"},
                            ),
                        ],
                    )
                ],
            ),
            opts,
        ),
        change=lambda hand, _world, id: _detach_and_slow_down(hand, id),
        changed={"monitors", "frequency"},
        remove=lambda hand, _world, id: hand.call("DELETE", f"organizations/{{org}}/workflows/{id}/"),
        exists=lambda hand, _world, id: hand.status(f"organizations/{{org}}/workflows/{id}/") == 200,
        references=lambda _world, id: [
            id,
            f"sandbox/{id}",
            f"https://sentry.io/organizations/sandbox/monitors/alerts/{id}/",
        ],
    )


def _detach_and_slow_down(hand: SentryByHand, id: str) -> None:
    path = f"organizations/{{org}}/workflows/{id}/"
    alert = hand.get(path)
    alert |= {"detectorIds": alert["detectorIds"][:1], "config": {"frequency": 1440}}
    hand.call("PUT", path, alert)


def _detector_path(id: str) -> str:
    return f"organizations/{{org}}/detectors/{id}/"


def _uptime_monitor() -> Case:
    return Case(
        resource=sentry.UptimeMonitor,
        prepare=_with_project,
        declare=lambda name, world, opts: sentry.UptimeMonitor(
            name,
            sentry.UptimeMonitorArgs(
                project=world["project"],
                name="health",
                target="https://shop.example.com/health",
                headers={"Authorization": "Bearer of-no-importance"},
                interval=300,
                environment="staging",
                owner=f"team:{world['team']}",
                enabled=False,
            ),
            opts,
        ),
        change=lambda hand, _world, id: _ask_less(hand, id),
        changed={"interval", "downtimeThreshold"},
        remove=lambda hand, _world, id: hand.call("DELETE", _detector_path(id)),
        exists=lambda hand, _world, id: hand.status(_detector_path(id)) == 200,
        references=lambda _world, id: [id, f"sandbox/{id}", f"https://sandbox.sentry.io/monitors/{id}/"],
    )


def _ask_less(hand: SentryByHand, id: str) -> None:
    monitor = hand.get(_detector_path(id))
    source = monitor["dataSources"][0]["queryObj"]
    hand.call(
        "PUT",
        _detector_path(id),
        {
            "dataSources": [{**source, "intervalSeconds": 3600}],
            "config": {**monitor["config"], "downtimeThreshold": 9},
        },
    )


def _cron_monitor() -> Case:
    return Case(
        resource=sentry.CronMonitor,
        prepare=_with_project,
        declare=lambda name, world, opts: sentry.CronMonitor(
            name,
            sentry.CronMonitorArgs(
                project=world["project"],
                name="Nightly import",
                crontab="0 3 * * *",
                timezone="Europe/Berlin",
                max_runtime=90,
                description="Ask the data team.",
            ),
            opts,
        ),
        change=lambda hand, _world, id: _every_ten_minutes(hand, id),
        changed={"crontab", "interval", "enabled"},
        remove=lambda hand, _world, id: hand.call("DELETE", _detector_path(id)),
        exists=lambda hand, _world, id: hand.status(_detector_path(id)) == 200,
        references=lambda _world, id: [id, f"sandbox/{id}", f"https://sandbox.sentry.io/monitors/{id}/"],
    )


def _every_ten_minutes(hand: SentryByHand, id: str) -> None:
    source = hand.get(_detector_path(id))["dataSources"][0]["queryObj"]
    source["config"] |= {"schedule_type": "interval", "schedule": [10, "minute"]}
    hand.call("PUT", _detector_path(id), {"dataSources": [source], "enabled": False})


def _spike_protection() -> Case:
    def remade(hand: SentryByHand, _world: World, id: str) -> None:
        # It is a setting of the project, and goes with it.
        hand.call("DELETE", f"projects/{{org}}/{id}/")
        hand.project("web", "shop")

    def is_off(hand: SentryByHand, _world: World, _id: str) -> bool:
        options: dict[str, bool] = hand.get("projects/{org}/shop/")["options"]
        return options["quotas:spike-protection-disabled"]

    return Case(
        resource=sentry.SpikeProtection,
        prepare=_with_project,
        declare=lambda name, _world, opts: sentry.SpikeProtection(
            name, sentry.SpikeProtectionArgs(project="shop", enabled=False), opts
        ),
        change=lambda hand, _world, _id: hand.call(
            "POST", "organizations/{org}/spike-protections/", {"projects": ["shop"]}
        ),
        changed={"enabled"},
        remove=remade,
        exists=is_off,
        # An import names the project as the reference does, and this program names it by its slug.
        references=lambda _world, _id: ["shop", "sandbox/shop", "https://sandbox.sentry.io/projects/shop/"],
    )


def _env_file() -> Case:
    def path(world: World) -> Path:
        return Path(world["path"])

    return Case(
        resource=sentry.EnvFile,
        prepare=lambda _hand, folder: {"path": str(_application(folder) / ".env")},
        declare=lambda name, world, opts: sentry.EnvFile(
            name,
            sentry.EnvFileArgs(
                path=world["path"],
                values={
                    "SENTRY_DSN": pulumi.Output.secret("https://abc@example.com/1"),
                    "SENTRY_ENVIRONMENT": "production",
                },
            ),
            opts,
        ),
        change=lambda _hand, world, _id: path(world).write_text(
            path(world).read_text().replace("=production", "=staging") + "THEIRS=1\n"
        ),
        changed={"values"},
        remove=lambda _hand, world, _id: path(world).unlink(),
        exists=lambda _hand, world, _id: path(world).exists() and "SENTRY_" in path(world).read_text(),
        # No variable of a file is ours before it is declared, so that an import never takes one away.
        adopted=Step("update", {"values.SENTRY_DSN": "add", "values.SENTRY_ENVIRONMENT": "add"}),
    )


def _application(folder: Path) -> Path:
    application = folder / "application"
    application.mkdir()
    return application


CASES = [
    _team(),
    _project(),
    _project_key(),
    _metric_monitor(),
    _uptime_monitor(),
    _cron_monitor(),
    _spike_protection(),
    _alert(),
    _env_file(),
]
