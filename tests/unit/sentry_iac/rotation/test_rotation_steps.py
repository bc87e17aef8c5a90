"""A step of a rotation changes a few lines in a stack file, and is refused while another one is under way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sentry_iac.errors import CommandError
from sentry_iac.estate import RotationSpec
from sentry_iac.rotation.key_state import KeyState, keys_of, next_step
from sentry_iac.rotation.steps import (
    caught_up,
    check_can_go_back,
    check_rotatable,
    check_up_to_date,
    rolled_back,
    rotated,
)

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
DAY = timedelta(days=1)
FIRST = RotationSpec()
SECOND = RotationSpec(generation=2, previous=1, rotated_at=NOW)


def key(generation: int, status: str, *, current: bool = False, off: str = "", kept: str = "") -> KeyState:
    return KeyState(generation, f"7/{'ab' * 16}", status, current, "2026-11-01T10:00:00Z", off, kept)


def test_a_rotation_raises_the_generation_and_says_when() -> None:
    assert rotated(FIRST, NOW, leaked=False) == {
        "generation": 2,
        "rotatedAt": "2026-11-24T10:00:00Z",
        "previous": None,
        "leaked": None,
        "force": None,
    }
    assert rotated(SECOND, NOW, leaked=True)["leaked"] is True


def test_a_rotation_is_later_than_the_last_one_whatever_the_clock_says() -> None:
    for behind in (0 * DAY, 3 * DAY):
        assert rotated(SECOND, NOW - behind, leaked=False)["rotatedAt"] == "2026-11-24T10:00:01Z"
        assert rolled_back(SECOND, NOW - behind)["rotatedAt"] == "2026-11-24T10:00:01Z"


def test_a_stack_file_that_is_older_than_the_state_is_not_rotated() -> None:
    keys = {1: key(1, "inactive"), 2: key(2, "active", current=True)}
    with pytest.raises(
        CommandError, match=r"a key of generation 2, and Pulumi\.prod\.yaml knows of 1 at most"
    ) as said:
        check_up_to_date("cart", FIRST, keys, "Pulumi.prod.yaml")
    assert "git pull" in str(said.value)
    check_up_to_date("cart", SECOND, keys, "Pulumi.prod.yaml")
    check_up_to_date("cart", SECOND, {1: key(1, "active", current=True)}, "Pulumi.prod.yaml")
    check_up_to_date("cart", RotationSpec(generation=1, previous=2), keys, "Pulumi.prod.yaml")
    check_up_to_date("cart", FIRST, None, "Pulumi.prod.yaml")


State = dict[str, dict[str, object]]


def declared(leaked: bool | None = None, force: bool = True) -> State:
    """The state after a second rotation at `NOW`, with another project of a similar name."""
    retirement = {"stage": "grace", "force": force} | ({"leaked": leaked} if leaked else {})
    at = "2026-11-24T10:00:00Z"
    return {
        "cart": {"name": "production", "rotatedAt": at, "retirement": retirement},
        "cart-g2": {"name": "production g2", "rotatedAt": at, "proof": {"pause": 3}},
        "cart-g2-g9": {"name": "production g9", "rotatedAt": "2027-01-01T00:00:00Z"},
        "shop-g9": {"name": "production g9", "rotatedAt": "2027-01-01T00:00:00Z"},
    }


def test_what_was_applied_and_never_pushed_is_written_from_the_state() -> None:
    applied = {"generation": 2, "rotatedAt": "2026-11-24T10:00:00Z", "previous": None}
    assert caught_up("cart", FIRST, declared(leaked=True), NOW) == {**applied, "leaked": True, "force": None}
    assert caught_up("cart", FIRST, declared(), NOW) == {**applied, "leaked": None, "force": True}
    assert caught_up("cart", FIRST, declared(force=False), NOW) == {**applied, "leaked": None, "force": None}
    for nothing_lacks in (SECOND, RotationSpec(generation=3, previous=2, rotated_at=NOW + DAY)):
        assert caught_up("cart", nothing_lacks, declared(), NOW) is None
    assert caught_up("cart", FIRST, {}, NOW) is None
    assert caught_up("cart", FIRST, {"cart": {"name": "production"}}, NOW) is None


def test_a_way_back_that_was_never_pushed_is_written_from_the_state() -> None:
    at = "2026-11-25T10:00:00Z"
    state: State = {"cart": {"rotatedAt": at}, "cart-g2": {"rotatedAt": at, "retirement": {"stage": "grace"}}}
    lacks = caught_up("cart", SECOND, state, NOW)
    assert lacks is not None
    assert (lacks["generation"], lacks["previous"], lacks["rotatedAt"]) == (1, 2, at)


def test_a_rotation_that_broke_off_is_written_from_what_it_has_made() -> None:
    # The new key exists; the run ended before the old one.
    state: State = {"cart": {"name": "production"}, "cart-g2": {"rotatedAt": "2026-11-24T10:00:00Z"}}
    lacks = caught_up("cart", FIRST, state, NOW)
    assert lacks is not None
    assert (lacks["generation"], lacks["previous"]) == (2, None)


def test_a_rotation_of_version_0_1_0_has_no_instant_in_the_state() -> None:
    state: State = {
        "cart": {"retirement": {"stage": "deactivated", "force": True}},
        "cart-g2": {"proof": {"pause": 3}},
    }
    lacks = caught_up("cart", FIRST, state, NOW)
    assert lacks is not None
    assert (lacks["generation"], lacks["rotatedAt"], lacks["force"]) == (2, "2026-11-24T10:00:00Z", True)
    assert caught_up("cart", SECOND, state, NOW) is None


def test_a_way_back_makes_the_previous_key_the_current_one_and_the_next_number_is_a_new_one() -> None:
    back = rolled_back(SECOND, NOW)
    assert (back["generation"], back["previous"]) == (1, 2)
    after = RotationSpec(generation=1, previous=2, rotated_at=NOW)
    again = rotated(after, NOW, leaked=False)
    assert (again["generation"], again["previous"]) == (3, 1)


@pytest.mark.parametrize(
    ("keys", "after"),
    [
        (None, 0 * DAY),
        (None, 13 * DAY),
        ({1: key(1, "active")}, 400 * DAY),
        ({1: key(1, "inactive", off="2026-12-01T10:00:00Z")}, 400 * DAY),
    ],
)
def test_a_second_rotation_waits_for_the_end_of_the_first(
    keys: dict[int, KeyState] | None, after: timedelta
) -> None:
    with pytest.raises(CommandError, match="cart: a rotation is under way"):
        check_rotatable("cart", SECOND, keys, NOW + after)


@pytest.mark.parametrize(
    ("rotation", "keys", "after"),
    [
        (FIRST, None, 0 * DAY),
        (FIRST, {1: key(1, "active", current=True)}, 0 * DAY),
        (SECOND, None, 14 * DAY),
        (SECOND, {1: key(1, "deleted")}, 0 * DAY),
    ],
)
def test_a_rotation_may_begin_where_the_previous_key_is_gone(
    rotation: RotationSpec, keys: dict[int, KeyState] | None, after: timedelta
) -> None:
    check_rotatable("cart", rotation, keys, NOW + after)


def test_a_refusal_says_why_the_previous_key_is_still_there() -> None:
    keys = {1: key(1, "active", kept="in the last 24 h it took 3 events")}
    with pytest.raises(CommandError, match="kept: in the last 24 h it took 3 events"):
        check_rotatable("cart", SECOND, keys, NOW + 20 * DAY)


@pytest.mark.parametrize(
    ("rotation", "keys", "said"),
    [
        (FIRST, None, "there is no previous key"),
        (SECOND, {1: key(1, "deleted")}, "a deleted key cannot come back"),
        (
            RotationSpec(generation=2, previous=1, rotated_at=NOW, leaked=True),
            {1: key(1, "inactive")},
            "has leaked",
        ),
    ],
)
def test_there_is_no_way_back_to_a_key_that_is_gone_or_leaked(
    rotation: RotationSpec, keys: dict[int, KeyState] | None, said: str
) -> None:
    with pytest.raises(CommandError, match=f"cart: .*{said}"):
        check_can_go_back("cart", rotation, keys, NOW)


@pytest.mark.parametrize(
    ("state", "after", "said"),
    [
        (
            key(1, "active"),
            0 * DAY,
            "is switched off by the first up after 2026-12-01 10:00 UTC, if it is unused",
        ),
        (key(1, "active"), 8 * DAY, "is switched off by the next up, if it is unused"),
        (
            key(1, "inactive", off="2026-12-03T10:00:00Z"),
            9 * DAY,
            "is deleted by the first up after 2026-12-10 10:00 UTC, if it is unused",
        ),
        (
            key(1, "inactive", off="2026-12-03T10:00:00Z"),
            16 * DAY,
            "is deleted by the next up, if it is unused",
        ),
        (key(1, "deleted"), 16 * DAY, "needs nothing"),
    ],
)
def test_what_the_next_up_does_is_told(state: KeyState, after: timedelta, said: str) -> None:
    assert next_step(SECOND, {1: state}, NOW + after) == said


def test_keys_are_read_from_outputs_and_never_shown_whole() -> None:
    fields = {
        "id": f"7/{'ab' * 16}",
        "status": "active",
        "current": True,
        "createdAt": "2026-11-01T10:00:00Z",
    }
    outputs = {"applications": {"cart": {"keys": {"2": fields}}}}
    [state] = keys_of(outputs, "cart").values()
    assert (state.generation, state.status, state.is_current) == (2, "active", True)
    assert "abab" not in repr(state)
    assert keys_of(outputs, "mail") == {}
    assert keys_of({}, "cart") == {}
