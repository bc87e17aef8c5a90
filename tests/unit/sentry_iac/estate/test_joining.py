"""A stack that joins another has the owner's projects, and says nothing about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sentry_iac.estate import (
    Estate,
    ProjectSettings,
    SpecError,
    TeamEmail,
    load_stack_settings,
    parse_estate,
    read_stack_file,
)

FILE = """
teams:
  core: {people: {dev@example.com: }}
  calls: {}
  idle: {}
defaults: {privacy: strict, spikeProtection: true}
organization: {settings: {require2FA: true}}
retention: {plan: team, replays: {atMost: 30d}, purge: {replays: 30d}}
projects:
  shop:
    platform: python-fastapi
    team: core
    sharedWith: [idle]
    filters: {releases: [old@*]}
    ownership: {rules: "path:src/* #core"}
    key: {name: shop key, rateLimit: {count: 10, window: 1h}}
    envFile: {path: shop/.env}
    notify: [{email: calls}]
    monitors: {latency: {name: Slow shop}}
    uptime: {health: {interval: 5m}, front: {url: https://shop.example.com}}
    crons: {import: {every: 1d}}
"""


@pytest.fixture
def prod(project: Path) -> Path:
    """The project with a stack that owns its projects."""
    write(project, "prod", "environment: production", "slugSuffix: -live")
    return project


def write(project: Path, stack: str, *lines: str) -> None:
    text = "".join(f"  acme-sentry:{line}\n" for line in lines)
    (project / f"Pulumi.{stack}.yaml").write_text(f"config:\n{text}")


def staging(project: Path, *lines: str, join: str = "prod") -> Estate:
    write(project, "staging", "environment: staging", f"join: {join}", *lines)
    return parse_estate(FILE, read_stack_file("staging", project))


def complaint(project: Path, *lines: str, join: str = "prod") -> str:
    with pytest.raises(SpecError) as caught:
        staging(project, *lines, join=join)
    return str(caught.value)


def test_the_slugs_are_the_owners(prod: Path) -> None:
    estate = staging(prod)

    assert estate.joins == "prod"
    assert estate.environment == "staging"
    assert estate.application("shop").slug == "shop-live"
    assert [team.slug for team in estate.teams] == ["core-live", "calls-live"]  # who is referred to
    assert parse_estate(FILE.replace("{interval: 5m}", "false"), read_stack_file("prod", prod)).joins is None


def test_nothing_is_said_of_team_project_people_and_organization(prod: Path) -> None:
    estate = staging(prod)
    shop = estate.application("shop")

    assert estate.people == ()
    assert estate.organization is None
    assert estate.retention is not None
    assert estate.retention.purge is None
    assert shop.settings == ProjectSettings()
    assert (shop.filters, shop.ownership, shop.spike_protection, shop.shared_with) == (None, None, None, ())
    assert not shop.remove_default_key


def test_what_the_stack_adds_carries_its_environment(prod: Path) -> None:
    shop = staging(prod, "projects: {shop: {crons: {import: {}}}}").application("shop")

    assert shop.key.name == "shop key (staging)"
    assert [monitor.name for monitor in shop.monitors] == [
        "shop-live: 5xx responses (staging)",
        "Slow shop (staging)",
        "shop-live: error rate (staging)",
    ]
    assert all("environment:staging" in monitor.query for monitor in shop.monitors)
    assert [(alert.name, alert.environment) for alert in shop.alerts] == [
        ("shop-live: monitors (staging)", None),  # they watch the environment only
        ("shop-live: new high-priority issues (staging)", "staging"),
    ]
    assert shop.alerts[0].notify == (TeamEmail(team="calls"),)
    assert [cron.name for cron in shop.crons] == ["shop-live: import (staging)"]
    assert shop.env_file is not None
    assert shop.env_file.values["SENTRY_ENVIRONMENT"] == "staging"


def test_of_alerts_of_the_teams_own_it_has_those_that_its_file_names(prod: Path) -> None:
    own = "alerts: {own: {listensTo: monitors, when: [], owner: idle}, other: {listensTo: issues, when: []}}"
    several = "alerts: {outage: {listensTo: shop/latency, when: [], notify: [{email: calls}]}}\n"
    text = FILE.replace("    crons:", f"    {own}\n    crons:") + several

    def joining(*lines: str) -> Estate:
        write(prod, "staging", "environment: staging", "join: prod", *lines)
        return parse_estate(text, read_stack_file("staging", prod))

    assert joining().application("shop").custom_alerts == ()
    assert joining().alerts == ()
    named = joining("projects: {shop: {alerts: {own: {frequency: 1h}}}}")
    (alert,) = named.application("shop").custom_alerts
    assert (alert.name, alert.frequency, len(alert.listens_to)) == ("shop-live: own (staging)", 60, 3)
    assert "idle" in {team.name for team in named.teams}  # it owns the alert


def test_a_key_without_a_name_is_named_by_the_environment(prod: Path) -> None:
    write(prod, "staging", "environment: staging", "join: prod")
    text = FILE.replace("name: shop key, ", "")

    estate = parse_estate(text, read_stack_file("staging", prod))

    assert estate.application("shop").key.name == "staging"


def test_a_check_is_the_stacks_only_where_it_speaks_of_it(prod: Path) -> None:
    assert staging(prod).application("shop").uptime == ()
    assert staging(prod).application("shop").crons == ()

    lines = "projects: {shop: {uptime: {health: {url: https://staging.example.com}, front: false}}}"
    (check,) = staging(prod, lines).application("shop").uptime

    assert (check.key, check.url, check.environment) == ("health", "https://staging.example.com", "staging")
    assert check.interval == 300  # what it leaves out is as in sentry.yaml


def test_with_and_without_the_engine_it_reads_the_same(prod: Path) -> None:
    write(prod, "staging", "environment: staging", "join: prod")
    by_engine = load_stack_settings(
        {"environment": "staging", "join": "prod", "slugSuffix": ""}, prod / "Pulumi.staging.yaml"
    )

    assert by_engine == read_stack_file("staging", prod)


@pytest.mark.parametrize(
    ("join", "told"),
    [
        ("pord", "there is no stack pord: Pulumi.pord.yaml is missing (did you mean prod?)"),
        ("staging", "is this stack itself; name the one that owns the projects, or leave it out to own them"),
        ("qa", "qa owns no projects, it joins prod; join that one"),
        ("../prod", '"../prod" is not a stack; name the one that owns the projects, such as prod'),
    ],
)
def test_a_stack_that_cannot_be_joined_is_told_with_its_line(prod: Path, join: str, told: str) -> None:
    write(prod, "qa", "environment: qa", "join: prod")

    assert complaint(prod, join=join) == f"Pulumi.staging.yaml:3: join: {told}"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "slugSuffix: -staging",
            "slugSuffix: has no use beside join: the slugs are those of stack prod; leave it out",
        ),
        (
            "projects: {shop: {spikeProtection: false}}",
            "projects.shop.spikeProtection: is a setting of the whole project, which stack prod owns; set it there",
        ),
    ],
)
def test_what_belongs_to_the_owner_is_refused(prod: Path, line: str, told: str) -> None:
    assert complaint(prod, line) == f"Pulumi.staging.yaml:4: {told}"


def test_two_stacks_of_one_project_need_two_environments(prod: Path) -> None:
    write(prod, "staging", "environment: production", "join: prod")

    with pytest.raises(SpecError) as caught:
        read_stack_file("staging", prod)

    assert str(caught.value) == (
        'Pulumi.staging.yaml:2: environment: "production" is what stack prod has too; its own one tells them apart'
    )


def test_a_mistake_of_the_owner_is_told_with_the_owners_line(prod: Path) -> None:
    write(prod, "prod", "environment: production", "slugSuffix: -Live")

    assert complaint(prod).startswith('Pulumi.prod.yaml:3: slugSuffix: "-Live" cannot end a slug')
