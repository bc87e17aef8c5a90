"""What docker compose finds in an `.env` file, in its own reader compose-go."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pulumi_sentry.env_file.readers.found import Found, Lines, RefusedByReader, after, find

_BOM: Final = "\ufeff"
# Compose has two ideas of a blank: one between things, and Go's at the end of a name or value.
_BLANK: Final = "\t\v\f\r \x85\xa0"
_BLANK_IN_GO: Final = _BLANK + "\n\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a" \
    "\u2028\u2029\u202f\u205f\u3000"  # fmt: skip
_EXPORT: Final = re.compile(r"export[\t\n\f\r ]+")
_NAME_END: Final = re.compile(r"[=:\n]")
_LETTERS: Final = re.compile(rf"[\w.\-\[\]{_BLANK}]*")
_ESCAPE: Final = re.compile(r"\\([abcfnrtv$\"\\])")
_ESCAPES: Final = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    '"': '"',
    "\\": "\\",
}


def compose(text: str) -> Iterator[Found]:
    """What docker compose finds: an unquoted value ends before a blank and `#`.

    Raises:
        RefusedByReader: a name holds something else than letters, digits and `_.-[]`, or a quote has no end.
    """
    content = text.removeprefix(_BOM)
    lines = Lines(content)
    position = 0
    while True:
        position = after(content, position, _BLANK_IN_GO)
        if position >= len(content):
            return
        if content.startswith("#", position):
            position = find(content, "\n", position)
            continue
        begin = position
        line = lines.of(begin)
        exported = _EXPORT.match(content, position)
        if exported is not None:
            position = after(content, position + len("export"), _BLANK)
        name_end = _NAME_END.search(content, position)
        end = len(content) if name_end is None else name_end.start()
        letters = _LETTERS.match(content, position)
        if letters is None or letters.end() < end:
            raise RefusedByReader(line)
        if name_end is None:
            # The end of the file ends no name: compose goes on with the rest as a value, under the name "".
            return
        name = content[position:end].rstrip(_BLANK_IN_GO)
        if " " in name:
            raise RefusedByReader(line)
        position = after(content, end + 1, _BLANK)
        if name_end[0] == "\n":
            continue
        value, position = _value(content, position, line)
        if not name[:1].isdigit():
            yield Found(name, value, line)


def _value(content: str, start: int, line: int) -> tuple[str, int]:
    quote = content[start : start + 1]
    if quote not in ("'", '"'):
        end = find(content, "\n", start)
        return content[start:end].partition(" #")[0].rstrip(_BLANK_IN_GO), end + 1
    closing = re.compile(rf"(?:[^{quote}\\]|\\.|\\\Z)*", re.DOTALL).match(content, start + 1)
    end = len(content) if closing is None else closing.end()
    if end >= len(content):
        raise RefusedByReader(line)
    value = content[start + 1 : end].replace(f"\\{quote}", quote)
    return (
        _ESCAPE.sub(lambda found: _ESCAPES.get(found[1], found[0]), value) if quote == '"' else value
    ), end + 1
