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

_STACK = "The Pulumi stack."

Stack = Annotated[str, typer.Option("--stack", "-s", metavar="STACK", help=_STACK, envvar="STACK")]
OnlyStack = Annotated[
    str | None,
    typer.Option(
        "--stack",
        "-s",
        metavar="STACK",
        help="The Pulumi stack; the only one of the project unless given.",
        envvar="STACK",
    ),
]
AnyStack = Annotated[
    str | None,
    typer.Option(
        "--stack", "-s", metavar="STACK", help="The Pulumi stack; all of them unless given.", envvar="STACK"
    ),
]
NamedStack = Annotated[
    str | None,
    typer.Option("--stack", "-s", metavar="STACK", help="The Pulumi stack; has to be named.", envvar="STACK"),
]
RequiredStack = Annotated[
    str, typer.Option("--stack", "-s", metavar="STACK", help="The Pulumi stack; has to be named here.")
]
Directory = Annotated[
    Path,
    typer.Option(
        "--directory",
        "-C",
        metavar="FOLDER",
        help="The folder with Pulumi.yaml, or one below it.",
        file_okay=False,
        exists=True,
        show_default="the current one",
    ),
]
SentryProjects = Annotated[
    list[str] | None,
    typer.Option(
        "--project",
        "-p",
        metavar="PROJECT",
        help="A Sentry project by its name in sentry.yaml; again for more. All unless given.",
    ),
]
SentryProject = Annotated[
    str | None,
    typer.Option(
        "--project",
        "-p",
        metavar="PROJECT",
        help="A Sentry project by its name in sentry.yaml, or its slug. All unless given.",
    ),
]
NoRefresh = Annotated[
    bool,
    typer.Option("--no-refresh", help="Do not look at Sentry first; trust the state."),
]
Verbose = Annotated[
    bool, typer.Option("--verbose", help="Show Pulumi's own output instead of a line of progress.")
]
Wait = Annotated[
    float,
    typer.Option(
        "--wait", metavar="MINUTES", min=0, help="Wait for another `up` of the stack, up to this long."
    ),
]
TipOf = Annotated[
    str | None,
    typer.Option(
        "--tip-of",
        metavar="BRANCH",
        help="Refuse any commit but the newest of this branch of origin (CI).",
    ),
]
HERE = Path()


def tip_check(layout: Layout, branch: str | None) -> Callable[[], None]:
    """Return a check that refuses a checkout other than the tip of a branch; without a branch it always passes."""
    return (lambda: None) if branch is None else partial(check_tip, layout.root, branch, os.environ)
