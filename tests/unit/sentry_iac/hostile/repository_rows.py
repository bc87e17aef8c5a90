"""Repositories whose configuration names a program that git starts while it only reads."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.unit.sentry_iac.source.support import git


@dataclass(frozen=True)
class Trap:
    """One way to have a program started.

    Attributes:
        name: the setting that names it.
        make: sets it in a repository; takes the repository's folder and the program.
    """

    name: str
    make: Callable[[Path, Path], None]


def settings(*names: str, **values: str) -> Callable[[Path, Path], None]:
    """Settings whose value is the program; `values` are further ones, with `__` for a dot."""

    def make(app: Path, program: Path) -> None:
        for name, value in values.items():
            git(app, "config", name.replace("__", "."), value)
        for name in names:
            git(app, "config", name, str(program))

    return make


def _signed(name: str, kind: str) -> Callable[[Path, Path], None]:
    """A commit of the `.env` file that says it is signed."""

    def make(app: Path, program: Path) -> None:
        begin = {"openpgp": "PGP SIGNATURE", "x509": "SIGNED MESSAGE", "ssh": "SSH SIGNATURE"}[kind]
        (app / "backend" / ".env").write_text("A=1\n")
        git(app, "add", "--force", "backend/.env")
        git(app, "commit", "--quiet", "--message", "signed")
        commit = _answer(app, "cat-file", "commit", "HEAD")
        head, _, message = commit.partition("\n\n")
        signature = f"gpgsig -----BEGIN {begin}-----\n \n AAAA\n -----END {begin}-----"
        written = _answer(
            app, "hash-object", "-t", "commit", "-w", "--stdin", given=f"{head}\n{signature}\n\n{message}"
        )
        git(app, "reset", "--quiet", "--soft", written.strip())
        settings(name, log__showSignature="true", gpg__ssh__allowedSignersFile="/dev/null")(app, program)

    return make


def _partial(name: str, **values: str) -> Callable[[Path, Path], None]:
    """A partial clone that lacks the tree of an old commit."""

    def make(app: Path, program: Path) -> None:
        lacking = _answer(app, "rev-parse", "HEAD^{tree}").strip()
        (app / "later").write_text("")
        git(app, "add", "later")
        git(app, "commit", "--quiet", "--message", "later")
        (app / ".git" / "objects" / lacking[:2] / lacking[2:]).unlink()
        git(app, "config", "core.repositoryFormatVersion", "1")
        promisor = {"extensions__partialClone": "origin", "remote__origin__promisor": "true"}
        filled = {key: value.format(program=program) for key, value in {**promisor, **values}.items()}
        settings(*filter(None, [name]), **filled)(app, program)

    return make


def _answer(app: Path, *words: str, given: str = "") -> str:
    asked = ["git", *words]
    return subprocess.run(asked, cwd=app, input=given, check=True, capture_output=True, text=True).stdout  # noqa: S603 - a test's own words


TRAPS = (
    Trap("core.fsmonitor", settings("core.fsmonitor")),
    Trap("gpg.program", _signed("gpg.program", "openpgp")),
    Trap("gpg.openpgp.program", _signed("gpg.openpgp.program", "openpgp")),
    Trap("gpg.x509.program", _signed("gpg.x509.program", "x509")),
    Trap("gpg.ssh.program", _signed("gpg.ssh.program", "ssh")),
    Trap("remote.origin.uploadpack", _partial("remote.origin.uploadpack", remote__origin__url="/")),
    Trap("ext::", _partial("", remote__origin__url="ext::{program}", protocol__ext__allow="always")),
    Trap("core.sshCommand", _partial("core.sshCommand", remote__origin__url="ssh://example.com/a")),
    Trap("core.gitProxy", _partial("core.gitProxy", remote__origin__url="git://example.com/a")),
)
"""Each is a promise: the program does not run."""
