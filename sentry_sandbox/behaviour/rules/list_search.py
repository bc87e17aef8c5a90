"""The small search language of the detector and workflow lists: `name:"x" !type:error free text`."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from sentry_sandbox.http.errors import field_error

_TOKEN = re.compile(r'\s*(?:(!?)([A-Za-z_.]+):("(?:[^"\\]|\\.)*"|\S+)|("(?:[^"\\]|\\.)*")|(\S+))')


@dataclass(frozen=True)
class Term:
    """One part of a search.

    Args:
        key: the searched field, or "" for free text.
        value: the wanted value.
        negated: whether any other value is wanted.
    """

    key: str
    value: str
    negated: bool

    def matches(self, text: str) -> bool:
        """Whether a text holds the value; `*` at an end of it ties the other end, as in `name:"web*"`."""
        wanted, text = self.value.lower(), text.lower()
        before, after = wanted.startswith("*"), wanted.endswith("*")
        if before is after:
            return wanted.strip("*") in text
        return text.endswith(wanted[1:]) if before else text.startswith(wanted[:-1])


def parse_query(query: str, known: Collection[str]) -> list[Term]:
    """The terms of a search.

    Raises:
        ApiError: 400 on `query`.
    """
    terms: list[Term] = []
    if query.count('"') % 2:
        raise field_error("query", "Unmatched quote in search query")
    for match in _TOKEN.finditer(query.strip()):
        bang, key, value, quoted, word = match.groups()
        if key is not None:
            if key not in known:
                raise field_error("query", f"Invalid key for this search: {key}")
            terms.append(Term(key, _unquote(value), bool(bang)))
        elif quoted is not None or word is not None:
            terms.append(Term("", _unquote(quoted or word), False))
    return terms


def _unquote(value: str) -> str:
    if value.startswith('"') and value.endswith('"') and len(value) > 1:
        return value[1:-1].replace('\\"', '"')
    return value
