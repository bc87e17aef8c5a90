"""`python -m sentry_iac.local down|clean`: what must work without the virtual environment."""

from __future__ import annotations

import sys
from pathlib import Path

from sentry_iac.local.cleaning import clean
from sentry_iac.local.errors import CommandError
from sentry_iac.local.layout import find_layout
from sentry_iac.local.sandbox import stop_sandbox


def main(arguments: list[str]) -> int:
    """Run one of the commands in the current folder's project and return its exit code."""
    try:
        layout = find_layout(Path.cwd())
        if arguments == ["down"]:
            url = stop_sandbox(layout)
            print(f"stopped the sandbox at {url}" if url else "no sandbox of this project is running")
        elif arguments[:1] == ["clean"] and arguments[1:] in ([], ["--force"]):
            clean(layout, force="--force" in arguments, say=print)
        else:
            print("usage: python -m sentry_iac.local down | clean [--force]", file=sys.stderr)
            return 2
    except CommandError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
