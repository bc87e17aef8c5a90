"""How far the rotation of one project's client key is, from stack config.

Only the config and an instant decide, without a request or a memory. So a preview and the `up` after it come to the
same result.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Stage = Literal["grace", "deactivated", "deleted"]
"""The stages of the previous key: as it was, switched off, or gone."""

WARN_AT = 0.8
"""The share of the highest age at which a preview begins to warn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RotationSpec:
    """The generations of a project's key.

    `generation` counts from 1 and numbers the current key, `previous` the one before it, None before the first
    rotation. `rotated_at` is when the current one took over. The previous key stays for `grace`, is then switched off,
    and deleted after it was off for `observe`. An event within `unused_for` keeps it, unless `force`. `leaked` skips
    `grace` and does not wait. A current key older than `max_age` fails a preview. `proof_pause` is in seconds.
    """

    generation: int = 1
    previous: int | None = None
    rotated_at: datetime | None = None
    grace: timedelta = timedelta(days=7)
    observe: timedelta = timedelta(days=7)
    unused_for: timedelta = timedelta(days=1)
    max_age: timedelta | None = None
    proof_pause: float = 3.0
    leaked: bool = False
    force: bool = False

    @property
    def deactivates_at(self) -> datetime | None:
        """When the previous key is switched off; None without one."""
        if self.rotated_at is None or self.previous is None:
            return None
        return self.rotated_at if self.leaked else self.rotated_at + self.grace

    @property
    def deletes_at(self) -> datetime | None:
        """When the previous key is deleted at the earliest; None without one."""
        off = self.deactivates_at
        return None if off is None else off + self.observe

    def stage(self, now: datetime) -> Stage:
        """The stage of the previous key at an instant."""
        off, gone = self.deactivates_at, self.deletes_at
        if off is None or gone is None or now < off:
            return "grace"
        return "deactivated" if now < gone else "deleted"

    @property
    def does_not_wait(self) -> bool:
        """Whether the previous key goes although applications use it."""
        return self.leaked or self.force


def resource_name(project: str, generation: int) -> str:
    """Return the resource name of a generation's key; the first one has its project's."""
    return project if generation == 1 else f"{project}-g{generation}"


def generation_of(project: str, resource: str) -> int | None:
    """Return the generation of the key with a resource name; None if it is no key of the project."""
    if resource == project:
        return 1
    before, mark, number = resource.rpartition("-g")
    ours = mark and before == project and number.isascii() and number.isdecimal()
    return int(number) if ours and int(number) > 1 else None


def key_name(name: str, generation: int, longest: int = 64) -> str:
    """Return the name in Sentry of a generation's key; the first one has the plain name."""
    if generation == 1:
        return name
    mark = f" g{generation}"
    return name[: longest - len(mark)] + mark
