"""Every check there is, in the order of the report."""

from __future__ import annotations

from typing import Final

from sentry_iac.audit import access, alerts, keys, operations, privacy, projects, usage
from sentry_iac.audit.check import Check

CHECKS: Final[tuple[Check, ...]] = (
    *projects.CHECKS,
    *privacy.CHECKS,
    *alerts.CHECKS,
    *access.CHECKS,
    *usage.CHECKS,
    *operations.CHECKS,
    *keys.CHECKS,
)
"""The checks; a new module of checks is added here and nowhere else."""
