"""The keys of a stack file for the rotation of DSNs, in their two places.

The stack's `rotation:` holds for all projects, `projects.<name>.rotation:` for one, value by value. Only the latter
says how far the rotation is; `sentry-iac rotate` writes it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from sentry_iac.estate.text.errors import quoted
from sentry_iac.estate.text.fields import SpecModel
from sentry_iac.estate.text.units import Seconds, wrong

_HOUR = 3600
_LONGEST_PAUSE = 60


def _instant(value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    try:
        instant = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise wrong(f'{quoted(value)} is no instant; write e.g. "2026-11-24T10:00:00Z", with the quotes')
    return instant.astimezone(UTC)


def _whole_hours(seconds: int) -> int:
    if seconds < _HOUR:
        raise wrong("is shorter than 1h, the finest that Sentry tells of a key's use")
    return seconds


def _not_zero(seconds: int) -> int:
    if seconds == 0:
        raise wrong("is no time at all; leave it out to have no highest age")
    return seconds


def _short(seconds: int) -> int:
    if seconds > _LONGEST_PAUSE:
        raise wrong("must lie between 0s and 60s")
    return seconds


Instant = Annotated[
    datetime, BeforeValidator(_instant), WithJsonSchema({"type": "string", "format": "date-time"})
]


class RotationPolicy(SpecModel):
    """How DSNs rotate."""

    grace: Seconds | None = Field(
        default=None, description="How long the previous key stays active: 7d unless given."
    )
    observe: Seconds | None = Field(
        default=None, description="How long it is off before it is deleted: 7d unless given."
    )
    unused_for: Annotated[Seconds, AfterValidator(_whole_hours)] | None = Field(
        default=None, description="Without an event for so long a key is unused: 24h unless given."
    )
    max_age: Annotated[Seconds, AfterValidator(_not_zero)] | None = Field(
        default=None,
        description="A preview warns from 80 % of this age of the current key, and fails past it.",
    )
    proof_pause: Annotated[Seconds, AfterValidator(_short)] | None = Field(
        default=None, description="Between two questions whether a new DSN is accepted: 3s unless given."
    )


class Rotation(RotationPolicy):
    """How far the rotation of one project's DSN is."""

    generation: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="Number of the current key: 1 unless given."
    )
    previous: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="Number of the key before it: one less unless given."
    )
    rotated_at: Instant | None = Field(default=None, description="When the current key took over.")
    leaked: bool | None = Field(default=None, description="true: the previous key goes at once, used or not.")
    force: bool | None = Field(
        default=None, description="true: the previous key goes when its time is up, used or not."
    )
