"""When the keys that a plan takes out of use were used last. Nothing depends on it: not knowing is said as such."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from pulumi_sentry.api import SentryClient
from pulumi_sentry.api.errors import SentryError
from pulumi_sentry.key_use import KeyUse, use_of_key
from sentry_iac.local.key_report import LOOK_BACK
from sentry_iac.local.sentry_access import SentryAccess
from sentry_iac.plan.risks import takes_key_out_of_use
from sentry_iac.plan.steps import Step

_MOST: Final = 30


def key_uses(steps: Sequence[Step], access: SentryAccess, now: datetime | None = None) -> Mapping[str, str]:
    """Return what to say of each key that a plan takes out of use, by URN.

    Args:
        steps: the plan's.
        access: the Sentry to ask.
        now: the end of the time that is looked at.
    """
    keys = [step for step in steps if takes_key_out_of_use(step) and step.id.count("/") == 1][:_MOST]
    if not keys:
        return {}
    try:
        uses = asyncio.run(_ask(keys, access, now or datetime.now(UTC)))
    except SentryError as error:
        uses = [KeyUse(None, unknown=str(error)) for _ in keys]
    return {step.urn: _told(use) for step, use in zip(keys, uses, strict=True)}


async def _ask(keys: Sequence[Step], access: SentryAccess, now: datetime) -> list[KeyUse]:
    async with SentryClient(
        organization=access.organization, token=access.token, base_url=access.url
    ) as client:
        asked = [use_of_key(client, *step.id.split("/"), since=now - LOOK_BACK, until=now) for step in keys]
        return await asyncio.gather(*asked)


def _told(use: KeyUse) -> str:
    if use.events is None:
        return f"its use is unknown ({use.unknown})"
    return f"in the last {LOOK_BACK.days} days {use} (of errors; Sentry counts nothing else by key)"
