"""Asks Sentry about the keys of a stack: when each was used last, and which are active."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from pulumi_sentry.api import SentryClient, SentryError
from pulumi_sentry.api.errors import NotFound
from pulumi_sentry.keys.key_id import find_keys
from pulumi_sentry.keys.use import KeyUse, use_by_id
from sentry_iac.rotation.key_state import KeyState

LOOK_BACK = timedelta(days=30)
"""How far `--status` looks back."""

T = TypeVar("T")
Connect = Callable[[], SentryClient]


def uses_of(
    connect: Connect, keys: Sequence[KeyState], now: datetime, within: timedelta = LOOK_BACK
) -> Mapping[str, KeyUse]:
    """Return the use of keys by their ids, without the deleted ones; a failure is in the answer, and not raised.

    Args:
        connect: makes a client of the stack's Sentry.
        keys: the keys.
        now: the end of the period.
        within: the length of the period.
    """
    living = [key.id for key in keys if _lives(key)]

    async def ask(client: SentryClient) -> Mapping[str, KeyUse]:
        return await use_by_id(client, living, since=now - within, until=now)

    try:
        return _asked(connect, ask)
    except SentryError as error:
        return {id: KeyUse(None, unknown=str(error)) for id in living}


def active_keys(connect: Connect, keys: Sequence[KeyState]) -> list[KeyState]:
    """Return the keys that are active at Sentry, whatever the state says.

    Args:
        connect: makes a client of the stack's Sentry.
        keys: the keys.

    Raises:
        SentryError: Sentry does not answer.
    """
    living = {key.id: key for key in keys if _lives(key)}

    async def ask(client: SentryClient) -> list[KeyState]:
        found = []
        for id, place in (await find_keys(client, list(living))).items():
            try:
                at_sentry = place and await client.keys.get(place.project, place.public_key)
            except NotFound:
                continue
            if at_sentry and at_sentry["isActive"]:
                found.append(living[id])
        return found

    return _asked(connect, ask)


def _lives(key: KeyState) -> bool:
    return bool(key.id) and key.status != "deleted"


def _asked(connect: Connect, ask: Callable[[SentryClient], Awaitable[T]]) -> T:
    async def run() -> T:
        async with connect() as client:
            await client.connect()
            return await ask(client)

    return asyncio.run(run())
