"""One case per resource for the contract that every resource keeps (`test_contract.py`).

All cases live side by side in one organization and one stack: what a case declares, or takes away, has a name that
no other case uses. Team `web` and project `shop` are made by hand and are for all of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pulumi

import pulumi_sentry as sentry
from pulumi_sentry.keys.key_id import KeyId
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
        removable: False where its owner has exactly one of it, always, so that nobody can remove it by hand.
        replaced: what becomes of the object when the resource is made anew although it need not be: another one is
            made, it stays the same, or the engine is refused.
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
    removable: bool = True
    replaced: Literal["another", "same", "refused"] = "same"

    def __str__(self) -> str:
        return self.resource.__name__


def _team() -> Case:
    return Case(
        resource=sentry.Team,
        replaced="refused",
        prepare=lambda _hand, _folder: {},
        declare=lambda name, _world, opts: sentry.Team(name, sentry.TeamArgs(slug="crew", name="Crew"), opts),
        change=lambda hand, _world, id: hand.call("PUT", f"teams/{{org}}/{id}/", {"name": "Renamed"}),
        changed={"name"},
        remove=lambda hand, _world, id: hand.call("DELETE", f"teams/{{org}}/{id}/"),
        exists=lambda hand, _world, id: hand.status(f"teams/{{org}}/{id}/") == 200,
        references=lambda _world, id: [
            id,
            "crew",
            "sandbox/crew",
            "https://sentry.io/settings/sandbox/teams/crew/",
        ],
    )


def _project() -> Case:
    return Case(
        resource=sentry.Project,
        replaced="refused",
        prepare=lambda hand, _folder: {"team": hand.team("web")["id"]},
        declare=lambda name, world, opts: sentry.Project(
            name,
            sentry.ProjectArgs(
                name="Store",
                slug="store",
                team=world["team"],
                platform="python-fastapi",
                remove_default_key=True,
                resolve_age=168,
                subject_prefix="[shop]",
                scrub_ip_addresses=True,
                sensitive_fields=["iban", "tax_id"],
                pii_rules=_pii_rules(),
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
            "store",
            "sandbox/store",
            "https://sandbox.sentry.io/settings/projects/store/",
        ],
    )


def _with_project(hand: SentryByHand, _folder: Path) -> World:
    team = hand.team("web")
    return {"team": team["id"], "project": hand.project("web", "shop")["id"]}


def _key_path(hand: SentryByHand, id: str) -> str | None:
    """Where the key is whose id holds a digest of it; None where it is gone."""
    project = id.split("/", maxsplit=1)[0]
    keys = [key["id"] for key in hand.get(f"projects/{{org}}/{project}/keys/")]
    found = [key for key in keys if str(KeyId.of(project, key)) == id]
    return f"projects/{{org}}/{project}/keys/{found[0]}/" if found else None


def _project_key() -> Case:
    return Case(
        resource=sentry.ProjectKey,
        replaced="another",
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
            "PUT", str(_key_path(hand, id)), {"isActive": False, "rateLimit": None, "name": "production"}
        ),
        changed={"isActive", "rateLimit"},
        remove=lambda hand, _world, id: hand.call("DELETE", str(_key_path(hand, id))),
        exists=lambda hand, _world, id: _key_path(hand, id) is not None,
        references=lambda _world, id: [
            id,
            f"shop/{id.split('/')[1]}",
            f"https://sentry.io/settings/sandbox/projects/shop/keys/{id.split('/')[1]}/",
        ],
    )


def _metric_monitor() -> Case:
    return Case(
        resource=sentry.MetricMonitor,
        replaced="another",
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
        replaced="another",
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
        replaced="another",
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
        replaced="refused",
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
        remove=lambda hand, _world, id: _deleted_for_good(hand, id),
        exists=lambda hand, _world, id: hand.status(_detector_path(id)) == 200,
        references=lambda _world, id: [id, f"sandbox/{id}", f"https://sandbox.sentry.io/monitors/{id}/"],
    )


def _deleted_for_good(hand: SentryByHand, id: str) -> None:
    # As if the quarter of an hour had gone by in which Sentry keeps the slug of what is deleted.
    hand.admin("POST", "quirks", {"cron_slug_kept_minutes": 0})
    hand.call("DELETE", _detector_path(id))
    hand.admin("POST", "quirks", {"cron_slug_kept_minutes": 15})


def _every_ten_minutes(hand: SentryByHand, id: str) -> None:
    source = hand.get(_detector_path(id))["dataSources"][0]["queryObj"]
    source["config"] |= {"schedule_type": "interval", "schedule": [10, "minute"]}
    hand.call("PUT", _detector_path(id), {"dataSources": [source], "enabled": False})


def _spike_protection() -> Case:
    def remade(hand: SentryByHand, _world: World, id: str) -> None:
        # It is a setting of the project, and goes with it.
        hand.call("DELETE", f"projects/{{org}}/{id}/")
        hand.project("web", "burst")

    def is_off(hand: SentryByHand, _world: World, _id: str) -> bool:
        options: dict[str, bool] = hand.get("projects/{org}/burst/")["options"]
        return options["quotas:spike-protection-disabled"]

    def prepare(hand: SentryByHand, _folder: Path) -> World:
        hand.team("web")
        return {"project": hand.project("web", "burst")["id"]}

    return Case(
        resource=sentry.SpikeProtection,
        prepare=prepare,
        declare=lambda name, _world, opts: sentry.SpikeProtection(
            name, sentry.SpikeProtectionArgs(project="burst", enabled=False), opts
        ),
        change=lambda hand, _world, _id: hand.call(
            "POST", "organizations/{org}/spike-protections/", {"projects": ["burst"]}
        ),
        changed={"enabled"},
        remove=remade,
        exists=is_off,
        # An import names the project as the reference does, and this program names it by its slug.
        references=lambda _world, _id: [
            "burst",
            "sandbox/burst",
            "https://sandbox.sentry.io/projects/burst/",
        ],
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


def _member_path(id: str) -> str:
    return f"organizations/{{org}}/members/{id}/"


def _member() -> Case:
    def declare(name: str, world: World, opts: pulumi.ResourceOptions) -> sentry.Member:
        args = sentry.MemberArgs(
            email="dev@example.com",
            org_role="manager",
            team_roles=[
                sentry.TeamRoleArgs(team_slug="web", role="admin"),
                sentry.TeamRoleArgs(team_slug="mobile"),
            ],
            remove_from_organization=True,
        )
        return sentry.Member(name, args, opts)

    return Case(
        resource=sentry.Member,
        replaced="refused",
        prepare=lambda hand, _folder: {"teams": [hand.team(slug)["id"] for slug in ("web", "mobile")]},
        declare=declare,
        change=lambda hand, _world, id: hand.call(
            "PUT", _member_path(id), {"orgRole": "member", "teamRoles": [{"teamSlug": "web", "role": None}]}
        ),
        changed={"orgRole", "teamRoles"},
        remove=lambda hand, _world, id: hand.call("DELETE", _member_path(id)),
        exists=lambda hand, _world, id: hand.status(_member_path(id)) == 200,
        references=lambda _world, id: [
            id,
            "dev@example.com",
            f"sandbox/{id}",
            "sandbox/Dev@Example.com",
            f"https://sandbox.sentry.io/settings/members/{id}/",
        ],
        # Removing somebody is never taken over with an import: it has to be declared.
        adopted=Step("update", {"removeFromOrganization": "update"}),
    )


def _membership_path(id: str) -> str:
    member, team = id.split("/")
    return f"organizations/{{org}}/members/{member}/teams/{team}/"


def _team_membership() -> Case:
    return Case(
        resource=sentry.TeamMembership,
        prepare=lambda hand, _folder: {
            "team": hand.team("web")["id"],
            "member": hand.call("POST", "organizations/{org}/members/", {"email": "guest@example.com"})["id"],
        },
        declare=lambda name, world, opts: sentry.TeamMembership(
            name,
            sentry.TeamMembershipArgs(member=world["member"], team=world["team"], role="admin"),
            opts,
        ),
        change=lambda hand, _world, id: hand.call("PUT", _membership_path(id), {"teamRole": "contributor"}),
        changed={"role"},
        remove=lambda hand, _world, id: hand.call("DELETE", _membership_path(id)),
        exists=lambda hand, world, _id: bool(hand.get(_member_path(world["member"]))["teams"]),
        references=lambda world, id: [
            id,
            f"sandbox/{id}",
            f"{world['member']}/web",
            "guest@example.com/web",
        ],
    )


def _organization_settings() -> Case:
    path = "organizations/{org}/"

    def is_declared(hand: SentryByHand) -> bool:
        return bool(hand.get(path)["dataScrubber"])

    return Case(
        resource=sentry.OrganizationSettings,
        prepare=lambda _hand, _folder: {},
        declare=lambda name, _world, opts: sentry.OrganizationSettings(
            name,
            sentry.OrganizationSettingsArgs(
                data_scrubber=True,
                allow_shared_issues=False,
                default_role="member",
                sensitive_fields=["iban", "tax_id"],
                pii_rules=_pii_rules(),
                trusted_relays=[sentry.TrustedRelayArgs(name="edge", public_key="abc")],
            ),
            opts,
        ),
        change=lambda hand, _world, _id: hand.call(
            "PUT",
            path,
            {
                "allowSharedIssues": True,
                "sensitiveFields": ["tax_id"],
                "openMembership": False,
                "relayPiiConfig": json.dumps({"applications": {"$string": ["@email:mask"]}}),
            },
        ),
        changed={"allowSharedIssues", "sensitiveFields", "piiRules"},
        remove=lambda _hand, _world, _id: None,
        removable=False,
        # A destroy must leave the organization, and its settings too: another stack may rely on them.
        exists=lambda hand, _world, _id: not is_declared(hand),
        references=lambda _world, id: [
            id,
            "sandbox",
            "https://sandbox.sentry.io/settings/organization/",
            "https://sentry.io/settings/sandbox/",
        ],
    )


def _project_team() -> Case:
    return Case(
        resource=sentry.ProjectTeam,
        prepare=lambda hand, folder: {**_with_project(hand, folder), "other": hand.team("mobile")["id"]},
        declare=lambda name, world, opts: sentry.ProjectTeam(
            name, sentry.ProjectTeamArgs(project=world["project"], team=world["other"]), opts
        ),
        # There is nothing in it that could be changed.
        change=lambda _hand, _world, _id: None,
        changed=set(),
        remove=lambda hand, _world, id: hand.call("DELETE", _access_path(id)),
        exists=lambda hand, world, _id: world["other"] in _teams_of(hand, world["project"]),
        references=lambda _world, id: [id, f"sandbox/{id}", "shop/mobile"],
    )


def _access_path(id: str) -> str:
    project, team = id.split("/")
    return f"projects/{{org}}/{project}/teams/{team}/"


def _teams_of(hand: SentryByHand, project: str) -> list[str]:
    return [team["id"] for team in hand.get(f"projects/{{org}}/{project}/")["teams"]]


def _pii_rules() -> sentry.PiiRulesArgs:
    return sentry.PiiRulesArgs(
        rules={
            "account": sentry.PiiRuleArgs(
                type="pattern",
                pattern="GV-([0-9]{8})",
                replace_groups=[1],
                redaction=sentry.PiiRedactionArgs(method="replace", text="[account]"),
            )
        },
        applications={"$string": ["account", "@email:replace"], "$user.geo": ["@anything:remove"]},
    )


def _inbound_filters() -> Case:
    def put(hand: SentryByHand, id: str, name: str, body: Any) -> None:
        hand.call("PUT", f"projects/{{org}}/{id}/filters/{name}/", body)

    def change(hand: SentryByHand, id: str) -> None:
        put(hand, id, "localhost", {"active": False})
        put(hand, id, "web-crawlers", {"active": False})
        put(hand, id, "legacy-browsers", {"active": True})
        hand.call("PUT", f"projects/{{org}}/{id}/", {"options": {"filters:releases": "2.*"}})

    def exists(hand: SentryByHand, id: str) -> bool:
        filters = {one["id"]: one["active"] for one in hand.get(f"projects/{{org}}/{id}/filters/")}
        return bool(filters["localhost"] or filters["legacy-browsers"])

    return Case(
        resource=sentry.InboundFilters,
        prepare=_with_project,
        declare=lambda name, world, opts: sentry.InboundFilters(
            name,
            sentry.InboundFiltersArgs(
                project=world["project"],
                localhost=True,
                browser_extensions=False,
                legacy_browsers=["safari", "ie"],
                releases=["1.*", "0.9"],
                chunk_load_error=True,
            ),
            opts,
        ),
        change=lambda hand, _world, id: change(hand, id),
        changed={"localhost", "legacyBrowsers", "releases"},
        remove=lambda _hand, _world, _id: None,
        removable=False,
        exists=lambda hand, _world, id: exists(hand, id),
        references=lambda _world, id: [id, "shop", "sandbox/shop"],
    )


def _ownership_rules() -> Case:
    def path(id: str) -> str:
        return f"projects/{{org}}/{id}/ownership/"

    return Case(
        resource=sentry.OwnershipRules,
        prepare=_with_project,
        declare=lambda name, world, opts: sentry.OwnershipRules(
            name,
            sentry.OwnershipRulesArgs(
                project=world["project"],
                rules="# who looks after what\npath:src/api/* #web\nurl:*/orders/* owner@example.com\n",
                auto_assignment="Turn off Auto-Assignment",
                fallthrough=False,
            ),
            opts,
        ),
        change=lambda hand, _world, id: hand.call(
            "PUT", path(id), {"raw": "path:* #web", "fallthrough": True, "codeownersAutoSync": False}
        ),
        changed={"rules", "fallthrough"},
        remove=lambda _hand, _world, _id: None,
        removable=False,
        exists=lambda hand, _world, id: bool(hand.get(path(id))["raw"]),
        references=lambda _world, id: [id, "shop", "https://sentry.io/settings/sandbox/projects/shop/"],
    )


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
    _member(),
    _team_membership(),
    _project_team(),
    _organization_settings(),
    _inbound_filters(),
    _ownership_rules(),
]
