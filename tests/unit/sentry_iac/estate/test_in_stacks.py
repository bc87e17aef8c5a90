"""`stacks` says which stacks have something, and `managed` which of them make it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sentry_iac.estate import Estate, SpecError, StackSettings, parse_estate, read_stack_file
from tests.docs.blocks import blocks

FILE = """
teams:
  core: {people: {dev@example.com: {stacks: [dev]}, all@example.com: {managed: [prod]}}}
  shared: {managed: [prod], displayName: Shared, people: {lead@example.com: {orgRole: manager}}}
  ops: {stacks: [prod], slugSuffix: false}
people:
  books@example.com: {orgRole: billing, stacks: [prod]}
organization: {stacks: [prod], settings: {require2FA: true}}
projects:
  web: {platform: go, team: core, sharedWith: [shared]}
  old: {platform: go, team: shared, stacks: [prod]}
  lab: {platform: go, team: core, stacks: [dev], slugSuffix: false}
alerts:
  all: {listensTo: [old/issues, web/issues], when: [], notify: [ops], stacks: [prod]}
"""


@pytest.fixture
def folder(project: Path) -> Path:
    """A project with two stacks that have objects of their own, and one that joins."""
    for stack, suffix in (("dev", "-dev"), ("prod", "-live")):
        write(project, stack, f"environment: {stack}", f"slugSuffix: {suffix}")
    write(project, "staging", "environment: staging", "join: prod")
    return project


def write(folder: Path, stack: str, *lines: str) -> None:
    text = "".join(f"  acme-sentry:{line}\n" for line in lines)
    (folder / f"Pulumi.{stack}.yaml").write_text(f"config:\n{text}")


def estate(folder: Path, stack: str, text: str = FILE) -> Estate:
    return parse_estate(text, read_stack_file(stack, folder))


def complaint(folder: Path, stack: str, text: str) -> str:
    with pytest.raises(SpecError) as refused:
        estate(folder, stack, text)
    return str(refused.value)


def test_each_stack_has_what_names_it_and_what_names_none(folder: Path) -> None:
    dev, prod = estate(folder, "dev"), estate(folder, "prod")

    assert [each.slug for each in dev] == ["web-dev", "lab"]
    assert [each.slug for each in prod] == ["web-live", "old-live"]
    assert (dev.organization, dev.alerts) == (None, ())
    assert prod.organization is not None
    assert [each.key for each in prod.alerts] == ["all"]


def test_a_team_that_one_stack_makes_is_looked_up_by_the_others_and_has_no_suffix(folder: Path) -> None:
    found = {
        stack: [(team.name, team.slug, team.managed) for team in estate(folder, stack).teams]
        for stack in ("dev", "prod")
    }

    assert found["dev"] == [("core", "core-dev", True), ("shared", "shared", False)]
    assert found["prod"] == [("core", "core-live", True), ("shared", "shared", True), ("ops", "ops", True)]


def test_somebody_whom_one_stack_invites_is_put_into_the_teams_of_each(folder: Path) -> None:
    found = {
        stack: [
            (person.email, person.managed, [each.team for each in person.memberships])
            for person in estate(folder, stack).people
        ]
        for stack in ("dev", "prod")
    }

    assert found["dev"] == [("dev@example.com", True, ["core"]), ("all@example.com", False, ["core"])]
    assert found["prod"] == [
        ("all@example.com", True, ["core"]),
        ("lead@example.com", True, ["shared"]),
        ("books@example.com", True, []),
    ]


def test_the_policy_knows_the_people_of_every_stack(folder: Path) -> None:
    assert estate(folder, "dev").policy == estate(folder, "prod").policy


def test_a_stack_that_joins_has_the_teams_of_the_owner_and_the_projects_that_name_it(folder: Path) -> None:
    text = FILE.replace("stacks: [prod]}\n  lab", "stacks: [prod, staging]}\n  lab")

    assert [each.name for each in estate(folder, "staging")] == ["web"]
    assert [each.slug for each in estate(folder, "staging", text)] == ["web-live", "old-live"]
    alone = complaint(folder, "staging", FILE.replace("stacks: [dev], slug", "stacks: [staging], slug"))
    assert "sentry.yaml:12: projects.lab.stacks: does not name prod, the stack that makes" in alone


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("  web: {platform: go, team: ops}", "10: projects.web.team"),
        ("  web: {platform: go, team: core, sharedWith: [shared, ops]}", "10: projects.web.sharedWith[1]"),
        ("  web: {platform: go, team: core, owner: ops}", "10: projects.web.owner"),
        ("  web: {platform: go, team: core, notify: [ops]}", "10: projects.web.notify[0]"),
        (
            "  web: {platform: go, team: core, sharedWith: [ops], ownership: {rules: 'path:* #ops'}}",
            "10: projects.web.ownership.rules",
        ),
        (
            "  web: {platform: go, team: core, alerts: {a: {listensTo: issues, when: [], "
            "if: [{assigned_to: {targetType: Team, targetIdentifier: ops}}]}}}",
            "10: projects.web.alerts.a.if[0]",
        ),
    ],
)
def test_a_team_that_this_stack_lacks_is_refused_at_its_line(folder: Path, written: str, told: str) -> None:
    text = FILE.replace("  web: {platform: go, team: core, sharedWith: [shared]}", written)

    estate(folder, "prod", text)
    why = '"ops" is no team of stack dev: sentry.yaml gives it to prod only, under stacks'
    assert f"sentry.yaml:{told}: {why}" in complaint(folder, "dev", text)


def test_a_project_that_this_stack_lacks_is_refused_at_its_line(folder: Path) -> None:
    text = FILE.replace("notify: [ops], stacks: [prod]", "notify: [core]")
    write(folder, "prod", "environment: prod", "projects: {lab: {release: '1'}}")
    why = "is no project of stack"

    assert f'sentry.yaml:14: alerts.all.listensTo: "old" {why} dev' in complaint(folder, "dev", text)
    in_stack_file = complaint(folder, "prod", FILE)
    assert f'Pulumi.prod.yaml:3: projects.lab: "lab" {why} prod: sentry.yaml gives it to dev' in in_stack_file


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("stacks: [prod], slugSuffix", "stacks: [prd], slugSuffix", "5: teams.ops.stacks[0]"),
        ("managed: [prod], displayName", "managed: [prd], displayName", "4: teams.shared.managed[0]"),
        ("orgRole: billing, stacks: [prod]", "stacks: [dev, prd]", "7: people.books@example.com.stacks[1]"),
        ("{stacks: [prod], settings", "{stacks: [prd], settings", "8: organization.stacks[0]"),
        ("[ops], stacks: [prod]", "[core], stacks: [prd]", "14: alerts.all.stacks[0]"),
    ],
)
def test_a_stack_that_has_no_file_is_refused(folder: Path, old: str, new: str, told: str) -> None:
    told = f'sentry.yaml:{told}: there is no stack "prd": Pulumi.prd.yaml is missing (did you mean prod?)'
    assert told in complaint(folder, "dev", FILE.replace(old, new))


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("stacks: []", "stacks: names no stack"),
        ("managed: []", "managed: a list is neither true nor false"),
        ("managed: prod", 'managed: "prod" is neither true nor false, nor a list of stacks such as [prod]'),
    ],
)
def test_what_is_no_list_of_stacks_is_refused(stack: StackSettings, written: str, told: str) -> None:
    with pytest.raises(SpecError) as refused:
        parse_estate(f"teams: {{core: {{{written}}}}}\nprojects: {{}}", stack)
    assert told in str(refused.value)


def test_a_suffix_may_be_added_in_some_stacks_only(folder: Path) -> None:
    text = FILE.replace("web: {platform: go,", "web: {platform: go, slugSuffix: [dev],")

    assert next(iter(estate(folder, "dev", text))).slug == "web-dev"
    assert next(iter(estate(folder, "prod", text))).slug == "web"
    assert [each.slug for each in estate(folder, "staging", text)] == ["web"]


def test_what_the_docs_show_is_accepted_by_both_stacks(folder: Path) -> None:
    shown = next(block.text for block in blocks("docs/stacks.md") if "test_in_stacks" in block.mark)

    assert [each.name for each in estate(folder, "dev", shown)] == ["web", "api", "lab-dev"]
    assert [each.slug for each in estate(folder, "prod", shown)] == ["web-live", "api", "landing-live"]
