"""A stack that somebody else is changing: what Pulumi says of it, for people, and how to wait for it.

Pulumi's own backends (files, S3, GCS, Azure Blob, PostgreSQL) lock a stack with a file beside the state that says who
made it. Two runs that start at the same instant may both give up; none of them has changed anything then.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from pulumi_sentry.lifecycle.clock import parse_instant
from sentry_iac.errors import CommandError

_LOCKED: Final = "the stack is currently locked by"
# What the CLI adds where Pulumi Cloud answers that another update runs.
_CONFLICT: Final = "/update-conflicts/"
_HOLDER: Final = re.compile(r"created by (?P<who>.+) \(pid (?P<pid>\d+)\) at (?P<since>\S+)")
_COLOUR: Final = re.compile(r"\x1b\[[0-9;]*m")
# Seconds. Of any length, so that two that wait do not meet again and again.
_PAUSE: Final = (2.0, 4.0)


class StackLocked(CommandError):
    """Somebody else is changing the stack, or was killed while changing it; nothing was changed by us.

    Attributes:
        holder: who, and since when; fit for people.
    """

    def __init__(self, stack: str, holder: str) -> None:
        super().__init__(
            f"stack {stack} is locked: {holder}. Nothing was changed. Wait until that run has ended "
            f"(`sentry-iac up --stack {stack} --wait 15` waits up to 15 minutes and goes on); if you are sure "
            f"that it was killed, `pulumi cancel --stack {stack}` takes the lock away"
        )
        self.holder = holder


@dataclass
class LockWatch:
    """Takes what Pulumi says of a lock out of its standard error, line by line."""

    _found: bool = False
    _holders: list[str] = field(default_factory=list)

    def takes(self, line: str) -> bool:
        """Whether a line is about a lock, and so not to be shown as it is."""
        text = _COLOUR.sub("", line)
        if _LOCKED in text or _CONFLICT in text:
            self._found = True
            return True
        if not self._found:
            return False
        holder = _HOLDER.search(text)
        if holder is None:
            return not text.strip()
        self._holders.append(_told(**holder.groupdict()))
        return True

    @property
    def holder(self) -> str | None:
        """Who holds the lock, for people; None where there is none."""
        if not self._found:
            return None
        return " and ".join(self._holders) or "another run is under way"


def find_lock(text: str) -> str | None:
    """Return who holds the lock that an output of Pulumi tells of, for people; None where it tells of none."""
    watch = LockWatch()
    for line in text.splitlines():
        watch.takes(line)
    return watch.holder


def wait_while_locked(
    action: Callable[[], None],
    *,
    longest: float,
    say: Callable[[str], None],
    pause: Callable[[float], None] = time.sleep,
    now: Callable[[], float] = time.monotonic,
) -> None:
    """Do something with a stack, again and again as long as it is locked.

    Args:
        action: what to do; it must change nothing where it raises StackLocked.
        longest: seconds to wait in all; 0 does it once.
        say: shows one line of progress.
        pause: waits some seconds.
        now: a clock in seconds.

    Raises:
        StackLocked: the stack still is.
    """
    end = now() + longest
    holder = ""
    while True:
        try:
            action()
        except StackLocked as locked:
            left = end - now()
            if left <= 0:
                raise
            if locked.holder != holder:
                holder = locked.holder
                say(f"the stack is locked: {holder}; waiting up to {max(round(left / 60), 1)} min for it")
            pause(min(random.uniform(*_PAUSE), left))  # noqa: S311 - no secret
        else:
            return


def _told(who: str, pid: str, since: str) -> str:
    try:
        instant = parse_instant(since)
    except ValueError:
        return f"{who} (process {pid}) has been at work on it since {since}"
    minutes = max(int((datetime.now(UTC) - instant).total_seconds() // 60), 0)
    return (
        f"{who} (process {pid}) has been at work on it since {instant:%Y-%m-%d %H:%M} UTC, {minutes} min ago"
    )
