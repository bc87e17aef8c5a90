"""What `sentry.yaml` says about privacy, inbound filters and ownership."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, get_args, get_origin, get_type_hints

import pytest
from pydantic import BaseModel

from pulumi_sentry import InboundFiltersArgs, OrganizationSettingsArgs, PiiRedactionArgs, PiiRuleArgs
from sentry_iac.estate import (
    ApplicationSpec,
    PiiRuleSpec,
    SpecError,
    StackSettings,
    load_stack_settings,
    parse_estate,
)
from sentry_iac.estate.defaults.strict_privacy import STRICT_FIELDS, STRICT_RULES
from sentry_iac.estate.written.organization import OrganizationSettings
from sentry_iac.estate.written.scrubbing import NamedPiiRule, PiiRule
from sentry_iac.estate.written.settings import Filters


def estate(more: str, defaults: str = "{}") -> str:
    return (
        f"teams: {{core: {{}}, infra: {{slug: platform}}}}\ndefaults: {defaults}\nprojects:\n"
        f"  api:\n    platform: python-fastapi\n    team: core\n{more}"
    )


def api(text: str, stack: StackSettings) -> ApplicationSpec:
    return parse_estate(text, stack).application("api")


def complaint(text: str, stack: StackSettings) -> str:
    with pytest.raises(SpecError) as caught:
        parse_estate(text, stack)
    return str(caught.value)


def test_without_a_preset_nothing_about_privacy_is_declared(stack: StackSettings) -> None:
    assert api(estate(""), stack).settings.declared() == {}


@pytest.mark.parametrize(
    ("own", "defaults"), [("    privacy: strict\n", "{}"), ("", "{privacy: strict}")], ids=["own", "default"]
)
def test_strict_scrubs_everything_that_sentry_can(stack: StackSettings, own: str, defaults: str) -> None:
    settings = api(estate(own, defaults), stack).settings
    assert (settings.data_scrubber, settings.data_scrubber_defaults) == (True, True)
    assert settings.scrub_ip_addresses is True
    assert settings.store_crash_reports == 0
    assert settings.sensitive_fields == STRICT_FIELDS
    assert settings.pii_rules == STRICT_RULES


def test_one_project_can_take_the_preset_of_all_back(stack: StackSettings) -> None:
    assert api(estate("    privacy: none\n", "{privacy: strict}"), stack).settings.declared() == {}


def test_what_a_project_adds_comes_on_top_of_the_preset(stack: StackSettings) -> None:
    more = """    privacy: strict
    settings:
      sensitiveFields: [depot, iban]
      piiRules:
        - {type: pattern, pattern: "GV-[0-9]{8}", source: $message, method: replace, text: "[account]"}
"""
    settings = api(estate(more), stack).settings
    assert settings.sensitive_fields == (*STRICT_FIELDS, "depot")
    own = PiiRuleSpec(
        type="pattern", pattern="GV-[0-9]{8}", source="$message", method="replace", text="[account]"
    )
    assert settings.pii_rules == (*STRICT_RULES, own)


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("dataScrubber: false", "dataScrubber: is false, weaker than privacy: strict, which wants true"),
        ("scrubIPAddresses: false", "scrubIPAddresses: is false, weaker than privacy: strict"),
        ("storeCrashReports: 5", "storeCrashReports: is 5, weaker than privacy: strict, which wants 0"),
    ],
)
def test_a_setting_that_is_weaker_than_the_preset_is_refused(
    stack: StackSettings, setting: str, said: str
) -> None:
    text = estate(f"    privacy: strict\n    settings: {{{setting}}}\n")
    assert f"sentry.yaml:8: projects.api.settings.{said}" in complaint(text, stack)
    shared = estate("    privacy: strict\n", f"{{settings: {{{setting}}}}}")
    assert f"sentry.yaml:2: defaults.settings.{said}" in complaint(shared, stack)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("{type: emial}", '"emial" is not one of anything, pattern'),
        ("{type: pattern}", "type pattern needs one"),
        ("{type: ip, pattern: x}", "pattern belongs to type pattern"),
        (
            "{type: pattern, pattern: 'acct-([0-9]+'}",
            "sentry.yaml:7: projects.api.settings.piiRules[0].pattern: opens a group and does not close it",
        ),
        ("{type: ip, method: mask, text: x}", "text belongs to method replace, and the method is mask"),
    ],
)
def test_a_scrubbing_rule_that_cannot_work_is_refused(stack: StackSettings, rule: str, said: str) -> None:
    assert said in complaint(estate(f"    settings: {{piiRules: [{rule}]}}\n"), stack)


def test_filters_of_a_project_go_before_those_of_all(stack: StackSettings) -> None:
    more = "    filters: {localhost: false, legacyBrowsers: [ie]}\n"
    found = api(estate(more, "{filters: {localhost: true, webCrawlers: true}}"), stack).filters
    assert found is not None
    assert found.declared() == {"localhost": False, "web_crawlers": True, "legacy_browsers": ["ie"]}
    assert api(estate(""), stack).filters is None


def test_teams_in_ownership_rules_are_those_of_the_stack(project: Path) -> None:
    stack = load_stack_settings(
        {"environment": "development", "slugSuffix": "-dev"}, project / "Pulumi.x.yaml"
    )
    more = """    sharedWith: [infra]
    ownership:
      autoAssignment: suspect-commits
      rules: |
        # who looks after #nothing
        path:src/* #core person@example.com
        url:*/admin/* #infra
"""
    found = api(estate(more), stack).ownership
    assert found is not None
    assert found.auto_assignment == "Auto Assign to Suspect Commits"
    assert found.rules is not None
    assert found.rules.splitlines() == [
        "# who looks after #nothing",
        "path:src/* #core-dev person@example.com",
        "url:*/admin/* #platform-dev",
    ]


def test_an_ownership_rule_that_leads_to_no_team_is_refused(stack: StackSettings) -> None:
    said = complaint(estate("    ownership: {rules: 'path:* #cor'}\n"), stack)
    assert 'sentry.yaml:7: projects.api.ownership.rules: "cor" is not a team (did you mean core?)' in said


def test_an_ownership_rule_of_a_team_without_access_is_refused(stack: StackSettings) -> None:
    said = complaint(estate("    ownership: {rules: 'path:* #infra'}\n"), stack)
    assert '"infra" has no access to the project; name it under sharedWith as well' in said


def test_the_organization_is_left_alone_until_something_is_written(stack: StackSettings) -> None:
    assert parse_estate(estate(""), stack).organization is None
    assert parse_estate(estate("organization: {settings: {}}\n"), stack).organization is None


def test_a_strict_organization_shares_no_issue_and_adds_what_is_written(stack: StackSettings) -> None:
    text = estate("organization: {privacy: strict, settings: {require2FA: true}}\n")
    found = parse_estate(text, stack).organization
    assert found is not None
    assert (found.require_2fa, found.allow_shared_issues, found.enhanced_privacy) == (True, False, True)
    weak = estate("organization: {privacy: strict, settings: {allowSharedIssues: true}}\n")
    assert "organization.settings.allowSharedIssues: is true, weaker than" in complaint(weak, stack)


def test_a_scrubbing_rule_finds_what_the_provider_can_find_but_for_rules_made_of_rules() -> None:
    made_of_rules = {"redact_pair", "multiple", "alias"}
    assert words(PiiRule, "type") == words(PiiRuleArgs, "type") - made_of_rules
    assert words(NamedPiiRule, "type") == words(PiiRuleArgs, "type")
    assert words(NamedPiiRule, "method") == words(PiiRedactionArgs, "method")


@pytest.mark.parametrize(
    ("argument", "written", "provider"),
    [
        ("legacy_browsers", Filters, InboundFiltersArgs),
        ("attachments_role", OrganizationSettings, OrganizationSettingsArgs),
        ("debug_files_role", OrganizationSettings, OrganizationSettingsArgs),
        ("default_role", OrganizationSettings, OrganizationSettingsArgs),
    ],
)
def test_the_words_of_a_setting_are_those_of_the_provider(
    argument: str, written: type[BaseModel], provider: type[BaseModel]
) -> None:
    assert words(written, argument) == words(provider, argument)


def words(model: type[BaseModel], argument: str) -> set[str]:
    """The words that an argument takes."""
    found = set(_literals(get_type_hints(model)[argument]))
    assert found
    return found


def _literals(annotation: object) -> Iterator[str]:
    for part in get_args(annotation):
        if get_origin(annotation) is Literal:
            yield part
        else:
            yield from _literals(part)
