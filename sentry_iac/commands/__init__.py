"""The `sentry-iac` commands, around the Pulumi CLI. One module a command."""

from __future__ import annotations

import sys
from collections.abc import Sequence

_EXTRA = frozenset(
    (
        "typer",
        "rich",
        "yaml",
        "jinja2",
        "tree_sitter",
        "tree_sitter_typescript",
        "starlette",
        "uvicorn",
        "brotli",
        "zstandard",
    )
)
"""Packages that the extra `cli` brings, by the names under which they are imported."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit; see `sentry_iac.commands.app`.

    Args:
        arguments: the words after the program's name; those of this process when not given.
    """
    try:
        from sentry_iac.commands.app import main as run  # noqa: PLC0415 - it needs packages that may be missing

        run(arguments)
    except ModuleNotFoundError as error:
        if error.name not in _EXTRA:
            raise
        print(
            f"error: sentry-iac needs the package {error.name}; `pip install 'pulumi-sentry[cli]'` brings all that it "
            "needs",
            file=sys.stderr,
        )
        sys.exit(1)


__all__ = ["main"]
