"""Who is written under a team, and which teams share a project."""

from __future__ import annotations

from pathlib import Path

import pytest

from sentry_iac.estate import (
    Estate,
    MembershipSpec,
    PersonSpec,
    SpecError,
    StackSettings,
    TeamEmail,
    load_stack_settings,
    parse_estate,
)
from tests.docs.blocks import blocks
from tests.repository import ROOT

PROJECTS = "projects: {api: {platform: go, team: core}}\n"


def estate(teams: str, stack: StackSettings, projects: str = PROJECTS) -> Estate:
    return parse_estate(f"teams:\n{teams}\n{projects}", stack)


def complaint(teams: str, stack: StackSettings, projects: str = PROJECTS) -> str:
    with pytest.raises(SpecError) as caught:
        estate(teams, stack, projects)
    return str(caught.value)


def test_somebody_with_nothing_to_their_name_is_in_the_team_with_the_roles_they_have(
    stack: StackSettings,
) -> None:
    assert estate("  core:\n    people:\n      dev@example.com:", stack).people == (
        PersonSpec(
            email="dev@example.com",
            org_role=None,
            remove_from_organization=False,
            memberships=(MembershipSpec(team="core", role=None),),
        ),
    )


def test_somebody_in_two_teams_is_one_person_however_the_address_is_written(stack: StackSettings) -> None:
    people = estate(
        "  core: {people: {Dev@example.com: {orgRole: member, removeFromOrganization: true}}}\n"
        "  web: {people: {dev@Example.com: {teamRole: admin}, other@example.com: {}}}",
        stack,
    ).people

    assert [(each.email, each.org_role, each.remove_from_organization) for each in people] == [
        ("Dev@example.com", "member", True),
        ("other@example.com", None, False),
    ]
    assert people[0].memberships == (
        MembershipSpec(team="core", role=None),
        MembershipSpec(team="web", role="admin"),
    )


def test_somebody_in_no_team_is_in_the_organization(stack: StackSettings) -> None:
    text = "  core: {people: {Dev@example.com: }}\npeople:\n  money@example.com: {orgRole: billing}\n"
    text += "  late@example.com:\n  dev@example.com: {sendInvite: false, renewExpired: false}\n"

    assert estate(text, stack).people == (
        PersonSpec(
            email="Dev@example.com",
            org_role=None,
            remove_from_organization=False,
            memberships=(MembershipSpec(team="core", role=None),),
            send_invite=False,
            renew_expired=False,
        ),
        PersonSpec(
            email="money@example.com", org_role="billing", remove_from_organization=False, memberships=()
        ),
        PersonSpec(email="late@example.com", org_role=None, remove_from_organization=False, memberships=()),
    )


@pytest.mark.parametrize(
    ("person", "line"),
    [
        ("dev: {}", 'people.dev: "dev" is not an email address'),
        (
            "a@example.com: {teamRole: admin}",
            "people.a@example.com.teamRole: is not a key that is known here",
        ),
        (
            "a@example.com: {orgRole: owner}",
            'orgRole: is "member" in team core, and there is one organization',
        ),
        ("A@example.com: {}\n  b@example.com: {}\n  a@EXAMPLE.com: {}", "is in people twice"),
    ],
)
def test_somebody_in_no_team_is_written_as_in_one(person: str, line: str, stack: StackSettings) -> None:
    told = complaint(
        f"  core: {{people: {{a@example.com: {{orgRole: member}}}}}}\npeople:\n  {person}", stack
    )

    assert told.startswith(f"sentry.yaml:{4 + person.count(chr(10))}: ")
    assert line in told


def test_a_team_of_somebody_else_keeps_its_slug_in_every_stack(project: Path) -> None:
    dev = load_stack_settings({"environment": "dev", "slugSuffix": "-dev"}, project / "Pulumi.dev.yaml")
    text = "  core: {}\n  sre: {managed: false, slug: on-call, people: {a@example.com: }}"
    rules = "ownership: {rules: 'path:* #sre #core'}, sharedWith: [sre], notify: [sre]"
    found = estate(text, dev, f"projects: {{api: {{platform: go, team: core, {rules}}}}}\n")

    assert [(team.name, team.slug, team.managed) for team in found.teams] == [
        ("core", "core-dev", True),
        ("sre", "on-call", False),
    ]
    api = found.application("api")
    assert api.shared_with == ("sre",)
    assert api.ownership is not None
    assert api.ownership.rules == "path:* #on-call #core-dev"
    assert api.alerts[0].notify == (TeamEmail(team="sre"),)
    assert found.people[0].memberships == (MembershipSpec(team="sre", role=None),)


def test_a_team_of_somebody_else_cannot_be_renamed(stack: StackSettings) -> None:
    told = complaint("  core: {managed: false, displayName: Core}", stack)

    assert told == (
        "sentry.yaml:2: teams.core: has a displayName, but managed: false leaves the team as it is; "
        "remove one of them"
    )


@pytest.mark.parametrize("role", ["member", "billing", "admin", "manager", "owner"])
def test_each_role_in_the_organization_can_be_written(role: str, stack: StackSettings) -> None:
    assert (
        estate(f"  core: {{people: {{a@example.com: {{orgRole: {role}}}}}}}", stack).people[0].org_role
        == role
    )


@pytest.mark.parametrize(
    ("person", "line"),
    [
        (
            "{orgRole: viewer}",
            "teams.core.people.a@example.com.orgRole: Sentry has no viewer: who can see an issue can also work on "
            "it. Write orgRole: member",
        ),
        ("{teamRole: viewer}", "teams.core.people.a@example.com.teamRole: Sentry has no viewer"),
        ("{teamRole: member}", "write orgRole: member, and in the team teamRole: contributor"),
        ("{orgRole: boss}", '"boss" is not one of member, billing, admin, manager or owner'),
        ("{teamRole: admn}", '"admn" is not one of contributor or admin (did you mean admin?)'),
        ("{role: admin}", "is not a key that is known here"),
        ('{removeFromOrganization: "true"}', "write true, without the quotes"),
        (
            "{orgRole: manager, teamRole: contributor}",
            "teamRole: is contributor, but a manager administers every team; remove the line",
        ),
        (
            "{orgRole: owner, teamRole: contributor}",
            "an owner administers every team",
        ),
        ("{orgRole: admin, teamRole: contributor}", "an admin administers every team"),
    ],
)
def test_a_role_that_cannot_be_is_told_with_what_to_write(
    person: str, line: str, stack: StackSettings
) -> None:
    told = complaint(f"  core:\n    people:\n      a@example.com: {person}", stack)

    assert told.startswith("sentry.yaml:4: ")
    assert line in told
    assert "\n" not in told


@pytest.mark.parametrize(
    "name", ["dev", "@example.com", "a@b@c", "a b@example.com", f"{'a' * 70}@example.com"]
)
def test_people_are_written_by_their_email_address(name: str, stack: StackSettings) -> None:
    told = complaint(f"  core:\n    people:\n      {name!r}: {{}}", stack)

    assert told.startswith("sentry.yaml:4: ")
    assert "is not an email address" in told


@pytest.mark.parametrize(
    ("first", "second", "line"),
    [
        (
            "orgRole: member",
            "orgRole: manager",
            'orgRole: is "member" in team core, and there is one organization; write orgRole in one place',
        ),
        (
            "removeFromOrganization: true",
            "removeFromOrganization: false",
            "removeFromOrganization: is true in team core",
        ),
    ],
)
def test_what_holds_in_the_organization_cannot_differ_between_teams(
    first: str, second: str, line: str, stack: StackSettings
) -> None:
    told = complaint(
        f"  core: {{people: {{a@example.com: {{{first}}}}}}}\n  web: {{people: {{a@example.com: {{{second}}}}}}}",
        stack,
    )

    assert told.startswith("sentry.yaml:3: ")
    assert line in told


def test_a_manager_of_one_entry_is_no_contributor_in_another(stack: StackSettings) -> None:
    told = complaint(
        "  core: {people: {a@example.com: {orgRole: manager}}}\n"
        "  web: {people: {a@example.com: {teamRole: contributor}}}",
        stack,
    )

    assert told.startswith("sentry.yaml:3: teams.web.people.a@example.com.teamRole: ")


def test_somebody_who_stands_twice_in_a_team_is_told(stack: StackSettings) -> None:
    told = complaint("  core:\n    people:\n      a@example.com: {}\n      A@example.com: {}", stack)

    assert told.startswith("sentry.yaml:5: ")
    assert "is in team core twice" in told


def test_a_project_is_shared_with_further_teams(stack: StackSettings) -> None:
    projects = "projects: {api: {platform: go, team: core, sharedWith: [web, ops]}}"

    found = estate("  core: {}\n  web: {}\n  ops: {}", stack, projects)

    assert found.application("api").shared_with == ("web", "ops")


@pytest.mark.parametrize(
    ("teams", "line"),
    [
        ("[wbe]", 'sharedWith[0]: "wbe" is not a team (did you mean web?)'),
        ("[web, core]", "sharedWith[1]: core owns the project"),
        ("[web, web]", "sharedWith[1]: web is named twice"),
        ("web", "sharedWith: expected a list"),
    ],
)
def test_a_project_cannot_be_shared_with_what_is_no_further_team(
    teams: str, line: str, stack: StackSettings
) -> None:
    projects = f"projects: {{api: {{platform: go, team: core, sharedWith: {teams}}}}}"

    assert line in complaint("  core: {}\n  web: {}", stack, projects)


def test_every_example_of_the_manual_is_an_estate(stack: StackSettings) -> None:
    examples = [block.text for block in blocks("docs/access.md") if block.language == "yaml"]

    estates = [parse_estate(text, stack) for text in examples]

    assert [len(each.people) for each in estates] == [3, 1, 0, 1]


@pytest.mark.parametrize("written", ["orgRole: viewer", "teamRole: viewer"])
def test_what_the_manual_calls_an_error_is_one(written: str, stack: StackSettings) -> None:
    manual = (ROOT / "docs" / "access.md").read_text()

    assert f"`{written}`" in manual
    assert complaint(f"  core: {{people: {{a@example.com: {{{written}}}}}}}", stack)
