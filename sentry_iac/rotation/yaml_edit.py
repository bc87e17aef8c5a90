"""Sets single values in a YAML file that people write, in one step."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from sentry_iac.errors import CommandError
from sentry_iac.estate.text.editing import edit
from sentry_iac.files.private_files import read_if_present, write_atomically

Scalar = str | int | bool | None
"""A value to set; None removes the key."""


def edit_file(path: Path, edits: Mapping[tuple[str, ...], Scalar]) -> None:
    """Set values in the YAML file at `path`, each named by its keys from the root.

    Raises:
        CommandError: the file is missing, not YAML, not writable, or cannot be edited by a program; it is as it was.
    """
    text = read_if_present(path)
    if text is None:
        raise CommandError(f"{path.name}: there is no such file")
    check_writable(path)
    write_atomically(path, edit(text, edits, path.name), stat.S_IMODE(path.stat().st_mode))


def check_writable(path: Path, shown: str | None = None) -> None:
    """Refuse a file that may not be written; a replacement by rename would not notice.

    Args:
        path: the file.
        shown: its name in the error; the file's name unless given.

    Raises:
        CommandError: the file may not be written.
    """
    mode = stat.S_IMODE(path.stat().st_mode)
    if not mode & 0o222 or not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        shown = shown or path.name
        raise CommandError(f"{shown} is not writable; run `chmod u+w {shown}`, then this again")
