"""`sentry-iac down`: stop what `up` started."""

from __future__ import annotations

from sentry_iac.commands.console import say
from sentry_iac.commands.options import HERE, Project
from sentry_iac.local.layout import find_layout
from sentry_iac.local.sandbox import stop_sandbox


def down(project: Project = HERE) -> None:
    """Stop the sandbox that `up` started for this project, and no other. Its data stays."""
    url = stop_sandbox(find_layout(project))
    say(f"stopped the sandbox at {url}" if url else "no sandbox of this project is running")
