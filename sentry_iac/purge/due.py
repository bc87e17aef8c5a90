"""Finds the data that a purge would delete, without changing any.

Only data of certain age is due. An issue with an unreadable time stays. Two clocks, Sentry's and this machine's, have
to agree on the time, so that a wrong one deletes nothing too early.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pulumi_sentry.api import NotFound, SentryClient
from sentry_iac.errors import CommandError
from sentry_iac.estate import PurgeSpec

LONGEST_REPLAY = timedelta(hours=1)
"""The longest recording. A deletion job deletes each replay that has a segment in the job's time, as a whole. A job
that ends an hour earlier deletes no segment that is younger than asked."""

REPLAYS_BEGAN = datetime(2022, 1, 1, tzinfo=UTC)
"""Before the first replay that any Sentry recorded."""


MOST_APART = 300.0
"""How many seconds the two clocks may be apart. Clocks that are set agree better, and a purge counts days."""


@dataclass(frozen=True, slots=True)
class DueIssue:
    """An issue that was not seen for long enough."""

    id: str
    short_id: str
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class DueProject:
    """The due data of one project: `name` is that of `sentry.yaml`, `replays` the ids of recordings."""

    name: str
    slug: str
    id: str
    issues: tuple[DueIssue, ...] = ()
    replays: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether nothing is due."""
        return not self.issues and not self.replays


@dataclass(frozen=True, slots=True)
class Due:
    """The due data of a stack.

    Attributes:
        organization: its slug.
        now: the time by Sentry's clock or this machine's, whichever is behind.
        issues_before: issues last seen before this are due; None: no issues are purged.
        replays_before: replays that ended before this are due; None: no replays are purged.
        projects: the stack's projects.
        missing: names of declared projects that Sentry does not have.
    """

    organization: str
    now: datetime
    issues_before: datetime | None
    replays_before: datetime | None
    projects: tuple[DueProject, ...]
    missing: tuple[str, ...] = ()

    @property
    def issue_count(self) -> int:
        """How many issues are due."""
        return sum(len(project.issues) for project in self.projects)

    @property
    def replay_count(self) -> int:
        """How many replays are due."""
        return sum(len(project.replays) for project in self.projects)


async def find_due(
    client: SentryClient,
    purge: PurgeSpec,
    projects: Mapping[str, str],
    looked_at: Callable[[str], None] = lambda _: None,
) -> Due:
    """Look up the due data.

    Args:
        client: the organization's client.
        purge: after how many days each kind of data is deleted.
        projects: slugs of the stack's projects by their name in `sentry.yaml`; no other is looked at.
        looked_at: told the name of each project after its look.

    Raises:
        SentryError: Sentry did not answer, or the token may not read it.
        CommandError: nobody knows for certain what time it is.
    """
    await client.connect()
    now = agreed_time(client.clocks)
    issues_before = None if purge.issues is None else now - timedelta(days=purge.issues)
    replays_before = None if purge.replays is None else now - timedelta(days=purge.replays)
    found, missing = [], []
    for name, slug in projects.items():
        try:
            project = await client.projects.get(slug)
        except NotFound:
            missing.append(name)
            looked_at(name)
            continue
        identity = str(project["id"])
        issues: tuple[DueIssue, ...] = ()
        replays: tuple[str, ...] = ()
        if issues_before is not None and purge.issues is not None:
            issues = await due_issues(client, identity, purge.issues, issues_before)
        if replays_before is not None:
            replays = await due_replays(client, identity, replays_before)
        found.append(DueProject(name, slug, identity, issues, replays))
        looked_at(name)
    organization = str(client.organization_info.get("slug") or client.organization)
    return Due(organization, now, issues_before, replays_before, tuple(found), tuple(missing))


def agreed_time(clocks: tuple[float, float] | None) -> datetime:
    """Return the earlier of two clocks that agree.

    Args:
        clocks: Sentry's and this machine's time in epoch seconds; None where Sentry told none.

    Raises:
        CommandError: they do not agree, or there is only one.
    """
    if clocks is None:
        raise CommandError(
            "Sentry's answer has no Date header that can be read, so this machine's clock is the only one, and what is "
            "old enough is not certain. Nothing was deleted; look at the gateway or proxy between here and Sentry"
        )
    theirs, ours = clocks
    if abs(theirs - ours) > MOST_APART:
        raise CommandError(
            f"it is {_clock(theirs)} by Sentry's clock (its Date header) and {_clock(ours)} by this machine's: more "
            f"than {MOST_APART / 60:g} minutes apart, so what is old enough is not certain. Nothing was deleted; set "
            "the clock that is wrong, or look at the gateway between here and Sentry, then run it again"
        )
    return datetime.fromtimestamp(min(theirs, ours), UTC)


def _clock(seconds: float) -> str:
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (ValueError, OverflowError, OSError):
        return f"{seconds:.0f} s after 1970"


async def due_issues(client: SentryClient, project: str, days: int, before: datetime) -> tuple[DueIssue, ...]:
    """Return the issues of a project that were last seen before a moment.

    Sentry's search only narrows them down; the time of each decides.
    """
    return old_enough(await client.issues.list(project, f"lastSeen:+{days}d"), before)


async def due_replays(client: SentryClient, project: str, before: datetime) -> tuple[str, ...]:
    """Return the ids of replays that a deletion job up to `last_segment(before)` deletes: all ended before a moment."""
    end = last_segment(before)
    return tuple(
        str(replay["id"])
        for replay in await client.replays.list(project, start=REPLAYS_BEGAN, end=end)
        if not replay.get("is_archived") and _is_before(replay.get("started_at"), end)
    )


def last_segment(before: datetime) -> datetime:
    """Return the end of a deletion job that deletes no replay with a segment after a moment."""
    return (before - LONGEST_REPLAY).replace(microsecond=0)


def old_enough(issues: Iterable[Mapping[str, Any]], before: datetime) -> tuple[DueIssue, ...]:
    """Return the issues whose last event is certainly before a moment."""
    return tuple(
        DueIssue(str(issue["id"]), str(issue.get("shortId") or issue["id"]), seen)
        for issue in issues
        if (seen := time_of(issue.get("lastSeen"))) is not None and seen < before
    )


def _is_before(text: object, moment: datetime) -> bool:
    found = time_of(text)
    return found is not None and found < moment


def time_of(text: object) -> datetime | None:
    """Return a time that Sentry wrote as text, in UTC where it does not say; None for anything else."""
    try:
        found = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)
