"""How far the rotation of a project's DSN is, merged from the stack's settings for all projects and for this one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sentry_iac.estate.model.rotation import RotationSpec
from sentry_iac.estate.resolving.layers import given, merged
from sentry_iac.estate.stack.settings import StackSettings
from sentry_iac.estate.text.errors import Path, Problem
from sentry_iac.estate.written.rotation import Rotation, RotationPolicy


def resolve_rotation(stack: StackSettings, project: str, problems: list[Problem]) -> RotationSpec:
    """Return how far a project's rotation is in a stack; add mistakes to `problems`."""
    shared = stack.config.rotation or RotationPolicy()
    own = stack.config.projects[project].rotation if project in stack.config.projects else None
    rotation = own or Rotation()
    path: Path = ("projects", project, "rotation")
    problems += [
        stack.source.problem((*path, *inside), message) for inside, message in _contradictions(rotation)
    ]
    generation = rotation.generation or 1
    policy, unless_given = merged([shared, rotation], RotationPolicy()), RotationSpec()
    return RotationSpec(
        generation=generation,
        previous=rotation.previous or (generation - 1 or None),
        rotated_at=rotation.rotated_at,
        grace=given(_seconds(policy.grace), unless_given.grace),
        observe=given(_seconds(policy.observe), unless_given.observe),
        unused_for=given(_seconds(policy.unused_for), unless_given.unused_for),
        max_age=_seconds(policy.max_age),
        proof_pause=float(given(policy.proof_pause, unless_given.proof_pause)),
        leaked=bool(rotation.leaked),
        force=bool(rotation.force),
    )


def _contradictions(rotation: Rotation) -> Iterator[tuple[Path, str]]:
    generation = rotation.generation or 1
    rotated = generation > 1 or rotation.previous is not None
    if rotated and rotation.rotated_at is None:
        place: Path = ("generation",) if rotation.generation is not None else ("previous",)
        yield place, "needs rotatedAt beside it: when this key took over; `sentry-iac rotate` writes both"
    if rotation.previous == generation:
        yield ("previous",), f"is the current generation {generation}; write the one before it"
    if not rotated:
        for name, says in (("leaked", rotation.leaked), ("force", rotation.force)):
            if says:
                yield (name,), "speaks of a previous key, and there is none"


def _seconds(number: int | None) -> timedelta | None:
    return None if number is None else timedelta(seconds=number)
