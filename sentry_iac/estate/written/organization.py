"""The keys under `organization:`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from sentry_iac.estate.defaults.strict_privacy import Privacy
from sentry_iac.estate.model.roles import Role
from sentry_iac.estate.text.fields import Line, SpecModel, StringList, accepted_by, single_line
from sentry_iac.estate.text.quantities import Fraction
from sentry_iac.estate.text.saying import AS_AT_SENTRY, key, left_to_sentry, required
from sentry_iac.estate.text.units import wrong
from sentry_iac.estate.written.scrubbing import PiiRules
from sentry_iac.estate.written.stacks import InStacks
from sentry_rules import relay_keys


class TrustedRelay(SpecModel, title="Trusted Relay"):
    """A self-hosted Relay from which Sentry takes events."""

    name: Line = required("The Relay's name for people.", example="Frankfurt")
    public_key: Annotated[str, AfterValidator(accepted_by(relay_keys.complaint))] = required(
        "The Relay's public key, as `relay credentials show` prints it.",
        example="SMSesqan65THCV6M4qs4kBzPai60LzuDn-xNsvYpuP8",
    )
    description: Line | None = key("What the Relay is for.", example="Events of the plant", unless="none")


def _once(relays: tuple[TrustedRelay, ...]) -> tuple[TrustedRelay, ...]:
    keys = [relay.public_key for relay in relays]
    for index, relay in enumerate(relays):
        if relay.public_key in keys[:index]:
            raise wrong(
                f"{relay.name} has the key of {relays[keys.index(relay.public_key)].name}; each has its own"
            )
    return relays


class OrganizationSettings(SpecModel, title="Settings of the organization"):
    """Settings of the whole organization. Sentry keeps those that are not written here."""

    name: Annotated[str, AfterValidator(single_line(64))] | None = left_to_sentry(
        "The organization's name for people.", "Example Inc."
    )
    data_scrubber: bool | None = left_to_sentry("Whether all projects must scrub data.", True)
    data_scrubber_defaults: bool | None = left_to_sentry(
        "Whether all projects must scrub what usually is sensitive, such as passwords and card numbers.", True
    )
    scrub_ip_addresses: bool | None = left_to_sentry(
        "Whether no project may store IP addresses.", True, alias="scrubIPAddresses"
    )
    sensitive_fields: StringList | None = left_to_sentry(
        "Further field names that are scrubbed in all projects, 4000 characters in all.", ["iban"]
    )
    safe_fields: StringList | None = left_to_sentry(
        "Field names that are never scrubbed, in all projects.", ["orderId"]
    )
    pii_rules: PiiRules | None = left_to_sentry(
        "Advanced scrubbing rules of all projects, in this order; they apply before those of a project.",
        [{"type": "email", "source": "$string"}],
    )
    store_crash_reports: Annotated[int, Field(ge=-1)] | None = left_to_sentry(
        "How many native crash reports are kept of an issue; -1 all, 0 none.", 5, unit="reports"
    )
    is_early_adopter: bool | None = left_to_sentry("Whether new features come early.", False)
    hide_ai_features: bool | None = left_to_sentry("Whether AI features are hidden.", True)
    open_membership: bool | None = left_to_sentry("Whether members may join any team.", False)
    allow_join_requests: bool | None = left_to_sentry("Whether people may ask to be invited.", False)
    allow_shared_issues: bool | None = left_to_sentry(
        "Whether an issue can be shared with people outside, by a link.", False
    )
    allow_member_invite: bool | None = left_to_sentry("Whether members may invite people.", False)
    allow_member_project_creation: bool | None = left_to_sentry("Whether members may create projects.", False)
    alerts_member_write: bool | None = left_to_sentry("Whether members may change alerts.", False)
    events_member_admin: bool | None = left_to_sentry("Whether members may delete issues.", False)
    require_2fa: bool | None = left_to_sentry(
        "Whether each member needs two-factor authentication. Sentry refuses it to a token whose own user has none, "
        "and where single sign-on is used.",
        True,
        alias="require2FA",
    )
    scrape_javascript: bool | None = left_to_sentry(
        "Whether Sentry may fetch source files.", False, alias="scrapeJavaScript"
    )
    enhanced_privacy: bool | None = left_to_sentry(
        "Whether mails leave out what an event holds, source code among it.", True
    )
    attachments_role: Role | None = left_to_sentry("The least role that may download attachments.", "admin")
    debug_files_role: Role | None = left_to_sentry("The least role that may download debug files.", "admin")
    default_role: Role | None = left_to_sentry(
        "The role of new members. Sentry drops it without a word unless the token has org:admin.", "member"
    )
    trusted_relays: Annotated[tuple[TrustedRelay, ...], Field(strict=False), AfterValidator(_once)] | None = (
        left_to_sentry(
            "All Relays whose events Sentry takes.",
            [{"name": "Frankfurt", "publicKey": "SMSesqan65THCV6M4qs4kBzPai60LzuDn-xNsvYpuP8"}],
        )
    )
    has_granular_replay_permissions: bool | None = left_to_sentry(
        "Whether only replayAccessMembers see replays.", True
    )
    replay_access_members: Annotated[tuple[int, ...], Field(strict=False)] | None = left_to_sentry(
        "The ids of the users who see replays.", [12, 34], unit="ids of users"
    )
    relay_dsn_endpoint: Line | None = left_to_sentry(
        "The address that DSNs show in place of Sentry's own.", "https://relay.example.com"
    )
    target_sample_rate: Fraction | None = left_to_sentry(
        "The share of traces that are kept. The organization must have custom dynamic sampling.", "25%"
    )
    sampling_mode: Literal["organization", "project"] | None = left_to_sentry(
        "Who sets that share: the organization for all projects, or each project. The organization must have custom "
        "dynamic sampling.",
        "organization",
    )


class Organization(InStacks, title="Organization"):
    """The organization itself; Pulumi changes only settings that are written here."""

    privacy: Privacy | None = key(
        "A preset for all projects of the organization: strict lets no personal data through (docs/privacy.md).",
        example="strict",
        usual="none",
    )
    settings: OrganizationSettings | None = key(
        "Settings of the whole organization, for other projects, too.",
        example={"require2FA": True},
        unless=AS_AT_SENTRY,
    )
