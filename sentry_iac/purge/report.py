"""The report of a purge, as JSON: written after each step, so that an interrupted purge has one, too."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import Enum

from sentry_iac.purge.due import Due


class PurgeOutcome(Enum):
    """The result of a purge."""

    RUNNING = "running"
    DRY_RUN = "dry run"
    NOTHING_DUE = "nothing due"
    DECLINED = "declined"
    DONE = "done"
    INCOMPLETE = "incomplete"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass
class ProjectReport:
    """The result for one project.

    Attributes:
        name: its name in `sentry.yaml`.
        slug: its slug in Sentry.
        issues_due: how many issues were due.
        issues_deleted: ids of those that are deleted.
        issues_kept: ids of those that were seen again meanwhile.
        issues_left: how many Sentry still lists.
        replays_due: how many replays were due.
        replays_deleted: how many Sentry says it deleted.
        replay_job: id of the deletion job, if one ran.
        replay_job_status: Sentry's last status of it.
    """

    name: str
    slug: str
    issues_due: int = 0
    issues_deleted: list[str] = field(default_factory=list)
    issues_kept: list[str] = field(default_factory=list)
    issues_left: int = 0
    replays_due: int = 0
    replays_deleted: int = 0
    replay_job: str | None = None
    replay_job_status: str | None = None


class PurgeReport:
    """The report of one purge.

    Args:
        stack: the stack's name.
        due: what was due at its start.
        keep: takes the JSON text each time something changed.
    """

    def __init__(self, stack: str, due: Due, keep: Callable[[str], None]) -> None:
        self.outcome = PurgeOutcome.RUNNING
        self.error: str | None = None
        self.projects = [
            ProjectReport(each.name, each.slug, issues_due=len(each.issues), replays_due=len(each.replays))
            for each in due.projects
        ]
        self._stack = stack
        self._due = due
        self._keep = keep

    def write(self, outcome: PurgeOutcome | None = None, error: str | None = None) -> None:
        """Keep the present report; an outcome ends it."""
        self.outcome = outcome or self.outcome
        self.error = error or self.error
        self._keep(json.dumps(self.as_json(), indent=2) + "\n")

    def as_json(self) -> dict[str, object]:
        """The report as JSON values; times are UTC."""
        return {
            "stack": self._stack,
            "organization": self._due.organization,
            "outcome": self.outcome.value,
            "error": self.error,
            "started": _zulu(self._due.now),
            "issuesLastSeenBefore": _zulu(self._due.issues_before),
            "replaysOlderThan": _zulu(self._due.replays_before),
            "projectsMissing": list(self._due.missing),
            "projects": [
                {_camel(name): value for name, value in asdict(each).items()} for each in self.projects
            ],
        }


def _zulu(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)
