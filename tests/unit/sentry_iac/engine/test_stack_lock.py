from __future__ import annotations

import pytest

from sentry_iac.engine.stack_lock import StackLocked, find_lock, wait_while_locked

FOUND = "error: the stack is currently locked by {} lock(s). Either wait for the other process(es) to end or delete\n"
HOLDER = "  s3://state/.pulumi/locks/x.json: created by {} (pid {}) at {}\n"


def test_each_holder_is_named() -> None:
    text = FOUND.format(2)
    text += HOLDER.format("ada@laptop", 1, "2026-11-25T10:00:00+01:00")
    text += HOLDER.format("CORP\\grace hopper@build", 22, "yesterday")
    found = find_lock(text)
    assert found is not None
    first, second = found.split(" and ")
    assert first.startswith("ada@laptop (process 1) has been at work on it since 2026-11-25 09:00 UTC, ")
    assert second == "CORP\\grace hopper@build (process 22) has been at work on it since yesterday"


def test_pulumi_cloud_does_not_say_who() -> None:
    text = (
        "error: [409] Conflict: Another update is currently in progress.\n"
        "To learn more, visit https://www.pulumi.com/docs/support/troubleshooting/common-issues/update-conflicts/\n"
    )
    assert find_lock(text) == "another run is under way"


@pytest.mark.parametrize("text", ["", "error: incorrect passphrase\n", HOLDER.format("ada@laptop", 1, "now")])
def test_anything_else_is_no_lock(text: str) -> None:
    assert find_lock(text) is None


def test_the_wait_has_an_end_and_never_runs_over_it() -> None:
    now, tried, said = [0.0], [0], list[str]()

    def action() -> None:
        tried[0] += 1
        raise StackLocked("prod", f"somebody {min(tried[0], 2)}")

    def pause(seconds: float) -> None:
        now[0] += seconds

    with pytest.raises(StackLocked, match="somebody 2"):
        wait_while_locked(action, longest=60, say=said.append, pause=pause, now=lambda: now[0])
    assert now[0] == pytest.approx(60)
    assert tried[0] > 10
    # One message for each holder, not for each look.
    assert [line.partition(";")[0][-10:] for line in said] == ["somebody 1", "somebody 2"]


def test_without_a_wait_it_is_tried_once() -> None:
    tried = [0]

    def action() -> None:
        tried[0] += 1
        raise StackLocked("prod", "somebody")

    with pytest.raises(StackLocked):
        wait_while_locked(action, longest=0, say=print)
    assert tried == [1]
