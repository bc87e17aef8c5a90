"""Reads the files in which editors name MCP servers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from sentry_iac.audit.subject import Subject
from sentry_iac.files.json_edit import JsonError, parse_json
from sentry_iac.mcp.server import FORMS, HOSTED, PACKAGE
from sentry_iac.source import Unreadable, read_text, top_of, upwards

_HOST: Final = urlsplit(HOSTED).hostname
_ROOTS: Final = frozenset({"mcp", "sse"})
_REFERENCE: Final = re.compile(r"^(Bearer\s+)?\$\{[^}]+\}$|^$")
_SECRET_NAME: Final = re.compile(r"token|authorization|secret|api[_-]?key|password", re.IGNORECASE)
_TOKEN: Final = re.compile(r"sntry[a-z]_[A-Za-z0-9+/=_-]{8,}|(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_OPTION: Final = re.compile(r"^--(?P<name>[a-z-]+)=(?P<value>.*)$")
_SECRET_OPTION: Final = "access-token"  # noqa: S105 - the name of an option


@dataclass(frozen=True, slots=True)
class McpServer:
    """An entry of an editor's file that reaches Sentry's MCP server.

    Attributes:
        path: the file.
        line: where the entry names the server.
        organization: the slug it is narrowed to, or None.
        project: the slug of the project it is narrowed to, or None.
        host: the Sentry that its process asks, without https://; None for the hosted server.
    """

    path: Path
    line: int
    organization: str | None
    project: str | None
    host: str | None

    @property
    def hosted(self) -> bool:
        """Whether it is Sentry's own, for sentry.io."""
        return self.host is None


def files(subject: Subject) -> Iterator[Path]:
    """Yield the editors' files that there are, those of the project's folder first."""
    seen = set()
    for start in (subject.root, *(each.folder for each in subject.sources)):
        top = top_of(subject.root, start)
        for folder in upwards(start, top):
            for form in FORMS.values():
                path = folder / form.path
                if path not in seen and path.exists() and not path.is_dir():
                    seen.add(path)
                    yield path


def servers(subject: Subject) -> list[McpServer]:
    """Return the entries of all editors' files that reach Sentry's MCP server."""
    return [found for path in files(subject) for found in _in_file(path)]


def _in_file(path: Path) -> Iterator[McpServer]:
    text, entries = _entries(path)
    for each in entries.values():
        found = _server(path, text, each) if isinstance(each, dict) else None
        if found is not None:
            yield found


def _server(path: Path, text: str, entry: dict[str, Any]) -> McpServer | None:
    url, words = entry.get("url"), _words(entry)
    if isinstance(url, str) and _host(url) == _HOST:
        parts = [each for each in urlsplit(url).path.split("/") if each]
        scope = [*parts[1:], None, None] if parts and parts[0] in _ROOTS else [None, None]
        return McpServer(path, _line(text, url), scope[0], scope[1], None)
    package = next((each for each in words if each.startswith(PACKAGE)), None)
    if package is None:
        return None
    options = {found["name"]: found["value"] for each in words if (found := _OPTION.match(each))}
    environ = entry.get("env")
    host = options.get("host") or (environ.get("SENTRY_HOST") if isinstance(environ, dict) else None)
    return McpServer(
        path,
        _line(text, package),
        options.get("organization-slug"),
        options.get("project-slug"),
        str(host) if host else "sentry.io",
    )


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def tokens(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines of a file that hold a token, and in what."""
    text, entries = _entries(path)
    for name, entry in entries.items():
        if not isinstance(entry, dict):
            continue
        ours = _server(path, text, entry) is not None
        for what in ("env", "headers"):
            values = entry.get(what)
            for key, value in values.items() if isinstance(values, dict) else ():
                literal = isinstance(value, str) and not _REFERENCE.match(value)
                if literal and (_TOKEN.search(value) or (ours and _SECRET_NAME.search(key))):
                    yield _line(text, value), f"{what} of {name}"
        for word in [*_words(entry), str(entry.get("url", ""))]:
            option = _OPTION.match(word)
            named = option is not None and option["name"] == _SECRET_OPTION
            literal = option is not None and not _REFERENCE.match(option["value"])
            if _TOKEN.search(word) or (ours and named and literal):
                yield _line(text, word), f"args of {name}"
        yield from _after_option(text, name, _words(entry), ours=ours)


def _after_option(text: str, name: str, words: list[str], *, ours: bool) -> Iterator[tuple[int, str]]:
    """`--access-token` and the token as two words."""
    for option, value in pairwise(words):
        is_token = option == f"--{_SECRET_OPTION}" and not _REFERENCE.match(value)
        if ours and is_token and not _TOKEN.search(value):
            yield _line(text, value), f"args of {name}"


def _entries(path: Path) -> tuple[str, dict[str, Any]]:
    text = read_text(path)
    try:
        document = parse_json(text)
    except JsonError as error:
        raise Unreadable(f"{path}:{error.line}: {error}", fix=f"correct line {error.line}") from error
    form = next(each for each in FORMS.values() if path.as_posix().endswith(each.path))
    found = document.get(form.servers) if isinstance(document, dict) else None
    return text, found if isinstance(found, dict) else {}


def _words(entry: dict[str, Any]) -> list[str]:
    words = entry.get("args")
    return [each for each in words if isinstance(each, str)] if isinstance(words, list) else []


def _line(text: str, word: str) -> int:
    at = text.find(word)
    return text.count("\n", 0, at) + 1 if at >= 0 else 1
