"""Asking who changed what drifted: an answer is used, and whatever else comes names nobody and breaks nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import httpx2
import pytest

from pulumi_sentry.api import SentryClient
from sentry_iac.drift import authors
from sentry_iac.plan import Action, Step
from sentry_iac.stacks.sentry_access import SentryAccess

SINCE = datetime(2026, 11, 24, 9, tzinfo=UTC)
ALERT = Step(action=Action.UPDATE, type="Alert", name="web", urn="urn:web", id="41")
ENTRY = {
    "id": "1",
    "event": "workflow.edit",
    "targetObject": 41,
    "actor": {"name": "Ada"},
    "dateCreated": "2026-11-24T10:00:00Z",
}
ROWS = httpx2.Response(200, json={"rows": [ENTRY], "options": []})

Answer = Callable[[httpx2.Request], httpx2.Response]


def found(monkeypatch: pytest.MonkeyPatch, answer: Answer, url: str = "https://sentry.example.com") -> str:
    transport = httpx2.MockTransport(answer)
    monkeypatch.setattr(authors, "SentryClient", partial(SentryClient, transport=transport))
    monkeypatch.setattr(authors, "_PATIENCE", 0.0)
    named = authors.find_authors([ALERT], {ALERT.urn: SINCE}, SentryAccess(url, "acme", "sntryu_x"))
    return str(named.get(ALERT.urn, ""))


def test_whoever_the_log_names_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(monkeypatch, lambda _: ROWS) == "by Ada, 2026-11-24 10:00 UTC"


@pytest.mark.parametrize(
    "answer",
    [
        *(httpx2.Response(status, json={"detail": "no"}) for status in (401, 403, 404, 500)),
        httpx2.Response(200, text="<html>"),
        httpx2.Response(200, json=[ENTRY]),
        httpx2.Response(200, json={"rows": [{}], "options": []}),
    ],
)
def test_any_other_answer_names_nobody(monkeypatch: pytest.MonkeyPatch, answer: httpx2.Response) -> None:
    assert found(monkeypatch, lambda _: answer) == ""


def test_what_a_region_does_not_have_is_asked_for_where_all_regions_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hosts = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        hosts.append(request.url.host)
        return ROWS if request.url.host == "sentry.io" else httpx2.Response(404, json={"detail": "no"})

    assert found(monkeypatch, answer, "https://de.sentry.io") == "by Ada, 2026-11-24 10:00 UTC"
    assert hosts == ["de.sentry.io", "sentry.io"]
    hosts.clear()
    # A token goes nowhere else than to its own Sentry.
    assert found(monkeypatch, answer) == ""
    assert hosts == ["sentry.example.com"]


def test_without_drift_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authors, "SentryClient", None)
    access = SentryAccess("https://sentry.example.com", "acme", "sntryu_x")
    same = Step(action=Action.SAME, type="Alert", name="web", urn="urn:web", id="41")
    assert authors.find_authors([same], {same.urn: SINCE}, access) == {}
    assert authors.find_authors([ALERT], {}, access) == {}
