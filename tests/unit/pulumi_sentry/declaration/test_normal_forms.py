"""A value that Sentry rewrites is in Sentry's form from the beginning: what it keeps is no difference."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_sentry import InboundFiltersArgs, ProjectArgs, ProjectKeyArgs, TeamArgs
from pulumi_sentry.projects.options import kept_options

PROJECT: dict[str, Any] = {"name": "Shop", "slug": "shop", "team": "1"}
BLANKS = st.text(alphabet=" \t\n", max_size=3)
WORDS = st.text(alphabet="AbC.*@-1", min_size=1, max_size=8)


@pytest.mark.parametrize(
    "name",
    [
        "name",
        "subject_prefix",
        "subject_template",
        "default_environment",
        "security_token_header",
        "fingerprinting_rules",
        "grouping_enhancements",
    ],
)
@given(before=BLANKS, word=WORDS, after=BLANKS)
def test_a_text_of_a_project_is_trimmed(name: str, before: str, word: str, after: str) -> None:
    args = ProjectArgs(**{**PROJECT, name: f"{before}{word}{after}"})
    assert getattr(args, name) == word


@pytest.mark.parametrize("name", ["sensitive_fields", "safe_fields", "allowed_domains"])
def test_entries_of_lists_are_trimmed(name: str) -> None:
    assert getattr(ProjectArgs(**{**PROJECT, name: ["iban ", " pin"]}), name) == ["iban", "pin"]


def test_names_of_teams_and_keys_are_trimmed() -> None:
    assert TeamArgs(slug="web", name="Web team ").name == "Web team"
    assert ProjectKeyArgs(project="1", name=" production ").name == "production"


def test_releases_and_addresses_are_in_lower_case_and_messages_are_not() -> None:
    args = InboundFiltersArgs(
        project="1", releases=["MyApp@1.0-RC*"], ip_addresses=["FE80::1"], error_messages=["*Timeout* "]
    )
    assert (args.releases, args.ip_addresses) == (["myapp@1.0-rc*"], ["fe80::1"])
    assert args.error_messages == ["*Timeout*"]


@pytest.mark.parametrize(
    ("option", "written", "kept"),
    [
        ("filters:releases", "MyApp@1.0-RC*\n b \n\nB", "myapp@1.0-rc*\nb\nb"),
        ("filters:blacklisted_ips", "FE80::1\n", "fe80::1"),
        ("sentry:csp_ignored_sources", "HTTPS://A.example\n\n", "https://a.example"),
        ("filters:error_messages", "*A*\n*b*\n", "*A*\n*b*"),
        ("feedback:branding", True, True),
        ("mail:subject_prefix", "[Shop] ", "[Shop] "),
    ],
)
def test_options_that_are_lines_are_kept_as_lines(option: str, written: Any, kept: Any) -> None:
    assert kept_options({option: written}) == {option: kept}


@given(st.lists(st.text(alphabet="aB \t", max_size=6), max_size=5))
def test_what_is_kept_is_kept_as_it_is(lines: list[str]) -> None:
    for option in ("filters:releases", "filters:error_messages"):
        once = kept_options({option: "\n".join(lines)})
        assert kept_options(once) == once
