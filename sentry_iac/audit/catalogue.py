"""Every check there is, in the order of the report."""

from __future__ import annotations

from typing import Final

from sentry_iac.audit.application import (
    back_end,
    back_end_options,
    front_end,
    front_end_options,
    mcp,
    secrets,
    source_maps,
)
from sentry_iac.audit.check import Check
from sentry_iac.audit.organization import (
    access,
    alert_history,
    alerts,
    dsns,
    keys,
    operations,
    privacy,
    projects,
    quota,
    retention,
)

CHECKS: Final[tuple[Check, ...]] = (
    *projects.CHECKS,
    *dsns.CHECKS,
    *front_end.CHECKS,
    *front_end_options.CHECKS,
    *source_maps.CHECKS,
    *back_end.CHECKS,
    *back_end_options.CHECKS,
    *secrets.CHECKS,
    *privacy.CHECKS,
    *alerts.CHECKS,
    *alert_history.CHECKS,
    *access.CHECKS,
    *retention.CHECKS,
    *quota.CHECKS,
    *mcp.CHECKS,
    *operations.CHECKS,
    *keys.CHECKS,
)
"""The checks. A new module of checks is added here."""
