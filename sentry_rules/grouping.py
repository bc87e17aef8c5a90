"""What groups events into issues: fingerprinting rules and stack trace rules, as text.

Sentry's grammars never go back on a choice: an argument without quotes takes whatever follows up to the next blank, and
nothing but spaces separates. One rule that cannot be read makes Sentry refuse them all.
(sentry: `grouping/fingerprinting/parser.py` and `matchers.py`, `grouping/enhancer/parser.py`, `matchers.py` and
`actions.py`)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from sentry_rules.scanning import COMMENT, SPACES, past
from sentry_rules.words import did_you_mean, quoted

_NAME: Final = re.compile(r'([a-zA-Z0-9_.-]+)|"([a-zA-Z0-9_.:-]+)"')
_QUOTED: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')
_BARE: Final = re.compile(r"\S+")
_VARIABLE: Final = re.compile(r"\{\{\s*\S+\s*\}\}")
_BARE_VALUE: Final = re.compile(r"[^\s{,]+")
_ATTRIBUTE: Final = re.compile(r'([a-zA-Z0-9_.-]+)="[^"\\]*(?:\\.[^"\\]*)*"')
_FLAG: Final = re.compile(r"[\^v]?[+-](?:group|app)")
_SETTING: Final = re.compile(r"(max-frames|min-frames|category) *= *([a-zA-Z0-9_.-]+)")
_LINE_BREAKS: Final = "\r\n"

_OF_FRAMES: Final = (
    *("stack.function", "stack.module", "stack.abs_path", "stack.package"),
    *("function", "module", "path", "package", "family", "app"),
)
FINGERPRINTING_MATCHERS: Final = (
    *("error.type", "error.value", "type", "value", "message", "logger", "level", "sdk", "release"),
    *_OF_FRAMES,
    *("thread.id", "thread.name", "thread.state", "thread.crashed", "thread.current"),
)
"""What a fingerprinting rule looks at, beside `tags.` and the name of a tag."""

ENHANCEMENT_MATCHERS: Final = (*_OF_FRAMES, "error.type", "error.value", "error.mechanism", "category")
"""What a stack trace rule looks at."""

_EXAMPLES: Final = {
    "->": 'error.type:"Timeout*" -> timeouts',
    "+app": "stack.module:shop.* +app",
}


class _Unreadable(Exception):
    """The grammar ends here; the text says why, as the rest of a sentence about a line."""


@dataclass(frozen=True, slots=True)
class _Grammar:
    """How one kind of rules reads on behind its matchers.

    Attributes:
        matchers: the names that matchers may have.
        tags: whether a matcher may name a tag.
        quotes: whether the name of a matcher may stand in quotes.
        example: what the kind of rule is known by.
        ending: reads the rest of a rule; takes the text and where it begins, gives where it ends and complaints.
    """

    matchers: tuple[str, ...]
    tags: bool
    quotes: bool
    example: str
    ending: Callable[[str, int], tuple[int, list[str]]]


def fingerprinting_complaints(text: str) -> Iterator[str]:
    """What is wrong with fingerprinting rules, each with the number of its line."""
    return _complaints(text, _Grammar(FINGERPRINTING_MATCHERS, True, True, "->", _fingerprint))


def enhancement_complaints(text: str) -> Iterator[str]:
    """What is wrong with stack trace rules (Sentry: grouping enhancements), each with the number of its line."""
    return _complaints(text, _Grammar(ENHANCEMENT_MATCHERS, False, False, "+app", _actions))


def _complaints(text: str, grammar: _Grammar) -> Iterator[str]:
    end = text.rstrip()
    at = len(text) - len(text.lstrip())
    fresh = True
    while at < len(end):
        begin = at
        at = past(SPACES, end, at)
        line = f"line {text.count(chr(10), 0, at) + 1}"
        if comment := COMMENT.match(end, at):
            at = comment.end()
        elif at < len(end) and end[at] not in _LINE_BREAKS:
            try:
                at, wrong = _rule(end, at, grammar)
            except _Unreadable as unreadable:
                rest = _BARE.match(end, at)
                if fresh or rest is None:
                    yield f"{line} {unreadable}"
                else:
                    yield f"{line} goes on behind its end with {quoted(rest[0])}, which begins no other rule"
                return
            fresh = False
            yield from (f"{line} {each}" for each in wrong)
        if end[at : at + 1] and end[at] in _LINE_BREAKS:
            at, fresh = at + 1, True
        assert at > begin  # noqa: S101 - every turn reads something or stops


def _rule(text: str, at: int, grammar: _Grammar) -> tuple[int, list[str]]:
    names: list[str] = []
    begin = at
    caller = _beside(text, at, names, before=True)
    at = begin if caller is None else caller
    while (after := _matcher(text, at, names)) is not None:
        at = after
    if not names or (caller is not None and len(names) == 1):
        raise _Unreadable(_no_matcher(text, at, grammar))
    callee = _beside(text, at, names, before=False)
    at, wrong = grammar.ending(text, at if callee is None else callee)
    return at, [*_unknown(names, grammar), *wrong]


def _matcher(text: str, at: int, names: list[str]) -> int | None:
    at = past(SPACES, text, at)
    at += text.startswith("!", at)
    name = _NAME.match(text, at)
    if name is None or not text.startswith(":", name.end()):
        return None
    argument = _QUOTED.match(text, name.end() + 1) or _BARE.match(text, name.end() + 1)
    if argument is None:
        return None
    names.append(name[0])
    return argument.end()


def _beside(text: str, at: int, names: list[str], *, before: bool) -> int | None:
    """Read `[ matcher ] |` or `| [ matcher ]`; None where it is not there."""
    inner: list[str] = []
    for sign in ("[", None, "]", "|") if before else ("|", "[", None, "]"):
        if sign is None:
            after = _matcher(text, at, inner)
            if after is None:
                return None
            at = after
        else:
            at = past(SPACES, text, at)
            if not text.startswith(sign, at):
                return None
            at += 1
    names += inner
    return at


def _unknown(names: list[str], grammar: _Grammar) -> Iterator[str]:
    for written in names:
        name = written.strip('"').lstrip("!")
        if written.startswith('"') and not grammar.quotes:
            yield f"puts the name {quoted(name)} in quotes, which Sentry does not take here"
        elif name not in grammar.matchers and not (grammar.tags and name.startswith("tags.")):
            hint = did_you_mean(name, grammar.matchers)
            yield f"looks at {quoted(name)}, which is no matcher that Sentry knows{hint}"


def _fingerprint(text: str, at: int) -> tuple[int, list[str]]:
    at = past(SPACES, text, at)
    if not text.startswith("->", at):
        raise _Unreadable(
            _stops(text, at, f"has no -> behind what it looks at; write e.g. {_EXAMPLES['->']}")
        )
    at, values, wrong = past(SPACES, text, at + 2), 0, []
    while True:
        begin = past(SPACES, text, at)
        if attribute := _ATTRIBUTE.match(text, begin):
            if attribute[1] != "title":
                wrong.append(f"sets {quoted(attribute[1])}; a fingerprint has no attribute but title")
            found: re.Match[str] | None = attribute
        else:
            readers = (_QUOTED, _VARIABLE, _BARE_VALUE)
            found = next((match for reader in readers if (match := reader.match(text, begin))), None)
        if found is None:
            break
        values += 1
        at = past(SPACES, text, found.end())
        at += text.startswith(",", at)
    if not values:
        raise _Unreadable(_stops(text, at, "has nothing behind ->; write what the fingerprint is"))
    if text.startswith("{", at):
        raise _Unreadable("has a { that begins no variable such as {{ default }}; put it in quotes")
    return at, wrong


def _actions(text: str, at: int) -> tuple[int, list[str]]:
    actions, wrong = 0, []
    while True:
        begin = past(SPACES, text, at)
        found = _FLAG.match(text, begin) or _SETTING.match(text, begin)
        if found is None:
            break
        actions, at = actions + 1, found.end()
        if found.re is _SETTING and found[1] != "category" and not _is_whole(found[2]):
            wrong.append(f"sets {found[1]} to {quoted(found[2])}, which is no whole number")
    if not actions:
        known = (
            "known: +app, -app, +group, -group (^ and v before them), max-frames=, min-frames= and category="
        )
        raise _Unreadable(_stops(text, at, f"has no action behind what it looks at; {known}"))
    return at, wrong


def _is_whole(text: str) -> bool:
    try:
        int(text)
    except ValueError:
        return False
    return True


def _no_matcher(text: str, at: int, grammar: _Grammar) -> str:
    begin = past(SPACES, text, at)
    said = f"begins with no matcher; write e.g. {_EXAMPLES[grammar.example]}"
    if text.startswith("[", begin):
        said = "begins with a [ that is not read; write blanks inside of it: [ function:main ] | function:run"
    return _stops(text, begin, said)


_TAB: Final = "holds a tab or another blank that is none to Sentry; separate with spaces"


def _stops(text: str, at: int, said: str) -> str:
    """Why a rule ends too early: a foreign blank hides what would follow."""
    at = past(SPACES, text, at)
    return _TAB if text[at : at + 1].isspace() and text[at] not in _LINE_BREAKS else said
