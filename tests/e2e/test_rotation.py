"""What a rotation promises: no event is lost, and the `.env` never holds a DSN that is not accepted."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from dotenv import dotenv_values

from pulumi_sentry.clock import write_instant
from sentry_sandbox.server import SandboxServer
from tests.e2e.rotation import DAY, Estate, Sender, keys, wait_for_restarts, watching
from tests.sentry_api import SentryByHand

APPLICATIONS = ["cart", "mail", "pay", "search", "stock", "tax", "ship", "gift", "help", "news"]
ROUNDS = 2


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
            assert sorted(keys(by_hand).values()) == [False] * 10 + [True] * 10

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


SEND = """
import sys, sentry_sdk
sentry_sdk.init(sys.argv[1], auto_enabling_integrations=False)
sentry_sdk.capture_message("still here")
sentry_sdk.flush(timeout=30)
"""


def send(dsn: str) -> None:
    """An application that was never restarted sends an event."""
    subprocess.run([sys.executable, "-c", SEND, dsn], check=True, timeout=60)  # noqa: S603  # our own script


def test_a_key_that_is_still_used_survives_its_grace_until_it_is_forced(
    estate: Estate, by_hand: SentryByHand, now: datetime
) -> None:
    start = now - 8 * DAY
    old = estate.dsn("cart")
    estate.iac("rotate", "--stack", "prod", "--pr", now=start)
    estate.up_at(start)
    send(old)
    estate.edit(
        "Pulumi.prod.yaml", "shop:environment: production", "shop:environment: production\n  shop:release: r7"
    )

    ran = estate.up_at(now)
    assert re.search(
        r"warning: .*this key is kept active, although its time is up: in the last 24 h it took 1 event",
        ran.text,
    )
    assert keys(by_hand) == {"1 production": True, "1 production g2": True}
    assert dotenv_values(estate.path("cart"))["SENTRY_RELEASE"] == "r7"
    send(old)  # and it still lands
    assert len(by_hand.admin("GET", "state")["events"]) == 2
    shown = estate.iac("rotate", "--status", "--stack", "prod", now=now).text
    assert "is switched off by the next up, if it is unused" in shown

    estate.iac("rotate", "--stack", "prod", "--force", now=now)
    assert keys(by_hand) == {"1 production": False, "1 production g2": True}


def test_an_emergency_switches_the_leaked_key_off_once_the_new_one_is_in_place(
    estate: Estate, by_hand: SentryByHand, now: datetime
) -> None:
    old = estate.dsn("cart")
    send(old)
    with watching([estate.path("cart")]):
        told = estate.iac("rotate", "--leaked", "--stack", "prod", now=now).text
    assert told.index("lose every event") < told.index("pulumi up, stack prod")
    assert "it took 1 event" in told
    assert keys(by_hand) == {"1 production": False, "1 production g2": True}
    refused = estate.iac("rotate", "--rollback", "--stack", "prod", now=now, fails=True).text
    assert "has leaked" in refused


def test_the_way_back_makes_the_previous_key_current_again(
    estate: Estate, by_hand: SentryByHand, now: datetime
) -> None:
    first = estate.dsn("cart")
    estate.iac("rotate", "--stack", "prod", now=now)
    second = estate.dsn("cart")
    estate.up_at(now + 7 * DAY)
    assert keys(by_hand) == {"1 production": False, "1 production g2": True}
    with watching([estate.path("cart")]):
        estate.iac("rotate", "--rollback", "--stack", "prod", now=now + 8 * DAY)
    assert estate.dsn("cart") == first != second
    assert keys(by_hand) == {"1 production": True, "1 production g2": True}
    estate.preview_is_empty(now + 8 * DAY)


def test_bad_input_is_told_in_one_line_and_changes_nothing(
    estate: Estate, by_hand: SentryByHand, now: datetime
) -> None:
    file, env_file = estate.stack_file, estate.path("cart")
    estate.iac("rotate", "--stack", "prod", now=now)
    before = file.read_bytes(), env_file.read_bytes(), keys(by_hand)

    def refused(*words: str) -> str:
        ran = estate.iac("rotate", *words, now=now, fails=True)
        assert (file.read_bytes(), env_file.read_bytes(), keys(by_hand)) == before
        assert "Traceback" not in ran.text
        [error] = [line for line in ran.text.splitlines() if line.startswith("error: ")]
        return error

    assert "there is no stack prd (Pulumi.prd.yaml is missing) (did you mean prod?)" in refused("-s", "prd")
    assert "name the stack: --stack prod" in refused()
    assert "there is no project crat (did you mean cart?)" in refused("-s", "prod", "-p", "crat")
    assert "cart: a rotation is under way" in refused("-s", "prod")
    nonsense = estate.iac("rotate", "-s", "prod", fails=True, SENTRY_IAC_NOW="soon").text
    assert "error: SENTRY_IAC_NOW holds 'soon', which is no instant" in nonsense
    assert "do not go together" in refused("-s", "prod", "--leaked", "--rollback")
    env_file.chmod(0o444)
    assert "apps/cart/.env is not writable" in refused("-s", "prod", "--rollback")
    env_file.chmod(0o600)
    file.chmod(0o444)
    assert "Pulumi.prod.yaml is not writable" in refused("-s", "prod", "--rollback")


def test_the_env_files_of_a_stack_can_be_had_on_another_machine(
    estate: Estate, by_hand: SentryByHand
) -> None:
    file = estate.path("cart")
    written = file.read_text()
    by_hand.admin("DELETE", "requests")
    estate.iac("env", "--stack", "prod", "--check")
    file.write_text(written.replace("production", "elsewhere"))
    told = estate.iac("env", "--stack", "prod", "--check", fails=True)
    assert told.code == 1
    assert "has another value for SENTRY_ENVIRONMENT" in told.text
    assert "elsewhere" not in told.text
    file.unlink()
    estate.iac("env", "--stack", "prod")
    assert estate.dsn("cart") in written
    estate.iac("env", "--stack", "prod", "--check")
    assert estate.iac("env", "--stack", "prod", "--format", "dotenv").text.startswith("# Sentry")
    assert by_hand.admin("GET", "requests")["total"] == 0


def test_a_key_that_grows_old_is_a_warning_and_then_fails_a_preview(estate: Estate, now: datetime) -> None:
    estate.edit("Pulumi.prod.yaml", "proofPause: 0s", "proofPause: 0s\n    maxAge: 90d")

    def preview(days: int, *, fails: bool = False) -> str:
        at = write_instant(now + days * DAY)
        return estate.pulumi("preview", "-s", "prod", fails=fails, SENTRY_IAC_NOW=at).text

    assert "maxAge" not in preview(71)
    assert "warning: the DSN of cart is 72 days old, and maxAge is 90 days" in preview(73)
    failed = preview(91, fails=True)
    assert "the DSN of cart is 90 days old, and maxAge is 90 days; run `sentry-iac rotate" in failed
    assert "Traceback" not in failed
    estate.iac("rotate", "--stack", "prod", "--pr", now=now + 91 * DAY)
    estate.up_at(now + 91 * DAY)
