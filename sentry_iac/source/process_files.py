"""Reads the files that start an application's process: Dockerfile, Procfile, Makefile and compose files."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sentry_iac.source.folders import upwards
from sentry_iac.source.tree import read_lines
from sentry_iac.source.values import Place

_FILES: Final = ("Dockerfile", "Procfile", "Makefile", "compose.y*ml", "docker-compose*.y*ml")


def env_file_option(folder: Path, top: Path) -> Place | None:
    """Return where a file hands a `.env` file to the process; None where none does.

    Args:
        folder: where the application is.
        top: the last folder upwards to look at.

    Raises:
        Unreadable: one of the files is no regular file, or cannot be read.
    """
    for each in upwards(folder, top):
        for pattern in _FILES:
            for path in sorted(each.glob(pattern)):
                lines = read_lines(path, errors="replace")
                for number, line in enumerate(lines, 1):
                    code = line.split("#", 1)[0]
                    if "--env-file" in code or "env_file:" in code:
                        return Place(path, number)
    return None
