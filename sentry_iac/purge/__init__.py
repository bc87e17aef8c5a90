"""Deletes old data earlier than the plan does, with Sentry's own APIs: the search, and the deletion."""

from sentry_iac.purge.deletion import carry_out
from sentry_iac.purge.due import Due, DueIssue, DueProject, find_due
from sentry_iac.purge.report import PurgeOutcome, PurgeReport

__all__ = ["Due", "DueIssue", "DueProject", "PurgeOutcome", "PurgeReport", "carry_out", "find_due"]
