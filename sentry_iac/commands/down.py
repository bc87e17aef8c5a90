"""`sentry-iac down`: stop what `up` started."""

from __future__ import annotations

from sentry_iac.commands.shared.console import say
from sentry_iac.commands.shared.options import HERE, Directory
from sentry_iac.files.layout import find_layout
from sentry_iac.sandbox.background import stop_sandbox


def down(directory: Directory = HERE) -> None:
    """Stop the sandbox that `up` started for this project, and no other. Its data stays."""
    url = stop_sandbox(find_layout(directory))
    say(f"stopped the sandbox at {url}" if url else "no sandbox of this project is running")
