"""What advanced scrubbing rules find, in Relay's words."""

from typing import Literal

FindingRuleType = Literal[
    "anything",
    "pattern",
    "imei",
    "mac",
    "uuid",
    "email",
    "ip",
    "creditcard",
    "iban",
    "userpath",
    "pemkey",
    "url_auth",
    "us_ssn",
    "bearer",
    "password",
]
"""Types of rules that find something by themselves (relay: `RuleType`)."""

RuleType = Literal[FindingRuleType, "redact_pair", "multiple", "alias"]
"""All types of rules: those that look at keys, and those that apply other rules, as well."""
