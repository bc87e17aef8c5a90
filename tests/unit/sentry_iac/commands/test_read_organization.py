"""An organization that takes long to read is told of while it is read."""

from __future__ import annotations

import time

import pytest

from pulumi_sentry.provider import Settings
from sentry_iac.commands.shared.read_organization import read_organization
from sentry_iac.errors import CommandError
from sentry_sandbox.server import SandboxServer
from tests.sentry_api import SentryByHand


def test_progress_is_told_while_sentry_makes_it_wait(sandbox: SandboxServer, by_hand: SentryByHand) -> None:
    by_hand.team("web")
    slow_down = {"kind": "status", "status": 429, "headers": {"Retry-After": "1"}, "times": 1}
    by_hand.admin("POST", "faults", {**slow_down, "method": "GET", "path": "/api/0/teams/*"})
    told: list[str] = []

    begun = time.monotonic()
    inventory = read_organization(
        Settings(sandbox.organization, sandbox.url, sandbox.token), say=told.append, every=0.2
    )

    assert [found.args.slug for found in inventory.teams] == ["web"]
    assert time.monotonic() - begun >= 1
    assert told[0].startswith("still reading after ")
    assert "Sentry's rate limit" in told[-1]


def test_what_cannot_be_read_is_an_error_for_people(sandbox: SandboxServer) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        read_organization(Settings("nowhere", sandbox.url, sandbox.token), say=print)
