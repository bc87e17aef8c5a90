"""Keeps the result of the last look for drift on this machine, for the audit."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sentry_iac.errors import CommandError
from sentry_iac.files.layout import Layout
from sentry_iac.files.private_files import read_if_present, write_private


class DriftOutcome(StrEnum):
    """The result of a look for drift."""

    NONE = "none"
    DRIFT = "drift"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class DriftRecord:
    """One look for drift.

    Attributes:
        when: the moment it ended, with its zone.
        outcome: how it ended.
    """

    when: datetime
    outcome: DriftOutcome


def remember_drift(layout: Layout, stack: str, record: DriftRecord) -> None:
    """Note the result of a look, in place of the one before.

    Raises:
        CommandError: the file cannot be written, or would be outside of the project.
    """
    path = layout.drift_file(stack)
    if any(each.is_symlink() for each in (layout.local, path.parent)):
        raise CommandError(
            f"the result of this look is not kept for the audit: {layout.shown(path.parent)} is behind a link, and a "
            "look writes through none; put a folder in its place"
        )
    value = {"when": record.when.isoformat(), "outcome": record.outcome.value}
    write_private(path, json.dumps(value) + "\n")


def last_drift(layout: Layout, stack: str) -> DriftRecord | None:
    """Return the result of the last look on this machine; None if there was none, or its note is broken.

    Raises:
        CommandError: the file cannot be read.
    """
    text = read_if_present(layout.drift_file(stack))
    try:
        value = json.loads(text or "")
        when = datetime.fromisoformat(value["when"])
        return DriftRecord(when, DriftOutcome(value["outcome"])) if when.tzinfo else None
    except (ValueError, TypeError, KeyError):
        return None
