"""The keys under `organization:`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from sentry_iac.estate.defaults.strict_privacy import Privacy
from sentry_iac.estate.model.roles import Role
from sentry_iac.estate.text.fields import Line, SpecModel, StringList, accepted_by, single_line
from sentry_iac.estate.text.units import Fraction, wrong
from sentry_iac.estate.written.scrubbing import PiiRules
from sentry_iac.estate.written.stacks import InStacks
from sentry_rules import relay_keys


class TrustedRelay(SpecModel):
    """A self-hosted Relay from which Sentry takes events."""

    name: Line
    public_key: Annotated[str, AfterValidator(accepted_by(relay_keys.complaint))] = Field(
        description="What `relay credentials show` prints."
    )
    description: Line | None = Field(default=None, description="What it is for.")


def _once(relays: tuple[TrustedRelay, ...]) -> tuple[TrustedRelay, ...]:
    keys = [relay.public_key for relay in relays]
    for index, relay in enumerate(relays):
        if relay.public_key in keys[:index]:
            raise wrong(
                f"{relay.name} has the key of {relays[keys.index(relay.public_key)].name}; each has its own"
            )
    return relays


class OrganizationSettings(SpecModel):
    """Settings of the whole organization. Sentry keeps those that are not written here."""

    name: Annotated[str, AfterValidator(single_line(64))] | None = Field(
        default=None, description="Its name for people."
    )
    data_scrubber: bool | None = None
    data_scrubber_defaults: bool | None = None
    scrub_ip_addresses: bool | None = Field(default=None, alias="scrubIPAddresses")
    sensitive_fields: StringList | None = None
    safe_fields: StringList | None = None
    pii_rules: PiiRules | None = Field(default=None, description="Advanced scrubbing rules, in this order.")
    store_crash_reports: Annotated[int, Field(ge=-1)] | None = None
    is_early_adopter: bool | None = None
    hide_ai_features: bool | None = None
    open_membership: bool | None = None
    allow_join_requests: bool | None = None
    allow_shared_issues: bool | None = None
    allow_member_invite: bool | None = None
    allow_member_project_creation: bool | None = None
    alerts_member_write: bool | None = None
    events_member_admin: bool | None = None
    require_2fa: bool | None = Field(default=None, alias="require2FA")
    scrape_javascript: bool | None = Field(default=None, alias="scrapeJavaScript")
    enhanced_privacy: bool | None = None
    attachments_role: Role | None = None
    debug_files_role: Role | None = None
    default_role: Role | None = None
    trusted_relays: Annotated[tuple[TrustedRelay, ...], Field(strict=False), AfterValidator(_once)] | None = (
        Field(default=None, description="All Relays whose events Sentry takes.")
    )
    has_granular_replay_permissions: bool | None = Field(
        default=None, description="Whether only replayAccessMembers see replays."
    )
    replay_access_members: Annotated[tuple[int, ...], Field(strict=False)] | None = Field(
        default=None, description="Ids of the users who see replays."
    )
    relay_dsn_endpoint: Line | None = Field(
        default=None, description="The address that Sentry's DSNs show in place of its own."
    )
    target_sample_rate: Fraction | None = Field(default=None, description="Share of traces that are kept.")
    sampling_mode: Literal["organization", "project"] | None = Field(
        default=None, description="Who sets that share."
    )


class Organization(InStacks):
    """The organization itself; Pulumi changes only settings that are written here."""

    privacy: Privacy | None = Field(default=None, description="strict: a preset for all projects.")
    settings: OrganizationSettings | None = None
