"""The table after an `up`, for people: never with a whole DSN."""

from __future__ import annotations

from pathlib import Path

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sentry_iac.files.layout import Layout
from sentry_iac.outputs.applications import ApplicationSummary
from sentry_iac.stacks.target import Target

_NOTHING = "-"


def render_summary(
    stack: str,
    target: Target,
    applications: list[ApplicationSummary],
    layout: Layout,
    *,
    looked: bool = True,
) -> RenderableType:
    """Draw the table, and below it where to look and how to go on by hand.

    Args:
        stack: the stack's name.
        target: the Sentry that it was applied to.
        applications: its applications.
        layout: the project.
        looked: whether `up` looked at Sentry, so that the listed objects exist.
    """
    source = "" if looked else ", as its state has it: without a look at Sentry, some of it may be gone there"
    table = Table(title=f"Stack {stack}{source}", title_justify="left", title_style="bold")
    for column in ("Project", "DSN", ".env file", "Monitors", "Alerts"):
        table.add_column(column, overflow="fold")
    for each in applications:
        env_file = layout.shown(layout.root / Path(each.env_file)) if each.env_file else _NOTHING
        table.add_row(
            *(
                Text(cell)
                for cell in (each.project, each.dsn, env_file, _listed(each.monitors), _listed(each.alerts))
            )
        )
    where = "Sandbox page" if target.is_sandbox else "Sentry"
    lines = [
        Text.assemble((f"{where}: ", "bold"), target.url),
        Text.assemble(("By hand: ", "bold"), f". {layout.shown(layout.env_file)}; pulumi preview -s {stack}"),
    ]
    return Group(table if applications else Text("The stack has no applications."), *lines)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names) or _NOTHING
