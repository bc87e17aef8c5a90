"""Where a search upwards from an application's folder ends."""

from __future__ import annotations

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
