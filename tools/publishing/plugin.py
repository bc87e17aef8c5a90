"""The archive that Pulumi downloads where a program of another language needs the provider.

Pulumi asks for one by system and processor, unpacks it into its folder of plugins, and makes the environment that
PulumiPlugin.yaml describes. The provider is Python, so all archives have the same content.
"""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

FOLDER = "plugin"
"""The folder of the checkout with PulumiPlugin.yaml, the program that starts the provider, and its lock."""

PACKAGES = ("pulumi_sentry/", "sentry_rules/")
"""What the provider consists of; the archive has it beside PulumiPlugin.yaml."""

PLATFORMS = tuple(
    f"{system}-{machine}" for system in ("darwin", "linux", "windows") for machine in ("amd64", "arm64")
)


def archives(source: Path, wheel: bytes, version: str, epoch: int) -> dict[str, bytes]:
    """Return the archives by their names; none where the checkout has no plugin folder.

    Args:
        source: the checkout.
        wheel: the content of the wheel, which has the packages.
        version: the version of the release.
        epoch: the only time in the archive, in seconds since 1970.
    """
    if not (source / FOLDER / "PulumiPlugin.yaml").is_file():
        return {}
    content = {path.name: path.read_bytes() for path in (source / FOLDER).iterdir() if path.is_file()}
    with zipfile.ZipFile(io.BytesIO(wheel)) as packed:
        content |= {name: packed.read(name) for name in packed.namelist() if name.startswith(PACKAGES)}
    archive = _packed(content, epoch)
    return {f"pulumi-resource-sentry-v{version}-{platform}.tar.gz": archive for platform in PLATFORMS}


def _packed(content: dict[str, bytes], epoch: int) -> bytes:
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, data in sorted(content.items()):
            member = tarfile.TarInfo(name)
            member.size, member.mtime, member.mode = len(data), epoch, 0o644
            archive.addfile(member, io.BytesIO(data))
    return gzip.compress(tar.getvalue(), mtime=epoch)
