"""Where a search upwards from an application's folder goes, and where it ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def top_of(root: Path, folder: Path) -> Path:
    """Return the last folder upwards that belongs to an application: its repository's, or the project's.

    Args:
        root: the folder with Pulumi.yaml.
        folder: where the application's code is.
    """
    for each in (folder, *folder.parents):
        if (each / ".git").exists() or each == root:
            return each
    return folder


def upwards(folder: Path, top: Path) -> Iterator[Path]:
    """Yield a folder and those above it, `top` as the last one."""
    for each in (folder, *folder.parents):
        yield each
        if each == top:
            return
