"""The grammars of grouping: what fingerprinting rules and stack trace rules have to look like, a line each.

Sentry parses them whole. Here a line is refused where it lacks what every rule has: an arrow and what follows it, or
a matcher and an action.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from sentry_sandbox.behaviour.rules import fields as f

_MATCHER = r"""!?[a-zA-Z0-9_.\-]+:(?:"(?:[^"\\]|\\.)*"|\S+)"""
_FINGERPRINTING = re.compile(rf"{_MATCHER}(?:\s+{_MATCHER})*\s*->\s*\S.*")
_ACTION = r"(?:[\^v]?[+\-](?:app|group|prefix|sentinel)|(?:max-frames|min-frames|invert-stacktrace|category)\s*=\s*\S+)"
_FRAME = (
    rf"(?:\[\s*{_MATCHER}(?:\s+{_MATCHER})*\s*\]\s*\||\|\s*\[\s*{_MATCHER}(?:\s+{_MATCHER})*\s*\]|{_MATCHER})"
)
_ENHANCEMENT = re.compile(rf"{_FRAME}(?:\s+{_FRAME})*(?:\s+{_ACTION})+")


def check_fingerprinting(text: str) -> None:
    """Refuse what are no fingerprinting rules.

    Raises:
        Invalid: a line has no matcher, no arrow, or nothing behind it.
    """
    _check(text, _FINGERPRINTING.fullmatch)


def check_enhancements(text: str) -> None:
    """Refuse what are no stack trace rules.

    Raises:
        Invalid: a line has no matcher or no action.
    """
    _check(text, _ENHANCEMENT.fullmatch)


def _check(text: str, fits: Callable[[str], object]) -> None:
    for number, line in enumerate(text.splitlines(), 1):
        rule = line.strip()
        if rule and not rule.startswith("#") and not fits(rule):
            raise f.Invalid(f'Invalid syntax near "{rule[:20]}" (line {number}, column 1)')
