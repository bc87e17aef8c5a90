"""The estate can say each argument of the provider; `tests/e2e/test_whole_estate.py` says them all to the engine."""

from __future__ import annotations

from dataclasses import fields
from typing import Final

import pytest

import pulumi_sentry as sentry
from pulumi_sentry.declaration import Args
from sentry_iac.estate import (
    LOADER,
    EnvFileSpec,
    FiltersSpec,
    FurtherKeySpec,
    LoaderSpec,
    MembershipSpec,
    NamedPiiRuleSpec,
    NamedPiiRulesSpec,
    OrganizationSpec,
    OwnershipSpec,
    PersonSpec,
    ProjectSettings,
    RateLimitSpec,
    TeamSpec,
    TrustedRelaySpec,
)
from tests.left_out import LEFT_OUT

FROM_ELSEWHERE: Final[dict[type[Args], tuple[type | None, set[str]]]] = {
    sentry.OrganizationSettingsArgs: (OrganizationSpec, set()),
    sentry.TeamArgs: (TeamSpec, set()),
    sentry.MemberArgs: (PersonSpec, {"adopt"}),
    sentry.TeamMembershipArgs: (MembershipSpec, {"member"}),
    sentry.ProjectArgs: (ProjectSettings, {"name", "slug", "team", "platform", "remove_default_key"}),
    sentry.ProjectTeamArgs: (None, {"project", "team"}),
    sentry.ProjectKeyArgs: (FurtherKeySpec, {"project", "dynamic_sdk_loader_options"}),
    sentry.InboundFiltersArgs: (FiltersSpec, {"project"}),
    sentry.OwnershipRulesArgs: (OwnershipSpec, {"project"}),
    sentry.SpikeProtectionArgs: (None, {"project", "enabled"}),
    sentry.EnvFileArgs: (EnvFileSpec, set()),
    sentry.PiiRulesArgs: (NamedPiiRulesSpec, set()),
    sentry.PiiRuleArgs: (NamedPiiRuleSpec, {"redaction"}),
    sentry.PiiRedactionArgs: (NamedPiiRuleSpec, set()),
    sentry.TrustedRelayArgs: (TrustedRelaySpec, set()),
    sentry.RateLimitArgs: (RateLimitSpec, set()),
    sentry.LoaderOptionsArgs: (LoaderSpec, set()),
}
"""The spec with fields of the same names, and the arguments that come from elsewhere in the estate."""


@pytest.mark.parametrize("args", LEFT_OUT, ids=lambda args: args.__name__)
def test_each_argument_can_be_said_or_is_left_out_for_a_reason(args: type[Args]) -> None:
    spec, elsewhere = FROM_ELSEWHERE[args]
    said = {each.name for each in fields(spec)} if spec else set()

    assert set(args.model_fields) - said - elsewhere == set(LEFT_OUT[args])


def test_the_parts_of_the_loader_are_those_of_the_provider() -> None:
    assert set(LOADER.values()) == set(sentry.LoaderOptionsArgs.model_fields)
