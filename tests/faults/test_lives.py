"""Single faults, one test each; `test_state_machine.py` searches for the others."""

from __future__ import annotations

import pytest

from tests.faults.faults import clear, hold_answer, strike, struck
from tests.faults.model_engine import ModelEngine, UpFailed
from tests.faults.provider_process import ANSWER_TIMEOUT
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


# -- endpoints that go away ---------------------------------------------------------------------------

DETECTORS = "/api/0/organizations/*/detectors/*"
MAKING_A_MONITOR = "/api/0/organizations/*/projects/*/detectors/"
DEPRECATED = {"X-Sentry-Deprecation-Date": "2026-05-14T00:00:00", "X-Sentry-Replacement-Endpoint": "/new/"}


def test_a_brownout_in_the_middle_of_an_up_or_refresh_is_an_error_and_loses_nothing(
    engine: ModelEngine, by_hand: SentryByHand
) -> None:
    others = Bystanders(by_hand)
    by_hand.admin("POST", "deprecate", {"path": MAKING_A_MONITOR, "headers": DEPRECATED})
    with pytest.raises(
        UpFailed, match=r"POST /organizations/sandbox/projects/\d+/detectors/.*2026-05-14.*/new/"
    ):
        engine.up(ESTATE.program())
    by_hand.admin("DELETE", "deprecate")
    engine.up(ESTATE.program())
    before = dict(engine.state)
    by_hand.admin("POST", "deprecate", {"path": DETECTORS, "headers": DEPRECATED})
    with pytest.raises(UpFailed, match=r"GET /organizations/sandbox/detectors/.*2026-05-14"):
        engine.refresh()
    assert set(engine.state) == set(before)
    by_hand.admin("DELETE", "deprecate")
    engine.refresh()
    assert engine.preview(ESTATE.program()) == []
    assert others.ours(by_hand) == ESTATE.objects()


def test_a_plan_without_monitors_makes_a_refresh_forget_none_and_they_can_still_be_deleted(
    engine: ModelEngine, by_hand: SentryByHand
) -> None:
    engine.up(ESTATE.program())
    by_hand.admin("POST", "quirks", {"metric_alerts_plan": False})
    with pytest.raises(UpFailed, match="no longer has metric monitors"):
        engine.refresh()
    assert {"monitor", "second"} <= set(engine.state)
    engine.destroy()
    assert [one["type"] for one in by_hand.admin("GET", "state")["detectors"]] == []


@pytest.mark.parametrize(
    "path", ["teams/*/projects/", "projects/*/keys/", DETECTORS, "organizations/*/workflows/"]
)
def test_a_create_that_is_carried_out_after_its_answer_was_given_up_is_made_once(
    engine: ModelEngine, by_hand: SentryByHand, path: str
) -> None:
    others = Bystanders(by_hand)
    held = {"delay_ms": int(ANSWER_TIMEOUT * 1000) + 800}
    strike(by_hand, "delay", method="POST", path=f"*/{path.removeprefix('/api/0/')}", **held)
    with pytest.raises(UpFailed, match="the answer was lost"):
        engine.up(ESTATE.program())
    clear(by_hand)  # it waits until Sentry is done
    engine.up(ESTATE.program())
    assert others.ours(by_hand) == ESTATE.objects()
    assert engine.preview(ESTATE.program()) == []


# -- deletes --------------------------------------------------------------------------------------------


def test_what_is_gone_already_is_deleted_and_what_is_refused_stays_in_state(
    engine: ModelEngine, by_hand: SentryByHand
) -> None:
    engine.up(ESTATE.program())
    by_hand.call("DELETE", f"organizations/{{org}}/workflows/{engine.state['tell'].id}/")
    refused = {"detail": "You do not have permission to perform this action."}
    strike(by_hand, "status", status=403, method="DELETE", path=DETECTORS, body=refused)
    with pytest.raises(UpFailed, match="alerts:write"):
        engine.destroy()
    assert "tell" not in engine.state
    assert "second" in engine.state
    engine.destroy()
    assert engine.state == {}


# -- Ctrl-C ---------------------------------------------------------------------------------------------


def test_ctrl_c_ends_a_wait_at_once_and_keeps_what_was_done(
    engine: ModelEngine, by_hand: SentryByHand
) -> None:
    others = Bystanders(by_hand)
    asked = {"Retry-After": "100"}
    strike(by_hand, "status", status=429, method="PUT", headers=asked)  # a project's settings

    def interrupt() -> bool:
        if struck(by_hand):
            engine.cancel()
        return False

    engine.should_kill = interrupt
    with pytest.raises(UpFailed, match="stopped while waiting"):
        engine.up(ESTATE.program())
    assert engine.state["project"].half_made
    engine.should_kill = lambda: False
    engine.end()
    engine.up(ESTATE.program())
    assert others.ours(by_hand) == ESTATE.objects()
    assert engine.preview(ESTATE.program()) == []


# -- odd machines and odd servers -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "odd",
    [
        {"TZ": "Pacific/Kiritimati", "LANG": "C", "LC_ALL": "C"},
        {"TZ": "America/St_Johns", "LANG": "tr_TR.UTF-8"},
    ],
    ids=str,
)
def test_time_zone_and_locale_change_nothing(
    engine: ModelEngine, by_hand: SentryByHand, odd: dict[str, str]
) -> None:
    others = Bystanders(by_hand)
    hold_answer(by_hand, method="POST", after=3)
    engine.should_kill = lambda: struck(by_hand)
    with pytest.raises(UpFailed, match="killed"):
        engine.up(ESTATE.program())
    engine.should_kill = lambda: False
    elsewhere = ModelEngine({**engine.environment, **odd}, engine.backend, state=engine.state)
    elsewhere.up(ESTATE.program())
    assert others.ours(by_hand) == ESTATE.objects()
    assert elsewhere.preview(ESTATE.program()) == []
    elsewhere.end()


@pytest.mark.parametrize("kind", ["lost_answer", "killed"])
def test_a_key_is_found_again_by_name_where_sentry_chooses_the_public_key_itself(
    engine: ModelEngine, by_hand: SentryByHand, kind: str
) -> None:
    others = Bystanders(by_hand)
    by_hand.admin("POST", "quirks", {"key_secret_choosable": False})
    keys = "/api/0/projects/*/keys/"
    if kind == "killed":
        hold_answer(by_hand, method="POST", path=keys)
        engine.should_kill = lambda: struck(by_hand)
        with pytest.raises(UpFailed, match="killed"):
            engine.up(ESTATE.program())
        engine.should_kill = lambda: False
    else:
        strike(by_hand, kind, method="POST", path=keys)
    engine.up(ESTATE.program())
    assert others.ours(by_hand) == ESTATE.objects()
