#!/usr/bin/env python3
"""Starts the policy pack in an environment of its own.

    pulumi preview --policy-pack policy/__main__.py

The engine starts this file as a program, which works with every Python language host; a host older than the engine
would start the Pulumi program in place of a pack that is named by its folder. `make venv-policy` makes the environment.
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / ".venv"


def enter_environment() -> None:
    """Replace this process by one in the pack's own environment: its packages fit no other.

    Its output is unbuffered, because the engine waits for the port, which pulumi-policy prints and does not flush.
    """
    if Path(sys.prefix).resolve() == ENVIRONMENT.resolve():
        return
    python = ENVIRONMENT / "bin" / "python"
    if not os.access(python, os.X_OK):
        sys.exit("error: the policy pack has no environment yet; run `make venv-policy`")
    os.execv(python, [str(python), "-u", str(HERE / "__main__.py"), *sys.argv[1:]])  # noqa: S606 - no shell


def main() -> None:
    """Serve the engine until it ends this process."""
    # Holds the rules and the reader of sentry.yaml; the pack's environment does not contain them.
    sys.path.insert(0, str(HERE.parent))
    from policy.pack import serve  # noqa: PLC0415 - not before the environment is the right one

    serve(Path.cwd() / "sentry.yaml")


if __name__ == "__main__":
    enter_environment()
    main()
