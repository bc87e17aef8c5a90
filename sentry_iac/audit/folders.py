"""Where a search upwards from an application's folder ends."""

from __future__ import annotations

from pathlib import Path

from sentry_iac.audit.subject import Subject


def top_of(subject: Subject, folder: Path) -> Path:
    """Return the last folder upwards that belongs to the application: its repository's, or the project's."""
    for each in (folder, *folder.parents):
        if (each / ".git").exists() or each == subject.root:
            return each
    return folder
