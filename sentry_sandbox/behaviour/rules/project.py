"""Rules for bodies of projects, and the first settings of a project."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Any

from sentry_sandbox.behaviour.rules import fields as f
from sentry_sandbox.behaviour.rules import grouping
from sentry_sandbox.behaviour.rules.platforms import PLATFORMS
from sentry_sandbox.behaviour.rules.scrubbing import pii_config
from sentry_sandbox.http.errors import field_error
from sentry_sandbox.store import JsonObject

RESERVED_SLUGS = frozenset(("settings", "projects", "teams", "billing"))
"""The reserved slugs that are known; Sentry has more."""
GATED_OPTIONS = ("filters:releases", "filters:error_messages", "filters:log_messages")
"""Options that need the feature custom-inbound-filters."""

_SECURITY_TOKEN = re.compile(r"[-a-zA-Z0-9+/=\s]+")
_SECURITY_TOKEN_HEADER = re.compile(r"[a-zA-Z0-9_\-]+")
_SENSITIVE_FIELDS_LIMIT = 4000
_LINES: dict[str, f.Cleaner] = {
    "filters:blacklisted_ips": f.lines(lower=True),
    "filters:releases": f.lines(lower=True),
    "sentry:csp_ignored_sources": f.lines(lower=True),
    "filters:error_messages": f.lines(),
    "filters:log_messages": f.lines(),
}
OLD_BROWSERS = ("ie", "edge", "safari", "firefox", "chrome", "opera", "android", "opera_mini")
_ROLES = ("member", "admin", "manager", "owner")
_DIGEST_LOW, _DIGEST_HIGH = 60, 3600


def platform(value: Any) -> str | None:
    """A platform that the sandbox knows; null and "" mean none."""
    if value is None or value == "":
        return None
    if not isinstance(value, str) or value not in PLATFORMS:
        raise f.Invalid("Invalid platform")
    return value


def _slug(value: Any) -> str:
    slug: str = f.slug(100)(value)
    if slug in RESERVED_SLUGS:
        raise f.Invalid(f'The slug "{slug}" is reserved and not allowed.')
    return slug


def _sensitive_fields(value: Any) -> list[str]:
    names: list[str] = f.listing(f.text(blank=False))(value)
    if sum(len(name) for name in names) > _SENSITIVE_FIELDS_LIMIT:
        raise f.Invalid(
            f"List of sensitive fields is too long. Maximum {_SENSITIVE_FIELDS_LIMIT} characters."
        )
    return names


def _options(value: Any) -> JsonObject:
    """Raw options; those that are lines are kept as lines."""
    options = f.mapping(value)
    cleaned = {name: clean(options[name]) for name, clean in _LINES.items() if options.get(name) is not None}
    return {**options, **cleaned}


def _rules_of(grammar: Callable[[str], None]) -> f.Cleaner:
    def clean(value: Any) -> str | None:
        if value is None:
            # Sentry takes it for "nothing said".
            return None
        text: str = f.text()(value)
        grammar(text)
        return text

    return clean


def _context(value: Any) -> JsonObject:
    context = f.mapping(value)
    for keys in context.values():
        f.listing(f.text())(keys)
    return context


def _refused(_value: Any) -> Any:
    raise f.Invalid("This setting cannot be changed.")


def _domains(value: Any) -> list[str]:
    if value == []:
        raise f.Invalid("Empty value will block all requests, use * to accept from all domains")
    domains: list[str] = f.listing(_domain)(value)
    return [domain for domain in domains if domain]


def _domain(value: Any) -> str:
    domain: str = f.text()(value)
    host, colon, port = re.sub(r"^.*?://", "", domain).partition("/")[0].partition(":")
    if host and colon and port:
        # Sentry does not match ports yet.
        raise f.Invalid(f"{domain} is not an acceptable domain")
    return domain


CREATE: dict[str, f.Cleaner] = {
    "name": f.text(50, blank=False),
    "slug": f.nullable(_slug),
    "platform": platform,
    "default_rules": f.nullable(f.boolean),
}
UPDATE: dict[str, f.Cleaner] = {
    "name": f.text(200, blank=False),
    "slug": _slug,
    "platform": platform,
    "isBookmarked": f.boolean,
    "subjectPrefix": f.text(200),
    "subjectTemplate": f.text(200, blank=False),
    "resolveAge": f.nullable(f.integer()),
    "digestsMinDelay": f.integer(_DIGEST_LOW, _DIGEST_HIGH),
    "digestsMaxDelay": f.integer(_DIGEST_LOW, _DIGEST_HIGH),
    "defaultEnvironment": f.nullable(f.text(64)),
    "highlightTags": f.listing(f.text()),
    "highlightContext": _context,
    **dict.fromkeys(
        (
            "dataScrubber",
            "dataScrubberDefaults",
            "scrubIPAddresses",
            "scrapeJavaScript",
            "verifySSL",
            "enableAutoReleaseCreation",
            "scmSourceContextEnabled",
            "seerScannerAutomation",
            "tempestFetchScreenshots",
        ),
        f.boolean,
    ),
    "sensitiveFields": _sensitive_fields,
    "safeFields": f.listing(f.text(blank=False)),
    "relayPiiConfig": f.nullable(pii_config),
    "storeCrashReports": f.nullable(f.integer(-1, 100)),
    "debugFilesRole": f.nullable(f.choice(_ROLES)),
    "securityToken": f.matching(_SECURITY_TOKEN, 255),
    "securityTokenHeader": f.matching(_SECURITY_TOKEN_HEADER, 64),
    "allowedDomains": _domains,
    "fingerprintingRules": _rules_of(grouping.check_fingerprinting),
    "groupingEnhancements": _rules_of(grouping.check_enhancements),
    "groupingConfig": _refused,
    "secondaryGroupingConfig": _refused,
    "secondaryGroupingExpiry": _refused,
    "targetSampleRate": f.number(0, 1),
    "autofixAutomationTuning": f.choice(("off", "super_low", "low", "medium", "high", "always")),
    "options": _options,
}
CANNOT_BE_CLEARED = (
    "name",
    "slug",
    "platform",
    "subjectTemplate",
    "digestsMinDelay",
    "digestsMaxDelay",
    "allowedDomains",
)
"""Fields whose falsy values Sentry ignores."""

NULL_IS_SILENCE = ("fingerprintingRules", "groupingEnhancements", "relayPiiConfig")
"""Fields in which null says nothing and changes nothing; an empty text clears them."""

READERS_MAY_CHANGE = frozenset(("isBookmarked", "autofixAutomationTuning", "seerScannerAutomation"))
"""The fields that a caller with only project:read may change."""


def check_digests(settings: JsonObject) -> None:
    """Check that the shortest delay of digests is not above the longest.

    Raises:
        ApiError: 400 on `digestsMinDelay` where it is.
    """
    if settings["digestsMinDelay"] > settings["digestsMaxDelay"]:
        raise field_error("digestsMinDelay", "The minimum delay on digests must be lower than the maximum.")


def new_settings() -> JsonObject:
    """The settings of a project that nobody configured."""
    return {
        "subjectPrefix": "",
        "subjectTemplate": "$shortID - $title",
        "resolveAge": 0,
        "digestsMinDelay": 300,
        "digestsMaxDelay": 1800,
        "defaultEnvironment": None,
        "highlightTags": [],
        "highlightContext": {},
        "dataScrubber": True,
        "dataScrubberDefaults": True,
        "scrubIPAddresses": False,
        "scrapeJavaScript": True,
        "verifySSL": False,
        "enableAutoReleaseCreation": True,
        "scmSourceContextEnabled": False,
        "seerScannerAutomation": True,
        "tempestFetchScreenshots": False,
        "sensitiveFields": [],
        "safeFields": [],
        "relayPiiConfig": None,
        "storeCrashReports": None,
        "debugFilesRole": None,
        "securityToken": secrets.token_hex(16),
        "securityTokenHeader": None,
        "allowedDomains": ["*"],
        "fingerprintingRules": "",
        "groupingEnhancements": "",
        "autofixAutomationTuning": "off",
    }


def new_filters(platform: str | None) -> JsonObject:
    """The inbound filters of a new project; one of JavaScript starts with more of them."""
    browser = (platform or "").startswith("javascript")
    return {
        "browser-extensions": browser,
        "localhost": False,
        "filtered-transaction": True,
        "web-crawlers": browser,
        "legacy-browsers": sorted(OLD_BROWSERS) if browser else False,
    }


def new_options() -> JsonObject:
    """The raw options of a new project."""
    return {
        "sentry:csp_ignored_sources_defaults": True,
        "sentry:csp_ignored_sources": "",
        "filters:blacklisted_ips": "",
        "filters:releases": "",
        "filters:error_messages": "",
        "filters:log_messages": "",
        "filters:react-hydration-errors": True,
        "filters:chunk-load-error": True,
        "sentry:replay_rage_click_issues": True,
        "sentry:replay_hydration_error_issues": True,
        "sentry:uptime_autodetection": True,
        "feedback:branding": True,
        "quotas:spike-protection-disabled": False,
    }
