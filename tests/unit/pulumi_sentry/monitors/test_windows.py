"""The window of a metric monitor: what Sentry keeps is read, and what measures nothing is told."""

from __future__ import annotations

import copy

from tests.unit.pulumi_sentry import bodies
from tests.unit.pulumi_sentry.support import Engine, ScriptedSentry

SOURCE = {"aggregate": "count()", "dataset": "events", "timeWindow": 0}


def without_a_window() -> bodies.Json:
    """A monitor as Sentry kept it, with a window of no length."""
    monitor = copy.deepcopy(bodies.monitor())
    query = monitor["dataSources"][0]["queryObj"]["snubaQuery"]
    query |= {
        "timeWindow": 0,
        "dataset": "events",
        "aggregate": "count()",
        "eventTypes": ["error", "default"],
    }
    return monitor


async def test_a_window_of_no_length_is_imported_and_kept_with_a_warning(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer("GET /organizations/acme/detectors/31/", without_a_window())
    state = await engine.imported("MetricMonitor", "31")
    source = state.outputs["dataSource"]
    assert source["timeWindow"] == 0
    names = ("project", "name", "conditions", "dataSource", "owner", "enabled")
    assert await engine.diff("MetricMonitor", state, {name: state.outputs[name] for name in names}) == {}
    assert "looks at no time at all" in engine.log.messages[0][1]


async def test_a_window_below_a_minute_is_refused(engine: Engine) -> None:
    inputs = {**bodies.MONITOR_INPUTS, "dataSource": {**SOURCE, "timeWindow": 59}}
    assert await engine.failures("MetricMonitor", inputs) == {
        "dataSource.timeWindow": "must be at least 60 s"
    }
