"""Refuses to undo a rotation of client keys by accident, and to use a leaked key again.

A program that is older than the state (another commit, a late approval, a second run) would undo a rotation. A leaked
key never comes back, even on purpose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self

from pulumi_sentry.declaration import known
from pulumi_sentry.keys.arguments import ProjectKeyArgs
from pulumi_sentry.keys.retirement import DELETED, INACTIVE
from pulumi_sentry.lifecycle import clock


@dataclass(frozen=True)
class DeclaredRotation:
    """Where a key stands in the rotations of its project, by its declaration.

    Attributes:
        rotated_at: the last rotation of the project's keys; None if it does not say.
        retires: it is on its way out.
        forced: it goes although applications use it.
        leaked: it goes for good.
    """

    rotated_at: datetime | None = None
    retires: bool = False
    forced: bool = False
    leaked: bool = False

    @classmethod
    def of(cls, args: ProjectKeyArgs) -> Self | None:
        """Read it from arguments; None while some of it is unknown."""
        rotated_at, retirement = args.rotated_at, args.retirement
        if not known(rotated_at) or not known(retirement):
            return None
        instant = None if rotated_at is None else clock.parse_instant(rotated_at)
        if retirement is None:
            return cls(instant)
        if not known(retirement.force) or not known(retirement.leaked):
            return None
        return cls(instant, retires=True, forced=retirement.force, leaked=retirement.leaked is True)


def refused_way_back(
    name: str, old: DeclaredRotation, new: DeclaredRotation, outputs: Mapping[str, Any]
) -> str | None:
    """Why a key must not change from one declaration to another, as one sentence; None if it may.

    Args:
        name: of its resource.
        old: the arguments in the state.
        new: the arguments declared now.
        outputs: its outputs in the state.
    """
    gone = outputs.get("status") == DELETED
    since = f" at {outputs['deactivated_at']}" if outputs.get("deactivated_at") else ""
    if old.leaked and not new.leaked and not (gone and new.retires):
        return (
            f"the client key of {name} has leaked and was rotated away{since}, so it never becomes active again. "
            f"{_OLDER}; {_ANOTHER}"
        )
    if gone and not new.retires:
        return (
            f"the client key of {name} was deleted at Sentry, and a deleted key cannot be used again. {_OLDER}; "
            f"{_ANOTHER}"
        )
    if old.rotated_at is not None and (new.rotated_at is None or new.rotated_at < old.rotated_at):
        heard = "no rotation" if new.rotated_at is None else clock.write_instant(new.rotated_at)
        return (
            f"the client keys of {name} were rotated at {clock.write_instant(old.rotated_at)}, and this program knows "
            f"of {heard}. {_OLDER}; `sentry-iac rotate --rollback` goes back on purpose"
        )
    is_off = outputs.get("status") == INACTIVE
    meant = old.rotated_at is not None and new.rotated_at is not None and new.rotated_at > old.rotated_at
    if old.forced and is_off and not new.retires and not meant:
        return (
            f"the client key of {name} was switched off by force{since}, as a leaked one is, so it is not switched on "
            f"again. {_OLDER}; {_ANOTHER}"
        )
    return None


# Short: `sentry-iac preview` cuts what an engine says to a line of 300 characters.
_OLDER: Final = (
    "This program is older than the state: run `git pull`, or `sentry-iac rotate --catch-up` where the rotation was "
    "never pushed"
)
_ANOTHER: Final = "for another key, `sentry-iac rotate`"
