"""How long Sentry keeps data, compared with the organization's expectations."""

from __future__ import annotations

from typing import Final, get_args

from sentry_iac.estate.model.retention import DataType, Expectation, RetentionSource, breaches, pointless
from sentry_iac.estate.model.settings import PurgeSpec, RetentionSpec
from sentry_iac.estate.resolving.layers import ReportProblem
from sentry_iac.estate.written.retention import Retention

_KINDS: Final[tuple[DataType, ...]] = get_args(DataType)


def retention_of(retention: Retention | None, report: ReportProblem) -> RetentionSpec | None:
    """Return how long Sentry keeps data; report each failed expectation."""
    if retention is None:
        return None
    source = RetentionSource(
        plan=retention.plan,
        self_hosted_days=retention.self_hosted.days if retention.self_hosted else None,
        legacy_transactions=retention.legacy_transactions,
    )
    expected: dict[DataType, Expectation] = {}
    for data, bounds in retention.expected().items():
        if bounds.at_least is not None and bounds.at_most is not None and bounds.at_least > bounds.at_most:
            report(("retention", data), "atLeast is longer than atMost")
        expected[data] = Expectation(bounds.at_least, bounds.at_most)
    purge = None
    if retention.purge is not None:
        purge = PurgeSpec(issues=retention.purge.issues, replays=retention.purge.replays)
    purged = purge.days() if purge else {}
    for breach in breaches(source, expected, purged):
        report(("retention", breach.data, breach.bound), breach.message)
    for name, message in pointless(source, purged):
        report(("retention", "purge", name), message)
    return RetentionSpec(
        source=str(source),
        days={data: source.kept(data).days for data in _KINDS},
        # A purge without a kind of data deletes nothing.
        purge=purge if purged else None,
    )
