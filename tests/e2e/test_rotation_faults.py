"""After an interrupted rotation the next `up` goes on, and the `.env` file never holds a dead DSN."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.e2e.rotation import DAY, Estate, keys, public_key, watching
from tests.sentry_api import SentryByHand


def test_after_a_fault_at_any_step_one_up_converges_and_the_env_file_never_held_a_dead_dsn(
    estate: Estate, by_hand: SentryByHand, now: datetime
) -> None:
    api = "/api/0/projects/*/keys/*"

    def fault(kind: str, method: str, path: str, **more: Any) -> None:
        by_hand.admin("POST", "faults", {"kind": kind, "method": method, "path": path, **more})

    def fails_then_converges(instant: datetime, kind: str, method: str, path: str, **more: Any) -> None:
        fault(kind, method, path, **more)
        before = estate.dsn("cart")
        failed = estate.up_at(instant, fails=True)
        assert public_key(before) not in failed.text
        assert "Traceback" not in failed.text
        by_hand.admin("DELETE", "faults")
        estate.up_at(instant)
        estate.preview_is_empty(instant)

    def killed_then_converges(instant: datetime, kind: str, method: str, path: str) -> None:
        fault(kind, method, path, delay_ms=600_000, times=1)
        estate.up_killed_at(instant, lambda: by_hand.admin("GET", "faults")[0]["struck"] == 1)
        by_hand.admin("DELETE", "faults")
        estate.up_at(instant)
        estate.preview_is_empty(instant)

    def rotate(instant: datetime) -> str:
        estate.iac("rotate", "--stack", "prod", "--pr", now=instant)
        return estate.dsn("cart")

    with watching([estate.path("cart")]) as watcher:
        # The API refuses to make the new key, to switch the old one off, to delete it.
        old = rotate(now)
        fails_then_converges(now, "status", "POST", api)
        assert estate.dsn("cart") != old
        fails_then_converges(now + 7 * DAY, "status", "PUT", api)
        fails_then_converges(now + 14 * DAY, "status", "DELETE", api)
        assert len(keys(by_hand)) == 1

        start = now + 30 * DAY
        old = rotate(start)
        # The up is killed while it makes the new key, switches the old one off, deletes it.
        killed_then_converges(start, "delay", "POST", api)
        assert estate.dsn("cart") != old
        killed_then_converges(start + 7 * DAY, "delay", "PUT", api)
        killed_then_converges(start + 14 * DAY, "late_answer", "DELETE", api)
        assert len(keys(by_hand)) == 1
    assert len(watcher.seen) == 3


def test_a_dsn_that_ingest_rejects_fails_the_up_and_the_env_file_keeps_the_old_one(
    estate: Estate, by_hand: SentryByHand, now: datetime
) -> None:
    before = estate.path("cart").read_bytes()
    estate.iac("rotate", "--stack", "prod", "--pr", now=now)
    # The first answer comes before ingest has looked the key up; it must not count.
    rejection = {"detail": "event submission rejected with_reason: ProjectId"}
    by_hand.admin(
        "POST",
        "faults",
        {"kind": "status", "path": "/api/*/envelope/", "status": 403, "body": rejection, "after": 1},
    )
    failed = estate.up_at(now, fails=True)
    assert "is rejected by ingest" in failed.text
    assert estate.path("cart").read_bytes() == before
    assert keys(by_hand) == {"1 production": True, "1 production g2": True}

    by_hand.admin("DELETE", "faults")
    estate.up_at(now)
    assert estate.path("cart").read_bytes() != before
    assert len(keys(by_hand)) == 2
    estate.preview_is_empty(now)


def test_an_up_that_is_killed_while_it_proves_the_new_key_leaves_no_second_one(
    estate: Estate, by_hand: SentryByHand, now: datetime
) -> None:
    old = estate.dsn("cart")
    estate.iac("rotate", "--stack", "prod", "--pr", now=now)
    fault = {"kind": "delay", "path": "/api/*/envelope/", "delay_ms": 600_000, "times": 1}
    by_hand.admin("POST", "faults", fault)
    estate.up_killed_at(now, lambda: by_hand.admin("GET", "faults")[0]["struck"] == 1)
    # Sentry has the key, and no state has it.
    assert keys(by_hand) == {"1 production": True, "1 production g2": True}
    assert estate.dsn("cart") == old

    by_hand.admin("DELETE", "faults")
    estate.up_at(now)
    assert len(by_hand.admin("GET", "state")["keys"]) == 2
    assert estate.dsn("cart") != old
    estate.preview_is_empty(now)
