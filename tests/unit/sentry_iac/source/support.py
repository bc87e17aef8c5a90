"""Small applications in a folder, and git repositories of them."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files below a folder, their text without its indentation."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"))
    return folder


def git(folder: Path, *words: str) -> None:
    """Run git in a folder, as somebody at example.com."""
    identity = ["-c", "user.name=example", "-c", "user.email=somebody@example.com"]
    words = ("git", *identity, *words)
    subprocess.run(words, cwd=folder, check=True, capture_output=True)  # noqa: S603 - a test's own words


def repository(folder: Path) -> Path:
    """Make a git repository of a folder, with all its files committed."""
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "all of it")
    return folder
