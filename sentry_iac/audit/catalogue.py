"""Every check there is, in the order of the report."""

from __future__ import annotations

from typing import Final

from sentry_iac.audit import back_end, front_end, mcp, operations, projects, secrets, source_maps
from sentry_iac.audit.check import Check

CHECKS: Final[tuple[Check, ...]] = (
    *projects.CHECKS,
    *front_end.CHECKS,
    *source_maps.CHECKS,
    *back_end.CHECKS,
    *secrets.CHECKS,
    *mcp.CHECKS,
    *operations.CHECKS,
)
"""The checks; a new module of checks is added here and nowhere else."""
