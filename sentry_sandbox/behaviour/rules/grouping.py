"""The grammars of grouping: what fingerprinting rules and stack trace rules have to look like.

Sentry reads them without ever going back on a choice, and so do these expressions: an argument without
quotes takes whatever follows up to the next blank. Where the reader stops, Sentry says so.
(sentry: `grouping/fingerprinting/parser.py`, `grouping/enhancer/parser.py`)
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from sentry_sandbox.behaviour.rules import fields as f
from sentry_sandbox.http.errors import internal_error

_WORD = r"[a-zA-Z0-9_.\-]++"
_QUOTED = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_names = (f"_{number}" for number in itertools.count())


def _once(expression: str) -> str:
    """An expression that is not gone back into. Of Python 3.11 the first releases have a fault in possessive groups."""
    name = next(_names)
    return f"(?=(?P<{name}>{expression}))(?P={name})"


def _matcher() -> str:
    name, argument = _once(rf'{_WORD}|"[a-zA-Z0-9_.:\-]+"'), _once(rf"{_QUOTED}|\S+")
    return rf"(?: *+!?+{name}:{argument})"


def _matchers() -> str:
    caller, callee = rf"(?: *+\[ *+{_matcher()} *+\] *+\|)?", rf"(?: *+\| *+\[ *+{_matcher()} *+\])?"
    return f"(?P<matchers>{_once(caller)}{_once(f'{_matcher()}+')}{_once(callee)})"


def _value() -> str:
    written = _once(rf"{_WORD}={_QUOTED}|{_QUOTED}|\{{\{{\s*\S+\s*\}}\}}|[^\s{{,]+")
    return _once(rf" *+{written} *+,?")


_ACTION = _once(rf" *+[\^v]?[+\-](?:group|app)| *+(?:max-frames|min-frames|category) *+= *+{_WORD}")
_VALUE = re.compile(_value())
_FINGERPRINTING = re.compile(rf" *+{_matchers()} *+-> *+(?P<then>{_once(f'(?:{_value()})+')})")
_ENHANCEMENT = re.compile(rf" *+{_matchers()}(?P<then>{_once(f'(?:{_ACTION})+')})")
_COMMENT = re.compile(r"#[^\r\n]*")

_EACH_MATCHER = re.compile(
    rf'!?+(?:(?P<plain>{_WORD})|"(?P<quoted>[a-zA-Z0-9_.:\-]+)"):' + _once(rf"{_QUOTED}|\S+")
)
_ATTRIBUTE = re.compile(rf"({_WORD})={_QUOTED}")
_NUMBER = re.compile(rf"(max-frames|min-frames) *= *({_WORD})")
_FRAME_MATCHERS = frozenset(
    {
        *("stack.module", "stack.abs_path", "stack.package", "stack.function"),
        *("module", "path", "package", "function", "family", "app"),
    }
)
_OF_FINGERPRINTS = _FRAME_MATCHERS | {
    *("error.type", "error.value", "type", "value", "message", "logger", "level", "sdk", "release"),
    *("thread.id", "thread.name", "thread.state", "thread.crashed", "thread.current"),
}
_OF_ENHANCEMENTS = _FRAME_MATCHERS | {"error.type", "error.value", "error.mechanism", "category"}
_SHOWN = 33


def check_fingerprinting(text: str) -> None:
    """Refuse what are no fingerprinting rules.

    Raises:
        Invalid: the grammar ends before the text does, or a matcher or an attribute is unknown.
    """
    for rule in _rules(text, _FINGERPRINTING):
        for matcher in _EACH_MATCHER.finditer(rule["matchers"]):
            name = (matcher["plain"] or matcher["quoted"]).lstrip("!")
            if name not in _OF_FINGERPRINTS and not name.startswith("tags."):
                raise f.Invalid(f"Unknown matcher '{name}'")
        for value in _VALUE.finditer(rule["then"]):
            attribute = _ATTRIBUTE.match(value[0].lstrip(" "))
            if attribute and attribute[1] != "title":
                raise f.Invalid(f"Unknown attribute '{attribute[1]}'")


def check_enhancements(text: str) -> None:
    """Refuse what are no stack trace rules.

    Raises:
        Invalid: the grammar ends before the text does, or a number is none.
        ApiError: 500 for an unknown matcher, over which Sentry stumbles.
    """
    for rule in _rules(text, _ENHANCEMENT):
        for matcher in _EACH_MATCHER.finditer(rule["matchers"]):
            # A name in quotes keeps them, and is known nowhere.
            if matcher["plain"] not in _OF_ENHANCEMENTS:
                raise internal_error()
        for name, value in _NUMBER.findall(rule["then"]):
            try:
                int(value)
            except ValueError:
                raise f.Invalid(f"Invalid value '{value}' for '{name}'") from None


def _rules(text: str, grammar: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """The rules of a text, once all of it is read.

    Raises:
        Invalid: it cannot be read to its end.
    """
    found, at = [], 0
    while at < len(text):
        begin = at
        at += len(text) - begin - len(text[begin:].lstrip(" "))
        read = _COMMENT.match(text, at) or grammar.match(text, at)
        if read is not None:
            at = read.end()
            if read.re is grammar:
                found.append(read)
        if text[at : at + 1] in ("\r", "\n"):
            at += 1
        if at == begin:
            raise f.Invalid(_stopped(text, at))
    yield from found


def _stopped(text: str, at: int) -> str:
    near = text[at : at + _SHOWN]
    if len(near) == _SHOWN:
        near = near[:-1] + "..."
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    return f'Invalid syntax near "{near}" (line {line}, column {column})'
