"""Print the checksums of the pinned release of the Pulumi CLI: `python -m sentry_iac.pulumi_cli.pin_release`.

For who moves the pin: `make pin-pulumi` writes them to pins/pulumi-cli/checksums.txt, which is to be compared with
another source (the formula of pulumi/homebrew-tap has the same figures) and committed together with go.mod and go.sum.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from sentry_iac.pulumi_cli.fetching import fetch
from sentry_iac.pulumi_cli.pins import Pins, read_pins
from sentry_iac.pulumi_cli.release import ADDRESS, archives, read_checksums
from sentry_iac.pulumi_cli.steps import StepError, guarded

_MOST = 100_000


def table(pins: Pins, address: str = ADDRESS) -> str:
    """Return the lines to commit, from the list of checksums that is published with the release.

    Args:
        pins: the pinned version.
        address: where releases are.

    Raises:
        StepError: there is no such list, or it lacks an archive.
    """
    url = f"{address}/v{pins.version}/pulumi-{pins.version}-checksums.txt"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "checksums.txt"
        fetch(url, path, _MOST)
        found = read_checksums(path.read_text(encoding="utf-8", errors="replace"), url)
    lacking = [name for name in archives(pins.version) if name not in found]
    if lacking:
        raise StepError(f"{url} has no line for {', '.join(lacking)}")
    return "".join(f"{found[name]}  {name}\n" for name in archives(pins.version))


def main() -> None:
    """Print the lines for the pinned version."""
    print(table(read_pins()), end="")


if __name__ == "__main__":
    sys.exit(guarded(main))
