"""MCP: whether an assistant in an editor may ask Sentry, and for no more than this organization."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from sentry_iac.audit.check import (
    Check,
    Finding,
    Phase,
    Section,
    absent,
    check,
    failed,
    passed,
    warned,
)
from sentry_iac.audit.subject import Subject
from sentry_iac.files.json_edit import JsonError, parse_json
from sentry_iac.mcp.server import FORMS, HOSTED, PACKAGE, TOKEN_VARIABLE, is_here, is_hosted
from sentry_iac.source.folders import top_of
from sentry_iac.source.tree import read_text
from sentry_iac.source.unreadable import Unreadable
from sentry_iac.stacks.target import ORGANIZATION

_HOST: Final = urlsplit(HOSTED).hostname
_ROOTS: Final = frozenset({"mcp", "sse"})
_REFERENCE: Final = re.compile(r"^(Bearer\s+)?\$\{[^}]+\}$|^$")
_SECRET_NAME: Final = re.compile(r"token|authorization|secret|api[_-]?key|password", re.IGNORECASE)
_TOKEN: Final = re.compile(r"sntry[a-z]_[A-Za-z0-9+/=_-]{8,}|(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_OPTION: Final = re.compile(r"^--(?P<name>[a-z-]+)=(?P<value>.*)$")
_SECRET_OPTION: Final = "access-token"  # noqa: S105 - the name of an option


@dataclass(frozen=True, slots=True)
class Server:
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


@check("mcp.server", Section.MCP, Phase.BEFORE, weight=1, title="an editor's file names Sentry's MCP server")
async def server(subject: Subject) -> Iterable[Finding]:
    """An assistant that cannot look at an issue guesses.

    Looks in `.mcp.json`, `.cursor/mcp.json` and `.vscode/mcp.json` of the project's folder and of the applications'
    for `https://mcp.sentry.dev/mcp`, or for `@sentry/mcp-server` where Sentry is self-hosted, which the hosted server
    does not serve.
    """
    servers = _servers(subject)
    names = ", ".join(form.path for form in FORMS.values())
    if not servers:
        return [failed(f"none of {names} names Sentry's MCP server", fix=_fix(subject))]
    url = _url(subject)
    if url is None or is_here(url):
        return [passed(f"{_at(subject, servers[0])} names Sentry's MCP server")]
    for each in servers:
        if each.hosted == is_hosted(url) or (is_hosted(url) and each.host == "sentry.io"):
            return [passed(f"{_at(subject, each)} names Sentry's MCP server")]
    return [
        failed(
            f"{_at(subject, servers[0])} serves {servers[0].host or 'sentry.io'}, and the stack is at {url}",
            fix=_fix(subject),
        )
    ]


@check(
    "mcp.scoped", Section.MCP, Phase.BEFORE, weight=2, title="the MCP server is narrowed to this organization"
)
async def scoped(subject: Subject) -> Iterable[Finding]:
    """A server that is not narrowed lets an assistant read, and change, whatever its user may in any organization.

    Looks at the path behind `https://mcp.sentry.dev/mcp`: `/organization`, or `/organization/project`, which has to be
    where one project is declared; or at `--organization-slug` and `--project-slug`.
    """
    servers = _servers(subject)
    if not servers:
        return [absent("no editor's file names Sentry's MCP server")]
    return [_scoped(subject, each) for each in servers]


def _scoped(subject: Subject, each: Server) -> Finding:
    where = _at(subject, each)
    known = _organization(subject)
    slugs = {application.slug for application in subject.estate}
    if each.organization is None:
        return failed(f"{where} is not narrowed to an organization", fix=_fix(subject))
    if known is not None and each.organization != known:
        return failed(f"{where} is narrowed to {each.organization}, not to {known}", fix=_fix(subject))
    if each.project is not None and each.project not in slugs:
        return failed(f"{where} is narrowed to {each.project}, which is not declared", fix=_fix(subject))
    if each.project is None and len(slugs) == 1:
        fix = f"{_fix(subject)} --project-slug {next(iter(slugs))}"
        return warned(f"{where} sees every project of {each.organization}", fix=fix)
    scope = "/".join(filter(None, (each.organization, each.project)))
    return passed(f"{where} is narrowed to {scope}")


@check("mcp.no-token", Section.MCP, Phase.BEFORE, weight=5, title="no editor's file holds a token")
async def no_token(subject: Subject) -> Iterable[Finding]:
    """These files are made to be committed: a token in one is everybody's.

    Looks at all servers in the files, in addresses, headers, arguments and variables, for what looks like one of
    Sentry's tokens, and in those of Sentry's for a token that is not taken from the environment (`${…}`).
    """
    there = list(files(subject))
    if not there:
        return [absent("there is no editor's file")]
    findings = []
    for path in there:
        for place, what in _secrets(path):
            findings.append(
                failed(
                    f"{subject.shown(path)}:{place} has a token in {what}",
                    fix=f'revoke it, and write "{TOKEN_VARIABLE}": "${{{TOKEN_VARIABLE}}}"',
                )
            )
    return findings or [passed(f"no token in {', '.join(subject.shown(each) for each in there)}")]


def files(subject: Subject) -> Iterator[Path]:
    """Yield the editors' files that there are, those of the project's folder first."""
    seen = set()
    for start in (subject.root, *(each.folder for each in subject.sources)):
        top = top_of(subject.root, start)
        for folder in (start, *start.parents):
            for form in FORMS.values():
                path = folder / form.path
                if path not in seen and path.is_file():
                    seen.add(path)
                    yield path
            if folder == top:
                break


def _servers(subject: Subject) -> list[Server]:
    return [found for path in files(subject) for found in _in_file(path)]


def _in_file(path: Path) -> Iterator[Server]:
    text, entries = _entries(path)
    for each in entries.values():
        found = _server(path, text, each) if isinstance(each, dict) else None
        if found is not None:
            yield found


def _server(path: Path, text: str, entry: dict[str, Any]) -> Server | None:
    url, words = entry.get("url"), _words(entry)
    if isinstance(url, str) and urlsplit(url).hostname == _HOST:
        parts = [each for each in urlsplit(url).path.split("/") if each]
        scope = [*parts[1:], None, None] if parts and parts[0] in _ROOTS else [None, None]
        return Server(path, _line(text, url), scope[0], scope[1], None)
    package = next((each for each in words if each.startswith(PACKAGE)), None)
    if package is None:
        return None
    options = {found["name"]: found["value"] for each in words if (found := _OPTION.match(each))}
    environ = entry.get("env")
    host = options.get("host") or (environ.get("SENTRY_HOST") if isinstance(environ, dict) else None)
    return Server(
        path,
        _line(text, package),
        options.get("organization-slug"),
        options.get("project-slug"),
        str(host) if host else "sentry.io",
    )


def _secrets(path: Path) -> Iterator[tuple[int, str]]:
    """Where a file holds a token, and in what."""
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


def _at(subject: Subject, each: Server) -> str:
    return f"{subject.shown(each.path)}:{each.line}"


def _fix(subject: Subject) -> str:
    return f"sentry-iac mcp-config --stack {subject.stack}"


def _url(subject: Subject) -> str | None:
    return subject.sentry.client.base_url if subject.sentry is not None else None


def _organization(subject: Subject) -> str | None:
    """The stack's organization, as far as it is known and not the local Sentry's."""
    url = _url(subject)
    if subject.sentry is None:
        return subject.environ.get(ORGANIZATION) or None
    return None if url is not None and is_here(url) else subject.sentry.client.organization


CHECKS: Final[tuple[Check, ...]] = (server, scoped, no_token)
