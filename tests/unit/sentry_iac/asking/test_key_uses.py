"""The sentence about the last use of a key that a plan takes out of use."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any

import httpx2
import pytest

from pulumi_sentry.api import SentryClient
from pulumi_sentry.keys.key_id import KeyId
from sentry_iac.asking import key_uses
from sentry_iac.plan import Action, Step
from sentry_iac.stacks.sentry_access import SentryAccess

ACCESS = SentryAccess("https://sentry.example.com", "acme", "sntryu_x")
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
KEY = "0" * 32
HOUR = int(datetime(2026, 11, 24, 10, tzinfo=UTC).timestamp())


def key(action: Action, name: str = "web", id: str = f"7/{KEY}", **new: Any) -> Step:
    old = {"name": "production", "isActive": True}
    return Step(
        action=action,
        type="ProjectKey",
        name=name,
        urn=f"urn:{name}",
        id=id,
        old=old,
        new={**old, **new} if action is Action.UPDATE else {},
    )


def asked(monkeypatch: pytest.MonkeyPatch, answer: httpx2.Response, *steps: Step) -> dict[str, str]:
    def answering(request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("/stats/"):
            return answer
        if request.url.path.endswith("/keys/"):
            return httpx2.Response(200, json=[{"id": KEY, "projectId": 7}])
        return httpx2.Response(200, json={"id": "1", "slug": "acme", "allowMemberInvite": True})

    monkeypatch.setattr(
        key_uses, "SentryClient", partial(SentryClient, transport=httpx2.MockTransport(answering))
    )
    return dict(key_uses.key_uses(steps, ACCESS, NOW))


def test_a_key_that_goes_tells_how_much_came_with_it_and_when_last(monkeypatch: pytest.MonkeyPatch) -> None:
    stats = httpx2.Response(200, json=[{"ts": HOUR, "total": 3, "accepted": 3, "filtered": 0, "dropped": 0}])
    said = asked(
        monkeypatch,
        stats,
        key(Action.DELETE),
        key(Action.UPDATE, "api", id=str(KeyId.of(7, KEY)), isActive=False),
    )
    assert set(said) == {"urn:web", "urn:api"}
    assert said["urn:web"] == said["urn:api"]
    assert said["urn:web"].startswith(
        "in the last 30 days it took 3 events, the last between 2026-11-24T10:00:00Z and 2026-11-24T11:00:00Z"
    )


@pytest.mark.parametrize("id", [str(KeyId.of(7, "f" * 32)), "7/none"])
def test_a_key_that_is_not_there_has_no_use(monkeypatch: pytest.MonkeyPatch, id: str) -> None:
    said = asked(monkeypatch, httpx2.Response(500), key(Action.DELETE, id=id))
    assert said == {"urn:web": "its use is unknown (its project has no such key any more)"}


def test_a_token_that_may_not_read_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    said = asked(monkeypatch, httpx2.Response(403, json={"detail": "no"}), key(Action.DELETE))
    assert said == {"urn:web": "its use is unknown (the statistics answered 403)"}


def test_a_token_that_is_refused_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    [said] = asked(monkeypatch, httpx2.Response(401, json={"detail": "no"}), key(Action.DELETE)).values()
    assert said.startswith("its use is unknown (")


def test_a_key_that_stays_in_use_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    retiring = key(Action.UPDATE, retirement={"stage": "grace"})
    assert asked(monkeypatch, httpx2.Response(500), retiring, key(Action.SAME)) == {}
