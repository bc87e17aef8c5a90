"""The `sentry-iac` commands, around the Pulumi CLI. One module a command."""

from __future__ import annotations

from sentry_iac.commands.app import main

__all__ = ["main"]
