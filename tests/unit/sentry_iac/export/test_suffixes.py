"""The ends of slugs tell to which stack something belongs."""

from __future__ import annotations

import pytest

from sentry_iac.errors import CommandError
from sentry_iac.export.stacks.suffixes import Suffixes, likely, read_suffixes


@pytest.mark.parametrize(
    ("slugs", "given", "found"),
    [
        ({"web-dev", "web-prod"}, [], {"dev": "-dev", "prod": "-prod"}),
        ({"web-dev", "web"}, [], {"dev": "-dev", "prod": ""}),
        ({"web-dev", "web-prod", "api-dev", "api"}, [], {"dev": "-dev", "prod": "-prod"}),
        ({"web-dev", "landing", "web-prod"}, [], {"dev": "-dev", "prod": "-prod"}),
        ({"web-d", "web"}, ["dev=-d"], {"dev": "-d", "prod": ""}),
        ({"web", "web-prod"}, ["dev="], {"dev": "", "prod": "-prod"}),
        ({"web", "web-prod"}, [], {"dev": "", "prod": "-prod"}),
    ],
)
def test_a_stack_has_no_suffix_where_only_twins_without_one_are_there(
    slugs: set[str], given: list[str], found: dict[str, str]
) -> None:
    assert read_suffixes("dev,prod", given, slugs).by_stack == found


def test_what_has_no_suffix_is_of_the_stack_without_one_or_of_the_last() -> None:
    assert Suffixes({"prod": "", "dev": "-dev"}).stack_of("landing") == "prod"
    assert Suffixes({"dev": "-dev", "prod": "-prod"}).stack_of("landing") == "prod"
    assert Suffixes({"dev": "-dev", "old": "-old-dev"}).stack_of("web-old-dev") == "old"
    assert Suffixes({"dev": "-dev", "prod": ""}).stack_of("-dev") == "prod"


def test_twins_have_one_short_name_that_is_a_slug() -> None:
    suffixes = Suffixes({"dev": "-dev", "prod": "-prod"})

    assert suffixes.twins(["web-dev", "web-prod", "api", "api-dev", "x-dev", "7-dev", "7-prod"]) == {
        "api": {"prod": "api", "dev": "api-dev"},
        "web": {"dev": "web-dev", "prod": "web-prod"},
    }


@pytest.mark.parametrize(
    ("slugs", "option"),
    [
        ({"web-dev", "web"}, "--stacks dev,prod"),
        ({"web-dev", "web-prod", "landing", "blog"}, "--stacks dev,prod"),
        ({"web-dev", "web-prod", "a", "b", "c"}, None),
        ({"web-staging", "web-dev", "web"}, "--stacks dev,staging,prod"),
        ({"dev", "prod"}, None),
        (set(), None),
    ],
)
def test_a_hint_names_the_stacks_that_would_share(slugs: set[str], option: str | None) -> None:
    found = likely(slugs)

    assert (found and found[0]) == option


def test_two_stacks_cannot_both_have_no_suffix() -> None:
    with pytest.raises(CommandError, match="stacks dev and prod both have no suffix"):
        read_suffixes("dev,prod", ["dev=", "prod="], {"web"})
