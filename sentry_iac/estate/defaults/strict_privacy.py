"""The privacy preset `strict`: settings that keep personal data out of Sentry.

It is a floor. A project's further fields and rules come on top; a weaker setting is an error, because nobody could rely
on a preset that it weakens.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final, Literal, TypeVar

from sentry_iac.estate.model.scrubbing import PiiRuleSpec, together
from sentry_iac.estate.model.settings import OrganizationSpec, PrivacySettings

Settings = TypeVar("Settings", bound=PrivacySettings)

Privacy = Literal["strict", "none"]
"""Presets: `none` takes the `strict` of the defaults back for one project."""

STRICT_SETTINGS: Final = PrivacySettings(
    data_scrubber=True,
    data_scrubber_defaults=True,
    scrub_ip_addresses=True,
    # A native crash report is a dump of memory, and holds everything that the process held.
    store_crash_reports=0,
)
STRICT_ORGANIZATION: Final = OrganizationSpec(
    **STRICT_SETTINGS.declared(), allow_shared_issues=False, enhanced_privacy=True
)

STRICT_FIELDS: Final = (
    "account_number",
    "birth_date",
    "date_of_birth",
    "first_name",
    "full_name",
    "iban",
    "last_name",
    "passport",
    "phone_number",
    "set-cookie",
    "social_security",
    "street_address",
    "tax_id",
    "x-api-key",
    "x-forwarded-for",
)
"""Names besides Sentry's own (password, token, auth, ...). Sentry also filters values that contain one of them."""

_NAMED_TEXTS: Final = " || ".join(
    (
        "culprit",
        "tags.*",
        "request.url",
        "spans.*.description",
        "$frame.abs_path",
        "$frame.filename",
        "contexts.device.name",
        "contexts.trace.description",
    )
)
"""Texts that `$string` does not cover; Relay scrubs them only where a rule names them."""

_IN_TEXTS: Final[Mapping[str, str]] = {
    "email": "[email]",
    "ip": "[ip]",
    "creditcard": "[creditcard]",
    "iban": "[iban]",
    "us_ssn": "[us-ssn]",
    "bearer": "[token]",
    "pemkey": "[pemkey]",
    "url_auth": "[auth]",
    "userpath": "[user]",
}
"""The types of rules that search within a text, each with its replacement."""

STRICT_RULES: Final = (
    *(
        PiiRuleSpec(type=found, source=source, method="replace", text=text)
        for source in ("$string", f"({_NAMED_TEXTS})")
        for found, text in _IN_TEXTS.items()
    ),
    # The id of a user stays: Sentry counts people by it.
    PiiRuleSpec(type="anything", source="user.email"),
    PiiRuleSpec(type="anything", source="user.username"),
    PiiRuleSpec(type="anything", source="user.name"),
    PiiRuleSpec(type="anything", source="user.geo.**"),
    # Relay names a user without an id by name, address or IP, before it scrubs.
    PiiRuleSpec(
        type="pattern",
        pattern="^(?:username|email|ip):.*",
        source="(user.sentry_user || spans.*.sentry_tags.user)",
    ),
    PiiRuleSpec(type="anything", source="$http.cookies"),
    PiiRuleSpec(type="anything", source="request.headers.Cookie"),
    PiiRuleSpec(type="anything", source="contexts.response.cookies.**"),
    PiiRuleSpec(type="anything", source="contexts.response.headers.Set-Cookie"),
    PiiRuleSpec(type="anything", source="$http.data"),
)


def strict(written: Settings, floor: PrivacySettings) -> Settings:
    """Return settings with the preset under them; lists are added up, the preset's rules come first.

    Args:
        written: the settings.
        floor: `STRICT_SETTINGS` or `STRICT_ORGANIZATION`.
    """
    fields = (*STRICT_FIELDS, *(written.sensitive_fields or ()))
    return replace(
        written,
        **floor.declared(),
        sensitive_fields=tuple(dict.fromkeys(fields)),
        pii_rules=together(STRICT_RULES, written.pii_rules or ()),
    )


def weaker(written: PrivacySettings, floor: PrivacySettings) -> Iterator[tuple[str, object, object]]:
    """Yield the written settings that are weaker than the preset: the field, its value, and the preset's value."""
    for name, wanted in floor.declared().items():
        given = getattr(written, name)
        if given is not None and given != wanted:
            yield name, given, wanted
