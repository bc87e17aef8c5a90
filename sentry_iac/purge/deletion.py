"""Deletes the due data. Sentry itself knows what is left, so a purge can be stopped and run again at any point."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pulumi_sentry.api import SentryClient, SentryError
from pulumi_sentry.api.readings.issues import MOST_IDS
from pulumi_sentry.api.readings.replays import UNFINISHED
from sentry_iac.estate import PurgeSpec
from sentry_iac.purge.due import (
    REPLAYS_BEGAN,
    Due,
    DueProject,
    due_issues,
    due_replays,
    last_segment,
    old_enough,
    time_of,
)
from sentry_iac.purge.report import ProjectReport, PurgeOutcome, PurgeReport

Say = Callable[[str], None]

JOB_PATIENCE = 1800.0
"""Seconds to wait for a job that deletes replays; it goes on by itself after that."""


async def carry_out(
    client: SentryClient,
    purge: PurgeSpec,
    due: Due,
    report: PurgeReport,
    *,
    say: Say,
    patience: float = JOB_PATIENCE,
) -> None:
    """Delete the due data, project by project.

    Args:
        client: the organization's client.
        purge: after how many days each kind of data is deleted.
        due: the due data, as shown before.
        report: told of each step.
        say: shows one line of progress.
        patience: seconds to wait for each job that deletes replays.

    Raises:
        SentryError: Sentry refused something; the report has everything that was deleted before.
    """
    for project, done in zip(due.projects, report.projects, strict=True):
        step = _Step(client, project, done, report, say)
        if due.issues_before is not None and purge.issues is not None and project.issues:
            await step.delete_issues(purge.issues, due.issues_before)
        if due.replays_before is not None and project.replays:
            await step.delete_replays(due.replays_before, patience)
    complete = all(
        not each.issues_left and each.replay_job_status in (None, "completed") for each in report.projects
    )
    report.write(PurgeOutcome.DONE if complete else PurgeOutcome.INCOMPLETE)


@dataclass(frozen=True)
class _Step:
    """The deletion in one project."""

    client: SentryClient
    project: DueProject
    done: ProjectReport
    report: PurgeReport
    say: Say

    async def delete_issues(self, days: int, before: datetime) -> None:
        """Delete issues page by page, until Sentry lists no due one, or no fewer than before."""
        due = self.project.issues
        while due:
            for start in range(0, len(due), MOST_IDS):
                await self._delete_page([issue.id for issue in due[start : start + MOST_IDS]], before)
            left = await due_issues(self.client, self.project.id, days, before)
            if len(left) >= len(due):
                # An issue that Sentry still lists is not deleted, whatever its answer was.
                listed = {issue.id for issue in left}
                self.done.issues_deleted = [each for each in self.done.issues_deleted if each not in listed]
                self.done.issues_left = len(left)
                self.report.write()
                self.say(f"{self.project.slug}: Sentry still lists {len(left)} of them; run it again later")
                return
            due = left

    async def _delete_page(self, page: list[str], before: datetime) -> None:
        # Between the look and the deletion somebody may have hit the error again.
        now = await self.client.issues.by_ids(self.project.id, page)
        still = {issue.id for issue in old_enough(now, before)}
        going = [each for each in page if each in still]
        kept = {str(issue["id"]) for issue in now} - still
        done = self.done
        done.issues_kept += [each for each in page if each in kept and each not in done.issues_kept]
        if going:
            await self.client.issues.delete(self.project.id, going)
            done.issues_deleted += [each for each in going if each not in done.issues_deleted]
        self.report.write()
        self.say(f"{self.project.slug}: {len(done.issues_deleted)} of {done.issues_due} issues deleted")

    async def delete_replays(self, before: datetime, patience: float) -> None:
        """Have Sentry delete replays in a job, and wait for its end; a running job comes first."""
        end = last_segment(before)
        job = _unfinished(await self.client.replays.deletion_jobs(self.project.id), end)
        if job is not None:
            self.say(f"{self.project.slug}: going on with job {job['id']}, which was started before")
            if not await self._finish(job, patience):
                return
            if not await due_replays(self.client, self.project.id, before):
                return
        job = await _new_job(self.client, self.project.id, end)
        self.say(f"{self.project.slug}: job {job['id']} deletes {len(self.project.replays)} replays")
        await self._finish(job, patience)

    async def _finish(self, job: dict[str, Any], patience: float) -> bool:
        self._note(job)
        job = await self.client.replays.finished_deletion_job(
            self.project.id, job, patience=patience, progress=self._note
        )
        if job.get("status") in UNFINISHED:
            self.say(f"{self.project.slug}: the job goes on by itself; run it again to see its end")
            return False
        if job.get("status") != "completed":
            raise SentryError(
                f"{self.project.slug}: Sentry ended replay deletion job {job['id']} as {job.get('status')}, with "
                f"{self.done.replays_deleted} replays deleted; run it again, and ask Sentry's support if it stays so"
            )
        return True

    def _note(self, job: dict[str, Any]) -> None:
        done = self.done
        done.replay_job, done.replay_job_status = str(job["id"]), str(job.get("status"))
        done.replays_deleted = int(job.get("countDeleted") or 0)
        self.report.write()
        self.say(
            f"{self.project.slug}: job {done.replay_job} is {done.replay_job_status}, "
            f"{done.replays_deleted} replays deleted"
        )


async def _new_job(client: SentryClient, project: str, end: datetime) -> dict[str, Any]:
    try:
        return await client.replays.create_deletion_job(project, start=REPLAYS_BEGAN, end=end)
    except SentryError as error:
        if not error.outcome_unknown:
            raise
        # The answer was lost; the job may be there.
        job = _unfinished(await client.replays.deletion_jobs(project), end)
        if job is None:
            raise
        return job


def _unfinished(jobs: list[dict[str, Any]], end: datetime) -> dict[str, Any] | None:
    """Return a running job that deletes all replays up to a moment that is due already, or None."""
    for job in jobs:
        narrowed = job.get("query") or job.get("environments")
        ends = time_of(job.get("rangeEnd"))
        if job.get("status") in UNFINISHED and not narrowed and ends is not None and ends <= end:
            return job
    return None
