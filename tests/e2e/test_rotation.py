"""What a rotation promises: no event is lost, and the `.env` never holds a DSN that is not accepted."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sentry_sandbox.server import SandboxServer
from tests.e2e.rotation import DAY, Estate, Sender, keys, wait_for_restarts, watching
from tests.sentry_api import SentryByHand

APPLICATIONS = ["cart", "mail", "pay", "search", "stock"]
ROUNDS = 4


@pytest.fixture
def now() -> datetime:
    """When the story begins; all later instants are handed over, never waited for."""
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def estate(tmp_path: Path, sentry_env: dict[str, str], now: datetime) -> Estate:
    """One deployed application."""
    estate = Estate(tmp_path / "project", sentry_env, ["cart"])
    estate.up_at(now)
    return estate


def test_twenty_rotations_lose_no_event(
    tmp_path: Path, sandbox: SandboxServer, by_hand: SentryByHand, sentry_env: dict[str, str], now: datetime
) -> None:
    estate = Estate(tmp_path / "project", sentry_env, APPLICATIONS)
    estate.up_at(now)
    first = {name: estate.dsn(name) for name in APPLICATIONS}
    senders = [
        Sender(estate.path(name), tmp_path / f"{name}.log", f"seed of {name}") for name in APPLICATIONS
    ]

    with watching([estate.path(name) for name in APPLICATIONS]) as watcher:
        for turn in range(ROUNDS):
            start = now + 30 * DAY * turn
            estate.iac("rotate", "--stack", "prod", "--pr", now=start)
            estate.up_at(start)
            assert len(keys(by_hand)) == 2 * len(APPLICATIONS)
            assert all(keys(by_hand).values())

            # Within its grace every application starts again, each when it likes.
            wait_for_restarts(senders)
            estate.up_at(start + 7 * DAY)
            assert sorted(keys(by_hand).values()) == [False] * 5 + [True] * 5

            estate.up_at(start + 14 * DAY)
            assert len(keys(by_hand)) == len(APPLICATIONS)
            assert all(keys(by_hand).values())
        estate.preview_is_empty(start + 14 * DAY)
        for sender in senders:
            sender.stop()

    sent = set().union(*(sender.sent for sender in senders))
    accepted = {event["eventId"] for event in by_hand.admin("GET", "state")["events"]}
    assert sent - accepted == set()
    assert len(sent) >= 2 * ROUNDS * len(APPLICATIONS)
    assert len(watcher.seen) == (ROUNDS + 1) * len(APPLICATIONS)
    assert not set(first.values()) & {estate.dsn(name) for name in APPLICATIONS}
