"""Session replays, and the jobs that delete them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from pulumi_sentry.api.http.caller import EndpointFamily
from pulumi_sentry.api.http.endpoint import Endpoint
from pulumi_sentry.api.json_types import JsonObject, JsonObjects
from pulumi_sentry.api.readings.instants import written

_LIST = Endpoint("GET", "/organizations/{organization}/replays/", ("org:read", "org:write", "org:admin"))
_JOBS = "/projects/{organization}/{project}/replays/jobs/delete/"
_WRITE = ("project:write", "project:admin")
_LIST_JOBS = Endpoint("GET", _JOBS, _WRITE)
_CREATE_JOB = Endpoint("POST", _JOBS, _WRITE)
_GET_JOB = Endpoint("GET", f"{_JOBS}{{job}}/", _WRITE)

UNFINISHED = ("pending", "in-progress")
"""The statuses of a job before it is done."""

_FIRST_WAIT, _LONGEST_WAIT = 1.0, 15.0


class ReplayEndpoints(EndpointFamily):
    """Replays of a project; ``project`` is a numeric id."""

    async def list(self, project: str, *, start: datetime, end: datetime) -> JsonObjects:
        """All recorded in a time: ``GET /organizations/{organization}/replays/`` (org:read).

        Deleted ones may still be listed, with ``is_archived``.
        """
        params: dict[str, str | int] = {"project": project, "start": written(start), "end": written(end)}
        return await self._caller.pages(_LIST, params=params, inside="data")

    async def deletion_jobs(self, project: str) -> JsonObjects:
        """The newest deletion jobs of a project: ``GET …/replays/jobs/delete/`` (project:write)."""
        answer = await self._caller.answer(_LIST_JOBS, project=project)
        jobs = answer.get("data")
        return [job for job in jobs if isinstance(job, dict)] if isinstance(jobs, list) else []

    async def create_deletion_job(self, project: str, *, start: datetime, end: datetime) -> JsonObject:
        """Start to delete all replays with a segment in a time: ``POST …/replays/jobs/delete/`` (project:write).

        Returns:
            The job: ``id``, ``status``, ``rangeStart``, ``rangeEnd``, ``countDeleted``.
        """
        data = {
            "rangeStart": f"{written(start)}Z",
            "rangeEnd": f"{written(end)}Z",
            "environments": [],
            "query": "",
        }
        return _job(await self._caller.answer(_CREATE_JOB, body={"data": data}, project=project))

    async def finished_deletion_job(
        self, project: str, job: JsonObject, *, patience: float, progress: Callable[[JsonObject], None]
    ) -> JsonObject:
        """Look at a job until it is done: ``GET …/replays/jobs/delete/{job}/`` (project:write).

        Args:
            project: numeric id.
            job: as it was answered last.
            patience: seconds to wait at most; then the job is returned as it is, and goes on by itself.
            progress: told of each look.
        """
        waited, pause = 0.0, _FIRST_WAIT
        while job.get("status") in UNFINISHED and waited < patience:
            await self._caller.timing.sleep(pause)
            waited, pause = waited + pause, min(pause * 2, _LONGEST_WAIT)
            job = _job(await self._caller.answer(_GET_JOB, project=project, job=str(job["id"])))
            progress(job)
        return job


def _job(answer: JsonObject) -> JsonObject:
    job = answer.get("data")
    return job if isinstance(job, dict) else answer
