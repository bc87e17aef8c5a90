"""Reads a whole organization, and tells how far it is where that takes long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final

from pulumi_sentry.api import SentryClient, SentryError
from pulumi_sentry.api.http.limits import Wait
from pulumi_sentry.inventory import Inventory, read_inventory
from pulumi_sentry.plugin.session import ProviderSession
from pulumi_sentry.provider import Settings
from sentry_iac.errors import CommandError

_SECONDS: Final = 5.0
"""Between two lines of progress."""


def read_organization(
    settings: Settings, *, say: Callable[[str], None], every: float = _SECONDS
) -> Inventory:
    """Read everything of an organization, with a client that refuses to write.

    Args:
        settings: the place and the token.
        say: shows one line of progress.
        every: seconds between two of them.

    Raises:
        CommandError: it cannot be read at all.
    """
    return asyncio.run(_read(settings, say, every))


async def _read(settings: Settings, say: Callable[[str], None], every: float) -> Inventory:
    waits: list[Wait] = []

    def client(**more: Any) -> SentryClient:
        return SentryClient(**{**more, "read_only": True, "on_wait": waits.append})

    session = ProviderSession(client)
    telling = asyncio.create_task(_tell(say, every, waits))
    try:
        await session.configure(settings)
        return await read_inventory(session)
    except SentryError as error:
        raise CommandError(str(error)) from error
    finally:
        telling.cancel()
        await session.close()


async def _tell(say: Callable[[str], None], every: float, waits: list[Wait]) -> None:
    begun = asyncio.get_running_loop().time()
    while True:
        await asyncio.sleep(every)
        seconds = round(asyncio.get_running_loop().time() - begun)
        last = waits[-1] if waits else None
        far = (
            f"; {last.answered} answers, {last.waiting} requests wait for Sentry's rate limit" if last else ""
        )
        say(f"still reading after {seconds} s{far}")
