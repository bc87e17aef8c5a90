"""The changes of a rotation's step in a stack file, and the reasons to refuse it.

Pure functions over the rotation in the stack file (`RotationSpec`) and the keys in the stack's outputs.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from pulumi_sentry.lifecycle.clock import parse_instant, write_instant
from sentry_iac.errors import CommandError
from sentry_iac.estate import RotationSpec, generation_of
from sentry_iac.rotation.key_state import KeyState, is_under_way, next_step
from sentry_iac.rotation.yaml_edit import Scalar

_TICK: Final = timedelta(seconds=1)


def caught_up(
    project: str, rotation: RotationSpec, declared: Mapping[str, Mapping[str, object]], now: datetime
) -> dict[str, Scalar] | None:
    """Return what a stack file lacks of the state's last rotation, which was applied and never pushed.

    Args:
        project: the project.
        rotation: where its rotation stands by the file.
        declared: the last declared inputs of the stack's client keys, by the names of their resources.
        now: the time of a rotation by version 0.1.0, whose state does not have it.

    Returns:
        What changes in the project's `rotation:`; None where the file lacks nothing.
    """
    keys = {
        generation: inputs
        for name, inputs in declared.items()
        if (generation := generation_of(project, name)) is not None
    }
    instants = {
        number: parse_instant(str(key["rotatedAt"])) for number, key in keys.items() if "rotatedAt" in key
    }
    latest = max(instants.values(), default=None)
    known = max(rotation.generation, rotation.previous or 0)
    if latest is None and max(keys, default=0) <= known:
        return None
    if latest is not None and rotation.rotated_at is not None and rotation.rotated_at >= latest:
        return None
    current = max(
        (
            number
            for number, key in keys.items()
            if not key.get("retirement") and instants.get(number) == latest
        ),
        default=max(keys),
    )
    previous = max((number for number in keys if number != current), default=current - 1)
    retirement = _mapping(keys.get(previous, {}).get("retirement"))
    leaked = retirement.get("leaked") is True
    return {
        "generation": current,
        "rotatedAt": write_instant(latest or now),
        "previous": previous if previous != current - 1 else None,
        "leaked": True if leaked else None,
        "force": True if retirement.get("force") is True and not leaked else None,
    }


def rotated(rotation: RotationSpec, now: datetime, *, leaked: bool) -> dict[str, Scalar]:
    """Return what a new key changes in the project's `rotation:`."""
    generation = max(rotation.generation, rotation.previous or 0) + 1
    return _changes(generation, rotation, now, leaked=leaked)


def rolled_back(rotation: RotationSpec, now: datetime) -> dict[str, Scalar]:
    """Return what going back to the previous key changes in the project's `rotation:`.

    Raises:
        CommandError: there is none.
    """
    if rotation.previous is None:
        raise CommandError("there was no rotation, so there is no previous key to go back to")
    return _changes(rotation.previous, rotation, now, leaked=False)


def check_rotatable(
    project: str, rotation: RotationSpec, keys: Mapping[int, KeyState] | None, now: datetime
) -> None:
    """Check that a new key may take over.

    Raises:
        CommandError: the last rotation is still under way.
    """
    if not is_under_way(rotation, keys, now):
        return
    previous = keys.get(rotation.previous or 0) if keys else None
    kept = previous.kept if previous else ""
    raise CommandError(
        f"{project}: a rotation is under way, and there is at most one previous key: generation "
        f"{rotation.previous} {next_step(rotation, keys, now)}{f' (it is kept: {kept})' if kept else ''}. Wait for "
        "it, or see `sentry-iac rotate --status`; after a leak, `--leaked --force` does not wait"
    )


def check_up_to_date(
    project: str, rotation: RotationSpec, keys: Mapping[int, KeyState] | None, file: str
) -> None:
    """Check that a stack file knows every key of the stack.

    Args:
        project: the project.
        rotation: where its rotation stands by the file.
        keys: its keys by the stack's outputs; None where nobody asked.
        file: the name of the stack file.

    Raises:
        CommandError: the file is older than the state.
    """
    newest, known = max(keys or (0,)), max(rotation.generation, rotation.previous or 0)
    if newest > known:
        raise CommandError(
            f"{project}: the stack has a key of generation {newest}, and {file} knows of {known} at most: it is older "
            "than the state. Update this checkout (`git pull`), or, where the rotation was never pushed, run "
            "`sentry-iac rotate --catch-up`"
        )


def check_can_go_back(
    project: str, rotation: RotationSpec, keys: Mapping[int, KeyState] | None, now: datetime
) -> None:
    """Check that the previous key can take over again.

    Raises:
        CommandError: there is no previous key, or it is deleted or has leaked.
    """
    if rotation.previous is None:
        raise CommandError(f"{project}: there is no previous key to go back to; it was never rotated")
    if not is_under_way(rotation, keys, now):
        raise CommandError(
            f"{project}: the key of generation {rotation.previous} was deleted, and a deleted key cannot come back; "
            "`sentry-iac rotate` makes a new one"
        )
    if rotation.leaked:
        raise CommandError(
            f"{project}: the key of generation {rotation.previous} has leaked; rotate to a new one instead"
        )


def _changes(generation: int, rotation: RotationSpec, now: datetime, *, leaked: bool) -> dict[str, Scalar]:
    # Rotations are ordered by their times, so a time must grow even if machines' clocks differ.
    after = now if rotation.rotated_at is None else max(now, rotation.rotated_at + _TICK)
    return {
        "generation": generation,
        "rotatedAt": write_instant(after),
        "previous": rotation.generation if rotation.generation != generation - 1 else None,
        "leaked": True if leaked else None,
        "force": None,
    }


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
