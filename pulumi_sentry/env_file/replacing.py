"""Replaces a file in one step, with all that belongs to it, and leaves nothing that git would take when it is killed.

The new text is made in a folder beside the file that git ignores, since the folder says so itself. Whoever writes holds
a lock on the folder; what the next writer finds in it is what a killed one left, and is removed.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

FOLDER: Final = ".pulumi-sentry.tmp"
"""The folder beside a file in which its new text is made."""

_NEW_FILE_MODE: Final = 0o600
_PATIENCE: Final = 10.0  # seconds that another writer may take
_PAUSE: Final = 0.02  # seconds
# The kernel's own marks of what a file holds; it makes them itself.
_OF_THE_KERNEL: Final = frozenset({"security.ima", "security.evm"})
_ACL: Final = "system.posix_acl_access"


class ChangedMeanwhile(Exception):
    """The file is not what it was when it was read; it is left so."""


class BusyFolder(Exception):
    """Another program writes a file in the folder and does not come to an end."""


def is_left_behind(target: Path) -> bool:
    """Whether a killed write of a file left something, or somebody writes there now."""
    return (target.parent / FOLDER).is_dir()


@contextmanager
def turn(target: Path) -> Iterator[Path]:
    """Wait until no other process writes beside a file, and keep further ones waiting; what a killed one left is gone.

    Read the file inside, so that nothing that another writer of ours has just written is lost.

    Args:
        target: the file, no symbolic link; its folder is there.

    Yields:
        The folder for `replace`.

    Raises:
        BusyFolder: another program writes there.
        OSError: what was left cannot be removed.
    """
    folder = target.parent / FOLDER
    handle = _lock(folder)
    try:
        _clear(folder)
        yield folder
    finally:
        with suppress(OSError):  # what stays is ignored, and swept by the next write
            _clear(folder)
            folder.rmdir()
        os.close(handle)


def replace(workshop: Path, target: Path, before: bytes | None, after: bytes) -> None:
    """Give a file another text, in one step.

    Owner, group, mode, access control list and extended attributes stay; a new file has mode 0600. Another hard link
    keeps the old text.

    Args:
        workshop: the folder of `turn`.
        target: the file, no symbolic link.
        before: what it holds; None where it is not there.
        after: what it shall hold.

    Raises:
        ChangedMeanwhile: it holds something else.
        OSError: it cannot be written, or what belongs to it cannot be kept.
    """
    (workshop / ".gitignore").write_text("*\n")
    new, old = workshop / "new", workshop / "old"
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _NEW_FILE_MODE), "wb") as file:
        file.write(after)
        if before is None:
            os.fchmod(file.fileno(), _NEW_FILE_MODE)
        else:
            _keep(target, file.fileno())
        file.flush()
        os.fsync(file.fileno())
    if before is None:
        _put_new(new, target)
    else:
        _exchange(new, target, old, before)
    _sync(target.parent)


def _put_new(new: Path, target: Path) -> None:
    try:
        os.link(new, target)  # fails where a file came meanwhile
    except FileExistsError:
        raise ChangedMeanwhile from None
    except OSError:  # a file system without hard links
        if target.exists():
            raise ChangedMeanwhile from None
        new.replace(target)


def _exchange(new: Path, target: Path, old: Path, before: bytes) -> None:
    try:
        if target.read_bytes() != before:
            raise ChangedMeanwhile
        with suppress(OSError):  # a file system without hard links
            os.link(target, old)
        if old.exists() and not old.samefile(target):
            raise ChangedMeanwhile
    except FileNotFoundError:
        raise ChangedMeanwhile from None
    new.replace(target)
    # What another program wrote into the file after the look at it is in the old one: that one goes back.
    if old.exists() and old.read_bytes() != before:
        old.replace(target)
        raise ChangedMeanwhile


def _keep(target: Path, handle: int) -> None:
    status = target.stat()
    if (status.st_uid, status.st_gid) != (os.geteuid(), os.getegid()):
        os.fchown(handle, status.st_uid, status.st_gid)
    os.fchmod(handle, stat.S_IMODE(status.st_mode))
    if sys.platform == "linux":
        _keep_attributes(target, handle)


def _keep_attributes(target: Path, handle: int) -> None:
    """Copy extended attributes, among them the access control list; the mode alone would make its mask the group's."""
    kept = _attributes(target)
    made = _attributes(handle)
    if _ACL in made and _ACL not in kept:  # from the default list of the folder
        os.removexattr(handle, _ACL)
    for name, value in kept.items():
        if made.get(name) != value:
            os.setxattr(handle, name, value)


def _attributes(file: Path | int) -> dict[str, bytes]:
    try:
        names = os.listxattr(file)
    except OSError as error:
        if error.errno in (errno.ENOTSUP, errno.ENOSYS):
            return {}
        raise
    found = {}
    for name in names:
        if name not in _OF_THE_KERNEL:
            with suppress(OSError):  # one that this user may not see
                found[name] = os.getxattr(file, name)
    return found


def _lock(folder: Path) -> int:
    give_up = time.monotonic() + _PATIENCE
    while True:
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        try:
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except FileNotFoundError:  # the writer before has just removed it
            continue
        if _is_locked(handle) and _is_still(folder, handle):
            return handle
        os.close(handle)
        if time.monotonic() > give_up:
            raise BusyFolder
        time.sleep(_PAUSE)


def _is_locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True


def _is_still(folder: Path, handle: int) -> bool:
    try:
        return os.path.samestat(folder.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def _clear(folder: Path) -> None:
    # .gitignore is the last one: while anything is there, git ignores it.
    for left in sorted(folder.iterdir(), reverse=True):
        left.unlink()


def _sync(folder: Path) -> None:
    """Make the rename last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
