"""A Sentry with a client key."""

from __future__ import annotations

import pytest

from tests.unit.pulumi_sentry import bodies
from tests.unit.pulumi_sentry.keys.support import (
    KEY,
    KEYS,
    STATS,
    at,
    points,
)
from tests.unit.pulumi_sentry.support import ScriptedSentry


@pytest.fixture
def alive(sentry: ScriptedSentry, monkeypatch: pytest.MonkeyPatch) -> ScriptedSentry:
    """A Sentry with the key, which is unused."""
    at(monkeypatch, 0)
    sentry.answer(f"POST {KEYS}", bodies.key(), 201)
    sentry.answer(f"GET {KEY}", bodies.key())
    sentry.answer(f"PUT {KEY}", bodies.key())
    sentry.answer(f"DELETE {KEY}", None, 204)
    sentry.answer(STATS, points(0, 0))
    return sentry
