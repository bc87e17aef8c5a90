"""The grammar of ownership rules, expression by expression as in Sentry's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sentry_sandbox.http.errors import field_error

_EMPTY_LINE = re.compile(r" *(?:#[^\r\n]*)?(?:[\r\n]|\Z)")
# A group that is looked at first and then taken whole is not gone back into, as in Sentry's grammar. Possessive groups
# would say the same, but the first releases of Python 3.11 read them wrongly.
_RULE = re.compile(
    r"""
    \ *
    (?=(?P<kind>(?:(?P<type>url|path|module|codeowners|tags.[^:]+):)?))(?P=kind)
    (?:"(?P<quoted>[^"\\]*(?:\\.[^"\\]*)*)"|(?P<plain>\S+))
    (?=(?P<owners>(?:\ *(?:\#\S+|(?!\#)\S+))*))(?P=owners)
    (?:\ *(?:\#[^\r\n]*)?(?:[\r\n]|\Z))
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class OwnershipRule:
    """One rule: the kind of its matcher, the pattern, and the owners, teams with their `#`."""

    type: str
    pattern: str
    owners: list[str]


def parse(raw: str) -> Iterator[OwnershipRule]:
    """The rules of a text.

    Raises:
        ApiError: 400 on `raw` where the text is not valid, a rule has no owner, or a line is one of CODEOWNERS.
    """
    at = 0
    while at < len(raw):
        if empty := _EMPTY_LINE.match(raw, at):
            at = empty.end()
            continue
        found = _RULE.match(raw, at)
        if found is None:
            line = raw.count("\n", 0, at) + 1
            raise field_error("raw", f"Parse error: ownership (line {line}, column 1)")
        at = found.end()
        rule = OwnershipRule(
            found["type"] or "path", found["quoted"] or found["plain"], found["owners"].split()
        )
        if rule.type == "codeowners":
            raise field_error("raw", "Codeowner type paths can only be added by importing CODEOWNER files")
        if not rule.owners:
            raise field_error("raw", f"Missing owner in rule: {rule.type}:{rule.pattern}")
        yield rule
