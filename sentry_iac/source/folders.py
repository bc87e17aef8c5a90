"""Searches upwards from the folder of an application."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def top_of(root: Path, folder: Path) -> Path:
    """Return the topmost folder that belongs to an application: that of its repository, or that of the project.

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
