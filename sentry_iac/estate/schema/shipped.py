"""The schema as a file: in the package, beside a `sentry.yaml`, and the line that leads an editor to it.

`sentry-iac init` and `sentry-iac export` write `SCHEMA_FILE` beside the `sentry.yaml` that begins with `schema_line()`.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Final

SCHEMA_FILE: Final = ".sentry.schema.json"
"""Its name beside a `sentry.yaml`."""

PACKAGED: Final = "sentry.schema.json"
"""Its name in the package; `make docs` prints it."""


def schema_text() -> str:
    """Return the text of the schema of this version."""
    return (files(__package__) / PACKAGED).read_text("utf-8")


def outdated_schema(folder: Path) -> str | None:
    """Say what to do where a folder has the schema of another version beside its `sentry.yaml`; None where it has not.

    Args:
        folder: the one with the `sentry.yaml`.
    """
    file = folder / SCHEMA_FILE
    if not file.is_file() or file.read_bytes() == schema_text().encode():
        return None
    return f"{SCHEMA_FILE} is another version's; `sentry-iac schema --output {SCHEMA_FILE}` writes this one's"


def schema_line(file: str = SCHEMA_FILE) -> str:
    """Return the first line of a `sentry.yaml`, by which an editor with a YAML language server finds the schema.

    Args:
        file: where the schema is, relative to the `sentry.yaml`.
    """
    return f"# yaml-language-server: $schema={file}\n"
