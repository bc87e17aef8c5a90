"""`sentry-iac mcp-config`: lets an editor's assistant ask Sentry about one organization, without a token in a file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from sentry_iac.commands.shared.console import say
from sentry_iac.commands.shared.options import HERE, Directory, SentryProject, Stack
from sentry_iac.errors import CommandError
from sentry_iac.files.json_edit import JsonError, with_entry
from sentry_iac.files.layout import Layout, find_layout
from sentry_iac.files.private_files import read_if_present, write_atomically
from sentry_iac.mcp.server import FORMS, PACKAGE, SERVER, TOKEN_VARIABLE, Editor, entry, is_hosted
from sentry_iac.sandbox import background
from sentry_iac.stacks.config import read_sentry_config
from sentry_iac.stacks.declared import declared_estate, folder_hint
from sentry_iac.stacks.target import DEFAULT_URL, MARK, ORGANIZATION, URL, usable_url

_READABLE = 0o644


def mcp_config(
    stack: Stack = "dev",
    directory: Directory = HERE,
    editor: Annotated[
        Editor, typer.Option("--editor", "-e", metavar="|".join(Editor), help="Whose file to write.")
    ] = Editor.CLAUDE,
    project: SentryProject = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--folder",
            metavar="FOLDER",
            help="The folder that the editor opens; that of Pulumi.yaml unless given.",
            file_okay=False,
        ),
    ] = None,
) -> None:
    """Point an editor at Sentry's MCP server, scoped to the stack's organization. Other servers stay as they are.

    For sentry.io it is the hosted server, and the editor asks you to sign in. For any other Sentry it is a process
    that reads SENTRY_ACCESS_TOKEN from the environment. Run it again and nothing changes.
    """
    layout = find_layout(directory)
    url, organization = _sentry(layout, stack)
    slug = None if project is None else _slug(layout, stack, project)
    form = FORMS[editor]
    path = (folder.resolve() if folder else layout.root) / form.path
    before = read_if_present(path) or ""
    try:
        after = with_entry(before, (form.servers, SERVER), entry(editor, url, organization, slug))
    except JsonError as error:
        raise CommandError(
            f"{layout.shown(path)}:{error.line}: {error}; correct that line, the file is left as it is"
        ) from error
    if after != before:
        write_atomically(path, after, path.stat().st_mode & 0o777 if path.exists() else _READABLE)
    scope = f"{organization}/{slug}" if slug else organization
    say(f"{layout.shown(path)}: {'written' if after != before else 'is right already'}, for {scope} at {url}")
    if not is_hosted(url):
        say(
            f"The hosted MCP server serves sentry.io only, so the editor starts {PACKAGE}; "
            f"`export {TOKEN_VARIABLE}=…` where the editor is started."
        )


def _sentry(layout: Layout, stack: str) -> tuple[str, str]:
    """Return the address and the organization of the stack's real Sentry; no token is needed."""
    config = read_sentry_config(layout, stack)
    local = background.known_url(layout)
    url = os.environ.get(URL, "").strip()
    organization = os.environ.get(ORGANIZATION, "").strip()
    # `.local/env` may have put the sandbox into the shell, which is no Sentry for an assistant.
    of_sandbox = url == local or (MARK in os.environ and f"://{background.HOST}:" in url)
    in_sandbox = bool(url) and of_sandbox and not config.base_url
    if in_sandbox and organization not in {"", background.ORGANIZATION, config.organization}:
        raise CommandError(
            f"{URL} is the local sandbox's ({url}), which has no organization {organization} ({ORGANIZATION}): "
            f"`unset {URL}` for sentry.io, or `export {URL}=…` for your own Sentry"
        )
    if in_sandbox:
        url = organization = ""
    organization = config.organization or organization
    if not organization:
        shell = "this shell is for the local sandbox, and " if in_sandbox else ""
        raise CommandError(
            f"{shell}stack {stack} names no organization: `export {ORGANIZATION}=…`, "
            f"or `pulumi config set sentry:organization … --stack {stack}`"
        )
    setting = "sentry:baseUrl" if config.base_url else URL
    usable = usable_url(config.base_url or url or DEFAULT_URL, setting, without_token=True)
    return usable.rstrip("/"), organization


def _slug(layout: Layout, stack: str, wanted: str) -> str:
    estate = declared_estate(layout, stack)
    known = {name: each.slug for each in estate for name in (each.name, each.slug)}
    if wanted not in known:
        slugs = ", ".join(sorted({each.slug for each in estate}))
        raise CommandError(
            f"stack {stack} has no project {wanted}{folder_hint(wanted) or f'; it has {slugs}'}"
        )
    return known[wanted]
