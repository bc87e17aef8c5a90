"""Wheel and source archive, byte for byte the same wherever and whenever a commit is built."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path

from sentry_iac.pulumi_cli.steps import StepError, run
from tools.publishing import plugin

# Whatever could get into an archive from outside is another in each build: folder, umask, time zone, language, order of
# sets. What does not differ then depends on the commit alone.
_ELSEWHERE = (
    (0o022, {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "1"}),
    (0o077, {"TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"}),
)
_EARLIEST = 315532800
"""1980-01-01, in seconds: a zip archive can say no earlier time."""


def export(root: Path, folder: Path) -> int:
    """Write the tracked files of a checkout, with its changes to them, into an empty folder.

    Returns:
        The time of its commit, in seconds since 1970: the only time that the archives say.

    Raises:
        StepError: it is no checkout of git.
    """
    # A commit of what is changed and not committed; nothing is said where nothing is changed.
    tree = _changed(root) or "HEAD"
    with tarfile.open(fileobj=io.BytesIO(_git(root, "archive", "--format=tar", tree))) as archive:
        archive.extractall(folder, filter="data")
    return max(int(_git(root, "log", "-1", "--format=%ct")), _EARLIEST)


def build(root: Path, work: Path, dist: Path) -> list[Path]:
    """Build packages and plugin twice, in different surroundings, and keep them if they are the same.

    Args:
        root: the checkout.
        work: an empty folder to work in.
        dist: the folder for the results; made when missing.

    Raises:
        StepError: a build fails, or the two differ; the files that differ are named.
    """
    made: list[dict[str, bytes]] = []
    for number, (mask, env) in enumerate(_ELSEWHERE):
        source = work / f"build {number}"
        source.mkdir()
        epoch = export(root, source)
        files = _build(source, work / f"built-{number}", mask, {**env, "SOURCE_DATE_EPOCH": str(epoch)})
        (wheel,) = (name for name in files if name.endswith(".whl"))
        made.append({**files, **plugin.archives(source, files[wheel], wheel.split("-")[1], epoch)})
    first, second = made
    other = sorted(name for name in first | second if first.get(name) != second.get(name))
    if other:
        raise StepError(f"two builds of one commit differ in {', '.join(other)}; compare them in {work}")
    dist.mkdir(parents=True, exist_ok=True)
    for name, content in first.items():
        (dist / name).write_bytes(content)
    return [dist / name for name in sorted(first)]


def checksums(files: list[Path]) -> str:
    """Return the SHA-256 of files, as `sha256sum` writes and checks them."""
    return "".join(f"{hashlib.sha256(each.read_bytes()).hexdigest()}  {each.name}\n" for each in files)


def _build(source: Path, results: Path, mask: int, env: Mapping[str, str]) -> dict[str, bytes]:
    before = os.umask(mask)
    try:
        command = [sys.executable, "-m", "hatchling", "build", "-d", str(results)]
        ended = run(command, label="building", cwd=source, env={**os.environ, **env, "PYTHONPATH": ""})
    finally:
        os.umask(before)
    if ended.code != 0:
        raise StepError(f"the build failed:\n{ended.tail(8)}")
    return {path.name: path.read_bytes() for path in results.iterdir()}


def _changed(root: Path) -> str:
    """Return a commit of what is changed in a checkout; empty if nothing is."""
    index = root / _git(root, "rev-parse", "--git-path", "index").decode().strip()
    with tempfile.TemporaryDirectory() as folder:
        # On a copy: git locks the index, and somebody may work in the checkout.
        copy = shutil.copy(index, folder)
        return _git(root, "stash", "create", GIT_INDEX_FILE=str(copy)).decode().strip()


def _git(root: Path, *words: str, **env: str) -> bytes:
    command = ["git", "-c", "user.name=build", "-c", "user.email=build@example.com", *words]
    ended = subprocess.run(  # noqa: S603 - our own words
        command, cwd=root, env={**os.environ, **env}, capture_output=True, check=False
    )
    if ended.returncode != 0:
        raise StepError(f"git {words[0]} failed in {root}: {ended.stderr.decode(errors='replace').strip()}")
    return ended.stdout
