"""Finds out whether applications still send with a client key, before it is switched off or deleted."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pulumi_sentry.api.client import SentryClient
from pulumi_sentry.api.errors import SentryError, Unauthorized
from pulumi_sentry.keys.key_id import find_keys
from pulumi_sentry.lifecycle.clock import write_instant

DEFAULT_UNUSED_FOR = 86_400
"""Seconds without an event after which a key counts as unused."""

_HOUR = 3600


@dataclass(frozen=True)
class KeyUse:
    """Sentry's answer about a key's use.

    Attributes:
        events: errors that came with it, accepted or not; None where Sentry does not tell.
        last_hour: the hour in which the last one came.
        unknown: why Sentry does not tell.
    """

    events: int | None
    last_hour: datetime | None = None
    unknown: str = ""

    @property
    def is_used(self) -> bool:
        """Whether to leave the key alone; unknown counts as used."""
        return self.events is None or self.events > 0

    def __str__(self) -> str:
        if self.events is None:
            return f"its use is unknown ({self.unknown}), which counts as used"
        if self.last_hour is None:
            return "it took no event"
        until = write_instant(self.last_hour + timedelta(hours=1))
        events = f"{self.events} event{'' if self.events == 1 else 's'}"
        return f"it took {events}, the last between {write_instant(self.last_hour)} and {until}"


async def use_of_key(
    client: SentryClient, project: str, key: str, *, since: datetime, until: datetime
) -> KeyUse:
    """Ask for the use of a key that exists (`GET /projects/{org}/{project}/keys/{key}/stats/`, undocumented).

    It counts errors by the hour; transactions and replays are not in it.

    Args:
        client: the organization's client.
        project: id or slug.
        key: the public key.
        since: the start; its whole hour counts.
        until: the end.

    Raises:
        Unauthorized: the token is refused; this says nothing about the key.
    """
    try:
        points = await client.keys.stats(
            project, key, since=int(since.timestamp()), until=int(until.timestamp()), resolution="1h"
        )
    except Unauthorized:
        raise
    except SentryError as error:
        status = (
            f"the statistics answered {error.status}" if error.status else "no answer from the statistics"
        )
        return KeyUse(None, unknown=status)
    try:
        counts = {int(point["ts"]): _count(point) for point in points}
        used = [hour for hour, count in counts.items() if count]
        last = datetime.fromtimestamp(max(used) // _HOUR * _HOUR, UTC) if used else None
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return KeyUse(None, unknown="the statistics have another form")
    if not counts:
        return KeyUse(None, unknown="the statistics are empty")
    return KeyUse(sum(counts.values()), last)


async def use_by_id(
    client: SentryClient, ids: Sequence[str], *, since: datetime, until: datetime
) -> Mapping[str, KeyUse]:
    """Ask for the use of keys by their ids, with one list for each project.

    Args:
        client: the organization's client.
        ids: from states.
        since: the start; its whole hour counts.
        until: the end.

    Returns:
        The use of each, by id; unknown where the project has no such key any more.

    Raises:
        Unauthorized: the token is refused.
    """
    try:
        places = await find_keys(client, ids)
    except Unauthorized:
        raise
    except SentryError as error:
        return dict.fromkeys(ids, KeyUse(None, unknown=str(error)))
    found = {id: place for id, place in places.items() if place is not None}
    uses = await asyncio.gather(
        *(
            use_of_key(client, place.project, place.public_key, since=since, until=until)
            for place in found.values()
        )
    )
    gone = KeyUse(None, unknown="its project has no such key any more")
    return {**dict.fromkeys(ids, gone), **dict(zip(found, uses, strict=True))}


def _count(point: dict[str, object]) -> int:
    parts = [point.get(name) or 0 for name in ("total", "accepted", "filtered", "dropped")]
    numbers = [int(part) for part in parts if isinstance(part, int | float)]
    if len(numbers) != len(parts) or "total" not in point:
        raise TypeError("no number")
    return max(numbers[0], sum(numbers[1:]))
