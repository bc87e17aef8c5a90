"""What an engine asks of the provider, and the answers that the provider reads for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.unit.pulumi_sentry import bodies
from tests.unit.pulumi_sentry.bodies import DEFAULT_KEY, KEY_ID, MADE, PUBLIC_KEY
from tests.unit.pulumi_sentry.support import Engine, State

ORGANIZATION = "GET /organizations/acme/"
KEYS = "/projects/acme/11/keys/"
KEY = f"{KEYS}{PUBLIC_KEY}/"
DETECTORS = "/organizations/acme/detectors/"
WORKFLOWS = "/organizations/acme/workflows/"
MEMBER = {
    "id": "5",
    "email": "dev@example.com",
    "orgRole": "member",
    "pending": False,
    "expired": False,
    "dateCreated": MADE,
    "user": {"id": "9", "emails": [{"email": "dev@example.com"}]},
    "flags": {"idp:provisioned": False},
    "teamRoles": [{"teamSlug": "web", "role": "contributor"}],
}
MEMBER_INPUTS = {
    "email": "dev@example.com",
    "adopt": True,
    "teamRoles": [{"teamSlug": "web", "role": "admin"}],
}
OWNERSHIP = {
    "raw": "*.py dev@example.com",
    "fallthrough": True,
    "autoAssignment": "Off",
    "codeownersAutoSync": True,
}
FILTERS = [{"id": "localhost", "active": True}, {"id": "legacy-browsers", "active": ["ie"]}]
SETTINGS = {
    **bodies.ORGANIZATION,
    "defaultRole": "member",
    "dataScrubber": True,
    "sensitiveFields": ["iban"],
    "trustedRelays": [{"name": "edge", "publicKey": "a" * 43, "description": "", "created": MADE}],
    "relayPiiConfig": '{"applications": {"$string": ["@ip:mask"]}}',
}


@dataclass(frozen=True)
class Operation:
    """One call of the engine.

    Attributes:
        run: makes it.
        answers: what Sentry answers to each request of it.
        before: made with whole answers first; its state is handed to `run`.
    """

    run: Callable[[Engine, State | None], Awaitable[object]]
    answers: Mapping[str, Any]
    before: Callable[[Engine], Awaitable[State]] | None = None
    more: Mapping[str, Any] = field(default_factory=dict)
    """Answers that are never broken."""


def creates(kind: str, inputs: Mapping[str, Any], answers: Mapping[str, Any], **more: Any) -> Operation:
    return Operation(lambda engine, _: engine.create(kind, inputs), answers, more=more)


def imports(kind: str, id: str, answers: Mapping[str, Any]) -> Operation:
    return Operation(lambda engine, _: engine.imported(kind, id), answers)


def updates(kind: str, inputs: Mapping[str, Any], id: str, answers: Mapping[str, Any]) -> Operation:
    async def run(engine: Engine, state: State | None) -> object:
        checked = await engine.checked(kind, inputs)
        return await engine.update(kind, State(id, checked, checked), inputs)

    return Operation(run, answers)


def refreshes(kind: str, inputs: Mapping[str, Any], id: str, answers: Mapping[str, Any]) -> Operation:
    async def run(engine: Engine, state: State | None) -> object:
        checked = await engine.checked(kind, inputs)
        read = await engine.read(kind, State(id, checked, checked))
        return await engine.diff(kind, read, inputs)

    return Operation(run, answers)


def asks(token: str, args: Mapping[str, Any], answers: Mapping[str, Any]) -> Operation:
    return Operation(lambda engine, _: engine.invoke(token, args), answers)


async def _configured_again(engine: Engine, _: State | None) -> object:
    await engine.configure({**engine.config, "token": f"another-{engine.name}"})
    return await engine.invoke("getOrganization", {})


_PROJECT = {
    "POST /teams/acme/7/projects/": bodies.project(),
    "PUT /projects/acme/11/": bodies.project(),
    f"GET {DETECTORS}": bodies.default_monitors(),
    f"GET {KEYS}": [bodies.key(DEFAULT_KEY, name="Default")],
    f"DELETE {KEYS}{DEFAULT_KEY}/": None,
}
_WITH_SETTINGS = {
    **bodies.PROJECT_INPUTS,
    "removeDefaultKey": True,
    "resolveAge": 24,
    "sensitiveFields": ["iban"],
    "options": {"filters:blacklisted_ips": "10.0.0.1"},
}
_KEY = {**bodies.KEY_INPUTS, "rateLimit": {"count": 10, "window": 60}}
_LIMITED = bodies.key(rateLimit={"count": 10, "window": 60})
_TWO_TEAMS = bodies.project(teams=[{"id": "7", "slug": "web"}, {"id": "8", "slug": "ops"}])

OPERATIONS: dict[str, Operation] = {
    "a run begins": Operation(_configured_again, {ORGANIZATION: bodies.ORGANIZATION}),
    "a team is created": creates(
        "Team", bodies.TEAM_INPUTS, {"POST /organizations/acme/teams/": bodies.TEAM}
    ),
    "a team is imported": imports("Team", "7", {"GET /teams/acme/7/": bodies.TEAM}),
    "a team is adopted": Operation(
        lambda engine, _: engine.create("Team", {**bodies.TEAM_INPUTS, "adopt": True}),
        {"GET /teams/acme/web/": bodies.TEAM, "PUT /teams/acme/7/": bodies.TEAM},
        more={"POST /organizations/acme/teams/": ({"detail": "A team with this slug already exists."}, 409)},
    ),
    "a team is looked up": asks("getTeam", {"team": "web"}, {"GET /teams/acme/web/": bodies.TEAM}),
    "a project is created": creates("Project", _WITH_SETTINGS, _PROJECT),
    "a project is imported": imports(
        "Project",
        "11",
        {"GET /projects/acme/11/": bodies.project(), f"GET {DETECTORS}": bodies.default_monitors()},
    ),
    "a project is refreshed": refreshes(
        "Project",
        {**_WITH_SETTINGS, "removeDefaultKey": False},
        "11",
        {"GET /projects/acme/11/": bodies.project(), f"GET {DETECTORS}": bodies.default_monitors()},
    ),
    "a project is looked up": asks(
        "getProject", {"project": "shop"}, {"GET /projects/acme/shop/": bodies.project()}
    ),
    "a project's monitor is looked up": asks(
        "getProjectMonitor",
        {"project": "11", "timeout": 0},
        {f"GET {DETECTORS}": bodies.default_monitors()},
    ),
    "a key is created": creates("ProjectKey", _KEY, {f"POST {KEYS}": _LIMITED}),
    "a key is updated": updates(
        "ProjectKey", _KEY, f"11/{PUBLIC_KEY}", {f"GET {KEY}": _LIMITED, f"PUT {KEY}": _LIMITED}
    ),
    "a key is imported": imports("ProjectKey", f"11/{PUBLIC_KEY}", {f"GET {KEY}": _LIMITED}),
    "a key is found by its digest": imports(
        "ProjectKey", KEY_ID, {f"GET {KEYS}": [_LIMITED], f"GET {KEY}": _LIMITED}
    ),
    "a key is refreshed": refreshes("ProjectKey", _KEY, f"11/{PUBLIC_KEY}", {f"GET {KEY}": _LIMITED}),
    "a metric monitor is created": creates(
        "MetricMonitor",
        bodies.MONITOR_INPUTS,
        {
            "POST /organizations/acme/projects/11/detectors/": bodies.monitor(),
            f"GET {DETECTORS}": [bodies.monitor(name="another")],
        },
    ),
    "a metric monitor is adopted": creates(
        "MetricMonitor",
        {**bodies.MONITOR_INPUTS, "adopt": True},
        {f"GET {DETECTORS}": [bodies.monitor()], f"PUT {DETECTORS}31/": bodies.monitor()},
    ),
    "a metric monitor is imported": imports("MetricMonitor", "31", {f"GET {DETECTORS}31/": bodies.monitor()}),
    "a metric monitor is refreshed": refreshes(
        "MetricMonitor", bodies.MONITOR_INPUTS, "31", {f"GET {DETECTORS}31/": bodies.monitor()}
    ),
    "an uptime monitor is created": creates(
        "UptimeMonitor",
        bodies.UPTIME_INPUTS,
        {"POST /organizations/acme/projects/12/detectors/": bodies.uptime()},
    ),
    "an uptime monitor is imported": imports("UptimeMonitor", "32", {f"GET {DETECTORS}32/": bodies.uptime()}),
    "an uptime monitor is refreshed": refreshes(
        "UptimeMonitor", bodies.UPTIME_INPUTS, "32", {f"GET {DETECTORS}32/": bodies.uptime()}
    ),
    "a cron monitor is created": creates(
        "CronMonitor", bodies.CRON_INPUTS, {"POST /organizations/acme/projects/13/detectors/": bodies.cron()}
    ),
    "a cron monitor is imported": imports("CronMonitor", "33", {f"GET {DETECTORS}33/": bodies.cron()}),
    "a cron monitor is refreshed": refreshes(
        "CronMonitor", bodies.CRON_INPUTS, "33", {f"GET {DETECTORS}33/": bodies.cron()}
    ),
    "an alert is created": creates(
        "Alert",
        bodies.ALERT_INPUTS,
        {f"POST {WORKFLOWS}": bodies.alert(), f"GET {WORKFLOWS}": [bodies.alert(name="another")]},
    ),
    "an alert is adopted": creates(
        "Alert",
        {**bodies.ALERT_INPUTS, "adopt": True},
        {f"GET {WORKFLOWS}": [bodies.alert()], f"PUT {WORKFLOWS}41/": bodies.alert()},
    ),
    "an alert is imported": imports("Alert", "41", {f"GET {WORKFLOWS}41/": bodies.alert()}),
    "an alert is refreshed": refreshes(
        "Alert", bodies.ALERT_INPUTS, "41", {f"GET {WORKFLOWS}41/": bodies.alert()}
    ),
    "an alert is updated": updates(
        "Alert",
        bodies.ALERT_INPUTS,
        "41",
        {f"GET {WORKFLOWS}41/": bodies.alert(), f"PUT {WORKFLOWS}41/": bodies.alert()},
    ),
    "an integration is looked up": asks(
        "getIntegration",
        {"provider": "slack", "name": "Acme"},
        {
            "GET /organizations/acme/integrations/": [
                {"id": "5", "name": "Acme", "domainName": "acme.example.com"}
            ]
        },
    ),
    "a member is adopted": creates(
        "Member",
        MEMBER_INPUTS,
        {
            "GET /organizations/acme/members/": [MEMBER],
            "GET /organizations/acme/members/5/": MEMBER,
            "PUT /organizations/acme/members/5/": MEMBER,
        },
    ),
    "a member is invited": creates(
        "Member",
        {"email": "new@example.com", "orgRole": "member"},
        {"POST /organizations/acme/members/": {**MEMBER, "email": "new@example.com", "pending": True}},
        **{"GET /organizations/acme/members/": ([], 200)},
    ),
    "a member is imported": imports("Member", "5", {"GET /organizations/acme/members/5/": MEMBER}),
    "a member is looked up": asks(
        "getMember", {"email": MEMBER["email"]}, {"GET /organizations/acme/members/": [MEMBER]}
    ),
    "a membership is imported": imports(
        "TeamMembership",
        "5/web",
        {"GET /organizations/acme/members/5/": MEMBER, "GET /teams/acme/web/": bodies.TEAM},
    ),
    "a membership is created": creates(
        "TeamMembership",
        {"member": "5", "team": "web", "role": "admin"},
        {
            "POST /organizations/acme/members/5/teams/web/": {},
            "GET /teams/acme/web/": bodies.TEAM,
            "PUT /organizations/acme/members/5/teams/7/": {"teamRole": None},
            "GET /organizations/acme/members/5/": MEMBER,
        },
    ),
    "a team gets a project": creates(
        "ProjectTeam", {"project": "11", "team": "ops"}, {"POST /projects/acme/11/teams/ops/": _TWO_TEAMS}
    ),
    "a team of a project is imported": imports(
        "ProjectTeam", "11/ops", {"GET /projects/acme/11/": _TWO_TEAMS}
    ),
    "settings of the organization are set": creates(
        "OrganizationSettings", {"sensitiveFields": ["iban"]}, {"PUT /organizations/acme/": SETTINGS}
    ),
    "settings of the organization are imported": imports(
        "OrganizationSettings", "acme", {ORGANIZATION: SETTINGS}
    ),
    "filters are switched": creates(
        "InboundFilters",
        {"project": "11", "localhost": True, "releases": ["1.*"]},
        {"PUT /projects/acme/11/": bodies.project(), "GET /projects/acme/11/filters/": FILTERS},
        **{"PUT /projects/acme/11/filters/localhost/": (None, 204)},
    ),
    "filters are imported": imports(
        "InboundFilters",
        "11",
        {"GET /projects/acme/11/": bodies.project(), "GET /projects/acme/11/filters/": FILTERS},
    ),
    "ownership is set": creates(
        "OwnershipRules",
        {"project": "11", "rules": "*.py dev@example.com"},
        {"PUT /projects/acme/11/ownership/": OWNERSHIP},
    ),
    "ownership is imported": imports(
        "OwnershipRules",
        "11",
        {"GET /projects/acme/11/": bodies.project(), "GET /projects/acme/11/ownership/": OWNERSHIP},
    ),
    "spike protection is set": creates(
        "SpikeProtection",
        {"project": "11", "enabled": True},
        {"GET /projects/acme/11/": bodies.project()},
        **{"POST /organizations/acme/spike-protections/": (None, 201)},
    ),
}
