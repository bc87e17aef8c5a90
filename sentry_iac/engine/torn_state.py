"""Repairs a local state that a kill or a full disk cut off in the middle of a write.

Pulumi's file backend renames a finished checkpoint into place, but writes the checksum (`.attrs`) in place. A kill at
that moment leaves an empty checksum, and every command ends with "EOF". Pulumi works without a checksum, and keeps
the checkpoint before the last one (`.bak`).
"""

from __future__ import annotations

import json
from pathlib import Path

from sentry_iac.files.layout import Layout
from sentry_iac.files.private_files import PRIVATE, read_if_present, write_atomically

HINT = "; the state was cut off in the middle of a write: see docs/state.md, After a kill"
"""Follows Pulumi's own error about such a state."""

_CHECKSUM = ".attrs"
_BACKUP = ".bak"


def is_torn(said: str) -> bool:
    """Whether Pulumi's error means that a state was cut off."""
    return said == "EOF" or said.endswith((": EOF", "unexpected end of JSON input"))


def mend_torn_state(layout: Layout) -> list[str]:
    """Make the checkpoints of all stacks in the local backend readable again, as far as possible.

    Args:
        layout: the project.

    Returns:
        One sentence for each repair; usually none.

    Raises:
        CommandError: a file cannot be read or written.
    """
    said = []
    for checkpoint in sorted(layout.state.glob(".pulumi/stacks/*/*.json")):
        for each in (checkpoint, _beside(checkpoint, _BACKUP)):
            checksum = _beside(each, _CHECKSUM)
            if checksum.exists() and not _is_json(checksum):
                checksum.unlink(missing_ok=True)
                said.append(f"removed {checksum.name}, which a killed Pulumi had left half written")
        backup = _beside(checkpoint, _BACKUP)
        if not _is_json(checkpoint) and _is_json(backup):
            _beside(checkpoint, _CHECKSUM).unlink(missing_ok=True)
            write_atomically(checkpoint, read_if_present(backup) or "", PRIVATE)
            said.append(f"took {backup.name} in the place of {checkpoint.name}, which was half written")
    return said


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _is_json(path: Path) -> bool:
    try:
        json.loads(read_if_present(path) or "")
    except ValueError:
        return False
    return True
