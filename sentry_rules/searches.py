"""The search of a metric monitor: `is_transaction:true span.op:[db,cache] (a OR b)`.

What Sentry's grammar cannot read makes a monitor that never works: it is refused for errors, and for spans it is saved
and fails later. (sentry: `api/event_search.py`)
"""

from __future__ import annotations

import re
from typing import Final

from sentry_rules.words import quoted

_OPERATOR: Final = re.compile(r"(?:or|and)(?=[\t\n )]|\Z)", re.IGNORECASE)
_QUOTED: Final = re.compile(r'"(?:\\"|[^"\\]|\\(?!"))*"')
_FUNCTION: Final = re.compile(r"!?[a-zA-Z0-9_.-]+\([^()\t\n]*\):[^()\t\n ]*")
_KEY: Final = re.compile(
    r'!?(?:(?:tags|flags)\[[a-zA-Z0-9_.:-]+(?: *, *(?:string|number))?\]|[a-zA-Z0-9_.-]+|"[a-zA-Z0-9_.:-]+"):'
)
_LIST: Final = re.compile(
    r'\[(?:"(?:\\"|[^"\\]|\\(?!"))*"|[^(), \]"]+)(?: *, *(?:"(?:\\"|[^"\\]|\\(?!"))*"|[^(), \]"]+)?)*\](?=[\t\n )]|\Z)'
)
_EMPTY_ITEM: Final = re.compile(r", *(?:,|\])")
_COMPARED: Final = re.compile(r"(?:>=|<=|>|<|=|!=)?")
_VALUE: Final = re.compile(r"[^()\t\n ]*")
_BARE_QUOTE: Final = re.compile(r'(?:\A|[^\\])"')
_WORD: Final = re.compile(r"[^()\n ]+")
_KEYS_OF_THEIR_OWN: Final = ("has:", "!has:", "is:", "!is:")


class _Unreadable(Exception):
    """Sentry cannot read the search; the text says why, as the rest of a sentence."""


def complaint(query: str) -> str | None:
    """Return what is wrong with a search, or None where Sentry can read it."""
    if "release:latest" in query.split():
        return "holds release:latest, which Sentry refuses in monitors"
    try:
        _Reader(query.strip()).read()
    except _Unreadable as unreadable:
        return str(unreadable)
    return None


def is_alternative(query: str) -> bool:
    """Return whether a search has OR outside of parentheses and quotes, so that it changes when more is added to it."""
    reader = _Reader(query.strip())
    try:
        reader.read()
    except _Unreadable:
        return False
    return "OR" in reader.operators


def doubt(query: str) -> str | None:
    """Return what is legal in a search and hardly meant: a list without its end."""
    for match in re.finditer(r"(?:\A|[\s(])(!?[a-zA-Z0-9_.-]+:\[)", query):
        if "]" not in query[match.end() :]:
            return "begins a list and has no ] after it, so Sentry takes the list for text"
    return None


class _Reader:
    """Goes through a search term by term, as Sentry's grammar does."""

    def __init__(self, query: str) -> None:
        self._query = query
        self._at = 0
        self._levels: list[list[str]] = [[]]
        self.operators: list[str] = []
        """The operators outside of parentheses, once all is read."""

    def read(self) -> None:
        """Read all of it."""
        while self._at < len(self._query):
            self._term()
        if len(self._levels) > 1:
            raise _Unreadable("has a ( that is not closed; put text that holds one in double quotes")
        self._leave()

    def _term(self) -> None:
        match self._query[self._at]:
            case " ":
                self._at += 1
            case "\n":
                raise _Unreadable("has a line break outside of double quotes; write the search on one line")
            case "(":
                self._at += 1
                self._levels[-1].append("")
                self._levels.append([])
            case ")":
                if len(self._levels) == 1:
                    raise _Unreadable("has a ) that opens nowhere; put text that holds one in double quotes")
                self._at += 1
                self._leave()
            case _:
                self._word()

    def _leave(self) -> None:
        terms = self._levels.pop()
        if not self._levels:
            self.operators = [term for term in terms if term]
        for index, operator in enumerate(terms):
            if operator and (index in (0, len(terms) - 1) or terms[index - 1]):
                raise _Unreadable(f"has no condition on one side of {operator}")

    def _word(self) -> None:
        if operator := self._take(_OPERATOR):
            self._levels[-1].append(operator.upper())
            return
        self._levels[-1].append("")
        if self._take(_FUNCTION):
            return
        key = self._take(_KEY)
        if not key:
            if not self._take(_QUOTED):
                self._take(_WORD)
            return
        if found := self._take(_LIST):
            if _EMPTY_ITEM.search(_QUOTED.sub('""', found)):
                raise _Unreadable(f"has an empty value in the list of {key}")
            return
        self._take(_COMPARED)
        if self._take(_QUOTED):
            return
        value = self._take(_VALUE)
        if _BARE_QUOTE.search(value):
            raise _Unreadable(
                f"has a double quote in {quoted(key + value)} that encloses nothing; close it, or put \\ before it"
            )
        if not value and key not in _KEYS_OF_THEIR_OWN:
            raise _Unreadable(f'has no value after {key} (write {key}"" for an empty one)')

    def _take(self, what: re.Pattern[str]) -> str:
        found = what.match(self._query, self._at)
        if found is None:
            return ""
        self._at = found.end()
        return found[0]
