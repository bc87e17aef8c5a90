"""Takes a client key out of use, one step at a time, and never while applications use it.

The first step switches the key off, which can be undone; the second deletes it, after a while. Each step waits until it
is due and the key is unused. Meanwhile a warning says why the key stays, and a later `up` tries again.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final, Self

from pulumi_sentry.api.client import SentryClient
from pulumi_sentry.api.errors import NotFound, SentryError
from pulumi_sentry.declaration import plain
from pulumi_sentry.keys.arguments import RetirementArgs
from pulumi_sentry.keys.key_id import KeyId, KeyPlace
from pulumi_sentry.keys.use import KeyUse, use_of_key
from pulumi_sentry.lifecycle import clock
from pulumi_sentry.lifecycle.handler import Record, Session

ACTIVE: Final = "active"
INACTIVE: Final = "inactive"
DELETED: Final = "deleted"
"""The status of a key; after the retirement has deleted it, the resource stays as its record."""

FORCE: Final = "SENTRY_IAC_FORCE"
"""Set to 1, this variable lets a run delete a used key whose resource has left the program."""


class KeyInUseError(SentryError):
    """Applications still send with a key that the run would delete."""


@dataclass(frozen=True)
class Retirement:
    """The declared end of a key.

    Attributes:
        stage: grace, deactivated or deleted.
        observe: how long it has to be off before it is deleted.
        unused_for: the time without an event after which it counts as unused.
        force: go on although applications use it.
    """

    stage: str
    observe: timedelta
    unused_for: timedelta
    force: bool

    @classmethod
    def of(cls, args: RetirementArgs) -> Self:
        """The declared retirement."""
        return cls(
            stage=plain(args.stage),
            observe=timedelta(seconds=plain(args.observe)),
            unused_for=timedelta(seconds=plain(args.unused_for)),
            force=plain(args.force),
        )

    def is_due(self, outputs: Mapping[str, Any]) -> bool:
        """Whether a step is due, from the outputs in state."""
        status = outputs.get("status", ACTIVE)
        if status == DELETED or self.stage == "grace":
            return False
        if status == ACTIVE:
            return True
        return self.stage == DELETED and self._was_off_long_enough(outputs)

    async def proceed(
        self,
        session: Session,
        place: KeyPlace,
        record: Record,
        *,
        deactivate: Callable[[], Awaitable[Mapping[str, Any]]],
    ) -> Record:
        """Take the due step, if there is one and the key is unused.

        Args:
            session: for the client and for warnings.
            place: where the key is.
            record: the key as it is at Sentry.
            deactivate: switches it off.

        Raises:
            SentryError: Sentry refused the step.
        """
        outputs = {**record.outputs, "kept": ""}
        if not self.is_due(outputs):
            return replace(record, outputs=outputs)
        off = outputs["status"] == INACTIVE
        if off and not outputs["deactivated_at"]:
            # Somebody else switched it off at an unknown time: the watch begins now.
            return replace(record, outputs={**outputs, "deactivated_at": clock.write_instant(clock.now())})
        if not self.force:
            use = await _use(session.client, place, self.unused_for)
            if use.is_used:
                kept = _kept(use, self.unused_for)
                session.warn(
                    f"this key is kept {'switched off and not deleted' if off else 'active'}, although its time is "
                    f"up: {kept}. Restart the applications that send with it; the next `up` tries again, "
                    "and `sentry-iac rotate --force` does not wait"
                )
                return replace(record, outputs={**outputs, "kept": kept})
        if off:
            with suppress(NotFound):
                await session.client.keys.delete(place.project, place.public_key)
            return replace(record, outputs={**outputs, "status": DELETED})
        await deactivate()
        now = clock.write_instant(clock.now())
        return replace(record, outputs={**outputs, "status": INACTIVE, "deactivated_at": now})

    def _was_off_long_enough(self, outputs: Mapping[str, Any]) -> bool:
        since = outputs.get("deactivated_at")
        return not since or clock.now() >= clock.parse_instant(str(since)) + self.observe


def never_made(project: str) -> Record:
    """The record of a key that would retire at once and so is not made: a stack can begin with a later generation.

    Args:
        project: id or slug of its project.
    """
    outputs = {
        "public_key": "",
        "dsn": "",
        "security_url": "",
        "date_created": "",
        "project_id": project,
        "rate_limit_ignored": False,
        "status": DELETED,
        "proven": False,
        "deactivated_at": "",
        "kept": "",
    }
    return Record(str(KeyId.of_nothing(project)), outputs)


async def check_deletable(client: SentryClient, place: KeyPlace, unused_for: timedelta, advice: str) -> None:
    """Make sure, before a deletion, that nobody sends with the key.

    Args:
        client: the organization's client.
        place: where the key is.
        unused_for: the time without an event after which it counts as unused.
        advice: what to do if applications use it, as the rest of a sentence.

    Raises:
        KeyInUseError: it is used.
    """
    if os.environ.get(FORCE) == "1":
        return
    use = await _use(client, place, unused_for)
    if not use.is_used:
        return
    try:
        await client.keys.get(place.project, place.public_key)
    except NotFound:
        return
    raise KeyInUseError(
        f"this key is not deleted, since applications may still send with it: {_kept(use, unused_for)}. {advice}, or "
        f"run this with {FORCE}=1 to lose these events"
    )


async def _use(client: SentryClient, place: KeyPlace, within: timedelta) -> KeyUse:
    now = clock.now()
    return await use_of_key(client, place.project, place.public_key, since=now - within, until=now)


def _kept(use: KeyUse, within: timedelta) -> str:
    hours = within.total_seconds() / 3600
    return f"in the last {hours:g} h {use}"
