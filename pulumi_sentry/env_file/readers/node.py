"""Readers of JavaScript: the package dotenv, which Next has in itself, and Node's own, which Vite calls.

Both know the backtick as a third quote, and values in quotes go on over lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pulumi_sentry.env_file.readers.found import Found, Lines, after, find, with_line_feeds

# What JavaScript takes for white space within a line, and for the end of one.
_BLANK: Final = "\t\v\f \xa0\u1680\u2000-\u200a\u202f\u205f\u3000\ufeff"
_SPACE: Final = f"[\n\u2028\u2029{_BLANK}]"
_SPACES: Final = re.compile(f"{_SPACE}*")
_LINE_END: Final = re.compile("[\n\u2028\u2029]")
_START: Final = re.compile(rf"(?:export{_SPACE}+)?([\w.-]+)(?:{_SPACE}*=|:{_SPACE})", re.ASCII)
_PLAIN: Final = re.compile(r"[^#\n]*")
_END_OF_QUOTED: Final = re.compile(rf"[{_BLANK}]*(?:[#\n\u2028\u2029]|\Z)")
_OUTER_SPACE: Final = re.compile(rf"\A{_SPACE}+|(?<!{_SPACE}){_SPACE}+\Z")
_QUOTES: Final = "'\"`"


def dotenv(text: str) -> Iterator[Found]:
    """What the package dotenv finds, and Next: `#` begins a comment wherever no quote is open."""
    unified = with_line_feeds(text)
    lines = Lines(unified)
    position = 0
    while position < len(unified):
        begin = _end_of(_SPACES, unified, position)
        start = _START.match(unified, begin)
        position = begin
        if start is not None:
            opening = _end_of(_SPACES, unified, start.end())
            closing = closing_quote(unified, opening)
            if closing is None:
                position = _end_of(_PLAIN, unified, start.end())
                value = _OUTER_SPACE.sub("", unified[start.end() : position])
            else:
                position = closing + 1
                value = unified[opening:position]
            yield Found(start[1], _unquoted(value), lines.of(begin))
        line_end = _LINE_END.search(unified, position)
        position = len(unified) if line_end is None else line_end.end()


def closing_quote(text: str, opening: int) -> int | None:
    """Where a value in quotes ends, as the package dotenv sees it.

    Args:
        text: a text without carriage returns.
        opening: where the value begins.

    Returns:
        The place of the closing quote. None where the value begins with no quote, or with one behind whose end
        something else follows than a comment; such a value ends with its line.
    """
    quote = text[opening : opening + 1]
    if not quote or quote not in _QUOTES:
        return None
    escaped = []
    closing = text.find(quote, opening + 1)
    while closing > opening + 1 and text[closing - 1] == "\\":
        escaped.append(closing)
        closing = text.find(quote, closing + 1)
    if closing > 0:
        escaped.append(closing)
    return next((each for each in reversed(escaped) if _END_OF_QUOTED.match(text, each + 1)), None)


def node_env_file(text: str) -> Iterator[Found]:
    """What `node --env-file` and `util.parseEnv` find, and Vite, which calls the latter."""
    content = text.replace("\r", "")
    lines = Lines(content)
    position = after(content, 0, " ")
    while position < len(content):
        if content[position] in "#\n":
            position = find(content, "\n", position) + 1
            continue
        # A line without an equals sign is a part of the name in the next one, even a line of blanks.
        equals = content.find("=", position)
        name = content[position:equals].strip(" ").removeprefix("export ")
        if equals < 0 or not name:
            return
        value, end = _value_of_node(content, equals + 1)
        if value is None:
            return
        yield Found(name, value, lines.of(position))
        position = end + 1


def _value_of_node(content: str, start: int) -> tuple[str | None, int]:
    start = after(content, start, " ")
    line_end = find(content, "\n", start)
    quote = content[start : start + 1]
    if quote and quote in _QUOTES:
        closing = content.find(quote, start + 1)
        if closing < 0:  # the last line is nothing then, where it has no end either
            return content[start:line_end] if line_end < len(content) else None, line_end
        value = content[start + 1 : closing]
        return (value.replace("\\n", "\n") if quote == '"' else value), find(content, "\n", closing)
    return content[start:line_end].partition("#")[0].strip(" "), line_end


def _end_of(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return position if found is None else found.end()


def _unquoted(value: str) -> str:
    quote = value[:1]
    if len(value) > 1 and quote in _QUOTES and value.endswith(quote):
        value = value[1:-1]
    return value.replace("\\n", "\n").replace("\\r", "\r") if quote == '"' else value
