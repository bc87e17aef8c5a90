"""Download the official release of the Pulumi CLI: `python -m tools.download_release FOLDER VERSION`.

A program of its own that can be ended from outside, since Pulumi's installer has no time limit.
"""

from __future__ import annotations

import socket
import subprocess
import sys

from pulumi.automation import InvalidVersionError, PulumiCommand
from semver import VersionInfo

_SILENCE_SECONDS = 10.0


def main(folder: str, version: str) -> int:
    """Install into `folder` and return the exit code; a failure is one line on standard error."""
    socket.setdefaulttimeout(_SILENCE_SECONDS)
    try:
        PulumiCommand.install(root=folder, version=VersionInfo.parse(version))
    except subprocess.CalledProcessError as error:
        lines = bytes(error.output or b"").decode("utf-8", errors="replace").strip().splitlines()
        print(
            lines[-1] if lines else f"the installer failed with exit code {error.returncode}", file=sys.stderr
        )
        return 1
    except (OSError, InvalidVersionError) as error:
        print(getattr(error, "reason", None) or error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
