"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Stack = Annotated[str, typer.Option("--stack", "-s", help="The Pulumi stack.", envvar="STACK")]
Project = Annotated[
    Path,
    typer.Option(
        "--project", "-C", help="The folder with Pulumi.yaml, or one below it.", file_okay=False, exists=True
    ),
]
TipOf = Annotated[
    str | None,
    typer.Option(
        "--tip-of",
        metavar="BRANCH",
        help="Refuse where the commit that is checked out is not what this branch of origin is at (CI).",
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
