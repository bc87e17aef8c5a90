"""Download an official release of the Pulumi CLI: `python -m sentry_iac.pulumi_cli.download_release FOLDER URL SHA256`.

A program of its own that can be ended from outside, however slowly a server answers. It starts nothing of what it
downloads, and unpacks nothing whose SHA-256 is another one.
"""

from __future__ import annotations

import re
import shutil
import sys
import tarfile
import zlib
from pathlib import Path

from sentry_iac.pulumi_cli.fetching import fetch
from sentry_iac.pulumi_cli.steps import StepError, guarded

_MOST_PACKED = 500_000_000
_MOST_UNPACKED = 2_000_000_000
_MOST_FILES = 200
_PROGRAM = re.compile(r"pulumi/(?P<name>[A-Za-z0-9][\w.-]*)", re.ASCII)


def download(folder: Path, url: str, wanted: str) -> None:
    """Put the programs of a release into `folder / "bin"`.

    Args:
        folder: an empty folder.
        url: the archive.
        wanted: its SHA-256.

    Raises:
        StepError: the archive cannot be had, is another one, or holds what a release does not.
    """
    archive = folder / "archive.tar.gz"
    found = fetch(url, archive, _MOST_PACKED)
    if found != wanted:
        raise StepError(
            f"{url} has the SHA-256 {found} and not {wanted}: it is not the pinned release, and nothing of it was "
            "unpacked. Look whether a proxy in between changes answers"
        )
    unpack(archive, folder / "bin")
    archive.unlink()


def unpack(archive: Path, folder: Path) -> None:
    """Unpack the programs of a release: plain files in a folder `pulumi`, and nothing else.

    Raises:
        StepError: the archive is broken, too large, or holds anything else.
    """
    try:
        folder.mkdir()
        with tarfile.open(archive, "r|gz") as members:
            _unpack(members, folder)
    except (tarfile.TarError, zlib.error, EOFError, OSError, ValueError) as error:
        raise StepError(f"the archive cannot be unpacked: {error}") from error


def _unpack(members: tarfile.TarFile, folder: Path) -> None:
    left, files = _MOST_UNPACKED, 0
    for member in members:
        if member.isdir() and member.name.rstrip("/") in ("pulumi", "."):
            continue
        name = _PROGRAM.fullmatch(member.name.removeprefix("./"))
        content = members.extractfile(member) if member.type in (tarfile.REGTYPE, tarfile.AREGTYPE) else None
        left, files = left - member.size, files + 1
        if name is None or content is None or left < 0 or files > _MOST_FILES:
            raise StepError(f"the archive has {member.name[:100]!r} in it, which is no program of a release")
        path = folder / name["name"]
        # What an archive has twice is refused.
        with path.open("xb") as file:
            shutil.copyfileobj(content, file)
        path.chmod(0o755)


def main() -> None:
    """Download what the command line says."""
    folder, url, wanted = sys.argv[1:4]
    download(Path(folder), url, wanted)


if __name__ == "__main__":
    sys.exit(guarded(main))
