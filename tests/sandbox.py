"""How programs and people reach the sandbox of a test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

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


@contextmanager
def person_at_an_empty(sandbox: SandboxServer) -> Iterator[SentryByHand]:
    """Empty a sandbox that several tests share, and give a person at it."""
    with person_at(sandbox) as person:
        person.admin("POST", "reset")
        # Announced limits would make the client wait.
        person.admin("POST", "quirks", {"rate_limit": {"announced": False}})
        yield person
