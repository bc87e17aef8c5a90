"""Finds an application's own files: no packages, no builds, no tests."""

from __future__ import annotations

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


def source_files(folder: Path, suffixes: frozenset[str]) -> Iterator[Path]:
    """Yield the files below a folder with one of these suffixes, in order; hidden folders are left out.

    Args:
        folder: where to begin.
        suffixes: such as `.py`, with the dot.
    """
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_symlink():
            continue
        if path.is_dir():
            if not path.name.startswith(".") and not _set_aside(path):
                yield from source_files(path, suffixes)
        elif path.suffix in suffixes and not _is_test(path) and path.stat().st_size <= _LARGEST:
            yield path


def fingerprint(folder: Path, suffixes: frozenset[str]) -> Fingerprint:
    """Return the paths, times and sizes of the source files: another value means that a file has changed."""
    states = ((path, path.stat()) for path in source_files(folder, suffixes))
    return tuple((path, state.st_mtime_ns, state.st_size) for path, state in states)


def read_text(path: Path) -> str:
    """Return the text of a file.

    Raises:
        Unreadable: it cannot be read, or is no text.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}", fix=f"chmod u+r {path}") from error
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path} is not UTF-8", fix=f"save {path} as UTF-8") from error


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
