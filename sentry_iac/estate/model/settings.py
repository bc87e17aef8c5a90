"""The estate's settings of privacy, ownership and retention, with all values known.

`declared()` of each gives the written values, by the name of the provider's argument; Sentry keeps the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from sentry_iac.estate.model.retention import DataType, PurgeableData
from sentry_iac.estate.model.scrubbing import PiiRules


class Declarations:
    """Values, of which None means "not declared"."""

    __slots__ = ()

    def declared(self) -> dict[str, Any]:
        """Return the declared values only, by field name; tuples as lists, also in mappings."""
        pairs = ((item.name, getattr(self, item.name)) for item in fields(self))  # type: ignore[arg-type]  # a dataclass each
        return {name: _plain(value) for name, value in pairs if value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return {key: _plain(inner) for key, inner in value.items()} if isinstance(value, Mapping) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacySettings(Declarations):
    """The settings that an organization and its projects share: scrubbing, storing and fetching."""

    data_scrubber: bool | None = None
    data_scrubber_defaults: bool | None = None
    scrub_ip_addresses: bool | None = None
    sensitive_fields: tuple[str, ...] | None = None
    safe_fields: tuple[str, ...] | None = None
    pii_rules: PiiRules | None = None
    store_crash_reports: int | None = None
    scrape_javascript: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedRelaySpec:
    """A self-hosted Relay from which Sentry takes events."""

    name: str
    public_key: str
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationSpec(PrivacySettings):
    """Settings of `PUT /organizations/{org}/`; `target_sample_rate` is a share of one."""

    name: str | None = None
    is_early_adopter: bool | None = None
    hide_ai_features: bool | None = None
    open_membership: bool | None = None
    allow_join_requests: bool | None = None
    allow_shared_issues: bool | None = None
    allow_member_invite: bool | None = None
    allow_member_project_creation: bool | None = None
    alerts_member_write: bool | None = None
    events_member_admin: bool | None = None
    require_2fa: bool | None = None
    enhanced_privacy: bool | None = None
    attachments_role: str | None = None
    debug_files_role: str | None = None
    default_role: str | None = None
    trusted_relays: tuple[TrustedRelaySpec, ...] | None = None
    has_granular_replay_permissions: bool | None = None
    replay_access_members: tuple[int, ...] | None = None
    relay_dsn_endpoint: str | None = None
    target_sample_rate: float | None = None
    sampling_mode: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FiltersSpec(Declarations):
    """Inbound filters of a project."""

    browser_extensions: bool | None = None
    localhost: bool | None = None
    filtered_transaction: bool | None = None
    web_crawlers: bool | None = None
    legacy_browsers: tuple[str, ...] | None = None
    react_hydration_errors: bool | None = None
    chunk_load_error: bool | None = None
    ip_addresses: tuple[str, ...] | None = None
    releases: tuple[str, ...] | None = None
    error_messages: tuple[str, ...] | None = None
    log_messages: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnershipSpec(Declarations):
    """Ownership rules of a project; teams in `rules` carry the stack's suffix, `auto_assignment` is Sentry's text."""

    rules: str | None = None
    fallthrough: bool | None = None
    auto_assignment: str | None = None
    codeowners_auto_sync: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PurgeSpec:
    """After how many days `sentry-iac purge` deletes; None: never.

    `issues` counts from the day on which an issue was last seen, `replays` from the recording of a replay.
    """

    issues: int | None = None
    replays: int | None = None

    def days(self) -> dict[PurgeableData, int]:
        """Return after how many days each kind of data is deleted, without kinds that are not."""
        after: dict[PurgeableData, int | None] = {"issues": self.issues, "replays": self.replays}
        return {data: days for data, days in after.items() if days is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionSpec:
    """How long Sentry keeps data: `source` for people (`plan team`), days by kind of data, and the purge."""

    source: str
    days: dict[DataType, int]
    purge: PurgeSpec | None = None
