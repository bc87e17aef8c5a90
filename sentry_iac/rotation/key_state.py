"""The keys of a project in a stack's outputs, and what an `up` will do to the previous one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sentry_iac.estate.model.rotation import RotationSpec

_DELETED: Final = "deleted"


@dataclass(frozen=True)
class KeyState:
    """A key of a project in the stack's outputs.

    Attributes:
        generation: its number.
        id: its id in the state; never print it, since a state of version 0.1.0 has the key in it.
        status: active, inactive or deleted.
        is_current: whether the `.env` files have it.
        created_at: when it was made; empty where it never was.
        deactivated_at: when its retirement switched it off; empty where it did not.
        kept: why it is still there although its time is up; empty where it is not.
    """

    generation: int
    id: str
    status: str
    is_current: bool
    created_at: str
    deactivated_at: str
    kept: str

    def __repr__(self) -> str:
        return f"KeyState(generation={self.generation}, status={self.status!r})"


def keys_of(outputs: Mapping[str, object], project: str) -> dict[int, KeyState]:
    """Read a project's keys from a stack's outputs, by generation; nothing before the first `up`."""
    keys = _mapping(_mapping(_mapping(outputs.get("applications")).get(project)).get("keys"))
    states = {}
    for number, value in keys.items():
        fields = _mapping(value)
        states[int(number)] = KeyState(
            generation=int(number),
            id=str(fields.get("id") or ""),
            status=str(fields.get("status") or ""),
            is_current=bool(fields.get("current")),
            created_at=str(fields.get("createdAt") or ""),
            deactivated_at=str(fields.get("deactivatedAt") or ""),
            kept=str(fields.get("kept") or ""),
        )
    return states


def is_under_way(rotation: RotationSpec, keys: Mapping[int, KeyState] | None, now: datetime) -> bool:
    """Whether the previous key is not deleted yet, by the outputs, or by the dates where there are none."""
    if rotation.previous is None:
        return False
    if keys is not None and rotation.previous in keys:
        return keys[rotation.previous].status != _DELETED
    return rotation.deletes_at is not None and now < rotation.deletes_at


def next_step(rotation: RotationSpec, keys: Mapping[int, KeyState] | None, now: datetime) -> str:
    """Return what an `up` will do to the previous key and when, as the end of a sentence about that key."""
    off, gone = rotation.deactivates_at, rotation.deletes_at
    if off is None or gone is None or not is_under_way(rotation, keys, now):
        return "needs nothing"
    unless = "" if rotation.does_not_wait else ", if it is unused"
    state = keys.get(rotation.previous or 0) if keys else None
    if state is not None and state.status == "inactive":
        if state.deactivated_at:
            since = datetime.fromisoformat(state.deactivated_at) + rotation.observe
            gone = max(gone, since)
        return f"is deleted {_when(gone, now)}{unless}"
    return f"is switched off {_when(off, now)}{unless}"


def shown(instant: datetime) -> str:
    """Write an instant for people: `2026-12-01 10:00 UTC`."""
    return f"{instant:%Y-%m-%d %H:%M} UTC"


def _when(instant: datetime, now: datetime) -> str:
    return "by the next up" if now >= instant else f"by the first up after {shown(instant)}"


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
