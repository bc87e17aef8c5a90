"""Commands that are imported when somebody runs them: `--help` and completion need the names and summaries only."""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand


class LazyCommand(TyperCommand):
    """A command whose module is imported when its words are read.

    Args:
        name: what people type.
        where: the function and its module below `sentry_iac.commands`, such as `up:up`.
        summary: what the list of all commands says about it; fits into one line of 80 columns.
    """

    def __init__(self, name: str, where: str, summary: str) -> None:
        super().__init__(name, short_help=summary, help=summary)
        self.where = where

    @cached_property
    def command(self) -> Any:
        """The command itself, made of the function's signature and docstring."""
        module, function = self.where.split(":")
        app = typer.Typer(add_completion=False, rich_markup_mode=None)
        app.command(self.name)(getattr(import_module(f"sentry_iac.commands.{module}"), function))
        return typer.main.get_command(app)

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Read the words of a command line; whatever comes after goes to the command itself."""
        return self.command.make_context(info_name, args, parent, **extra)
