"""`python -m sentry_iac down|clean`: what `make` asks for when the virtual environment may be broken or gone.

`down` needs nothing but the standard library. `clean` reads states and stack files, so that nothing real is
forgotten; where it cannot, it removes nothing and says so.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sentry_iac.errors import CommandError
from sentry_iac.files.layout import Layout, find_layout
from sentry_iac.sandbox.background import stop_sandbox


def main(arguments: list[str]) -> int:
    """Run one of the commands in the current folder's project and return its exit code."""
    try:
        layout = find_layout(Path.cwd())
        if arguments == ["down"]:
            url = stop_sandbox(layout)
            print(f"stopped the sandbox at {url}" if url else "no sandbox of this project is running")
        elif arguments[:1] == ["clean"] and arguments[1:] in ([], ["--force"]):
            _clean(layout, force="--force" in arguments)
        else:
            print("usage: python -m sentry_iac down | clean [--force]", file=sys.stderr)
            return 2
    except CommandError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    return 0


def _clean(layout: Layout, *, force: bool) -> None:
    try:
        from sentry_iac.runs.cleaning import clean  # noqa: PLC0415 - it needs packages that may be gone
    except ImportError as error:
        if not layout.local.exists():
            return
        raise CommandError(
            f"cannot look whether .local has the only state of something real ({error.name} is missing); "
            "run `make venv` first, or remove the folder by hand"
        ) from error
    clean(layout, force=force, say=print)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
