"""A session that may only read sends nothing that writes, however it was told so."""

from __future__ import annotations

from functools import partial

import pytest

from pulumi_sentry.api import SentryClient, SentryError
from pulumi_sentry.plugin.session import READ_ONLY, ProviderSession
from pulumi_sentry.provider import Settings
from tests.unit.pulumi_sentry import bodies
from tests.unit.pulumi_sentry.support import ScriptedSentry

_SETTINGS = Settings("acme", "https://sentry.example.com", bodies.TOKEN)


@pytest.mark.parametrize("by_variable", [True, False])
async def test_a_write_is_refused_before_it_is_sent(
    monkeypatch: pytest.MonkeyPatch, *, by_variable: bool
) -> None:
    sentry = ScriptedSentry()
    make = partial(SentryClient, transport=sentry)
    if by_variable:
        monkeypatch.setenv(READ_ONLY, "1")
    else:
        make = partial(make, read_only=True)
    session = ProviderSession(make)
    await session.configure(_SETTINGS)
    try:
        with pytest.raises(SentryError, match="this run reads only, and did not send it"):
            await session.client.teams.create({"slug": "web"})
    finally:
        await session.close()

    assert [call for call, _ in sentry.requests if not call.startswith("GET")] == []
