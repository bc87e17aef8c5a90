"""The keys of a stack file for the rotation of DSNs, in their two places.

The stack's `rotation:` holds for all projects, `projects.<name>.rotation:` for one, value by value. Only the latter
says how far the rotation is; `sentry-iac rotate` writes it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from sentry_iac.estate.model.rotation import WARN_AT, RotationSpec
from sentry_iac.estate.text.errors import quoted
from sentry_iac.estate.text.fields import SpecModel
from sentry_iac.estate.text.quantities import Seconds
from sentry_iac.estate.text.saying import key
from sentry_iac.estate.text.units import duration_text, wrong

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


_USUAL: Final = RotationSpec()


def _text(span: timedelta) -> str:
    return duration_text(span.total_seconds(), "s")


class RotationPolicy(SpecModel, title="Rotation of a stack"):
    """How DSNs rotate."""

    grace: Seconds | None = key(
        "How long the previous key stays active.", example="3d", usual=_text(_USUAL.grace)
    )
    observe: Seconds | None = key(
        "How long the previous key is off before it is deleted.", example="3d", usual=_text(_USUAL.observe)
    )
    unused_for: Annotated[Seconds, AfterValidator(_whole_hours)] | None = key(
        "How long a key must be without an event to count as unused, 1h or longer.",
        example="2d",
        usual=_text(_USUAL.unused_for),
    )
    max_age: Annotated[Seconds, AfterValidator(_not_zero)] | None = key(
        f"A preview warns from {WARN_AT:.0%} of this age of the current key, and fails past it.",
        example="180d",
        unless="no age is too high",
    )
    proof_pause: Annotated[Seconds, AfterValidator(_short)] | None = key(
        "How long to wait between two questions whether Sentry accepts a new DSN, 0s to 60s.",
        example="10s",
        usual=duration_text(_USUAL.proof_pause, "s"),
    )


class Rotation(RotationPolicy, title="Rotation of a project"):
    """How far the rotation of one project's DSN is."""

    generation: Annotated[int, Field(ge=1)] | None = key(
        "The number of the current key. `sentry-iac rotate` writes it.",
        example=2,
        usual=1,
        unit="number of a key",
    )
    previous: Annotated[int, Field(ge=1)] | None = key(
        "The number of the key before it. `sentry-iac rotate` writes it.",
        example=1,
        unless="one less than generation",
        unit="number of a key",
    )
    rotated_at: Instant | None = key(
        "When the current key took over, an instant with its offset, in quotes. `sentry-iac rotate` writes it.",
        example="2026-11-24T10:00:00Z",
        unless="the key was never rotated",
    )
    leaked: bool | None = key(
        "Whether the previous key goes at once, used or not.", example=True, usual=False
    )
    force: bool | None = key(
        "Whether the previous key goes when its time is up, used or not.", example=True, usual=False
    )
