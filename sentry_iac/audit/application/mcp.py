"""MCP: whether an assistant in an editor may ask Sentry, and for no more than this organization."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sentry_iac.audit.application.mcp_files import McpServer, files, servers, tokens
from sentry_iac.audit.check import Check, Phase, Section, check
from sentry_iac.audit.finding import Finding, absent, failed, passed, warned
from sentry_iac.audit.subject import Subject
from sentry_iac.mcp.server import FORMS, TOKEN_VARIABLE, is_here, is_hosted
from sentry_iac.stacks.target import ORGANIZATION


@check(
    "mcp.server",
    Section.MCP,
    Phase.BEFORE,
    weight=1,
    title="an editor's file names Sentry's MCP server",
    fails="no editor's file names Sentry's MCP server",
)
async def server(subject: Subject) -> Iterable[Finding]:
    """An assistant that cannot look at an issue has to guess.

    Looks in `.mcp.json`, `.cursor/mcp.json` and `.vscode/mcp.json` of the project's folder and of the applications'
    for `https://mcp.sentry.dev/mcp`, or for `@sentry/mcp-server` where Sentry is self-hosted, which the hosted server
    does not serve.
    """
    found = servers(subject)
    names = ", ".join(form.path for form in FORMS.values())
    if not found:
        return [failed(f"none of {names} names Sentry's MCP server", fix=_fix(subject))]
    url = _url(subject)
    if url is None or is_here(url):
        return [passed(f"{_at(subject, found[0])} names Sentry's MCP server")]
    for each in found:
        if each.hosted == is_hosted(url) or (is_hosted(url) and each.host == "sentry.io"):
            return [passed(f"{_at(subject, each)} names Sentry's MCP server")]
    return [
        failed(
            f"{_at(subject, found[0])} serves {found[0].host or 'sentry.io'}, and the stack is at {url}",
            fix=_fix(subject),
        )
    ]


@check(
    "mcp.scoped",
    Section.MCP,
    Phase.BEFORE,
    weight=2,
    title="the MCP server is narrowed to this organization",
    fails="the MCP server is not narrowed to this organization",
)
async def scoped(subject: Subject) -> Iterable[Finding]:
    """A server that is not narrowed lets an assistant read and change all that its user can, in any organization.

    Looks at the path behind `https://mcp.sentry.dev/mcp`: `/organization`, or `/organization/project`, which has to be
    where one project is declared; or at `--organization-slug` and `--project-slug`.
    """
    found = servers(subject)
    if not found:
        return [absent("no editor's file names Sentry's MCP server")]
    return [_scoped(subject, each) for each in found]


def _scoped(subject: Subject, each: McpServer) -> Finding:
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


@check(
    "mcp.no-token",
    Section.MCP,
    Phase.BEFORE,
    weight=5,
    title="no editor's file holds a token",
    fails="an editor's file holds a token",
)
async def no_token(subject: Subject) -> Iterable[Finding]:
    """These files are made to be committed, so everybody who clones the repository gets a token in one.

    Looks at all servers in the files, in addresses, headers, arguments and variables, for texts that look like a
    token of Sentry. In the entries of Sentry's server, any token has to come from the environment (`${…}`).
    """
    there = list(files(subject))
    if not there:
        return [absent("there is no editor's file")]
    findings = []
    for path in there:
        for place, what in tokens(path):
            findings.append(
                failed(
                    f"{subject.shown(path)}:{place} has a token in {what}",
                    fix=f'revoke it, and write "{TOKEN_VARIABLE}": "${{{TOKEN_VARIABLE}}}"',
                )
            )
    return findings or [passed(f"no token in {', '.join(subject.shown(each) for each in there)}")]


def _at(subject: Subject, each: McpServer) -> str:
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
