"""The query of a monitor of errors, which Sentry's search parser has to read before the monitor is made.

Only unreadable queries are refused; the sandbox runs none of them.
"""

from __future__ import annotations

import re
from typing import NoReturn

from sentry_sandbox.behaviour.rules import fields as f

_TOKEN = re.compile(
    r"""
    (?P<blank>\ +)
    |(?P<open>\()
    |(?P<close>\))
    |(?P<operator>(?i:or|and)(?=[\t\n\ )]|\Z))
    |(?P<aggregate>!?[\w.-]+\([^()\t\n]*\):\S*?(?=[()\t\n\ ]|\Z))
    |(?P<filter>!?(?:[\w.-]+|"[\w.:-]+"|(?:tags|flags)\[[^\]\s]*\]):(?P<compare>[<>!=]*)
        (?P<value>\[[^()\]\n]*\](?=[\t\n\ )]|\Z)|"(?:\\"|[^"\\]|\\(?!"))*"|[^()\t\n\ ]*))
    |(?P<quoted>"(?:\\"|[^"\\]|\\(?!"))*")
    |(?P<word>[^()\n\ ]+)
    """,
    re.VERBOSE | re.ASCII,
)
_SIDES = "Invalid Query or Metric: Condition is missing on the {} side of '{}' operator"


def check_readable(query: str) -> None:
    """Check that the parser can read a query.

    Raises:
        Invalid: it cannot; the text has Sentry's words.
    """
    at, levels, before = 0, 0, "("
    while at < len(query):
        token = _TOKEN.match(query, at)
        if token is None:
            _broken(query, at)
        kind = token.lastgroup if token.lastgroup not in ("compare", "value") else "filter"
        if kind == "blank":
            at = token.end()
            continue
        if kind == "close" and not levels:
            _broken(query, at)
        _check_operator(kind, before, token[0])
        if kind == "filter":
            _check_filter(token)
        levels += (kind == "open") - (kind == "close")
        before = token[0].upper() if kind in ("open", "operator") else "term"
        at = token.end()
    if levels:
        _broken(query, query.index("("))
    _check_operator("close", before, "")


def _check_operator(kind: str | None, before: str, text: str) -> None:
    if kind == "operator" and before == "(":
        raise f.Invalid({"nonFieldErrors": [_SIDES.format("left", text.upper())]})
    if kind == "operator" and before in ("OR", "AND"):
        message = f"Missing condition in between two condition operators: '{before} {text.upper()}'"
        raise f.Invalid({"nonFieldErrors": [f"Invalid Query or Metric: {message}"]})
    if kind == "close" and before in ("OR", "AND"):
        raise f.Invalid({"nonFieldErrors": [_SIDES.format("right", before)]})


def _check_filter(token: re.Match[str]) -> None:
    value, key = token["value"], token[0].partition(":")[0]
    whole = value.startswith('"') and len(value) > 1 and value.endswith('"')
    if not whole and not value.startswith("[") and re.search(r'(?:\A|[^\\])"', value):
        message = f"Invalid quote at '{value}': quotes must enclose text or be escaped."
        raise f.Invalid({"nonFieldErrors": [f"Invalid Query or Metric: {message}"]})
    if not value and key.lstrip("!") not in ("has", "is"):
        raise f.Invalid({"nonFieldErrors": [f"Invalid Query or Metric: Empty string after '{key}:'"]})
    if re.search(r", *\]\Z", value):
        raise f.Invalid({"nonFieldErrors": ["Invalid Query or Metric: Lists should not have empty values"]})


def _broken(query: str, at: int) -> NoReturn:
    near = query[max(0, at - 5) : at + 5]
    message = (
        f"Parse error at '{near}' (column {at + 1}). This is commonly caused by unmatched parentheses. "
        "Enclose any text in double quotes."
    )
    raise f.Invalid({"nonFieldErrors": [f"Invalid Query or Metric: {message}"]})
