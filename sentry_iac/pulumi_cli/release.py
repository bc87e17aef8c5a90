"""The official release of the Pulumi CLI: its archives, and the SHA-256 of each that this version trusts."""

from __future__ import annotations

import platform
import re
from pathlib import Path

from sentry_iac.pulumi_cli.pins import Version
from sentry_iac.pulumi_cli.steps import StepError

ADDRESS = "https://github.com/pulumi/pulumi/releases/download"
"""Where the archives are, in a folder a version, with a list of their checksums."""

CHECKSUMS = "checksums.txt"
"""The file beside go.mod with the trusted figures, a line an archive, as `sha256sum` writes them."""

_SYSTEMS = {"linux": "linux", "darwin": "darwin"}
_MACHINES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}
_LINE = re.compile(r"([0-9a-f]{64}) [ *]?(\S+)")


def archives(version: Version) -> list[str]:
    """Return the names of the archives that this project can use."""
    return [
        _archive(version, system, machine)
        for system in _SYSTEMS.values()
        for machine in dict.fromkeys(_MACHINES.values())
    ]


def archive_here(version: Version) -> str | None:
    """Return the name of the archive for this machine; None where there is no release for it."""
    system = _SYSTEMS.get(platform.system().lower())
    machine = _MACHINES.get(platform.machine().lower())
    return _archive(version, system, machine) if system and machine else None


def read_checksums(text: str, source: str | Path) -> dict[str, str]:
    """Return the SHA-256 of each file in a list of checksums; empty lines and lines with `#` count for nothing.

    Args:
        text: the list.
        source: where it is from, for people.

    Raises:
        StepError: a line is none, or a file has two.
    """
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = _LINE.fullmatch(line.strip())
        if parts is None or found.get(parts[2], parts[1]) != parts[1]:
            raise StepError(
                f"{source}:{number}: this is no SHA-256 with the name of a file, or its second one"
            )
        found[parts[2]] = parts[1]
    return found


def _archive(version: Version, system: str, machine: str) -> str:
    return f"pulumi-v{version}-{system}-{machine}.tar.gz"
