"""Asks git about a repository, changes nothing, and lets it start no program.

The repository may be anybody's, and its `.git/config` can name programs that git starts while it only reads. So git
gets an environment of our own, and on its command line every setting that could start one: that counts more than what
the repository says.
"""

from __future__ import annotations

import os
import re
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from sentry_iac.source.unreadable import Unreadable
from sentry_iac.source.values import Place

_SECONDS: Final = 30
_MOST_BYTES: Final = 50_000_000
_FOUND: Final = 0
_NOTHING: Final = 1
_HIT: Final = re.compile(rb"(?P<path>[^\0]+)\0(?P<line>\d{1,12})[:\0](?P<text>[^\n]*)\n")
# Git needs no more of the environment: no token is in these, and no `GIT_DIR` of another repository.
_KEPT: Final = ("PATH", "TMPDIR", "SYSTEMROOT")
_ENVIRON: Final = {
    "LC_ALL": "C",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    # A partial clone fetches what it lacks, by a program that its configuration names.
    "GIT_NO_LAZY_FETCH": "1",
    # Counts more than `protocol.ext.allow` of the repository, which counts more than `protocol.allow` here.
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}
_SETTINGS: Final = {
    "core.askPass": "false",
    "core.fsmonitor": "false",
    "core.gitProxy": "none",
    "core.hooksPath": os.devnull,
    "core.quotePath": "false",
    "core.sshCommand": "false",
    "credential.helper": "",
    "diff.external": "",
    "gpg.program": "false",
    "gpg.openpgp.program": "false",
    "gpg.ssh.defaultKeyCommand": "false",
    "gpg.ssh.program": "false",
    "gpg.x509.program": "false",
    "log.showSignature": "false",
    "protocol.allow": "never",
    "submodule.recurse": "false",
}
_OPTIONS: Final = tuple(word for name, value in _SETTINGS.items() for word in ("-c", f"{name}={value}"))
# Every file counts as text: a repository's attributes (`* binary`) would leave out whatever they like.
_GREP: Final = ("-niaE", "--null", "--no-color", "--no-column", "--full-name", "--no-recurse-submodules")
_LOG: Final = (
    "--no-show-signature",
    "--no-ext-diff",
    "--no-textconv",
    "--all",
    "--max-count=1",
    "--format=%h",
)


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
        code, output = _run(self.top, "grep", *_GREP, "-e", pattern)
        if code not in {_FOUND, _NOTHING}:
            raise Unreadable(f"git grep does not work in {self.top}", fix=f"git -C {self.top} status")
        # A path may hold a line break, and a line a form feed: only NUL and "\n" part what git says.
        return [
            (
                Place(self.top / os.fsdecode(hit["path"]), int(hit["line"])),
                hit["text"].decode(errors="replace"),
            )
            for hit in _HIT.finditer(output)
        ]

    def ignores(self, path: Path) -> bool:
        """Whether git ignores a file."""
        return _run(self.top, "check-ignore", "--quiet", "--no-index", "--", str(path))[0] == _FOUND

    def tracks(self, path: Path) -> bool:
        """Whether git tracks a file."""
        return _run(self.top, "ls-files", "--error-unmatch", "--", str(path))[0] == _FOUND

    def is_shallow(self) -> bool:
        """Whether this clone lacks older commits."""
        return _run(self.top, "rev-parse", "--is-shallow-repository")[1].strip() == b"true"

    def last_commit_with(self, path: Path) -> str | None:
        """Return the last commit of any branch that changed a file; None where none did.

        Raises:
            Unreadable: git cannot tell.
        """
        code, output = _run(self.top, "log", *_LOG, "--", str(path))
        if code != _FOUND:
            raise Unreadable(f"git log does not work in {self.top}", fix=f"git -C {self.top} status")
        return output.decode(errors="replace").strip() or None


def repository_of(folder: Path) -> Repository:
    """Return the repository that holds a folder.

    Raises:
        Unreadable: there is none, or git cannot tell.
    """
    for each in (folder, *folder.parents):
        if (each / ".git").exists() and _run(each, "rev-parse", "--git-dir")[0] == _FOUND:
            return Repository(each.resolve())
    raise Unreadable(f"{folder} is in no git repository", fix=f"git init {folder}")


def _run(top: Path, *words: str) -> tuple[int, bytes]:
    """Run git in a working copy; return its exit code, and its output as far as we read it."""
    environ = {name: os.environ[name] for name in _KEPT if name in os.environ}
    # `core.worktree` may name another folder, with files of other people.
    environ |= {**_ENVIRON, "GIT_DIR": str(top / ".git"), "GIT_WORK_TREE": str(top)}
    try:
        git = subprocess.Popen(  # noqa: S603 - our own words, paths of the project
            ["git", "--no-pager", *_OPTIONS, *words],  # noqa: S607 - the git that the user has
            cwd=top,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError as error:
        raise Unreadable("git cannot be started", fix="install git") from error
    return _ended(git, top, words[0])


def _ended(git: subprocess.Popen[bytes], top: Path, verb: str) -> tuple[int, bytes]:
    late = threading.Event()

    def end() -> None:
        late.set()
        git.kill()

    clock = threading.Timer(_SECONDS, end)
    clock.start()
    try:
        output, whole = _read(git.stdout)
        if not whole:
            git.kill()
        code = git.wait()
    finally:
        clock.cancel()
        git.kill()
        git.wait()
    if late.is_set():
        raise Unreadable(f"`git {verb}` takes longer than {_SECONDS} s in {top}", fix=f"git -C {top} gc")
    return (code if whole else _FOUND), output


def _read(pipe: IO[bytes] | None) -> tuple[bytes, bool]:
    """The first bytes of a pipe, and whether these are all."""
    if pipe is None:
        return b"", True
    with pipe:
        found = pipe.read(_MOST_BYTES)
        return found, not pipe.read(1)
