"""Ownership rules, one a line: `path:src/* #team person@example.com`.

The grammar is Sentry's (sentry: `issues/ownership/grammar.py`): what a rule looks at may be left out and is then the
path, a pattern with blanks stands in quotes, and nothing but blanks separates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from sentry_rules.scanning import COMMENT, SPACES, past
from sentry_rules.words import quoted

_TYPE: Final = re.compile(r"(url|path|module|codeowners|tags.[^:]+):")
_PATTERN: Final = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"|(\S+)')
_OWNER: Final = re.compile(r" *(?:#(\S+)|(?!#)(\S+))")
_TEAM: Final = re.compile(r"(?<=\s)#(\S+)")
_NEWLINE: Final = re.compile(r"[\r\n]")
_TAB: Final = "holds a tab or another blank that is none to Sentry; separate with spaces"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, on which line, what it looks at, and whom it leads to (teams with their #)."""

    line: int
    type: str
    pattern: str
    owners: tuple[str, ...]


class Unreadable(Exception):
    """Sentry's grammar ends here: on which line (from 1) and why."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line} {reason}")


def rules(text: str) -> Iterator[Rule]:
    """The rules of a text.

    Raises:
        Unreadable: where it is no rule any more.
    """
    end = len(text.rstrip())
    at = len(text) - len(text.lstrip())
    while at < end:
        line = text.count("\n", 0, at) + 1
        begin = past(SPACES, text, at)
        if comment := COMMENT.match(text, begin, end):
            at = comment.end()
        elif begin < end and not _NEWLINE.match(text, begin, end):
            rule, at = _rule(text, begin, end, line)
            yield rule
        else:
            at = begin
        if newline := _NEWLINE.match(text, at, end):
            at = newline.end()


def _rule(text: str, at: int, end: int, line: int) -> tuple[Rule, int]:
    typed = _TYPE.match(text, at, end)
    kind = typed[1] if typed else "path"
    pattern = _PATTERN.match(text, typed.end() if typed else at, end)
    if pattern is None:
        if typed is None:
            raise Unreadable(line, _TAB)
        raise Unreadable(
            line, f"has nothing right after {quoted(typed[0])}; write the pattern without a blank before it"
        )
    owners, at = [], pattern.end()
    while owner := _OWNER.match(text, at, end):
        owners.append(owner[0].strip(" "))
        at = owner.end()
    following = text[past(SPACES, text, at) : end][:1]
    if following.isspace() and not _NEWLINE.match(following):
        raise Unreadable(line, _TAB)
    return Rule(line, kind, pattern[1] if pattern[1] is not None else pattern[2], tuple(owners)), at


def complaints(text: str) -> Iterator[str]:
    """What is wrong with ownership rules, each with the number of its line."""
    try:
        for rule in rules(text):
            yield from _wrong(rule)
    except Unreadable as unreadable:
        yield str(unreadable)


def _wrong(rule: Rule) -> Iterator[str]:
    if rule.type == "codeowners":
        yield (
            f"line {rule.line} begins with codeowners:, which only an imported CODEOWNERS file may hold; "
            "write path: instead"
        )
    elif not rule.owners:
        yield f"line {rule.line} names no owner: write #team or a member's address"
    for owner in rule.owners:
        if not owner.startswith("#") and "@" not in owner:
            yield f"line {rule.line}: {quoted(owner)} is neither a #team nor a member's address"


def teams_in(text: str) -> list[str]:
    """The slugs of the teams that rules or their comments name."""
    return _TEAM.findall(text)


def with_teams(line: str, name: Callable[[str], str]) -> str:
    """A line with other names for its teams; a comment as it is.

    Args:
        line: one line of rules.
        name: returns the new name of a team, without the #.
    """
    if line.lstrip().startswith("#"):
        return line
    return _TEAM.sub(lambda team: f"#{name(team[1])}", line)
