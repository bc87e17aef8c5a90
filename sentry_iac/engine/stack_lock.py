"""A stack that somebody else is changing: Pulumi's words about it, made readable, and the wait for it.

Pulumi's own backends (files, S3, GCS, Azure Blob, PostgreSQL) lock a stack with a file beside the state, which names
its owner. Two runs that start at the same moment may both give up; then neither has changed anything.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from pulumi_sentry.lifecycle.instants import parse_instant
from sentry_iac.errors import CommandError

_LOCKED: Final = "the stack is currently locked by"
# The CLI adds this where Pulumi Cloud answers that another update runs.
_CONFLICT: Final = "/update-conflicts/"
_HOLDER: Final = re.compile(r"created by (?P<who>.+) \(pid (?P<pid>\d+)\) at (?P<since>\S+)")
_COLOUR: Final = re.compile(r"\x1b\[[0-9;]*m")
# Seconds. Random, so that two waiting runs do not collide again and again.
_PAUSE: Final = (2.0, 4.0)


class StackLocked(CommandError):
    """Somebody else is changing the stack, or was killed while changing it; this run has changed nothing.

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
    """Takes the lines about a lock out of Pulumi's standard error."""

    _found: bool = False
    _holders: list[str] = field(default_factory=list)

    def takes(self, line: str) -> bool:
        """Whether a line is about a lock; the caller does not show it then."""
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
    """Return the owner of the lock that Pulumi's output reports, for people; None without a lock."""
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
    """Run an action on a stack, again and again while the stack is locked.

    Args:
        action: must change nothing where it raises StackLocked.
        longest: seconds to wait in all; 0 runs the action once.
        say: shows one line of progress.
        pause: waits some seconds.
        now: a clock in seconds.

    Raises:
        StackLocked: the stack is still locked.
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
