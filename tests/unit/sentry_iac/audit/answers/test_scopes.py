"""What a token has to be allowed to do."""

from __future__ import annotations

import re

from pulumi_sentry.api import client
from pulumi_sentry.api.http.endpoint import Endpoint
from sentry_iac.audit.answers.scopes import FOR_LOOKING, FOR_UP, beyond, needed
from sentry_iac.estate import Estate, OrganizationSpec, PersonSpec, PurgeSpec, RetentionSpec
from tests.repository import ROOT

README = ROOT / "README.md"

EVERYTHING = Estate(
    environment="production",
    people=(
        PersonSpec(email="a@example.com", org_role="owner", remove_from_organization=True, memberships=()),
    ),
    organization=OrganizationSpec(require_2fa=True),
    retention=RetentionSpec(source="plan team", days={}, purge=PurgeSpec(issues=30)),
)


def test_the_readme_names_the_scopes_that_up_needs() -> None:
    text = " ".join(README.read_text(encoding="utf-8").split())
    sentence = re.search(r"with the scopes ([a-z:, ]+)\.", text)
    assert sentence is not None
    assert set(re.findall(r"[a-z]+:[a-z]+", sentence[1])) == set(FOR_UP)
    more = re.match(r" With ([a-z:, ]+), too, ", text[sentence.end() :])
    assert more is not None
    assert set(re.findall(r"[a-z]+:[a-z]+", more[1])) == set(FOR_LOOKING)


def test_every_endpoint_is_open_to_a_token_with_the_scopes_that_are_needed() -> None:
    scopes = set(needed(EVERYTHING))
    families = {name: family for name, family in vars(client).items() if isinstance(family, type)}
    modules = {__import__(family.__module__, fromlist=["x"]) for family in families.values()}
    endpoints = {each for module in modules for each in vars(module).values() if isinstance(each, Endpoint)}
    assert len(endpoints) > 40
    assert [each for each in endpoints if scopes.isdisjoint(each.scopes)] == []


def test_a_scope_that_a_needed_one_includes_is_not_too_much() -> None:
    assert (
        beyond(EVERYTHING, ["member:admin", "member:write", "event:write", "event:admin", "org:write"]) == []
    )
    assert beyond(Estate(environment="x"), ["event:admin", "org:write", "org:read"]) == [
        "event:admin",
        "org:write",
    ]
