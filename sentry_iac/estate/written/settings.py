"""The keys of settings, filters and ownership."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Any, get_args

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic.alias_generators import to_camel

from sentry_iac.estate.model.roles import Role
from sentry_iac.estate.model.words import WrittenAssignment
from sentry_iac.estate.text.fields import (
    Line,
    SpecModel,
    StringList,
    accepted_by,
    between,
    off_where_false,
    single_line,
)
from sentry_iac.estate.text.quantities import Hours, Seconds
from sentry_iac.estate.text.saying import AnyValue, Length, left_to_sentry
from sentry_iac.estate.text.units import wrong
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


class Filters(SpecModel, title="Inbound filters"):
    """Inbound filters: Sentry drops such events and does not count them. Unwritten filters stay as they are."""

    browser_extensions: bool | None = left_to_sentry(
        "Whether errors that browser extensions cause are dropped.", True
    )
    localhost: bool | None = left_to_sentry("Whether events from localhost are dropped.", True)
    filtered_transaction: bool | None = left_to_sentry(
        "Whether transactions of health checks are dropped.", True
    )
    web_crawlers: bool | None = left_to_sentry("Whether errors of known crawlers are dropped.", True)
    legacy_browsers: Annotated[tuple[LegacyBrowser, ...], Field(strict=False)] | None = left_to_sentry(
        "The old browsers whose errors are dropped; an empty list drops none.", ["ie", "safari"]
    )
    react_hydration_errors: bool | None = left_to_sentry(
        "Whether React's hydration errors are dropped.", True
    )
    chunk_load_error: bool | None = left_to_sentry(
        "Whether errors about chunks that did not load are dropped.", True
    )
    ip_addresses: StringList | None = left_to_sentry(
        "The addresses and networks whose events are dropped.", ["203.0.113.0/24"]
    )
    releases: StringList | None = left_to_sentry(
        "The releases whose events are dropped, with * as a wildcard. The plan must have custom inbound filters.",
        ["web@1.*"],
    )
    error_messages: StringList | None = left_to_sentry(
        "The error messages that are dropped, with * as a wildcard. The plan must have custom inbound filters.",
        ["*ResizeObserver loop*"],
    )
    log_messages: StringList | None = left_to_sentry(
        "The log messages that are dropped, with * as a wildcard. The plan must have custom inbound filters.",
        ["*health check*"],
    )


class Ownership(SpecModel, title="Ownership"):
    """Who owns an issue. Teams in the rules are names under teams: the stack's suffix is added."""

    rules: str | None = left_to_sentry(
        "The rules, one a line: what an event must have, and who then owns the issue.",
        "path:src/api/* #core lead@example.com",
    )
    fallthrough: bool | None = left_to_sentry("Whether an issue that no rule matches is everybody's.", False)
    auto_assignment: (
        Annotated[
            WrittenAssignment,
            BeforeValidator(off_where_false),
            WithJsonSchema({"enum": [*get_args(WrittenAssignment), False]}),
        ]
        | None
    ) = left_to_sentry("Whom Sentry assigns an issue to by itself.", "owner")
    codeowners_auto_sync: bool | None = left_to_sentry(
        "Whether a release brings changes of CODEOWNERS along.", True
    )


class Settings(SpecModel, title="Settings of a project"):
    """Project settings. Sentry keeps those that are not written here."""

    subject_prefix: Annotated[str, Field(max_length=200)] | None = left_to_sentry(
        "What the subjects of mails begin with.", "[shop]"
    )
    subject_template: Annotated[str, Field(max_length=200, min_length=1)] | None = left_to_sentry(
        "The template of the subjects of mails.", "$shortID - $title"
    )
    resolve_age: Hours | None = left_to_sentry(
        "How long an issue may be idle before it is resolved; 0 never resolves.", "14d"
    )
    digests_min_delay: Digest | None = left_to_sentry("The shortest wait between two mails, 1m to 1h.", "5m")
    digests_max_delay: Digest | None = left_to_sentry("The longest wait between two mails, 1m to 1h.", "30m")
    default_environment: Line | None = left_to_sentry(
        "The environment that Sentry's pages open with.", "production"
    )
    highlight_tags: StringList | None = left_to_sentry("The tags that an issue shows first.", ["order"])
    highlight_context: dict[str, StringList] | None = left_to_sentry(
        "The keys of contexts that an issue shows first, by context.", {"browser": ["name", "version"]}
    )
    data_scrubber: bool | None = left_to_sentry("Whether Sentry scrubs data.", True)
    data_scrubber_defaults: bool | None = left_to_sentry(
        "Whether Sentry scrubs what usually is sensitive, such as passwords and card numbers.", True
    )
    scrub_ip_addresses: bool | None = left_to_sentry(
        "Whether Sentry stores no IP addresses.", True, alias="scrubIPAddresses"
    )
    sensitive_fields: StringList | None = left_to_sentry(
        "Further field names that are scrubbed, 4000 characters in all.", ["iban"]
    )
    safe_fields: StringList | None = left_to_sentry("Field names that are never scrubbed.", ["orderId"])
    pii_rules: PiiRules | None = left_to_sentry(
        "Advanced scrubbing rules, in this order; they apply beside those of the organization.",
        [{"type": "email", "source": "$string"}],
    )
    store_crash_reports: Annotated[int, Field(ge=-1)] | None = left_to_sentry(
        "How many native crash reports are kept of an issue; -1 all, 0 none.", 5, unit="reports"
    )
    debug_files_role: Role | None = left_to_sentry("The least role that may download debug files.", "admin")
    scrape_javascript: bool | None = left_to_sentry(
        "Whether Sentry may fetch source files.", False, alias="scrapeJavaScript"
    )
    verify_ssl: bool | None = left_to_sentry(
        "Whether Sentry checks certificates when it fetches source files.", True, alias="verifySSL"
    )
    security_token_header: (
        Annotated[str, AfterValidator(single_line(64)), AfterValidator(accepted_by(header_complaint))] | None
    ) = left_to_sentry(
        "The header with the token that Sentry sends when it fetches source files.", "X-Sentry-Token"
    )
    allowed_domains: (
        Annotated[StringList, AfterValidator(_not_empty), AfterValidator(_no_port), Length()] | None
    ) = left_to_sentry('The domains whose pages may send events; ["*"] allows any.', ["*.example.com"])
    fingerprinting_rules: Annotated[str, _all(fingerprinting_complaints)] | None = left_to_sentry(
        "Fingerprinting rules, one a line.", "error.type:TimeoutError -> timeout"
    )
    grouping_enhancements: Annotated[str, _all(enhancement_complaints)] | None = left_to_sentry(
        "Stack trace rules, one a line.", "path:**/vendor/** -app"
    )
    enable_auto_release_creation: bool | None = left_to_sentry(
        "Whether an event with an unknown release makes the release.", True
    )
    options: Annotated[dict[str, Annotated[Any, AnyValue]], AfterValidator(_no_filter)] | None = (
        left_to_sentry(
            "Further options by Sentry's own key. A filter stands under filters instead.",
            {"sentry:replay_rage_click_issues": False},
        )
    )
