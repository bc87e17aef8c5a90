"""The owner of a monitor or alert: a program writes `team:ID` or `user:ID`, some endpoints answer an object."""

from __future__ import annotations

from typing import Any

from pulumi_sentry.declaration import arg

_PATTERN = r"^(team|user):[0-9]+\Z"


def owner_argument() -> Any:
    """Declare the argument `owner` of a monitor or alert."""
    return arg(
        "Who owns it: team:ID or user:ID.",
        default=None,
        reset=True,
        pattern=_PATTERN,
        hint="team:ID or user:ID, with the numeric id",
    )


def owner_of(answer: Any) -> str | None:
    """The written form of an owner from Sentry's answer (`{"type": "team", "id": "1", ...}`, text or null)."""
    if isinstance(answer, dict):
        return f"{answer['type']}:{answer['id']}"
    return answer or None
