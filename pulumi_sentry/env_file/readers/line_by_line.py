"""Readers that know lines only: django-environ, python-decouple, starlette's Config, `docker run --env-file`.

To them everything behind the equals sign is the value, a comment included, and no value goes on in the next line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pulumi_sentry.env_file.readers.found import Found, Lines, RefusedByReader, with_line_feeds

_DJANGO_NAME: Final = re.compile(r"(?:export )?([A-Za-z_0-9]+)=")
# Where str.splitlines ends a line, which is at more than a line feed.
_DJANGO_LINE: Final = re.compile("[^\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_ESCAPED: Final = re.compile(r"\\(.)")
_BOM: Final = "\ufeff"
_BLANK_IN_GO: Final = " \t\v\f\r\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a" \
    "\u2028\u2029\u202f\u205f\u3000"  # fmt: skip
# What bufio.Scanner of Go takes for one line, in bytes.
_LONGEST_LINE: Final = 64 * 1024


def django_environ(text: str) -> Iterator[Found]:
    """What `environ.Env.read_env` finds: nothing in an indented line, and only quotes around all of a value go."""
    unified = with_line_feeds(text)
    lines = Lines(unified)
    for line in _DJANGO_LINE.finditer(unified):
        start = _DJANGO_NAME.match(line[0])
        if start is None:
            continue
        value = line[0][start.end() :]
        if _is_in(value, "'"):
            value = value[1:-1]
        if _is_in(value, '"'):
            value = _ESCAPED.sub(lambda found: found[0] if found[1] in "rnt" else found[1], value[1:-1])
        yield Found(start[1], value, lines.of(line.start()))


def decouple_or_starlette(text: str) -> Iterator[Found]:
    """What python-decouple and starlette's Config find: `export` is a part of the name."""
    for number, line in enumerate(with_line_feeds(text).split("\n"), 1):
        stripped = line.strip()
        name, equals, value = stripped.partition("=")
        if not equals or stripped.startswith("#"):
            continue
        value = value.strip()
        if _is_in(value, "'") or _is_in(value, '"'):
            value = value[1:-1]
        yield Found(name.strip(), value, number)


def docker_run(text: str) -> Iterator[Found]:
    """What `docker run --env-file` finds: values as they stand, with their quotes and with blanks at the end.

    Raises:
        RefusedByReader: a name holds a blank, as it does behind `export`.
    """
    for number, piece in enumerate(text.removeprefix(_BOM).split("\n"), 1):
        if len(piece) >= _LONGEST_LINE or len(piece.encode("utf-8", "surrogateescape")) >= _LONGEST_LINE:
            raise RefusedByReader(number)
        line = piece.removesuffix("\r").lstrip(_BLANK_IN_GO)
        if not line or line.startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not name or " " in name or "\t" in name:
            raise RefusedByReader(number)
        if equals:
            yield Found(name, value, number)


def _is_in(value: str, quote: str) -> bool:
    return len(value) > 1 and value.startswith(quote) and value.endswith(quote)
