"""The arguments of a project."""

from __future__ import annotations

from pulumi_sentry.declaration import Args, Input, Trimmed, arg
from pulumi_sentry.lifecycle.handler import ADOPT
from pulumi_sentry.lifecycle.references import SLUG_HINT, SLUG_PATTERN
from pulumi_sentry.privacy.pii_rules import PiiRulesArgs
from pulumi_sentry.projects.options import Options


class ProjectArgs(Args):
    """The arguments of a project. Sentry keeps undeclared settings as they are."""

    name: Input[Trimmed] = arg("Name for people.", min_length=1, max_length=200)
    slug: Input[str] = arg(
        "Short name in addresses, unique in the organization.",
        max_length=100,
        pattern=SLUG_PATTERN,
        hint=SLUG_HINT,
    )
    team: Input[Trimmed] = arg("Id or slug of the team that owns it.", min_length=1)
    platform: Input[Trimmed | None] = arg(
        "Platform as Sentry spells it, such as javascript-react or python-fastapi.", default=None
    )
    default_rules: Input[bool] = arg(
        "Whether Sentry adds its own alert for high-priority issues when it creates the project. "
        "Only looked at on creation.",
        default=False,
        create_only=True,
    )
    remove_default_key: Input[bool] = arg(
        "Whether to remove the client key that Sentry makes with the project. Exactly that one: it is known by its id, "
        "seen right after this very creation, and stays where it has taken events since. Only looked at on creation.",
        default=False,
        create_only=True,
    )
    adopt: Input[bool | None] = arg(ADOPT, default=None, create_only=True)
    subject_prefix: Input[Trimmed | None] = arg("Prefix of mail subjects.", default=None, max_length=200)
    subject_template: Input[Trimmed | None] = arg(
        "Template of mail subjects.", default=None, min_length=1, max_length=200
    )
    resolve_age: Input[int | None] = arg(
        "Hours without an event after which an issue is resolved; 0 never.", default=None, ge=0
    )
    digests_min_delay: Input[int | None] = arg(
        "Shortest wait between two mails, in seconds.", default=None, ge=60, le=3600
    )
    digests_max_delay: Input[int | None] = arg(
        "Longest wait between two mails, in seconds.", default=None, ge=60, le=3600
    )
    default_environment: Input[Trimmed | None] = arg("Environment that pages open with.", default=None)
    highlight_tags: Input[list[Input[Trimmed]] | None] = arg("Tags shown first on an issue.", default=None)
    highlight_context: Input[dict[Trimmed, Input[list[Input[Trimmed]]]] | None] = arg(
        "Context keys shown first on an issue, by context.", default=None
    )
    data_scrubber: Input[bool | None] = arg("Whether the server scrubs data.", default=None)
    data_scrubber_defaults: Input[bool | None] = arg(
        "Whether the server scrubs what usually is sensitive (passwords, card numbers).", default=None
    )
    scrub_ip_addresses: Input[bool | None] = arg(
        "Whether the server stores no IP addresses.", default=None, wire="scrubIPAddresses"
    )
    sensitive_fields: Input[list[Input[Trimmed]] | None] = arg(
        "Further field names to scrub; 4000 characters in all.", default=None, unordered=True
    )
    safe_fields: Input[list[Input[Trimmed]] | None] = arg(
        "Field names never scrubbed.", default=None, unordered=True
    )
    pii_rules: Input[PiiRulesArgs | None] = arg(
        "Advanced scrubbing rules; they apply beside those of the organization.", default=None
    )
    store_crash_reports: Input[int | None] = arg(
        "Native crash reports kept per issue; -1 all, 0 none.", default=None, ge=-1
    )
    debug_files_role: Input[Trimmed | None] = arg("Role that may download debug files.", default=None)
    scrape_javascript: Input[bool | None] = arg(
        "Whether Sentry may fetch source files.", default=None, wire="scrapeJavaScript"
    )
    verify_ssl: Input[bool | None] = arg(
        "Whether certificates are checked when it does.", default=None, wire="verifySSL"
    )
    security_token: Input[Trimmed | None] = arg(
        "Token sent along when it does.", default=None, max_length=255, secret=True
    )
    security_token_header: Input[Trimmed | None] = arg(
        "Header that carries the token.", default=None, max_length=64
    )
    allowed_domains: Input[list[Input[Trimmed]] | None] = arg(
        'Origins that may send events; ["*"] any.', default=None, min_length=1, unordered=True
    )
    fingerprinting_rules: Input[Trimmed | None] = arg("Fingerprinting rules, one a line.", default=None)
    grouping_enhancements: Input[Trimmed | None] = arg("Stack trace rules, one a line.", default=None)
    enable_auto_release_creation: Input[bool | None] = arg(
        "Whether an event with an unknown release creates it.", default=None
    )
    options: Input[Options | None] = arg(
        "Further options by Sentry's own key, such as filters:blacklisted_ips.", default=None
    )
