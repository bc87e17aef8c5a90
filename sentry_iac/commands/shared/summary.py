"""What an `up` ends with, for people: never with a whole DSN."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.text import Text

from sentry_iac.commands.shared.listings import print_listing
from sentry_iac.files.layout import Layout
from sentry_iac.listing import Listing
from sentry_iac.outputs.applications import ApplicationSummary
from sentry_iac.stacks.target import Target

_NOTHING = "-"


def print_summary(
    console: Console,
    stack: str,
    target: Target,
    applications: list[ApplicationSummary],
    layout: Layout,
    *,
    looked: bool = True,
) -> None:
    """Show the applications of a stack, and below them where to look and how to go on.

    Args:
        console: where to show it.
        stack: the stack's name.
        target: the Sentry that it was applied to.
        applications: its applications.
        layout: the project.
        looked: whether `up` looked at Sentry, so that the listed objects exist.
    """
    source = "" if looked else ", as its state has it: without a look at Sentry, some of it may be gone there"
    print_listing(
        console,
        Listing(
            title=f"Stack {stack}{source}",
            columns=("Project", "DSN", ".env file", "Monitors", "Alerts"),
            prose=frozenset({"Monitors", "Alerts"}),
            rows=[_row(each, layout) for each in applications],
            notes=[] if applications else ["The stack has no applications."],
        ),
    )
    where = "Sandbox page" if target.is_sandbox else "Sentry"
    for head, line in (
        (where, target.url),
        ("Next", f"change sentry.yaml, then `sentry-iac preview --stack {stack}`"),
        ("By hand", f". {layout.shown(layout.env_file)}; pulumi preview -s {stack}"),
    ):
        console.print(Text.assemble((f"{head}: ", "bold"), line), soft_wrap=True)


def _row(application: ApplicationSummary, layout: Layout) -> tuple[str, ...]:
    path = application.env_file
    return (
        application.project,
        application.dsn,
        layout.shown(layout.root / Path(path)) if path else _NOTHING,
        _listed(application.monitors),
        _listed(application.alerts),
    )


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names) or _NOTHING
