"""Reads and writes `.env` files: in one step, under the same mode and owner, and only what nobody changed meanwhile."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pulumi_sentry.env_file import replacing
from pulumi_sentry.env_file.dotenv_text import EnvFileError, plan, unsettled, values_in
from pulumi_sentry.env_file.misreadings import misreadings

__all__ = ["EnvFileError", "State", "apply", "check_path", "compare", "read_values", "warnings"]

_GIT: Final = ".git"


def read_values(path: str | os.PathLike[str]) -> dict[str, str]:
    """What a file defines, by name, without expanding `$`; nothing where there is no file.

    Raises:
        EnvFileError: it cannot be read, or a line is neither a definition nor a comment.
    """
    content = _read(Path(path))
    return {} if content is None else values_in(_decode(content, Path(path)), str(path))


@dataclass(frozen=True)
class State:
    """How a file stands to our variables, by their names.

    Attributes:
        missing: not in it.
        changed: in it with another value.
        unsettled: in it in a form that not every reader reads alike.
    """

    missing: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unsettled: tuple[str, ...] = ()


def compare(path: str | os.PathLike[str], managed: Mapping[str, str]) -> State:
    """Compare a file with our variables; where there is no file, all are missing.

    Raises:
        EnvFileError: it cannot be read, or a line is neither a definition nor a comment.
    """
    content = _read(Path(path))
    text = "" if content is None else _decode(content, Path(path))
    found = values_in(text, str(path))
    changed = tuple(name for name, value in managed.items() if name in found and found[name] != value)
    return State(
        missing=tuple(name for name in managed if name not in found),
        changed=changed,
        unsettled=tuple(name for name in unsettled(text, managed, file=str(path)) if name not in changed),
    )


def warnings(path: str | os.PathLike[str], managed: Mapping[str, str]) -> list[str]:
    """Readers that would not take our variables as they are from the file once it is written.

    Nothing where the file cannot be written, since `apply` says so.

    Args:
        path: the file; it need not be there.
        managed: our variables and their values.
    """
    try:
        before = _read(Path(path))
        text = "" if before is None else _decode(before, Path(path))
        return list(misreadings(plan(text, managed, file=str(path)), managed, str(path)))
    except EnvFileError:
        return []


def apply(path: str | os.PathLike[str], managed: Mapping[str, str], removed: Collection[str] = ()) -> bool:
    """Write our variables into a file, in one step.

    A new file has mode 0600, and its folders are made; an existing one keeps owner, group, mode, access control list
    and extended attributes. A symbolic link stays one, and the file it names is written. Where there is no file and no
    variable of ours, none is made.

    Args:
        path: the file.
        managed: our variables and their values.
        removed: names of variables that are ours no longer.

    Returns:
        Whether the file changed.

    Raises:
        EnvFileError: it cannot be written, or is in a `.git` folder; it is as it was.
    """
    shown = Path(path)
    before = _read(shown)
    target = Path(os.path.realpath(path))
    if _GIT in [part.lower() for part in target.parts]:
        raise EnvFileError(
            f"{shown} is in a {_GIT} folder, where git runs files as programs; name another file"
        )
    try:
        if _planned(shown, before, managed, removed) == before and not replacing.is_left_behind(target):
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        with replacing.turn(target) as workshop:
            before = _read(shown)
            after = _planned(shown, before, managed, removed)
            if after is None or after == before:
                return False
            _check_writable(target, shown)
            replacing.replace(workshop, target, before, after)
    except replacing.ChangedMeanwhile:
        raise EnvFileError(f"{shown} was changed by another program meanwhile; run this again") from None
    except replacing.BusyFolder:
        raise EnvFileError(
            f"{shown} cannot be written: another program is writing there and holds {replacing.FOLDER}; "
            "run this again when it has ended"
        ) from None
    except OSError as error:
        raise _cannot("written", shown, error) from None
    return True


def _planned(
    path: Path, before: bytes | None, managed: Mapping[str, str], removed: Collection[str]
) -> bytes | None:
    """What the file shall hold; None where there is none, and no variable of ours to make one for."""
    if before is None and not managed:
        return None
    text = "" if before is None else _decode(before, path)
    return plan(text, managed, removed, file=str(path)).encode("utf-8", "surrogateescape")


def check_path(path: str) -> None:
    """Refuse what cannot name a file.

    Raises:
        EnvFileError: it holds a NUL.
    """
    if "\0" in path:
        raise EnvFileError(f"{path!r} cannot name a file: it holds a NUL; take it out")


def _read(path: Path) -> bytes | None:
    check_path(str(path))
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise EnvFileError(f"{path} is a folder; name the file in it, such as {path / '.env'}")
        if not stat.S_ISREG(mode):
            raise EnvFileError(f"{path} is not a regular file; name another one")
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _cannot("read", path, error) from None


def _cannot(verb: str, path: Path, error: OSError) -> EnvFileError:
    advice = "check the path"
    if isinstance(error, PermissionError):
        advice = "check the permissions of the file and its folder"
    elif isinstance(error, NotADirectoryError | FileExistsError):
        advice = "a part of the path is a file where a folder must be"
    return EnvFileError(f"{path} cannot be {verb}: {(error.strerror or 'unknown error').lower()}; {advice}")


def _decode(content: bytes, path: Path) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise EnvFileError(f"{path}:1: is UTF-16 text; save it as UTF-8")
    # Bytes of another encoding in somebody's comment are theirs: they pass through as they are.
    return content.decode("utf-8", "surrogateescape")


def _check_writable(target: Path, shown: Path) -> None:
    # A rename would go through on a file that nobody may write, and for root so would a write.
    if target.exists() and not (target.stat().st_mode & 0o222 and os.access(target, os.W_OK)):
        raise EnvFileError(f"{shown} is not writable; run chmod u+w on it, or name another file")
