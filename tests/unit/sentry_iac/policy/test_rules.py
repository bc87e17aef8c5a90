"""What each rule finds in a planned stack, and what it lets pass."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from sentry_iac.policy import RULES, UNKNOWN, Judged, Planned, PolicySpec, Resource, Setting, judge

PEOPLE = frozenset({"ada@example.com"})
MAIL = {"type": "email", "targetType": "team", "targetIdentifier": UNKNOWN, "data": {}}
OWNERS = {"type": "email", "targetType": "issue_owners", "data": {"fallthroughType": "NoOne"}}


def resource(kind: str, name: str, parent: str = "web", /, **arguments: Any) -> Resource:
    urn = f"urn:pulumi:prod::acme::sentry:index:{kind}::{name}"
    return Resource(type=kind, name=name, urn=urn, parent=parent, arguments=arguments)


def estate() -> dict[str, Resource]:
    """A stack as it should be, by type and name."""
    found = [
        resource(
            "Project",
            "web",
            dataScrubber=True,
            dataScrubberDefaults=True,
            scrubIPAddresses=True,
            removeDefaultKey=True,
        ),
        resource("ProjectKey", "web", isActive=True, rateLimit={"count": 10.0, "window": 60.0}),
        *(
            resource("MetricMonitor", f"web-{rule}", enabled=True)
            for rule in ("5xx", "latency", "error-rate")
        ),
        resource("Alert", "web-monitors", enabled=True, actionFilters=[{"actions": [MAIL]}]),
        resource("EnvFile", "web", values={"VITE_SENTRY_ENVIRONMENT": "live", "VITE_SENTRY_DSN": UNKNOWN}),
        resource("Team", "core", ""),
        resource("Member", "ada@example.com", "team-access", email="Ada@example.com", orgRole="owner"),
        resource("TeamMembership", "core-ada@example.com", "team-access", role="admin"),
    ]
    return {f"{each.type} {each.name}": each for each in found}


def without(*names: str) -> list[Resource]:
    return [each for name, each in estate().items() if name not in names]


def changed(name: str, **arguments: Any) -> list[Resource]:
    """The estate with other arguments of one resource; None takes one away."""
    found = estate()
    old = found[name]
    merged = {key: value for key, value in {**old.arguments, **arguments}.items() if value is not None}
    found[name] = resource(old.type, old.name, old.parent, **merged)
    return list(found.values())


def found(resources: list[Resource], stack: str = "prod", policy: PolicySpec | None = None) -> list[Judged]:
    return judge(Planned(resources, PEOPLE), stack, policy or PolicySpec())


def told(judged: list[Judged]) -> list[tuple[str, str, str]]:
    return [(each.rule.name, each.finding.resource, str(each.finding.fix)) for each in judged]


def test_a_stack_as_it_should_be_has_no_finding() -> None:
    assert found(without()) == []


BROKEN: list[tuple[list[Resource], tuple[str, str, str]]] = [
    (
        changed("Project web", dataScrubber=False),
        ("personal-data-scrubbed", "web", "projects.web.privacy: strict"),
    ),
    (
        changed("Project web", scrubIPAddresses=None),
        ("personal-data-scrubbed", "web", "projects.web.privacy: strict"),
    ),
    (
        without("MetricMonitor web-latency"),
        ("monitors-present", "web-latency", "projects.web.monitors.latency: true"),
    ),
    (
        changed("MetricMonitor web-5xx", enabled=False),
        ("monitors-present", "web-5xx", "projects.web.monitors.5xx.enabled: true"),
    ),
    (
        without("Alert web-monitors"),
        ("alerts-reach-somebody", "web-monitors", "projects.web.alerts.monitors: true"),
    ),
    (
        changed("Alert web-monitors", enabled=False),
        ("alerts-reach-somebody", "web-monitors", "projects.web.alerts.monitors.enabled: true"),
    ),
    (
        changed("Alert web-monitors", actionFilters=[{"actions": []}]),
        ("alerts-reach-somebody", "web-monitors", "projects.web.alerts.monitors.notify: [team]"),
    ),
    (
        changed("Alert web-monitors", actionFilters=[{"actions": [OWNERS]}]),
        ("alerts-reach-somebody", "web-monitors", "projects.web.alerts.monitors.notify: [team]"),
    ),
    (
        changed("ProjectKey web", rateLimit=None),
        ("keys-limited", "web", "projects.web.key.rateLimit: { count: 1000, window: 1h }"),
    ),
    (
        [*without(), resource("ProjectKey", "web-mobile", isActive=True)],
        ("keys-limited", "web-mobile", "projects.web.keys.mobile.rateLimit: { count: 1000, window: 1h }"),
    ),
    (
        [*without(), resource("ProjectKey", "web-g2", isActive=True)],
        ("keys-limited", "web-g2", "projects.web.key.rateLimit: { count: 1000, window: 1h }"),
    ),
    (without("EnvFile web"), ("keys-in-env-file", "web", "projects.web.envFile.path: web/.env")),
    (
        changed("EnvFile web", values={"VITE_SENTRY_ENVIRONMENT": "live"}),
        ("keys-in-env-file", "web", "projects.web.envFile.keys.dsn: VITE_SENTRY_DSN"),
    ),
    (
        changed("Project web", removeDefaultKey=False),
        ("keys-in-env-file", "web", "projects.web.removeDefaultKey: true"),
    ),
    (
        changed("Member ada@example.com", email="eve@example.com"),
        (
            "roles-listed",
            "ada@example.com",
            "teams.<team>.people.eve@example.com: { orgRole: owner }",
        ),
    ),
    (
        [*without(), resource("Member", "eve", "", email="eve@example.com", teamRoles=[{"role": "admin"}])],
        ("roles-listed", "eve", "teams.<team>.people.eve@example.com: { teamRole: admin }"),
    ),
    (
        [*without(), resource("TeamMembership", "core-eve@example.com", "", role="admin")],
        ("roles-listed", "core-eve@example.com", "teams.<team>.people.<email>: { teamRole: admin }"),
    ),
    (
        [*without(), resource("OrganizationSettings", "organization", "organization", defaultRole="manager")],
        ("roles-listed", "organization", "organization.settings.defaultRole: member"),
    ),
    (
        without("TeamMembership core-ada@example.com"),
        ("teams-have-people", "core", "teams.core.people.<email>: {}"),
    ),
]


@pytest.mark.parametrize(("resources", "expected"), BROKEN, ids=[" ".join(each[1][:2]) for each in BROKEN])
def test_what_is_broken_is_found_alone_with_the_line_that_mends_it(
    resources: list[Resource], expected: tuple[str, str, str]
) -> None:
    assert told(found(resources)) == [expected]


def test_every_rule_is_broken_once_above() -> None:
    assert {expected[0] for _, expected in BROKEN} == set(RULES)


@pytest.mark.parametrize(
    "resources",
    [
        pytest.param(changed("ProjectKey web", isActive=False, rateLimit=None), id="a key that is off"),
        pytest.param(
            [
                *without(),
                resource(
                    "ProjectKey",
                    "web-2",
                    isActive=True,
                    rateLimit={"count": 1, "window": 1},
                    retirement={"stage": "grace"},
                ),
            ],
            id="a key that retires",
        ),
        pytest.param(
            [
                *changed("Project web", dataScrubber=None, dataScrubberDefaults=None, scrubIPAddresses=None),
                resource(
                    "OrganizationSettings",
                    "organization",
                    "organization",
                    dataScrubber=True,
                    dataScrubberDefaults=True,
                    scrubIPAddresses=True,
                ),
            ],
            id="an organization that scrubs for all",
        ),
        pytest.param(
            [
                *changed("Alert web-monitors", actionFilters=[{"actions": [OWNERS]}]),
                resource("OwnershipRules", "web"),
            ],
            id="owners who are named",
        ),
        pytest.param(
            changed("Alert web-monitors", actionFilters=[{"actions": [OWNERS, MAIL]}]), id="owners and a team"
        ),
        pytest.param(changed("Alert web-monitors", actionFilters=UNKNOWN), id="what is not known yet"),
        pytest.param(
            [
                *changed("Project web", removeDefaultKey=False),
                resource("ProjectKey", "web-old", isActive=False, name="Default"),
            ],
            id="a key Default that is declared",
        ),
        pytest.param(changed("EnvFile web", values={"DSN": "[secret]"}), id="a secret in an event"),
        pytest.param(
            changed("EnvFile web", values={"DSN": f"https://{'ab' * 16}@o1.ingest.example.com/1"}), id="a DSN"
        ),
        pytest.param([each for each in without() if each.type != "Project"], id="a project of another stack"),
    ],
)
def test_what_is_no_break_is_not_taken_for_one(resources: list[Resource]) -> None:
    assert found(resources) == []


@pytest.mark.parametrize("rule", ["personal-data-scrubbed", "keys-limited"])
def test_what_is_for_production_holds_nowhere_else(rule: str) -> None:
    resources = [
        resource(each.type, each.name, each.parent, isActive=True, removeDefaultKey=True)
        if each.type in ("Project", "ProjectKey")
        else each
        for each in without()
    ]
    assert rule in {each.rule.name for each in found(resources)}
    assert found(resources, "dev") == []
    live = PolicySpec(production=frozenset({"live"}))
    assert found(resources, "prod", live) == []
    assert rule in {each.rule.name for each in found(resources, "acme/live", live)}


def test_a_rule_weighs_what_sentry_yaml_says() -> None:
    resources = changed("MetricMonitor web-5xx", enabled=False)
    assert [each.refuses for each in found(resources)] == [True]
    advisory: Mapping[str, Setting] = {"monitors-present": Setting(level="advisory", because="a trial")}
    (told_only,) = found(resources, policy=PolicySpec(settings=advisory))
    assert not told_only.refuses
    assert told_only.setting.because == "a trial"
    off = {"monitors-present": Setting(level="off")}
    assert found(resources, policy=PolicySpec(settings=off)) == []


def test_what_refuses_is_told_first() -> None:
    resources = [
        each
        for each in without("TeamMembership core-ada@example.com", "EnvFile web")
        if each.name != "web-latency"
    ]
    assert [each.setting.level for each in found(resources)] == ["mandatory", "mandatory", "advisory"]


def test_a_project_outside_of_a_component_is_judged_by_names() -> None:
    outside = [
        resource(each.type, each.name, "", **each.arguments)
        for each in without("MetricMonitor web-latency")
        if each.type not in ("Team", "Member", "TeamMembership")
    ]
    other = [resource(each.type, f"web-api{each.name[3:]}", "", **each.arguments) for each in outside]
    assert told(found([*outside, *other])) == [
        ("monitors-present", "web-latency", "projects.web.monitors.latency: true"),
        ("monitors-present", "web-api-latency", "projects.web-api.monitors.latency: true"),
    ]


@pytest.mark.parametrize(
    ("name", "enabled", "actions", "passes"),
    [
        ("web-on-call", True, [MAIL], True),
        ("web-on-call", False, [MAIL], False),
        ("web-on-call", True, [OWNERS], False),
        ("web-high-priority", True, [MAIL], False),
    ],
)
def test_an_alert_of_the_teams_own_may_tell_of_the_monitors(
    name: str, enabled: bool, actions: list[Any], passes: bool
) -> None:
    own = resource("Alert", name, enabled=enabled, actionFilters=[{"actions": actions}])
    judged = found([*without("Alert web-monitors"), own])
    assert [each.rule.name for each in judged] == ([] if passes else ["alerts-reach-somebody"])
