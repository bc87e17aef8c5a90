"""Finds an application's own files, and reads them: no packages, no builds, no tests.

Whoever wrote a file may want to keep its reader busy. So only regular files are opened, and never more of one than a
bound.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sentry_iac.source.unreadable import Unreadable

Fingerprint = tuple[tuple[Path, int, int], ...]
_NOT_ITS_OWN: Final = frozenset(
    {
        "node_modules",
        "bower_components",
        "__pycache__",
        "site-packages",
        "venv",
        "env",
        "dist",
        "build",
        "out",
        "coverage",
        "test",
        "tests",
        "e2e",
        "migrations",
    }
)
_LARGEST: Final = 1_000_000
_MOST_FILES: Final = 20_000
MOST_BYTES: Final = 5_000_000
"""The longest file that is read, unless the reader knows better."""
MOST_BYTES_OF_A_LOCK: Final = 20_000_000
"""The longest lock file that is read."""
_KINDS: Final = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a FIFO"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def source_files(folder: Path, suffixes: frozenset[str]) -> Iterator[Path]:
    """Yield the files below a folder with one of these suffixes, in order; hidden folders are left out.

    Args:
        folder: where to begin.
        suffixes: such as `.py`, with the dot.

    Raises:
        Unreadable: one of them is no regular file, a folder cannot be looked into, or there are too many files.
    """
    found = 0
    # Not one call a folder: folders can be nested deeper than calls.
    waiting = _inside(folder, suffixes) if folder.is_dir() else []
    while waiting:
        path = waiting.pop()
        state = path.lstat()
        if stat.S_ISDIR(state.st_mode):
            waiting += _inside(path, suffixes)
            continue
        _check_regular(path, state)
        if state.st_size > _LARGEST:
            continue
        found += 1
        if found > _MOST_FILES:
            raise Unreadable(
                f"{folder} has more than {_MOST_FILES} files of source",
                fix="name the folder of the applications with --app",
            )
        yield path


def fingerprint(folder: Path, suffixes: frozenset[str]) -> Fingerprint:
    """Return the paths, times and sizes of the source files: another value means that a file has changed."""
    states = ((path, path.stat()) for path in source_files(folder, suffixes))
    return tuple((path, state.st_mtime_ns, state.st_size) for path, state in states)


def is_there(path: Path) -> bool:
    """Whether a path is anything but a folder; what is no regular file is there, and `read_text` refuses it."""
    return path.exists() and not path.is_dir()


def read_text(path: Path, *, most: int = MOST_BYTES, errors: str = "strict") -> str:
    """Return the text of a file, with one form of line breaks.

    Args:
        path: the file; a link is followed.
        most: the longest file to read, in bytes.
        errors: what to do with bytes that are not UTF-8, as `bytes.decode` has it.

    Raises:
        Unreadable: it is no regular file, cannot be read, is too long, or is no text.
    """
    try:
        # To open a FIFO waits for somebody who writes to it.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            _check_regular(path, os.fstat(descriptor))
            content = file.read(most + 1)
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}", fix=f"chmod u+r {path}") from error
    if len(content) > most:
        raise Unreadable(f"{path} is longer than {most // 1_000_000} MB, and not read")
    try:
        text = content.decode("utf-8-sig", errors)
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path} is not UTF-8", fix=f"save {path} as UTF-8") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_lines(path: Path, *, most: int = MOST_BYTES, errors: str = "strict") -> list[str]:
    """Return the lines of a file as editors and git count them: a form feed ends none.

    Args:
        path: the file; a link is followed.
        most: the longest file to read, in bytes.
        errors: what to do with bytes that are not UTF-8, as `bytes.decode` has it.

    Raises:
        Unreadable: as for `read_text`.
    """
    return read_text(path, most=most, errors=errors).split("\n")


def _inside(folder: Path, suffixes: frozenset[str]) -> list[Path]:
    """The folders and files to look at in a folder, the last one first."""
    try:
        found = sorted(folder.iterdir(), reverse=True)
    except OSError as error:
        raise Unreadable(f"{folder} cannot be read: {error.strerror}", fix=f"chmod u+rx {folder}") from error
    return [each for each in found if not each.is_symlink() and _is_wanted(each, suffixes)]


def _is_wanted(path: Path, suffixes: frozenset[str]) -> bool:
    if path.is_dir():
        return not path.name.startswith(".") and not _set_aside(path)
    return path.suffix in suffixes and not _is_test(path)


def _check_regular(path: Path, state: os.stat_result) -> None:
    kind = next((what for is_one, what in _KINDS if is_one(state.st_mode)), None)
    if kind is not None:
        raise Unreadable(f"{path} is {kind}, and not read", fix=f"put a file in place of {path}")


def _set_aside(folder: Path) -> bool:
    return (
        folder.name in _NOT_ITS_OWN or (folder / "pyvenv.cfg").exists() or folder.name.endswith(".egg-info")
    )


def _is_test(path: Path) -> bool:
    stem = path.name.split(".")
    return (
        path.name.startswith("test_")
        or path.name == "conftest.py"
        or path.stem.endswith("_test")
        or "test" in stem[1:-1]
        or "spec" in stem[1:-1]
        or "stories" in stem[1:-1]
        or path.name.endswith(".d.ts")
    )
