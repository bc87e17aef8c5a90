"""Scrubbing of personal data that becomes weaker, for a project or for the organization."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from sentry_iac.plan.arguments import known
from sentry_iac.plan.risks.risk import Risk, Suspect
from sentry_iac.plan.words import spaced, value

_SCRUBBING: Final = ("dataScrubber", "dataScrubberDefaults", "scrubIPAddresses", "enhancedPrivacy")
_UNLIMITED: Final = -1


def privacy_risks(suspect: Suspect) -> Iterator[Risk]:
    """Give the personal data that Sentry keeps from now on; nothing for types without such settings."""
    if suspect.goes:
        return
    old, new, place = suspect.step.old, suspect.step.new, suspect.place
    for argument in _SCRUBBING:
        if suspect.touches(argument) and new.get(argument) is False and old.get(argument) is not False:
            yield suspect.risk("privacy-loosened", f"{place}: {spaced(argument)} is off")
    fewer = _missing(old.get("sensitiveFields"), new.get("sensitiveFields"))
    if fewer and suspect.touches("sensitiveFields"):
        yield suspect.risk("privacy-loosened", f"{place}: no longer scrubs {value(fewer)}")
    more = _missing(new.get("safeFields"), old.get("safeFields"))
    if more and suspect.touches("safeFields"):
        yield suspect.risk("privacy-loosened", f"{place}: never scrubs {value(more)}")
    rules = _missing(_items(old.get("piiRules")), _items(new.get("piiRules")))
    if rules and known(new.get("piiRules")) and suspect.touches("piiRules"):
        yield suspect.risk("privacy-loosened", f"{place}: a scrubbing rule goes away or changes")
    was, now = old.get("storeCrashReports"), new.get("storeCrashReports")
    if (
        suspect.touches("storeCrashReports")
        and isinstance(now, int | float)
        and _reports(now) > _reports(was or 0)
    ):
        yield suspect.risk("privacy-loosened", f"{place}: more crash reports are stored")


def _items(rules: object) -> list[object]:
    """Return all items of lists below a value, under any names."""
    if isinstance(rules, Mapping):
        return [item for each in rules.values() for item in _items(each)]
    return list(rules) if isinstance(rules, list) else []


def _missing(from_these: object, in_those: object) -> list[object]:
    """Return the items of the one list that are not in the other; an unknown or undeclared list yields nothing."""
    if not isinstance(from_these, list):
        return []
    if in_those is None:
        return list(from_these)
    if not known(in_those):
        return []
    return [each for each in from_these if not isinstance(in_those, list) or each not in in_those]


def _reports(number: float) -> float:
    return float("inf") if number == _UNLIMITED else number
