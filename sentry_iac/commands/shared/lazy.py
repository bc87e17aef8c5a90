"""Commands that are imported when somebody runs them: `--help` and completion need the names and summaries only."""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperCommand

from sentry_iac.errors import UsageError

_PROJECT: Final = "--project"


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
        """Read the words of a command line; whatever comes after goes to the command itself.

        Raises:
            UsageError: `--project` for a command without it. It named the folder once, and now names a Sentry project.
        """
        options = args[: args.index("--")] if "--" in args else args
        known = {option for param in self.command.params for option in param.opts}
        if any(word.split("=")[0] == _PROJECT for word in options) and _PROJECT not in known:
            raise UsageError(
                f"`{self.name}` has no {_PROJECT}, which names a Sentry project; "
                "the folder with Pulumi.yaml is --directory (-C)"
            )
        return self.command.make_context(info_name, args, parent, **extra)
