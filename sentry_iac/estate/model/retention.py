"""Compares how long Sentry keeps data with the organization's expectations.

Sentry has no API that sets retention: on sentry.io the plan decides when data arrives; a self-hosted Sentry has one
number for the whole instance (`SENTRY_EVENT_RETENTION_DAYS`). So `sentry.yaml` only states expectations. The table is
that of https://docs.sentry.io/security-legal-pii/security/data-retention-periods/.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

DataType = Literal["errors", "logs", "spans", "replays", "profiles", "crons", "uptime", "attachments"]
"""Kinds of data that each have a retention at Sentry."""

PurgeableData = Literal["issues", "replays"]
"""The kinds that a purge can delete."""

SentryPlan = Literal["developer", "team", "business", "enterprise", "trial"]
"""Plans of sentry.io; a trial keeps data as team does, enterprise as business."""

_COLUMN: Final[dict[SentryPlan, str]] = {
    "developer": "developer",
    "team": "team",
    "trial": "team",
    "business": "business",
    "enterprise": "business",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """For how many days Sentry keeps all data of a kind, and a part of it at the longest."""

    days: int
    longest: int

    def __str__(self) -> str:
        return f"{self.days} d" if self.days == self.longest else f"{self.days} d, sampled {self.longest} d"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: its name, and how long each plan keeps the data."""

    title: str
    developer: Kept
    team: Kept
    business: Kept

    def __str__(self) -> str:
        return f"{self.title}: Developer {self.developer}, Team {self.team}, Business {self.business}"


def _row(title: str, developer: int, team: int, business: int, sampled: int | None = None) -> Row:
    return Row(
        title,
        Kept(developer, developer),
        Kept(team, team),
        Kept(business, business if sampled is None else sampled),
    )


TABLE: Final[dict[DataType, Row]] = {
    "errors": _row("Errors", 30, 90, 90),
    "logs": _row("Logs", 30, 30, 30),
    # 13 months, as a sample of what was sent.
    "spans": _row("Spans", 30, 30, 30, sampled=396),
    "replays": _row("Session replays", 30, 90, 90),
    "profiles": _row("Profiles", 30, 30, 30),
    "crons": _row("Crons", 30, 30, 30),
    "uptime": _row("Uptime", 30, 90, 90),
    "attachments": _row("Attachments", 30, 90, 90),
}

LEGACY_TRANSACTIONS: Final = _row("Transactions (billed as transactions)", 90, 90, 90)
"""Replaces the row of spans for organizations that are still billed by transactions."""

PURGED_WITH: Final[dict[DataType, PurgeableData]] = {"errors": "issues", "replays": "replays"}
"""The kinds that a purge can delete, with their names there. Sentry has no deletion API for the others."""


@dataclass(frozen=True, slots=True)
class RetentionSource:
    """The source of the retention: a plan, or the one number of a self-hosted Sentry (days)."""

    plan: SentryPlan | None = None
    self_hosted_days: int | None = None
    legacy_transactions: bool = False

    def __str__(self) -> str:
        return f"plan {self.plan}" if self.plan else "self-hosted Sentry"

    def row(self, data: DataType) -> Row:
        """Return the row of the table that holds for a kind of data."""
        return LEGACY_TRANSACTIONS if data == "spans" and self.legacy_transactions else TABLE[data]

    def kept(self, data: DataType) -> Kept:
        """Return how long a kind of data is kept."""
        if self.self_hosted_days is not None:
            return Kept(self.self_hosted_days, self.self_hosted_days)
        kept: Kept = getattr(self.row(data), _COLUMN[self.plan or "developer"])
        return kept

    def explained(self, data: DataType) -> str:
        """Return the source of the number."""
        if self.self_hosted_days is not None:
            return f"self-hosted, one number for everything: {self.self_hosted_days} d"
        return str(self.row(data))


@dataclass(frozen=True, slots=True)
class Expectation:
    """How long the organization expects Sentry to keep a kind of data, in days; None: any time."""

    at_least: int | None = None
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class Breach:
    """A failed expectation: the kind of data, the bound, and the reason for people."""

    data: DataType
    bound: Literal["atLeast", "atMost"]
    message: str


def breaches(
    source: RetentionSource, expected: Mapping[DataType, Expectation], purged: Mapping[PurgeableData, int]
) -> Iterator[Breach]:
    """Compare Sentry's retention with the expectations.

    Args:
        source: the source of Sentry's retention.
        expected: bounds by kind of data.
        purged: after how many days a purge deletes, by `issues` and `replays`.
    """
    for data, bounds in expected.items():
        kept = source.kept(data)
        after = purged.get(PURGED_WITH[data]) if data in PURGED_WITH else None
        row = f"({source.explained(data)})"
        if bounds.at_least is not None and kept.days < bounds.at_least:
            yield Breach(
                data,
                "atLeast",
                f"{source} keeps {data} for {kept.days} d, less than {bounds.at_least} d {row}; "
                "no setting changes that: choose another plan, or expect less",
            )
        elif bounds.at_least is not None and after is not None and after < bounds.at_least:
            name = PURGED_WITH[data]
            yield Breach(
                data,
                "atLeast",
                f"is {bounds.at_least} d, but purge.{name} deletes after {after} d; correct one of them",
            )
        if bounds.at_most is not None and kept.longest > bounds.at_most:
            yield from _too_long(source, data, bounds.at_most, after, row)


def pointless(
    source: RetentionSource, purged: Mapping[PurgeableData, int]
) -> Iterator[tuple[PurgeableData, str]]:
    """Give the useless parts of a purge, whose data is gone before: `issues` or `replays`, and why, for people."""
    for data, name in PURGED_WITH.items():
        kept = source.kept(data).longest
        if name in purged and purged[name] >= kept:
            yield (
                name,
                f"is {purged[name]} d, but {source} keeps {data} for {kept} d ({source.explained(data)}): nothing "
                "would ever be due; write less, or remove the line",
            )


def _too_long(
    source: RetentionSource, data: DataType, at_most: int, after: int | None, row: str
) -> Iterator[Breach]:
    if after is not None and after <= at_most:
        return
    said = f"{source} keeps {data} for {source.kept(data).longest} d, more than {at_most} d {row}"
    if data not in PURGED_WITH:
        way = "Sentry has no API that deletes them: choose another plan, send less, or expect more"
    elif after is None:
        way = f"write purge: {{ {PURGED_WITH[data]}: {at_most}d }} and run `sentry-iac purge` daily, or expect more"
    else:
        way = f"purge.{PURGED_WITH[data]} deletes only after {after} d: lower it to {at_most}d"
    yield Breach(data, "atMost", f"{said}; {way}")
