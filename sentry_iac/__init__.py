"""The command line: from `sentry.yaml` to a Sentry that is as declared, and all that people ask on the way.

A Pulumi program of two lines declares what `sentry.yaml` beside it says:

    import sentry_iac
    sentry_iac.declare()
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from sentry_iac.program import Declared

__all__ = ["declare"]


def declare(folder: Path | None = None) -> Declared:
    """Declare everything in `sentry.yaml` for the stack that is running (see `sentry_iac.program`).

    Args:
        folder: the project's folder; None: the folder in which Pulumi runs the program.
    """
    from sentry_iac.program import declare as declare_all  # noqa: PLC0415 - a command needs no Pulumi to start

    return declare_all(folder)
