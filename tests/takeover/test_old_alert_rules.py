"""Metric alerts of the removed API: where Sentry still tells which monitor it made of one, its name does not matter."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

from pulumi_sentry.api import SentryClient
from pulumi_sentry.inventory import read_inventory
from pulumi_sentry.plugin.session import ProviderSession
from pulumi_sentry.provider import Settings
from sentry_iac.export.other_tools import Coming, coming_from
from sentry_sandbox.server import SandboxServer
from tests.hostile.http.recorded import Recorded
from tests.sentry_api import SentryByHand

_LISTED = "/detectors/ "


async def test_a_renamed_monitor_is_found_by_the_id_of_its_alert_rule(
    sandbox: SandboxServer, by_hand: SentryByHand, tmp_path: Path
) -> None:
    by_hand.team("web")
    project = by_hand.project("web", "shop")["id"]
    for name in ("renamed", "other"):
        by_hand.metric_monitor(project, name)
    monitor = {each["name"]: each["id"] for each in by_hand.monitors(project, "metric_issue")}["renamed"]
    recorded = Recorded()
    session = ProviderSession(partial(SentryClient, transport=recorded.transport))
    await session.configure(Settings(sandbox.organization, sandbox.url, sandbox.token))
    try:
        before = await read_inventory(session)
        (call,) = (call for call in recorded.answers if _LISTED in call)
        place = next(index for index, each in enumerate(recorded.answers[call]) if each["id"] == monitor)
        recorded.breaking(call, (place, "alertRuleId"), 44)
        has = await read_inventory(session)
    finally:
        await session.close()
    rule = {"id": "acme/shop/44", "internal_id": "44", "project": "shop", "name": "as it was"}
    resource = {
        "mode": "managed",
        "type": "sentry_metric_alert",
        "name": "slow",
        "instances": [{"attributes": rule}],
    }
    state = tmp_path / "terraform.tfstate"
    state.write_text(json.dumps({"version": 4, "resources": [resource]}))
    managed = coming_from([state], [])

    assert before.alert_rules == {}
    assert has.alert_rules == {monitor: "44"}
    assert Coming(before, managed).given() == {}
    assert Coming(has, managed).given() == {("sentry:index:MetricMonitor", monitor): "slow"}
