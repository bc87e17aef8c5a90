"""Asks Sentry for the last use of the keys that a plan takes out of use."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from pulumi_sentry.api import SentryClient
from pulumi_sentry.api.errors import SentryError
from pulumi_sentry.keys.use import KeyUse, use_by_id
from sentry_iac.plan.risks import takes_key_out_of_use
from sentry_iac.plan.steps import Step
from sentry_iac.rotation.keys_at_sentry import LOOK_BACK
from sentry_iac.stacks.sentry_access import SentryAccess

_MOST: Final = 30


def key_uses(steps: Sequence[Step], access: SentryAccess, now: datetime | None = None) -> Mapping[str, str]:
    """Return a sentence about each key that a plan takes out of use, by URN.

    Args:
        steps: the plan's.
        access: the Sentry to ask.
        now: the end of the period; the current time unless given.
    """
    keys = [step for step in steps if takes_key_out_of_use(step) and step.id][:_MOST]
    if not keys:
        return {}
    try:
        uses = asyncio.run(_ask([step.id for step in keys], access, now or datetime.now(UTC)))
    except SentryError as error:
        uses = {step.id: KeyUse(None, unknown=str(error)) for step in keys}
    return {step.urn: _told(uses[step.id]) for step in keys}


async def _ask(ids: Sequence[str], access: SentryAccess, now: datetime) -> Mapping[str, KeyUse]:
    async with SentryClient(
        organization=access.organization, token=access.token, base_url=access.url
    ) as client:
        return await use_by_id(client, ids, since=now - LOOK_BACK, until=now)


def _told(use: KeyUse) -> str:
    if use.events is None:
        return f"its use is unknown ({use.unknown})"
    return f"in the last {LOOK_BACK.days} days {use} (of errors; Sentry counts nothing else by key)"
