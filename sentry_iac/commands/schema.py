"""`sentry-iac schema`: the JSON schema of `sentry.yaml`, for editors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sentry_iac.commands.shared.console import say
from sentry_iac.errors import CommandError
from sentry_iac.estate import SCHEMA_FILE, schema_line, schema_text


def schema(
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help=f"The file to write, such as {SCHEMA_FILE}.",
            dir_okay=False,
        ),
    ] = None,
) -> None:
    """Print the JSON schema of sentry.yaml, by which an editor completes keys and underlines mistakes.

    A sentry.yaml whose first line names the file has the schema in every editor with a YAML language server. After an
    upgrade write the file again; `sentry-iac check` says when it is old.
    """
    if output is None:
        typer.echo(schema_text(), nl=False)
        return
    try:
        output.write_text(schema_text(), encoding="utf-8")
    except OSError as error:
        raise CommandError(f"cannot write {output}: {error.strerror}") from error
    say(
        f"wrote {output}; the first line of sentry.yaml leads editors to it: {schema_line(output.name).strip()}"
    )
