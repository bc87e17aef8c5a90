"""Asks Sentry for the author of each drift. Nothing depends on an answer: without one, nobody is named."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from pulumi_sentry.api import JsonObject, SentryClient
from pulumi_sentry.api.errors import NotFound, SentryError
from sentry_iac.drift.audit_log import authors_of
from sentry_iac.plan import Action, Author, Step
from sentry_iac.stacks.sentry_access import SentryAccess

_ALL_REGIONS: Final = "https://sentry.io"
_PATIENCE: Final = 20.0
"""The longest wait for an answer, in seconds."""


def find_authors(
    steps: Sequence[Step], since: Mapping[str, datetime], access: SentryAccess
) -> dict[str, Author]:
    """Return the author of each drift, by the resource's URN; nothing if the token may not read the audit log.

    Args:
        steps: the findings of a refresh.
        since: when the state last learnt of each resource, by its URN.
        access: the Sentry to ask.
    """
    drifted = [step for step in steps if step.action is not Action.SAME and step.urn in since]
    if not drifted:
        return {}
    start = min(since[step.urn] for step in drifted)
    try:
        return authors_of(drifted, since, asyncio.run(_entries(access, start)))
    except SentryError:
        return {}


async def _entries(access: SentryAccess, start: datetime) -> list[JsonObject]:
    try:
        return await _asked(access, access.url, start)
    except NotFound:
        # The host of a region may lack data that belongs to all regions.
        if not (urlsplit(access.url).hostname or "").endswith(".sentry.io"):
            raise
        return await _asked(access, _ALL_REGIONS, start)


async def _asked(access: SentryAccess, url: str, start: datetime) -> list[JsonObject]:
    async with SentryClient(
        organization=access.organization, token=access.token, base_url=url, patience=_PATIENCE
    ) as client:
        return await client.audit_log.entries(start, datetime.now(UTC))
