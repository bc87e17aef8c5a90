"""A bare repository that plays the remote, and checkouts of it."""

from __future__ import annotations

import subprocess
from pathlib import Path

WHO = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "nobody"), ("EMAIL", "nobody@example.com"))
}


class Remote:
    """The remote that a team pushes to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        self.git("init", "--quiet", "--bare", "--initial-branch", "main")

    def git(self, *words: str) -> str:
        return git(self.folder, *words)

    def clone(self, into: Path, *words: str) -> Path:
        """A checkout of main, as a runner or a person has it."""
        git(self.folder, "clone", "--quiet", *words, self.folder.as_uri(), str(into))
        return into

    def tip(self, branch: str = "main") -> str:
        return self.git("rev-parse", f"refs/heads/{branch}")

    def branches(self) -> set[str]:
        return set(self.git("for-each-ref", "--format=%(refname:short)", "refs/heads").split())

    def hook(self, name: str, script: str) -> None:
        """Install a hook of the server; `pre-receive` reads the old and new commit and the name of each reference."""
        path = self.folder / "hooks" / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def protect(self, *names: str) -> None:
        """Refuse pushes to some branches, in the words of GitHub; without a name to all."""
        pattern = "|".join(f"refs/heads/{name}" for name in names) or "*"
        self.hook(
            "pre-receive",
            f'while read old new ref; do case "$ref" in {pattern}) '
            'echo "error: GH006: Protected branch update failed for $ref." >&2; exit 1;; esac; done',
        )


def git(folder: Path, *words: str) -> str:
    ended = subprocess.run(  # noqa: S603 - words of the tests
        ["git", *words],  # noqa: S607 - whichever git there is
        cwd=folder,
        env={"PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": str(folder), **WHO},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


def commit(checkout: Path, name: str, text: str, *, push: bool = True) -> str:
    """Change one file, commit it, and push it to main; the new commit."""
    (checkout / name).write_text(text)
    git(checkout, "add", "--", name)
    git(checkout, "commit", "--quiet", "--message", f"change {name}")
    if push:
        git(checkout, "push", "--quiet", "origin", "HEAD:main")
    return git(checkout, "rev-parse", "HEAD")
