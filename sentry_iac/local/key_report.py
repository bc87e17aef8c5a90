"""When each key was used last: asked from Sentry for `rotate --status` and before an emergency."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from pulumi_sentry.api import SentryClient, SentryError
from pulumi_sentry.key_use import KeyUse, use_of_key
from sentry_iac.local.bring_up import Session
from sentry_iac.local.rotation import KeyState
from sentry_iac.local.target import TOKEN, TokenSource

LOOK_BACK = timedelta(days=30)
"""How far `--status` looks back."""


def uses_of(
    session: Session, stack: str, keys: Sequence[KeyState], now: datetime, within: timedelta = LOOK_BACK
) -> Mapping[str, KeyUse]:
    """Ask for the use of keys, by their ids; keys that are gone are left out, and nothing is raised.

    Args:
        session: knows Sentry's address and the token.
        stack: whose config may hold the token.
        keys: the keys.
        now: until when.
        within: how far back.
    """
    living = [key for key in keys if key.id and key.status != "deleted"]
    try:
        return asyncio.run(_ask(_client(session, stack), living, now - within, now))
    except SentryError as error:
        return {key.id: KeyUse(None, unknown=str(error)) for key in living}


async def _ask(
    client: SentryClient, keys: Sequence[KeyState], since: datetime, until: datetime
) -> Mapping[str, KeyUse]:
    async with client:
        await client.connect()
        uses = [
            use_of_key(client, *key.id.split("/", 1), since=since, until=until)  # `project/key`
            for key in keys
        ]
        return dict(zip((key.id for key in keys), await asyncio.gather(*uses), strict=True))


def _client(session: Session, stack: str) -> SentryClient:
    target, engine = session.target, session.engine
    in_config = target.source is TokenSource.STACK_CONFIG
    token = engine.config_value(stack, "sentry:token") if in_config else engine.environ.get(TOKEN)
    return SentryClient(organization=target.organization, token=token or "", base_url=target.url)
