"""What advanced scrubbing rules find, and which arguments they take, in Relay's words."""

from collections.abc import Callable, Collection, Iterator
from typing import Final, Literal

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

_METHODS: Final = {"filter", "hash", "mask", "remove", "replace"}
BUILT_IN: Final = {
    "common": {"filter"},
    "anything": _METHODS,
    "ip": _METHODS - {"filter"},
    "imei": _METHODS - {"filter"},
    "mac": _METHODS - {"filter"},
    "uuid": _METHODS - {"filter"},
    "email": _METHODS - {"filter"},
    "iban": _METHODS,
    "creditcard": _METHODS,
    "pemkey": _METHODS,
    "urlauth": (_METHODS - {"filter"}) | {"legacy"},
    "usssn": _METHODS,
    "userpath": _METHODS - {"filter"},
    "password": _METHODS,
}
"""Relay's built-in rules, `@ip` or `@ip:mask`: the kind of text, and the method."""

_NEEDS: Final = {"pattern": "pattern", "redact_pair": "key_pattern", "multiple": "rules", "alias": "rule"}
"""The one argument that rules of a type need and rules of other types do not have."""


def misplaced_arguments(kind: str, given: Callable[[str], object]) -> Iterator[tuple[str, str]]:
    """Yield the arguments that a rule of a type lacks or cannot have, by Python name, with what is wrong.

    Args:
        kind: the type.
        given: the value of an argument; None where it is not given.
    """
    for needing, needed in _NEEDS.items():
        value = given(needed)
        if needing == kind and value is None:
            yield needed, f"is required for a rule of type {needing}"
        elif needing != kind and value is not None:
            yield needed, f"is for rules of type {needing}, and this one is of type {kind}"
    if given("replace_groups") is not None and kind != "pattern":
        yield "replace_groups", f"is for rules of type pattern, and this one is of type {kind}"


def unknown_rule(name: object, rules: Collection[str]) -> str:
    """Why a name leads to no rule or to nothing: Relay silently skips such a name and scrubs nothing."""
    if not isinstance(name, str) or name in rules:
        return ""
    if not name.startswith("@"):
        return f"'{name}' is no rule that is declared here, and Relay's own begin with @"
    found, _, method = name[1:].partition(":")
    if found not in BUILT_IN:
        return f"'{name}' is no rule of Relay; it has {', '.join('@' + known for known in sorted(BUILT_IN))}"
    if ":" in name and method not in BUILT_IN[found]:
        ways = ", ".join(f"@{found}:{known}" for known in sorted(BUILT_IN[found]))
        return f"'{name}' is no rule of Relay; it has @{found}, {ways}"
    return ""
