"""The keys of settings, privacy, filters, ownership and retention."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic.alias_generators import to_camel

from sentry_iac.estate.model.retention import DataType, SentryPlan
from sentry_iac.estate.model.roles import Role
from sentry_iac.estate.model.words import WrittenAssignment
from sentry_iac.estate.text.fields import Line, SpecModel, StringList, accepted_by, between, single_line
from sentry_iac.estate.text.units import Days, Hours, Seconds, wrong
from sentry_iac.estate.written.scrubbing import PiiRules
from sentry_rules.grouping import enhancement_complaints, fingerprinting_complaints
from sentry_rules.inbound_filters import OPTIONS_OF_FILTERS, LegacyBrowser
from sentry_rules.source_settings import domain_complaint, header_complaint


def _not_empty(domains: tuple[str, ...]) -> tuple[str, ...]:
    if not domains:
        raise wrong('names no domain, which Sentry refuses; write ["*"] to allow every domain')
    return domains


Digest = Annotated[Seconds, AfterValidator(lambda value: between(value, 60, 3600, "1m", "1h"))]


def _no_port(domains: tuple[str, ...]) -> tuple[str, ...]:
    for domain in domains:
        if said := domain_complaint(domain):
            raise wrong(said)
    return domains


def _no_filter(options: dict[str, Any]) -> dict[str, Any]:
    for key in options:
        if key in OPTIONS_OF_FILTERS:
            raise wrong(f"{key} is a filter; write it under filters, as {to_camel(OPTIONS_OF_FILTERS[key])}")
    return options


def _all(complaints: Callable[[str], Iterable[str]]) -> AfterValidator:
    """Refuse rules of several lines, and say everything that is wrong with them."""
    return AfterValidator(accepted_by(lambda text: "; ".join(complaints(text))))


class Filters(SpecModel):
    """Inbound filters: Sentry drops such events and does not count them. Unwritten filters stay as they are."""

    browser_extensions: bool | None = None
    localhost: bool | None = None
    filtered_transaction: bool | None = Field(default=None, description="Transactions of health checks.")
    web_crawlers: bool | None = None
    legacy_browsers: (
        Annotated[
            tuple[LegacyBrowser, ...],
            Field(strict=False),
        ]
        | None
    ) = None
    react_hydration_errors: bool | None = None
    chunk_load_error: bool | None = None
    ip_addresses: StringList | None = None
    releases: StringList | None = None
    error_messages: StringList | None = None
    log_messages: StringList | None = None


class Ownership(SpecModel):
    """Who owns an issue. Teams in the rules are names under teams: the stack's suffix is added."""

    rules: str | None = Field(default=None, description="Rules, one a line: path:src/* #team.")
    fallthrough: bool | None = None
    auto_assignment: WrittenAssignment | None = None
    codeowners_auto_sync: bool | None = None


class Expected(SpecModel):
    """How long you expect Sentry to keep a kind of data."""

    at_least: Days | None = Field(default=None, description="The plan must keep it so long, e.g. 30d.")
    at_most: Days | None = Field(default=None, description="It must be gone after that, e.g. 90d.")


class SelfHosted(SpecModel):
    """A self-hosted Sentry, with one retention for everything."""

    days: Annotated[int, Field(gt=0)] = Field(description="Its SENTRY_EVENT_RETENTION_DAYS.")


class Purge(SpecModel):
    """The data that `sentry-iac purge` deletes before Sentry does."""

    issues: Days | None = Field(default=None, description="Issues that were not seen for so long.")
    replays: Days | None = Field(default=None, description="Replays that are older.")


class Retention(SpecModel):
    """How long Sentry keeps data. Nothing here sets it, since Sentry has no such setting: a preview compares."""

    plan: SentryPlan | None = Field(default=None, description="The plan on sentry.io.")
    self_hosted: SelfHosted | None = Field(default=None, alias="self-hosted")
    legacy_transactions: bool = Field(default=False, description="Billed by transactions, not by spans.")
    errors: Expected | None = None
    logs: Expected | None = None
    spans: Expected | None = None
    replays: Expected | None = None
    profiles: Expected | None = None
    crons: Expected | None = None
    uptime: Expected | None = None
    attachments: Expected | None = None
    purge: Purge | None = None

    def expected(self) -> dict[DataType, Expected]:
        """Return the written expectations, by kind of data."""
        written: dict[DataType, Expected | None] = {
            "errors": self.errors,
            "logs": self.logs,
            "spans": self.spans,
            "replays": self.replays,
            "profiles": self.profiles,
            "crons": self.crons,
            "uptime": self.uptime,
            "attachments": self.attachments,
        }
        return {data: bounds for data, bounds in written.items() if bounds is not None}

    @model_validator(mode="after")
    def _has_one_source(self) -> Self:
        if (self.plan is None) is (self.self_hosted is None):
            raise wrong("needs either plan: (on sentry.io) or self-hosted: { days: … }, and not both")
        return self


class Settings(SpecModel):
    """Project settings. Sentry keeps those that are not written here."""

    subject_prefix: Annotated[str, Field(max_length=200)] | None = None
    subject_template: Annotated[str, Field(max_length=200, min_length=1)] | None = None
    resolve_age: Hours | None = Field(
        default=None, description="Resolve issues that were idle so long, e.g. 14d; 0: never."
    )
    digests_min_delay: Digest | None = None
    digests_max_delay: Digest | None = None
    default_environment: Line | None = None
    highlight_tags: StringList | None = None
    highlight_context: dict[str, StringList] | None = Field(
        default=None, description="Keys of contexts that an issue shows first, by context."
    )
    data_scrubber: bool | None = None
    data_scrubber_defaults: bool | None = None
    scrub_ip_addresses: bool | None = Field(default=None, alias="scrubIPAddresses")
    sensitive_fields: StringList | None = None
    safe_fields: StringList | None = None
    pii_rules: PiiRules | None = Field(default=None, description="Advanced scrubbing rules, in this order.")
    store_crash_reports: Annotated[int, Field(ge=-1)] | None = None
    debug_files_role: Role | None = None
    scrape_javascript: bool | None = Field(default=None, alias="scrapeJavaScript")
    verify_ssl: bool | None = Field(default=None, alias="verifySSL")
    security_token_header: (
        Annotated[str, AfterValidator(single_line(64)), AfterValidator(accepted_by(header_complaint))] | None
    ) = Field(
        default=None, description="Header with the token that Sentry sends when it fetches source files."
    )
    allowed_domains: Annotated[StringList, AfterValidator(_not_empty), AfterValidator(_no_port)] | None = None
    fingerprinting_rules: Annotated[str, _all(fingerprinting_complaints)] | None = None
    grouping_enhancements: Annotated[str, _all(enhancement_complaints)] | None = None
    enable_auto_release_creation: bool | None = Field(
        default=None, description="Whether an event with an unknown release makes the release."
    )
    options: Annotated[dict[str, Any], AfterValidator(_no_filter)] | None = Field(
        default=None, description="Further options by Sentry's own key."
    )
