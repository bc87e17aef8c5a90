"""A rotation loses no event, and the `.env` file always holds an accepted DSN."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import httpx2
import pytest
import yaml
from dotenv import dotenv_values

from pulumi_sentry.lifecycle.clock import write_instant
from sentry_sandbox.server import SandboxServer
from tests.e2e.rotation import (
    DAY,
    Estate,
    Sender,
    descendants,
    eventually,
    keys,
    public_key,
    wait_for_restarts,
    watching,
)
from tests.sentry_api import SentryByHand

APPLICATIONS = ["cart", "mail", "pay", "search", "stock", "tax", "ship", "gift", "help", "news"]
ROUNDS = 2


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
    send(old)  # and it still arrives
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


def status_at_ingest(dsn: str) -> int:
    """The status that ingest answers to a DSN."""
    host, project = dsn.split("@")[1].rsplit("/", 1)
    return httpx2.post(
        f"http://{host}/api/{project}/envelope/",
        content=b'{}\n{"type":"client_report"}\n{"discarded_events":[]}\n',
        headers={"X-Sentry-Auth": f"Sentry sentry_version=7, sentry_key={public_key(dsn)}"},
    ).status_code


@pytest.mark.parametrize("used", [True, False])
def test_an_older_commit_never_brings_a_leaked_key_back(
    estate: Estate, by_hand: SentryByHand, now: datetime, used: bool
) -> None:
    leaked, before = estate.dsn("cart"), estate.stack_file.read_text()
    estate.iac("rotate", "--stack", "prod", "--project", "cart", "--leaked", "--yes", now=now)
    current = estate.dsn("cart")
    if used:
        send(current)
    rotated = estate.stack_file.read_text()
    estate.stack_file.write_text(before)  # = git stash, the older commit, a refused push

    said = "has leaked and was rotated away at"
    previewed = estate.iac("preview", "--stack", "prod", now=now, fails=True).text
    assert said in previewed
    assert said in estate.iac("up", "--stack", "prod", "--yes", now=now, fails=True).text
    assert said in estate.up_at(now, fails=True).text
    assert "knows of 1 at most" in estate.iac("rotate", "--stack", "prod", now=now, fails=True).text
    assert "Traceback" not in previewed
    assert public_key(leaked) not in "".join(estate.printed)
    assert public_key(current) not in "".join(estate.printed)

    assert (status_at_ingest(leaked), status_at_ingest(current)) == (403, 200)
    assert estate.dsn("cart") == current
    assert keys(by_hand) == {"1 production": False, "1 production g2": True}
    if used:
        estate.stack_file.write_text(rotated)  # = git pull
    else:
        # The rotation was never pushed: the state has it.
        estate.iac("rotate", "--catch-up", "--stack", "prod", now=now)
        assert yaml.safe_load(estate.stack_file.read_text()) == yaml.safe_load(rotated)
        assert "has every rotation" in estate.iac("rotate", "--catch-up", "--stack", "prod", now=now).text
    estate.preview_is_empty(now)


def test_a_commit_from_before_two_rotations_does_not_delete_the_key_in_use(
    estate: Estate, by_hand: SentryByHand, now: datetime
) -> None:
    before, start = estate.stack_file.read_text(), now - 60 * DAY
    estate.iac("rotate", "--stack", "prod", "--pr", now=start)
    estate.up_at(start)
    for days in (7, 14):
        estate.up_at(start + days * DAY)
    estate.iac("rotate", "--stack", "prod", "--pr", now=start + 20 * DAY)
    estate.up_at(start + 20 * DAY)
    current = estate.dsn("cart")
    send(current)
    estate.stack_file.write_text(before)
    # The state has no generation 1 any more: nothing stands in the way but the use of generation 3.
    previewed = estate.iac("preview", "--stack", "prod", now=now, fails=True)
    assert previewed.code == 3
    assert (
        "rotation-undone (forbidden): client key production g3 of project cart is deleted" in previewed.text
    )
    failed = estate.up_at(now, fails=True).text
    assert "the program is older than the state. Update the checkout" in failed
    assert status_at_ingest(current) == 200


def test_a_rotated_stack_and_a_rotated_application_can_still_be_taken_down(
    tmp_path: Path, by_hand: SentryByHand, sentry_env: dict[str, str], now: datetime
) -> None:
    estate = Estate(tmp_path / "project", sentry_env, ["cart", "mail"])
    estate.up_at(now)
    estate.iac("rotate", "--stack", "prod", now=now)
    send(estate.dsn("cart"))
    send(estate.dsn("mail"))
    (estate.folder / "sentry.yaml").write_text(
        "\n".join(
            line
            for line in (estate.folder / "sentry.yaml").read_text().splitlines()
            if not line.startswith("  mail:")
        )
    )
    settings = yaml.safe_load(estate.stack_file.read_text())
    del settings["config"]["shop:projects"]["mail"]
    estate.stack_file.write_text(yaml.safe_dump(settings))
    # A resource that is removed on purpose goes, in use or not; its previous key was never used.
    estate.up_at(now)
    cart = by_hand.get("projects/{org}/cart/")["id"]
    assert keys(by_hand) == {f"{cart} production": True, f"{cart} production g2": True}
    estate.pulumi("destroy", "-s", "prod", "--yes", "--skip-preview", SENTRY_IAC_NOW=write_instant(now))
    assert keys(by_hand) == {}


@pytest.mark.parametrize("offset", [0.0, 0.2, 1.0])
def test_of_two_rotations_at_once_one_waits_and_the_leaked_key_is_off(
    estate: Estate, by_hand: SentryByHand, now: datetime, offset: float
) -> None:
    old = estate.dsn("cart")
    emergency = estate.start("rotate", "--stack", "prod", "--project", "cart", "--leaked", "--yes", now=now)
    time.sleep(offset)
    plain = estate.start("rotate", "--stack", "prod", "--project", "cart", now=now)
    (emergency_code, emergency_text), (plain_code, plain_text) = estate.ended(emergency), estate.ended(plain)
    # Whichever came first; the other one saw its result, and was refused.
    assert sorted([emergency_code, plain_code]) == [0, 1], emergency_text + plain_text
    refused = plain_text if plain_code else emergency_text
    assert "a rotation is under way" in refused
    rotation = yaml.safe_load(estate.stack_file.read_text())["config"]["shop:projects"]["cart"]["rotation"]
    assert rotation.get("leaked", False) is (emergency_code == 0)
    assert (status_at_ingest(old) == 403) is (emergency_code == 0)
    assert keys(by_hand) == {"1 production": emergency_code != 0, "1 production g2": True}
    assert status_at_ingest(estate.dsn("cart")) == 200
    estate.preview_is_empty(now)


def test_a_rotation_and_an_up_of_one_checkout_wait_for_each_other(
    estate: Estate, by_hand: SentryByHand, now: datetime
) -> None:
    old = estate.dsn("cart")
    emergency = estate.start("rotate", "--stack", "prod", "--leaked", "--yes", now=now)
    eventually(lambda: "rotatedAt" in estate.stack_file.read_text(), "the rotation is written")
    applying = estate.start("up", "--stack", "prod", "--yes", now=now)
    for code, text in (estate.ended(emergency), estate.ended(applying)):
        assert code == 0, text
    assert status_at_ingest(old) == 403
    assert keys(by_hand) == {"1 production": False, "1 production g2": True}
    estate.preview_is_empty(now)


def test_a_rotation_that_finds_the_stack_locked_leaves_its_file_as_it_was(
    estate: Estate, by_hand: SentryByHand, now: datetime
) -> None:
    before = estate.stack_file.read_bytes()
    by_hand.admin(
        "POST",
        "faults",
        {
            "kind": "delay",
            "method": "GET",
            "path": "/api/0/organizations/*/",
            "delay_ms": 600_000,
            "times": 1,
        },
    )
    held = subprocess.Popen(
        ["pulumi", "refresh", "-s", "prod", "--yes", "--skip-preview", "--non-interactive"],  # noqa: S607
        cwd=estate.folder,
        env=estate.env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        locks = estate.folder / "state" / ".pulumi" / "locks"
        eventually(lambda: any(path.is_file() for path in locks.rglob("*.json")), "the stack is locked")
        refused = estate.iac("rotate", "--stack", "prod", "--leaked", "--yes", now=now, fails=True).text
    finally:
        for pid in descendants(held.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        held.wait()
    assert "is locked" in refused
    assert "Nothing was changed" in refused
    assert estate.stack_file.read_bytes() == before
    assert keys(by_hand) == {"1 production": True}


def test_an_emergency_fails_where_the_key_is_active_after_all(
    estate: Estate, by_hand: SentryByHand, now: datetime
) -> None:
    # Sentry claims to have switched the key off, and has not: the state alone proves nothing.
    key = public_key(estate.dsn("cart"))
    off = {**by_hand.get(f"projects/{{org}}/1/keys/{key}/"), "isActive": False}
    fault = {
        "kind": "status",
        "method": "PUT",
        "path": "/api/0/projects/*/keys/*",
        "status": 200,
        "body": off,
    }
    by_hand.admin("POST", "faults", fault)
    said = estate.iac("rotate", "--stack", "prod", "--leaked", "--yes", now=now, fails=True).text
    assert "error: cart: the leaked key (generation 1) is still active at Sentry; run `sentry-iac up" in said
    assert keys(by_hand) == {"1 production": True, "1 production g2": True}


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
    assert "--catch-up only writes the stack file" in refused("-s", "prod", "--catch-up", "--force")
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
    assert told.code == 3
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
