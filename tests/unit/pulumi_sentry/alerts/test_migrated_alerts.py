"""Alerts that Sentry made of the alerts of its removed API: imported as they are, and changed without a loss.

One made of a metric alert has `config: {}` and `triggers: null`; one made of an issue alert has conditions of frequency
among its triggers.
"""

from __future__ import annotations

from typing import Any

import pytest

import pulumi_sentry as sentry
from tests.unit.pulumi_sentry import bodies
from tests.unit.pulumi_sentry.support import Engine, ScriptedSentry

ALERT = "/organizations/acme/workflows/41/"
OF_A_METRIC_ALERT: bodies.Json = {"config": {}, "triggers": None}
OFTEN = {"type": "event_frequency_count", "comparison": {"value": 100, "interval": "1h"}}
OF_AN_ISSUE_ALERT: bodies.Json = {
    "triggers": {
        "id": "61",
        "organizationId": "1",
        "logicType": "any-short",
        "conditions": [
            {"id": "71", "type": "first_seen_event", "comparison": True, "conditionResult": True},
            {"id": "72", **OFTEN, "conditionResult": True},
        ],
        "actions": [],
    }
}


def program(outputs: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """What a person declares who has just imported the alert; None takes an argument away."""
    names = ("name", "monitors", "triggers", "actionFilters", "frequency", "owner", "enabled")
    declared = {name: outputs[name] for name in names if name in outputs} | changes
    return {name: value for name, value in declared.items() if value is not None}


@pytest.mark.parametrize("frequency", [0, None], ids=["written out", "not declared"])
async def test_an_alert_made_of_a_metric_alert_is_imported_without_a_difference(
    engine: Engine, sentry: ScriptedSentry, frequency: int | None
) -> None:
    sentry.answer(f"GET {ALERT}", bodies.alert(**OF_A_METRIC_ALERT))
    state = await engine.imported("Alert", "41")
    assert (state.outputs["frequency"], state.outputs["triggers"]) == (0, [])
    assert await engine.diff("Alert", state, program(state.outputs, frequency=frequency)) == {}
    assert engine.log.messages == []


async def test_no_throttle_comes_with_another_change(engine: Engine, sentry: ScriptedSentry) -> None:
    sentry.answer(f"GET {ALERT}", bodies.alert(**OF_A_METRIC_ALERT))
    sentry.answer(f"PUT {ALERT}", bodies.alert(**OF_A_METRIC_ALERT, name="Page"))
    state = await engine.imported("Alert", "41")
    await engine.update("Alert", state, program(state.outputs, frequency=None, name="Page"))
    assert sentry.body(f"PUT {ALERT}")["config"] == {"frequency": 0}


async def test_a_new_alert_without_a_frequency_gets_the_one_of_sentrys_own_pages(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer("POST /organizations/acme/workflows/", bodies.alert())
    imported = program({"name": "Notify", "monitors": ["31", "22"], "actionFilters": FILTERS})
    await engine.create("Alert", imported)
    assert sentry.body("POST /organizations/acme/workflows/")["config"] == {"frequency": 30}


FILTERS = [{"actions": [{"type": "email", "targetType": "issue_owners", "data": {}}]}]


async def test_conditions_of_frequency_trigger_and_keep_their_comparison(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"GET {ALERT}", bodies.alert(**OF_AN_ISSUE_ALERT))
    sentry.answer(f"PUT {ALERT}", bodies.alert(**OF_AN_ISSUE_ALERT, name="Often"))
    state = await engine.imported("Alert", "41")
    await engine.update("Alert", state, program(state.outputs, name="Often"))
    sent = sentry.body(f"PUT {ALERT}")["triggers"]["conditions"]
    assert {**OFTEN, "conditionResult": True} in sent
    assert engine.log.messages == []


@pytest.mark.parametrize(
    "kind",
    [
        sentry.triggers.EventFrequencyCount(value=100, interval="1h"),
        sentry.triggers.EventFrequencyPercent(value=50, interval="1h", comparison_interval="1d"),
        sentry.triggers.EventUniqueUserFrequencyCount(value=10, interval="1h"),
        sentry.triggers.EventUniqueUserFrequencyPercent(value=50, interval="1h", comparison_interval="1d"),
    ],
    ids=lambda kind: type(kind).__name__,
)
async def test_each_condition_of_frequency_may_be_declared_as_a_trigger(
    engine: Engine, kind: sentry.filters.EventFrequencyCount
) -> None:
    inputs = {"name": "Often", "monitors": ["22"], "triggers": [kind.declared()], "actionFilters": FILTERS}
    assert await engine.failures("Alert", inputs) == {}
    assert engine.log.messages == []
