"""Regular expressions of scrubbing rules, as far as the text alone tells that Relay cannot read one.

Relay's engine is Rust's `regex`. Sentry takes an expression that the engine cannot read, and Relay then skips the rule
without a word. Only what Relay certainly skips is a complaint; `sentry-relay` holds that in a test.
"""

from __future__ import annotations

import re
import warnings

_ESCAPED_LETTERS = frozenset("afvtnrAzbBdDsSwWpPxuU")
"""Letters with a meaning after a backslash. Every other letter and every digit is an error there."""

_GROUP = re.compile(
    r"\((?:\?(?:P?<(?P<name>[A-Za-z_][\w.\[\]]*)>|(?P<flags>[imsxuUR]*(?:-[imsxuUR]+)?)(?P<end>[:)])))?",
    re.ASCII,
)
_REPEAT = re.compile(r"\{\s*(\d+)\s*(?:(,)\s*(\d*)\s*)?\}", re.ASCII)
_FOREIGN = (
    (
        re.compile(r"\(\?<?[=!]"),
        "must not look around with (?=, (?!, (?<= or (?<!: Relay's expressions cannot",
    ),
    (re.compile(r"\(\?P="), "must not refer back to a group: Relay's expressions cannot"),
    (re.compile(r"\(\?>"), "must not have an atomic group (?>: Relay's expressions cannot"),
    (re.compile(r"\(\?\("), "must not have a condition (?(: Relay's expressions cannot"),
    (re.compile(r"\(\?#"), "must not have a comment (?#: Relay's expressions cannot"),
)
_LIKE_A_CLASS = re.compile(r"--|&&|~~|\[\[|\[\^?\]")
"""Sets that Rust reads otherwise than Python does."""


def pattern_complaint(pattern: str) -> str:
    """Say why Relay cannot read a regular expression.

    Returns:
        A reason that follows the argument's name, or an empty text where Relay may read it.
    """
    if re.search(r"\(\?[a-zA-Z-]*x", pattern):
        return ""  # a verbose expression: what stands in its comments is no syntax
    return _scan(pattern) or _bad_range(pattern)


class _UnreadableError(Exception):
    """Why Relay cannot read an expression."""


def _scan(pattern: str) -> str:
    try:
        _Reader(pattern).read()
    except _UnreadableError as error:
        return str(error)
    return ""


class _Reader:
    """Reads an expression from its start, as far as Relay's engine would."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._place = 0
        self._open_groups = 0
        self._names: set[str] = set()
        self._repeatable = False

    def read(self) -> None:
        """Read all of it.

        Raises:
            _UnreadableError: the engine cannot read it.
        """
        readers = {
            "\\": self._escaped,
            "[": self._set,
            "(": self._opening,
            ")": self._closing,
            "{": self._counted,
            **dict.fromkeys("*+?", self._repeated),
        }
        while self._place < len(self._pattern):
            char = self._pattern[self._place]
            if char in readers:
                readers[char]()
            else:
                self._place, self._repeatable = self._place + 1, char != "|"
        if self._open_groups:
            raise _UnreadableError("opens a group and does not close it")

    def _escaped(self) -> None:
        if said := _escape(self._pattern, self._place, in_class=False):
            raise _UnreadableError(said)
        self._place, self._repeatable = _after_escape(self._pattern, self._place), True

    def _set(self) -> None:
        end = _class_end(self._pattern, self._place)
        if isinstance(end, str):
            raise _UnreadableError(end)
        self._place, self._repeatable = end, True

    def _opening(self) -> None:
        for foreign, said in _FOREIGN:
            if foreign.match(self._pattern, self._place):
                raise _UnreadableError(said)
        group = _GROUP.match(self._pattern, self._place)
        if group is None or (group[0] in ("(", "(?)") and self._pattern.startswith("(?", self._place)):
            raise _UnreadableError(_at("has an unknown kind of group", self._place))
        if (name := group["name"]) is not None:
            if name in self._names:
                raise _UnreadableError(_at(f"names the group {name} twice", self._place))
            self._names.add(name)
        self._open_groups += group["end"] != ")"
        self._place, self._repeatable = group.end(), False

    def _closing(self) -> None:
        if not self._open_groups:
            raise _UnreadableError(_at("closes a group that is not open", self._place))
        self._open_groups -= 1
        self._place, self._repeatable = self._place + 1, True

    def _repeated(self) -> None:
        if not self._repeatable:
            raise _UnreadableError(_at("repeats nothing", self._place))
        self._place += 1

    def _counted(self) -> None:
        counted = _REPEAT.match(self._pattern, self._place)
        if not self._repeatable or counted is None:
            said = "has a { that counts nothing; a brace of the text is written \\{"
            raise _UnreadableError(_at(said, self._place))
        if counted[3] and int(counted[1]) > int(counted[3]):
            raise _UnreadableError(_at("repeats at least more often than at most", self._place))
        self._place = counted.end()


def _escape(pattern: str, place: int, *, in_class: bool) -> str:
    escaped = pattern[place + 1 : place + 2]
    if not escaped:
        return "ends in a backslash that escapes nothing"
    if escaped.isdigit():
        return f"must not refer back with \\{escaped}: Relay's expressions cannot"
    if not escaped.isascii() or (escaped.isalpha() and escaped not in _ESCAPED_LETTERS):
        return _at(f"has \\{escaped}, which Relay's expressions do not know", place)
    if in_class and escaped in "bBAz":
        return _at(f"has \\{escaped} in a set, which Relay's expressions do not know", place)
    digits = {"x": 2, "u": 4, "U": 8}.get(escaped)
    if digits and not re.compile(rf"\{{[0-9a-fA-F]+\}}|[0-9a-fA-F]{{{digits}}}").match(pattern, place + 2):
        return _at(f"has \\{escaped} without {digits} hexadecimal digits", place)
    return ""


def _after_escape(pattern: str, place: int) -> int:
    braced = re.compile(r"\\(?:[pPxuU]|b(?=\{[a-z-]+\}))\{[^}]*\}").match(pattern, place)
    return braced.end() if braced else place + 2


def _class_end(pattern: str, place: int) -> int | str:
    """Return where a set ends, or what is wrong with it. A ] that stands first is a character of it."""
    start, depth = place, 0
    while place < len(pattern):
        char = pattern[place]
        if char == "\\":
            if said := _escape(pattern, place, in_class=True):
                return said
            place = _after_escape(pattern, place)
        elif char == "[":
            named = re.compile(r"\[:\^?[a-z]+:\]").match(pattern, place) if depth else None
            if named:
                place = named.end()
                continue
            depth += 1
            opening = re.compile(r"\[\^?(?:-+|\])?").match(pattern, place)
            place = opening.end() if opening else place + 1
        elif char == "]":
            depth, place = depth - 1, place + 1
            if not depth:
                return place
        else:
            place += 1
    if "-[" in pattern[start:]:
        return len(pattern)  # a [ that ends a range opens nothing
    return _at("opens a set and does not close it", start)


def _bad_range(pattern: str) -> str:
    if _LIKE_A_CLASS.search(pattern):
        return ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern)
    except re.error as error:
        if error.msg.startswith("bad character range"):
            return f"has a {error.msg}"
    except (OverflowError, RecursionError):
        pass
    return ""


def _at(said: str, place: int) -> str:
    return f"{said} (character {place + 1})"
