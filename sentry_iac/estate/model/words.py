"""Words of `sentry.yaml` that are others at Sentry, each with the provider's."""

from __future__ import annotations

from typing import Final, Literal

WrittenAssignment = Literal["owner", "suspect-commits", "off"]
"""Whom Sentry assigns an issue to by itself."""

ASSIGNMENTS: Final[dict[WrittenAssignment, str]] = {
    "owner": "Auto Assign to Issue Owner",
    "suspect-commits": "Auto Assign to Suspect Commits",
    "off": "Turn off Auto-Assignment",
}

LOADER: Final = {
    "replay": "has_replay",
    "performance": "has_performance",
    "debug": "has_debug",
    "feedback": "has_feedback",
    "logs_and_metrics": "has_logs_and_metrics",
}
"""The parts of the loader script: fields under `loader:`, and the provider's."""
