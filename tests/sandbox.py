"""How programs and people reach the sandbox of a test."""

from __future__ import annotations

from sentry_sandbox.server import SandboxServer
from tests.sentry_api import SentryByHand


def variables_of(sandbox: SandboxServer) -> dict[str, str]:
    """Return the variables that point the provider and the commands at a sandbox."""
    return {
        "SENTRY_URL": sandbox.url,
        "SENTRY_AUTH_TOKEN": sandbox.token,
        "SENTRY_ORG": sandbox.organization,
    }


def person_at(sandbox: SandboxServer) -> SentryByHand:
    """Return a person with the token of a sandbox's owner."""
    return SentryByHand(sandbox.url, sandbox.token, sandbox.organization)
