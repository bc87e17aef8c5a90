"""An editor's entry for Sentry's MCP server: the hosted one for sentry.io, a process for any other Sentry."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

HOSTED: Final = "https://mcp.sentry.dev/mcp"
"""Serves sentry.io only; `/organization` or `/organization/project` at its end narrows its access."""

PACKAGE: Final = "@sentry/mcp-server"
"""The npm package that serves a self-hosted Sentry, over its standard input and output."""

TOKEN_VARIABLE: Final = "SENTRY_ACCESS_TOKEN"  # noqa: S105 - the name of a variable
SERVER: Final = "sentry"


class Editor(StrEnum):
    """The editors whose files can be written."""

    CLAUDE = "claude"
    CURSOR = "cursor"
    VSCODE = "vscode"


@dataclass(frozen=True, slots=True)
class Form:
    """The form of an editor's file.

    Attributes:
        path: where it is, below the folder that is opened.
        servers: the key that holds the servers by name.
        typed: whether an entry says its kind.
        reference: how a value is taken from the environment, with `{}` for the variable's name.
    """

    path: str
    servers: str
    typed: bool
    reference: str


FORMS: Final = {
    Editor.CLAUDE: Form(".mcp.json", "mcpServers", typed=True, reference="${{{}}}"),
    Editor.CURSOR: Form(".cursor/mcp.json", "mcpServers", typed=False, reference="${{env:{}}}"),
    Editor.VSCODE: Form(".vscode/mcp.json", "servers", typed=True, reference="${{env:{}}}"),
}


def is_hosted(url: str) -> bool:
    """Whether the hosted MCP server serves the Sentry at an address."""
    host = urlsplit(url).hostname or ""
    return host == "sentry.io" or host.endswith(".sentry.io")


def is_here(url: str) -> bool:
    """Whether an address is this machine's, as a local Sentry's is."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def entry(editor: Editor, url: str, organization: str, project: str | None) -> dict[str, Any]:
    """Return an editor's entry for the MCP server of a Sentry; it holds no token.

    Args:
        editor: whose file it is for.
        url: the address of Sentry.
        organization: the slug that it is narrowed to.
        project: the slug of the only project it may see, or None for all of them.
    """
    form = FORMS[editor]
    if is_hosted(url):
        kind = {"type": "http"} if form.typed else {}
        return {**kind, "url": "/".join([HOSTED, organization, *([project] if project else [])])}
    address = urlsplit(url)
    words = ["-y", f"{PACKAGE}@latest", f"--host={address.netloc}"]
    words += ["--insecure-http"] if address.scheme == "http" else []
    words += [f"--organization-slug={organization}"]
    words += [f"--project-slug={project}"] if project else []
    kind = {"type": "stdio"} if form.typed else {}
    environ = {TOKEN_VARIABLE: form.reference.format(TOKEN_VARIABLE)}
    return {**kind, "command": "npx", "args": words, "env": environ}
