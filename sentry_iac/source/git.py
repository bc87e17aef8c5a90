"""Asks git about a repository, and changes nothing."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sentry_iac.source.unreadable import Unreadable
from sentry_iac.source.values import Place

_SECONDS: Final = 30
_FOUND: Final = 0
_NOTHING: Final = 1
_HIT: Final = re.compile(r"(?P<path>[^\0]+)\0(?P<line>\d+)[:\0](?P<text>.*)")
# A shell may have set these for another repository.
_OTHERS: Final = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")


@dataclass(frozen=True, slots=True)
class Repository:
    """A working copy.

    Attributes:
        top: its folder.
    """

    top: Path

    def grep(self, pattern: str) -> list[tuple[Place, str]]:
        """Return the lines of tracked files that match an extended regular expression, in any case of letters.

        Raises:
            Unreadable: git cannot tell.
        """
        code, output = _run(self.top, "grep", "-niIE", "--null", "--no-color", "--full-name", "-e", pattern)
        if code not in {_FOUND, _NOTHING}:
            raise Unreadable(f"git grep does not work in {self.top}", fix=f"git -C {self.top} status")
        hits = (_HIT.fullmatch(line) for line in output.splitlines())
        return [(Place(self.top / hit["path"], int(hit["line"])), hit["text"]) for hit in hits if hit]

    def ignores(self, path: Path) -> bool:
        """Whether git ignores a file."""
        return _run(self.top, "check-ignore", "--quiet", "--no-index", str(path))[0] == _FOUND

    def tracks(self, path: Path) -> bool:
        """Whether git tracks a file."""
        return _run(self.top, "ls-files", "--error-unmatch", str(path))[0] == _FOUND

    def is_shallow(self) -> bool:
        """Whether this clone lacks older commits."""
        return _run(self.top, "rev-parse", "--is-shallow-repository")[1].strip() == "true"

    def last_commit_with(self, path: Path) -> str | None:
        """Return the last commit of any branch that changed a file; None where none did.

        Raises:
            Unreadable: git cannot tell.
        """
        code, output = _run(self.top, "log", "--all", "--max-count=1", "--format=%h", "--", str(path))
        if code != _FOUND:
            raise Unreadable(f"git log does not work in {self.top}", fix=f"git -C {self.top} status")
        return output.strip() or None


def repository_of(folder: Path) -> Repository:
    """Return the repository that holds a folder.

    Raises:
        Unreadable: there is none, or git cannot tell.
    """
    here = next((each for each in (folder, *folder.parents) if each.is_dir()), folder)
    code, output = _run(here, "rev-parse", "--show-toplevel")
    if code != _FOUND:
        raise Unreadable(f"{folder} is in no git repository", fix=f"git init {folder}")
    return Repository(Path(output.strip()))


def _run(folder: Path, *words: str) -> tuple[int, str]:
    environ = {name: value for name, value in os.environ.items() if name not in _OTHERS}
    # A repository can name a program in `core.fsmonitor`, and git would start it.
    options = ("-c", "core.fsmonitor=false", "-c", "core.quotePath=false")
    try:
        done = subprocess.run(  # noqa: S603 - our own words, paths of the project
            ["git", *options, *words],  # noqa: S607 - the git that the user has
            cwd=folder,
            env=environ,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except OSError as error:
        raise Unreadable("git cannot be started", fix="install git") from error
    except subprocess.TimeoutExpired as error:
        raise Unreadable(
            f"`git {words[0]}` takes longer than {_SECONDS} s in {folder}", fix=f"git -C {folder} gc"
        ) from error
    return done.returncode, done.stdout.decode(errors="replace")
