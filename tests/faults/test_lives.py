"""Single faults, each told as it happens; `test_state_machine.py` searches for what nobody thought of."""

from __future__ import annotations

from tests.faults.model_engine import ModelEngine
from tests.faults.small_estate import Bystanders, Estate
from tests.sentry_api import SentryByHand

ESTATE = Estate()


def test_without_a_fault_there_is_one_of_each_and_nothing_left_to_do(
    engine: ModelEngine, by_hand: SentryByHand
) -> None:
    others = Bystanders(by_hand)
    by_hand.admin("DELETE", "requests")
    engine.up(ESTATE.program())
    log = by_hand.admin("GET", "requests")
    assert not [entry for entry in log["requests"] if entry["path"].endswith("/project-keys/")]
    assert others.ours(by_hand) == ESTATE.objects()
    assert engine.preview(ESTATE.program()) == []
    engine.refresh()
    assert engine.preview(ESTATE.program()) == []
    assert others.are_untouched(by_hand)
    engine.destroy()
    assert not any(others.ours(by_hand).values())
    assert others.are_untouched(by_hand)
