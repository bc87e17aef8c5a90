"""Who changed what: asked for at the address that the client was given, and no further back than wanted."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx2
import pytest

from pulumi_sentry.api import Forbidden
from tests.unit.pulumi_sentry.api.support import FakeSentry, client

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
END = datetime(2026, 11, 25, 9, tzinfo=UTC)
LINK = '<https://sentry.example.com/x/?cursor=0:100:0>; rel="next"; results="true"; cursor="0:100:0"'


def page(*times: str, more: bool = True) -> httpx2.Response:
    rows = [{"id": str(number), "dateCreated": time} for number, time in enumerate(times)]
    return httpx2.Response(200, json={"rows": rows, "options": []}, headers={"Link": LINK} if more else {})


async def test_it_is_asked_for_where_the_client_was_pointed_to_without_a_pre_flight() -> None:
    sentry = FakeSentry([page("2026-11-24T10:00:00Z", more=False)])
    async with client(sentry) as api:
        assert len(await api.audit_log.entries(START, END)) == 1
    assert sentry.preflights == []
    assert sentry.requests[0].url.path == "/api/0/organizations/acme/audit-logs/"
    assert sentry.requests[0].url.params["start"] == "2026-11-24T09:00:00"
    assert sentry.requests[0].url.params["end"] == "2026-11-25T09:00:00"


async def test_it_stops_at_what_is_older_and_after_some_pages() -> None:
    old = FakeSentry([page("2026-11-24T10:00:00Z", "2026-11-24T08:00:00Z")])
    async with client(old) as api:
        assert len(await api.audit_log.entries(START, END)) == 2
    # Each page is another one, or the client would call it a circle.
    many = FakeSentry([page("2026-11-24T10:00:00Z"), page("not a time")])
    async with client(many) as api:
        assert len(await api.audit_log.entries(START, END, pages=2)) == 2


async def test_a_token_that_may_not_read_it_is_told_the_scope() -> None:
    async with client(FakeSentry([httpx2.Response(403, json={"detail": "no"})])) as api:
        with pytest.raises(Forbidden, match="org:write"):
            await api.audit_log.entries(START, END)
