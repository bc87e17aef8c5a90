"""What changed at Sentry is told apart from what is only written in another way."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pulumi_sentry.inventory import Inventory, Unreadable
from sentry_iac.errors import CommandError
from sentry_iac.export.again.difference import Difference, difference_of
from sentry_iac.export.again.patch import edited, patch
from sentry_iac.export.again.words import told
from sentry_iac.export.selection import read_selection
from tests.unit.sentry_iac.export.world import (
    CORE,
    HEALTH,
    SHOP,
    SLOW,
    STATE,
    STREAM,
    TELL,
    YAML,
    alert,
    found,
    monitor,
    organization,
    present,
    project,
)

_KEYS = tuple(
    found("ProjectKey", f"{project}/sha256-{digest}", project=project, name="Default")
    for project, digest in ((SHOP, "aa"), ("11", "bb"), ("12", "cc"))
)


def lines(inventory: Inventory, text: str = YAML, **project: Any) -> list[str]:
    """The lines that a patch takes out and puts in."""
    here = present(text, **project)
    difference = difference_of(here, inventory)
    after = edited(text, difference.edits, "sentry.yaml")
    assert not after.by_hand
    named = {(kind, id): name for kind, each in difference.ids.items() for name, id in each.items()}
    for known in (named, {}):  # with adopt.json, and where somebody pasted the lines without it
        again = difference_of(present(after.text, **{"named": known, **project}), inventory)
        assert (again.changes, again.ids) == ((), difference.ids)
    return changed(text, after.text)


def changed(before: str, after: str) -> list[str]:
    whole = patch({"sentry.yaml": (before, after)}).splitlines()[2:]
    return [line for line in whole if line[0] in "+-"]


def test_what_is_equal_in_meaning_is_no_difference() -> None:
    assert difference_of(present(), organization()) == Difference()


@pytest.mark.parametrize(
    ("written", "otherwise"),
    [
        ("threshold: 2s   # agreed with the team", "thresholds: [{ above: 2000ms, priority: high }]"),
        ("window: 10m", "window: 600s\n        owner: core"),
        ("listensTo: monitors", "listensTo: [uptime/health, slow]"),
        ("listensTo: monitors", f"listensTo: ['id:{HEALTH}', 'id:{SLOW}']"),
        ("notify: [core]", "notify: [team], frequency: 30m"),
        ("{ orgRole: manager }", "{}"),
        ("resolveAge: 7d", "resolveAge: 168h"),
    ],
)
def test_another_way_to_write_it_is_no_difference(written: str, otherwise: str) -> None:
    text = YAML.replace(written, otherwise)
    assert text != YAML
    assert difference_of(present(text), organization()) == Difference()


def test_a_value_changes_in_its_place_and_the_comment_behind_it_stays() -> None:
    assert lines(organization(metric_monitors=(monitor(SLOW, "shop: slow", 3000),))) == [
        "-        threshold: 2s   # agreed with the team",
        "+        threshold: 3s   # agreed with the team",
    ]


def test_a_value_of_the_defaults_is_said_where_it_differs() -> None:
    assert lines(organization(projects=(project(SHOP, "shop", resolveAge=0),))) == [
        "+    settings:",
        "+      resolveAge: 0h",
    ]


def test_what_the_file_leaves_to_sentry_is_no_difference() -> None:
    changes = organization(projects=(project(SHOP, "shop", subjectPrefix="[shop]", digestsMinDelay=60),))
    assert difference_of(present(), changes) == Difference()


def test_a_new_monitor_gets_its_place_and_an_alert_that_does_not_listen_to_it_says_to_what_it_does() -> None:
    new = monitor("22", "shop: Slower than ever", 9000)
    inventory = organization(metric_monitors=(monitor(SLOW, "shop: slow", 2000), new))
    assert lines(inventory) == [
        "+      slower-than-ever:",
        "+        name: 'shop: Slower than ever'",
        "+        aggregate: p95(span.duration)",
        "+        window: 10m",
        "+        threshold: 9s",
        "-      tell: { name: Tell, listensTo: monitors, when: [first_seen_event], notify: [core] }",
        "+      tell: { name: Tell, listensTo: [slow, uptime/health], when: [first_seen_event], notify: [core] }",
    ]
    assert difference_of(present(), inventory).ids == {
        "sentry:index:MetricMonitor": {"shop-slower-than-ever": "22"}
    }


def test_a_new_project_comes_with_its_parts_and_says_what_the_defaults_would_change() -> None:
    inventory = organization(
        projects=(project(SHOP, "shop"), project("11", "api", platform="go", resolveAge=0)),
        keys=_KEYS[:2],
        inbound_filters=(found("InboundFilters", "11", project="11", localhost=True),),
    )
    assert lines(inventory) == [
        "+  api:",
        "+    platform: go",
        "+    team: core",
        "+    filters: {localhost: true}",
        "+    key: {name: Default}",
        "+    settings: {resolveAge: 0h}",
    ]
    assert difference_of(present(), inventory).ids == {
        "sentry:index:Project": {"api": "11"},
        "sentry:index:InboundFilters": {"api": "11"},
        "sentry:index:ProjectKey": {"api": "11/sha256-bb"},
    }


def test_a_new_project_has_none_of_the_built_in_monitors() -> None:
    inventory = organization(projects=(project(SHOP, "shop"), project("11", "api")), keys=_KEYS[:2])
    text = YAML.replace("builtIns: false", "owner: team").replace(
        "team: core\n", "team: core\n    builtIns: false\n"
    )
    assert "+    builtIns: false" in lines(inventory, text)


def test_a_deleted_monitor_goes_and_whatever_listened_to_it_says_so() -> None:
    text = YAML.replace("listensTo: monitors", "listensTo: [slow, uptime/health]")
    inventory = organization(uptime_monitors=(), alerts=(alert(TELL, "Tell", SLOW),))
    assert lines(inventory, text) == [
        "-    uptime:",
        '-      health: { url: "https://shop.example.com/health" }',
        "-      tell: { name: Tell, listensTo: [slow, uptime/health], when: [first_seen_event], notify: [core] }",
        "+      tell: { name: Tell, listensTo: slow, when: [first_seen_event], notify: [core] }",
    ]


def test_a_project_without_its_key_has_none_of_its_own() -> None:
    assert lines(organization(keys=())) == ["-    key: { name: Default }", "+    key: false"]


def test_a_key_that_an_env_file_needs_stays_and_a_person_is_told() -> None:
    text = YAML.replace("    key: { name: Default }\n", "    envFile: { path: shop/.env }\n")
    difference = difference_of(present(text), organization(keys=()))
    assert difference.edits == {}
    [line] = told(difference, {})
    assert line.startswith("- projects.shop.key (client key); an .env file or a rotation needs it")


def test_nothing_is_gone_where_sentry_did_not_show_everything() -> None:
    unreadable = (Unreadable("the monitors", "the token may not do this"),)
    inventory = organization(metric_monitors=(), alerts=(), unreadable=unreadable)
    difference = difference_of(present(), inventory)
    assert difference.edits == {}
    assert "nothing was taken for deleted" in "\n".join(told(difference, {}))


def test_a_person_who_left_a_team_stays_in_the_organization() -> None:
    assert lines(organization(memberships=())) == [
        "-  core:",
        "-    people:",
        "-      ann@example.com: { orgRole: manager }   # leads",
        "+  core: {}",
        "+people:",
        "+  ann@example.com:",
        "+    orgRole: manager",
    ]


def test_a_person_who_left_goes_everywhere() -> None:
    assert lines(organization(memberships=(), members=())) == [
        "-  core:",
        "-    people:",
        "-      ann@example.com: { orgRole: manager }   # leads",
        "+  core: {}",
    ]


def test_a_new_membership_of_a_known_person_says_nothing_of_the_person() -> None:
    inventory = organization(
        teams=(found("Team", CORE, slug="core", name="core"), found("Team", "2", slug="web", name="web")),
        memberships=(
            found("TeamMembership", "5/2", member="5", team="2"),
            found("TeamMembership", f"5/{CORE}", member="5", team=CORE),
        ),
    )
    assert lines(inventory) == ["+  web:", "+    people:", "+      ann@example.com: {}"]


def test_a_changed_role_is_said_where_the_role_is() -> None:
    assert lines(organization(members=(found("Member", "5", email="ann@example.com", orgRole="owner"),))) == [
        "-      ann@example.com: { orgRole: manager }   # leads",
        "+      ann@example.com: { orgRole: owner }   # leads",
    ]


def test_a_threshold_of_the_stack_file_is_left_to_a_person() -> None:
    stack_file = "config: {'acme:projects': {shop: {monitors: {slow: {threshold: 2s}}}}}"
    config = {"projects": {"shop": {"monitors": {"slow": {"threshold": "2s"}}}}}
    here = present(config=config, stack_file=stack_file)
    difference = difference_of(here, organization(metric_monitors=(monitor(SLOW, "shop: slow", 3000),)))
    assert difference.edits == {}
    [line] = told(difference, {})
    assert line.startswith("~ projects.shop.monitors.slow.conditions")
    assert "the stack file" in line


def test_what_is_pending_in_the_file_is_nobodys_change() -> None:
    text = YAML.replace(
        "    uptime:", "    crons:\n      nightly: { schedule: '0 3 * * *' }\n    uptime:"
    ).replace("listensTo: monitors", "listensTo: [slow, uptime/health]")
    assert difference_of(present(text), organization()) == Difference()


def test_what_the_state_has_and_the_file_gave_up_is_not_new() -> None:
    text = YAML.replace('    uptime:\n      health: { url: "https://shop.example.com/health" }\n', "")
    text = text.replace("listensTo: monitors", f"listensTo: [slow, 'id:{HEALTH}']")
    assert difference_of(present(text), organization()) == Difference()


def test_what_is_written_and_not_yet_adopted_is_known_by_adopt_json() -> None:
    state = {key: name for key, name in STATE.items() if key[1] != SLOW}
    named = {("sentry:index:MetricMonitor", SLOW): "shop-slow"}
    difference = difference_of(present(state=state, named=named), organization())
    assert (difference.changes, difference.edits) == ((), {})
    assert difference.ids == {"sentry:index:MetricMonitor": {"shop-slow": SLOW}}


def test_what_another_stack_has_is_left_to_it() -> None:
    new = monitor("22", "dev: slow", 9000)
    inventory = organization(metric_monitors=(monitor(SLOW, "shop: slow", 2000), new))
    elsewhere = frozenset({("sentry:index:MetricMonitor", "22")})
    difference = difference_of(present(elsewhere=elsewhere), inventory)
    assert (difference.changes, difference.elsewhere) == ((), 1)


def test_projects_without_the_suffix_of_the_stack_are_of_another_one() -> None:
    inventory = organization(
        teams=(found("Team", CORE, slug="core-dev", name="core-dev"),),
        projects=(
            project(SHOP, "shop-dev"),
            project("11", "shop"),
            project("12", "api-dev"),
        ),
        keys=_KEYS,
        metric_monitors=(monitor(SLOW, "shop: slow", 2000),),
        uptime_monitors=(),
        alerts=(),
    )
    text = YAML[: YAML.index("    uptime:")]
    state = {key: name for key, name in STATE.items() if key[1] not in {HEALTH, TELL}}
    difference = difference_of(present(text, state=state, config={"slugSuffix": "-dev"}), inventory)
    assert [(each.sign, each.path) for each in difference.changes] == [("+", ("projects", "api"))]
    assert difference.elsewhere == len(("project shop", "its client key"))


BUILT_IN = """\
teams:
  core: {}
projects:
  shop: { platform: python-django, team: core, key: { name: Default } }
"""


def built_in(**changed: Any) -> Inventory:
    """What Sentry has of a project with the built-in monitors and alerts."""
    source = {"eventTypes": ["trace_item_span"], "timeWindow": 300}
    requests = "is_transaction:true"
    metric = (
        monitor(
            "40",
            "shop: 5xx responses",
            5,
            dataSource={
                "aggregate": "count(span.duration)",
                "query": f"{requests} span.status_code:5* environment:production",
                **source,
            },
        ),
        monitor(
            "41",
            "shop: p95 latency",
            2000,
            dataSource={
                "aggregate": "p95(span.duration)",
                "query": f"{requests} environment:production",
                **source,
            },
        ),
        monitor(
            "42",
            "shop: error rate",
            0.01,
            dataSource={
                "aggregate": "failure_rate()",
                "query": f"{requests} environment:production",
                **source,
            },
        ),
    )
    triggers = [
        {"type": f"{word}_event", "comparison": True, "result": True}
        for word in ("first_seen", "regression", "reappeared")
    ]
    mail = {"type": "email", "targetType": "team", "targetIdentifier": CORE, "data": {}}
    conditions = [
        {"type": "issue_category", "comparison": {"value": 11, "include": False}, "result": True},
        {"type": "issue_priority_greater_or_equal", "comparison": 75, "result": True},
    ]
    high = [{"logicType": "all", "conditions": conditions, "actions": [mail]}]
    return organization(
        **{
            "members": (),
            "memberships": (),
            "metric_monitors": metric,
            "uptime_monitors": (),
            "alerts": (
                alert("50", "shop: monitors", *(each.id for each in metric), triggers=triggers),
                alert("51", "shop: new high-priority issues", STREAM, actionFilters=high),
            ),
            **changed,
        }
    )


BUILT_IN_STATE = {
    **{key: name for key, name in STATE.items() if key[0].endswith((":Team", ":Project", ":ProjectKey"))},
    ("sentry:index:MetricMonitor", "40"): "shop-5xx",
    ("sentry:index:MetricMonitor", "41"): "shop-latency",
    ("sentry:index:MetricMonitor", "42"): "shop-error-rate",
    ("sentry:index:Alert", "50"): "shop-monitors",
    ("sentry:index:Alert", "51"): "shop-high-priority",
}


def test_built_in_monitors_and_alerts_that_nobody_wrote_are_no_difference() -> None:
    assert difference_of(present(BUILT_IN, state=BUILT_IN_STATE), built_in()) == Difference()


def test_a_built_in_alert_that_tells_less_often_says_so_in_its_own_words() -> None:
    usual = built_in().alerts
    seldom = replace(usual[1], args=usual[1].args.model_copy(update={"frequency": 60}))
    told_lines = lines(built_in(alerts=(usual[0], seldom)), BUILT_IN, state=BUILT_IN_STATE)
    assert "frequency: 1h" in told_lines[-1]
    assert "listensTo" not in "".join(told_lines)


def test_a_deleted_built_in_monitor_is_switched_off() -> None:
    usual = built_in()
    inventory = built_in(
        metric_monitors=usual.metric_monitors[1:],
        alerts=(
            replace(usual.alerts[0], args=usual.alerts[0].args.model_copy(update={"monitors": ["41", "42"]})),
            usual.alerts[1],
        ),
    )
    assert "{5xx: false}" in lines(inventory, BUILT_IN, state=BUILT_IN_STATE)[-1]


def test_only_what_was_chosen_is_looked_at() -> None:
    inventory = organization(
        projects=(project(SHOP, "shop"), project("11", "api")),
        keys=_KEYS[:2],
        metric_monitors=(monitor(SLOW, "shop: slow", 3000),),
    )
    chosen = difference_of(present(), inventory, read_selection(["project:api"], [], []))
    assert [each.path for each in chosen.changes] == [("projects", "api")]
    assert "inside the chosen projects" in "\n".join(told(chosen, {}))
    other = difference_of(present(), inventory, read_selection(["project:shop"], [], ["alerts"]))
    assert [each.path for each in other.changes] == [("projects", "shop", "monitors", "slow", "threshold")]


def test_what_was_deleted_in_a_chosen_project_is_gone_and_the_rest_is_not_looked_for() -> None:
    text = YAML.replace("listensTo: monitors", "listensTo: slow")
    text += "  page: { platform: go, team: core, key: { name: Default } }\n"
    state = {
        **STATE,
        ("sentry:index:Project", "11"): "page",
        ("sentry:index:ProjectKey", "11/sha256-bb"): "page",
    }
    inventory = organization(uptime_monitors=(), alerts=(alert(TELL, "Tell", SLOW),))
    chosen = difference_of(present(text, state=state), inventory, read_selection(["project:shop"], [], []))
    assert [(each.sign, each.path[1:]) for each in chosen.changes] == [("-", ("shop", "uptime", "health"))]
    whole = difference_of(present(text, state=state), inventory)
    assert ("-", ("projects", "page")) in [(each.sign, each.path) for each in whole.changes]


def test_keys_of_a_rotation_are_no_difference() -> None:
    rotation = {"generation": 2, "previous": 1, "rotatedAt": "2026-11-24T10:00:00Z"}
    state = {**STATE, ("sentry:index:ProjectKey", f"{SHOP}/sha256-g2"): "shop-g2"}
    keys = (*_KEYS[:1], found("ProjectKey", f"{SHOP}/sha256-g2", project=SHOP, name="Default g2"))
    here = present(state=state, config={"projects": {"shop": {"rotation": rotation}}})
    assert difference_of(here, organization(keys=keys)) == Difference()


def test_a_team_that_somebody_else_keeps_is_not_new() -> None:
    text = YAML.replace("teams:\n", "teams:\n  web: { managed: false }\n", 1).replace(
        "team: core\n", "team: core\n    sharedWith: [web]\n", 1
    )
    state = {**STATE, ("sentry:index:ProjectTeam", f"{SHOP}/2"): "shop-web"}
    teams = (*organization().teams, found("Team", "2", slug="web", name="The Web"))
    inventory = organization(
        teams=teams, project_teams=(found("ProjectTeam", f"{SHOP}/2", project=SHOP, team="2"),)
    )
    assert difference_of(present(text, state=state), inventory) == Difference()


def test_a_further_team_of_a_project_is_named_and_adopted() -> None:
    teams = (*organization().teams, found("Team", "2", slug="web", name="web"))
    inventory = organization(
        teams=teams, project_teams=(found("ProjectTeam", f"{SHOP}/2", project=SHOP, team="2"),)
    )
    assert lines(inventory) == ["+  web: {}", "+    sharedWith: [web]"]
    assert difference_of(present(), inventory).ids == {
        "sentry:index:Team": {"web": "2"},
        "sentry:index:ProjectTeam": {"shop-web": f"{SHOP}/2"},
    }


@pytest.mark.parametrize(
    ("kind", "kinds", "written", "arguments", "now"),
    [
        (
            "InboundFilters",
            "inbound_filters",
            "filters: { localhost: true }",
            {"localhost": False},
            "filters: { localhost: false }",
        ),
        (
            "OwnershipRules",
            "ownership_rules",
            "ownership: { fallthrough: false }",
            {"fallthrough": True},
            "ownership: { fallthrough: true }",
        ),
        (
            "SpikeProtection",
            "spike_protections",
            "spikeProtection: true",
            {"enabled": False},
            "spikeProtection: false",
        ),
    ],
)
def test_a_part_of_a_project_that_is_back_to_what_sentry_makes_says_so(
    kind: str, kinds: str, written: str, arguments: dict[str, Any], now: str
) -> None:
    text = YAML.replace("    key: {", f"    {written}\n    key: {{")
    state = {**STATE, (f"sentry:index:{kind}", SHOP): "shop"}
    inventory = organization(**{kinds: (found(kind, SHOP, project=SHOP, **arguments),)})
    assert lines(inventory, text, state=state) == [f"-    {written}", f"+    {now}"]


def test_ownership_rules_name_teams_as_the_file_does() -> None:
    text = YAML[: YAML.index("    uptime:")].replace(
        "    key: {", '    ownership: { rules: "path:src/* #core" }\n    key: {'
    )
    state = {key: name for key, name in STATE.items() if key[1] not in {HEALTH, TELL}}
    state["sentry:index:OwnershipRules", SHOP] = "shop"

    def read(rules: str) -> Inventory:
        return organization(
            teams=(found("Team", CORE, slug="core-dev", name="core-dev"),),
            projects=(project(SHOP, "shop-dev"),),
            ownership_rules=(found("OwnershipRules", SHOP, project=SHOP, rules=rules),),
            uptime_monitors=(),
            alerts=(),
        )

    options = {"state": state, "config": {"slugSuffix": "-dev"}}
    assert difference_of(present(text, **options), read("path:src/* #core-dev")) == Difference()
    assert lines(read("url:*/pay #core-dev"), text, **options) == [
        '-    ownership: { rules: "path:src/* #core" }',
        "+    ownership: { rules: 'url:*/pay #core' }",
    ]


def test_settings_of_the_organization_are_compared_where_they_are_declared() -> None:
    settings = found("OrganizationSettings", "1", name="Acme", openMembership=True, require2FA=True)
    text = f"{YAML}organization:\n  settings: {{ openMembership: false }}   # asked by security\n"
    state = {**STATE, ("sentry:index:OrganizationSettings", "1"): "organization"}
    assert difference_of(present(), organization(organization=settings)) == Difference()
    assert lines(organization(organization=settings), text, state=state) == [
        "-  settings: { openMembership: false }   # asked by security",
        "+  settings: { openMembership: true }   # asked by security",
    ]


def test_an_organization_that_has_nothing_of_the_stack_is_another_one() -> None:
    with pytest.raises(CommandError, match="none of the 8 objects"):
        difference_of(present(), Inventory(slug="other"))


def test_an_anchor_that_two_places_share_is_left_to_a_person() -> None:
    text = YAML.replace("health: {", "health: &check {").replace(
        '/health" }', '/health" }\n      again: *check'
    )
    here = present(text)
    state = {**STATE, ("sentry:index:UptimeMonitor", "23"): "shop-again"}
    here = present(text, state=state)
    first = organization().uptime_monitors[0]
    other = found(
        "UptimeMonitor",
        "23",
        project=SHOP,
        name="shop: again",
        target="https://shop.example.com/health",
        interval=300,
        timeout=5000,
        environment="production",
        owner=f"team:{CORE}",
    )
    inventory = organization(
        uptime_monitors=(first, other), alerts=(alert(TELL, "Tell", SLOW, HEALTH, "23"),)
    )
    after = edited(text, difference_of(here, inventory).edits, "sentry.yaml")
    assert after.text == text
    assert after.by_hand == {("projects", "shop", "uptime", "again", "interval"): "5m"}
    assert "  interval: 5m" in told(Difference(), after.by_hand)


@pytest.mark.parametrize("tool", [["git", "apply"], ["patch", "-p1"]])
@pytest.mark.parametrize("line_break", ["\n", ""])
def test_the_patch_is_one_that_git_and_patch_take(tmp_path: Path, tool: list[str], line_break: str) -> None:
    before = YAML.rstrip("\n") + line_break
    after = edited(before, {("projects", "api"): {"platform": "go", "team": "core"}}, "sentry.yaml").text
    (tmp_path / "sentry.yaml").write_text(before)
    text = patch({"sentry.yaml": (before, after), "adopt.json": (None, '{"new": 1}\n')})
    subprocess.run(tool, input=text, cwd=tmp_path, text=True, check=True, capture_output=True)  # noqa: S603  # our own words
    assert (tmp_path / "sentry.yaml").read_text() == after
    assert (tmp_path / "adopt.json").read_text() == '{"new": 1}\n'


def test_what_cannot_be_taken_out_is_an_error_that_says_where() -> None:
    text = YAML + "  page: { platform: go, team: web }\n"
    text = text.replace("teams:\n", "teams:\n  web: {}\n", 1)
    state = {**STATE, ("sentry:index:Team", "2"): "web"}
    with pytest.raises(CommandError, match=r"by hand: .*projects.page.team"):
        difference_of(present(text, state=state), organization())
