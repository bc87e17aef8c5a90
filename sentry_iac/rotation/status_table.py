"""The table of `rotate --status`: every key, how old it is, when it was used last, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from pulumi_sentry.keys.use import KeyUse
from sentry_iac.estate import RotationSpec
from sentry_iac.listing import Listing
from sentry_iac.rotation.key_state import KeyState, is_under_way, next_step, shown

_NOTHING = "-"


def status_listing(
    stack: str,
    rotations: Mapping[str, RotationSpec],
    keys: Mapping[str, Mapping[int, KeyState]],
    uses: Mapping[str, KeyUse],
    now: datetime,
) -> Listing:
    """Return the table, and the same for programs.

    Args:
        stack: the stack's name.
        rotations: where the rotation of each project stands.
        keys: the keys of each project, by generation.
        uses: the use of keys, by their ids.
        now: the current time, for ages.
    """
    rows: list[tuple[str, ...]] = []
    facts: list[object] = []
    for project, rotation in rotations.items():
        living = sorted(keys[project].values(), key=lambda key: (not key.is_current, -key.generation))
        for key in living:
            said = _next_of(key, rotation, keys[project], now)
            use = uses.get(key.id)
            rows.append(
                (
                    project,
                    str(key.generation),
                    f"{key.status}, {'current' if key.is_current else 'previous'}",
                    _age(key, now),
                    _last(use),
                    said,
                )
            )
            facts.append(
                {
                    "project": project,
                    "generation": key.generation,
                    "status": key.status,
                    "current": key.is_current,
                    "createdAt": key.created_at or None,
                    "lastEvent": use.last_hour.isoformat() if use and use.last_hour else None,
                    "next": None if said == _NOTHING else said,
                }
            )
        if not living:
            rows.append((project, *(_NOTHING for _ in range(4)), "made by the next up"))
    return Listing(
        title=f"Stack {stack}, {shown(now)}",
        columns=("Project", "Generation", "Key", "Age", "Last event", "Next"),
        prose=frozenset({"Last event", "Next"}),
        rows=rows,
        facts={"stack": stack, "keys": facts},
    )


def _age(key: KeyState, now: datetime) -> str:
    if not key.created_at:
        return _NOTHING
    age = max(now - datetime.fromisoformat(key.created_at), timedelta())
    return f"{age.days} d" if age.days else f"{age.seconds // 3600} h"


def _last(use: KeyUse | None) -> str:
    if use is None:
        return _NOTHING
    if use.events is None:
        return f"unknown: {use.unknown}"
    return shown(use.last_hour) if use.last_hour else "none in 30 days"


def _next_of(key: KeyState, rotation: RotationSpec, keys: Mapping[int, KeyState], now: datetime) -> str:
    if key.is_current:
        if rotation.generation != key.generation:
            return f"generation {rotation.generation} takes over with the next up"
        if rotation.max_age is None or not key.created_at:
            return _NOTHING
        return f"rotate before {shown(datetime.fromisoformat(key.created_at) + rotation.max_age)}"
    if not is_under_way(rotation, keys, now):
        return _NOTHING
    return next_step(rotation, keys, now) + (f"; kept: {key.kept}" if key.kept else "")
