"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from sentry_iac.files.git import check_tip
from sentry_iac.files.layout import Layout

Stack = Annotated[str, typer.Option("--stack", "-s", help="The Pulumi stack.", envvar="STACK")]
OnlyStack = Annotated[
    str | None,
    typer.Option(
        "--stack", "-s", help="The Pulumi stack; the only one of the project unless given.", envvar="STACK"
    ),
]
RequiredStack = Annotated[str, typer.Option("--stack", "-s", help="The Pulumi stack.")]
Project = Annotated[
    Path,
    typer.Option(
        "--project", "-C", help="The folder with Pulumi.yaml, or one below it.", file_okay=False, exists=True
    ),
]
NoRefresh = Annotated[
    bool,
    typer.Option("--no-refresh", help="Do not look at Sentry first; trust the state."),
]
TipOf = Annotated[
    str | None,
    typer.Option(
        "--tip-of",
        metavar="BRANCH",
        help="Refuse any commit but the newest of this branch of origin (CI).",
    ),
]
SentryProjects = Annotated[
    list[str] | None,
    typer.Option(
        "--project", "-p", help="A project by its name in sentry.yaml; again for more. All unless given."
    ),
]
Directory = Annotated[
    Path,
    typer.Option(
        "--directory",
        "-C",
        help="The folder with Pulumi.yaml, or one below it.",
        file_okay=False,
        exists=True,
    ),
]
HERE = Path()


def tip_check(layout: Layout, branch: str | None) -> Callable[[], None]:
    """Return a check that refuses a checkout other than the tip of a branch; without a branch it always passes."""
    return (lambda: None) if branch is None else partial(check_tip, layout.root, branch, os.environ)
