"""What stands after an `up`, as a table for people: never with a whole DSN."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sentry_iac.files.layout import Layout
from sentry_iac.stacks.target import Target

_VISIBLE = 4
_NOTHING = "-"


@dataclass(frozen=True)
class ApplicationSummary:
    """One application of the stack's output `applications`.

    Attributes:
        project: the project's slug.
        dsn: masked, see `mask_dsn`.
        env_file: where its applications read it, or None.
        monitors: the monitors' rules.
        alerts: the alerts' names.
    """

    project: str
    dsn: str
    env_file: str | None
    monitors: tuple[str, ...]
    alerts: tuple[str, ...]


def mask_dsn(dsn: str) -> str:
    """Mask a DSN for people: enough to recognise it, too little to send with (`https://1a2b…@host/42`)."""
    parts = urlsplit(dsn)
    if not parts.username or not parts.hostname:
        return "…"
    # The host is what follows the last "@": a password in the DSN must not slip through.
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{parts.username[:_VISIBLE]}…@{host}{parts.path}"


def summarize(outputs: Mapping[str, object]) -> list[ApplicationSummary]:
    """Read the applications in a stack's outputs, ordered by name; a missing field is left out."""
    applications = _mapping(outputs.get("applications"))
    return [_summarize_one(name, _mapping(applications[name])) for name in sorted(applications)]


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
        looked: whether Sentry was looked at, so that what is listed is there.
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


def _summarize_one(name: str, values: Mapping[str, object]) -> ApplicationSummary:
    env_file = values.get("envFile")
    return ApplicationSummary(
        project=str(values.get("slug") or name),
        dsn=mask_dsn(str(values["dsn"])) if values.get("dsn") else _NOTHING,
        env_file=str(env_file) if env_file else None,
        monitors=tuple(sorted(_mapping(values.get("monitors")))),
        alerts=tuple(sorted(_mapping(values.get("alerts")))),
    )


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names) or _NOTHING


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
