"""`sentry-iac github-comment` and `github-issue`: put a report where people see it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from sentry_iac.commands.shared.console import say
from sentry_iac.errors import CommandError, UsageError
from sentry_iac.github import github_from, post_comment, sync_issue
from sentry_iac.github.posting import BOT

Report = Annotated[
    Path,
    typer.Option("--file", metavar="FILE", dir_okay=False, help="The report, as --format markdown wrote it."),
]
Author = Annotated[
    str, typer.Option(metavar="ACCOUNT", help="The account whose comment or issue is kept up to date.")
]


def github_comment(
    file: Report,
    pull: Annotated[
        str, typer.Option(metavar="NUMBER", help="The number of the pull request, or a file that holds it.")
    ],
    head: Annotated[
        str | None, typer.Option(metavar="COMMIT", help="Refuse a pull request that is not at this commit.")
    ] = None,
    author: Author = BOT,
) -> None:
    """Write a preview as a comment of a pull request; the next one replaces it.

    Takes GITHUB_REPOSITORY and GITHUB_TOKEN from the environment, as a workflow has them.
    """
    body = _read(file)
    number = pull if pull.isascii() and pull.isdigit() else _read(Path(pull)).strip()
    if not (number.isascii() and number.isdigit()):
        raise UsageError("--pull takes the number of a pull request, or a file that holds nothing but one")
    posted = post_comment(github_from(os.environ), int(number), body, head=head, author=author)
    say(f"comment of pull request {number}: {posted.value}")


def github_issue(file: Report, author: Author = BOT) -> None:
    """Keep one issue for a stack while there is drift, and close it when there is none.

    Takes GITHUB_REPOSITORY and GITHUB_TOKEN from the environment, as a workflow has them.
    """
    say(f"issue about drift: {sync_issue(github_from(os.environ), _read(file), author=author).value}")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise CommandError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} is not a text") from error
