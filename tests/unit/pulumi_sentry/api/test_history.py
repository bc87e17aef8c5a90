"""How often an alert told somebody: an endpoint that Sentry has answered in two forms."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from pulumi_sentry.api import Forbidden, NotSentry
from tests.unit.pulumi_sentry.api.support import FakeSentry, client

START, END = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC)
TEN, ELEVEN = datetime(2026, 11, 20, 10, tzinfo=UTC), datetime(2026, 11, 20, 11, tzinfo=UTC)
ROWS = [{"timestamp": each.timestamp() * 1000, "value": count} for each, count in ((TEN, 2), (ELEVEN, 0))]
SERIES = {"meta": {}, "timeSeries": [{"yAxis": "count()", "values": ROWS}]}
LIST = [{"date": "2026-11-20T10:00:00Z", "count": 2}, {"date": "2026-11-20T11:00:00Z", "count": 0}]


@pytest.mark.parametrize("answer", [SERIES, LIST])
async def test_both_forms_are_the_same_hours(answer: Any) -> None:
    sentry = FakeSentry([httpx2.Response(200, json=answer)])
    async with client(sentry) as api:
        assert await api.history.alert_hours("9", start=START, end=END) == {TEN: 2, ELEVEN: 0}
    path = sentry.requests[0].url.raw_path.decode()
    assert path == (
        "/api/0/organizations/acme/workflows/9/stats/?start=2026-11-20T00%3A00%3A00&end=2026-11-21T00%3A00%3A00"
    )


@pytest.mark.parametrize(
    "answer",
    [{}, {"timeSeries": []}, {"timeSeries": [{"values": [{}]}]}, [{"date": 7, "count": 1}], [7], "x"],
)
async def test_any_other_form_is_told(answer: Any) -> None:
    async with client(FakeSentry([httpx2.Response(200, json=answer)])) as api:
        with pytest.raises(NotSentry, match="a form that is not known here"):
            await api.history.alert_hours("9", start=START, end=END)


async def test_a_token_that_may_not_read_alerts_is_told_the_scope() -> None:
    answer = httpx2.Response(403, json={"detail": "You do not have permission to perform this action."})
    async with client(FakeSentry([answer])) as api:
        with pytest.raises(Forbidden, match="alerts:read"):
            await api.history.alert_hours("9", start=START, end=END)
