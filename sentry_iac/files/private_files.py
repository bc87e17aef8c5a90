"""Writes files whole or not at all, most of them readable by their owner only."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from sentry_iac.errors import CommandError

PRIVATE = 0o600
PRIVATE_FOLDER = 0o700


def write_atomically(path: Path, text: str, mode: int) -> None:
    """Replace `path` by a file with this text and mode; a reader sees the old one or the new one.

    Raises:
        CommandError: the folder or the file cannot be written.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                # The umask may have removed bits of the mode.
                os.fchmod(file.fileno(), mode)
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise CommandError(
            f"cannot write {path}: {error.strerror}; make its folder writable and run it again"
        ) from error


def write_private(path: Path, text: str) -> None:
    """Replace `path` by a file that only its owner can read (mode 0600)."""
    write_atomically(path, text, PRIVATE)


def make_private_folder(folder: Path) -> None:
    """Make a folder that only its owner can look into; an existing one of ours is closed to others.

    Files inside need not be private then: Pulumi and the sandbox write theirs readable for all.

    Raises:
        CommandError: it cannot be made.
    """
    try:
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        there = folder.lstat()
        if stat.S_ISDIR(there.st_mode) and there.st_uid == os.geteuid() and there.st_mode & 0o077:
            folder.chmod(PRIVATE_FOLDER)
    except OSError as error:
        raise CommandError(f"cannot make {folder}: {error.strerror}; make its folder writable") from error


def read_if_present(path: Path) -> str | None:
    """Return the text of a file, or nothing when it is not there.

    Raises:
        CommandError: the file exists and cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not a text file"
        raise CommandError(f"cannot read {path}: {reason}; repair it or remove it") from error
