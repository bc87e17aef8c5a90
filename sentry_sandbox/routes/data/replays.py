"""Session replays, and the jobs that delete them: one request starts a job, others ask until it is done."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from starlette.responses import Response

from sentry_sandbox.behaviour.rules import fields as f
from sentry_sandbox.calls.call import Call, reply
from sentry_sandbox.calls.list_queries import wanted_projects
from sentry_sandbox.calls.pagination import paginate
from sentry_sandbox.http.errors import ApiError, detail, not_found
from sentry_sandbox.routes.dispatch import Endpoint
from sentry_sandbox.store import JsonObject, Record
from sentry_sandbox.store.lookups import as_id
from sentry_sandbox.store.times import moment, zulu

_JOBS = "/projects/{organization}/{project}/replays/jobs/delete/"
_WRITE = ("project:write", "project:admin")


def _between(replays: list[Record], start: datetime, end: datetime) -> list[Record]:
    # One segment inside the period is enough to find a replay.
    return [
        one for one in replays if moment(one.body["started"]) < end and moment(one.body["finished"]) >= start
    ]


def _index(call: Call) -> Response:
    wanted = wanted_projects(call)
    replays = [
        one
        for one in call.store.replays.in_organization(call.organization.id)
        if wanted is None or one.project_id in wanted
    ]
    start, end = call.query("start"), call.query("end")
    if (start is None) is not (end is None):
        raise detail(400, "start and end are both required")
    if start is not None and end is not None:
        try:
            replays = _between(replays, moment(start), moment(end))
        except ValueError:
            raise detail(400, "Invalid date") from None
    page = paginate(call, replays, _replay)
    # Unlike other lists, this one is inside an object.
    return reply({"data": json.loads(bytes(page.body))}, headers={"Link": page.headers["Link"]})


def _replay(replay: Record) -> JsonObject:
    return {
        "id": replay.slug,
        "project_id": str(replay.project_id),
        "started_at": replay.body["started"],
        "finished_at": replay.body["finished"],
        "is_archived": replay.body["archived"],
    }


def _time(value: Any) -> str:
    try:
        return zulu(moment(f.text()(value)))
    except ValueError:
        raise f.Invalid("Datetime has wrong format.") from None


def _job(job: Record) -> JsonObject:
    body = {name: value for name, value in job.body.items() if name != "polls"}
    return {"id": job.id, "dateCreated": job.created, "dateUpdated": job.updated, **body}


def _create(call: Call) -> Response:
    body = f.clean_body(call.body, {"data": f.mapping}, required=("data",))
    required = ("rangeStart", "rangeEnd", "environments", "query")
    try:
        data = f.clean_object(
            body["data"],
            {
                "rangeStart": _time,
                "rangeEnd": _time,
                "environments": f.listing(f.text(blank=False)),
                "query": f.nullable(f.text()),
            },
            required=required,
        )
    except f.Invalid as invalid:
        raise ApiError(400, {"data": invalid.problem}) from None
    if data["rangeStart"] >= data["rangeEnd"]:
        raise ApiError(400, {"data": {"non_field_errors": ["rangeStart must be before rangeEnd"]}})
    job = call.store.replay_jobs.add(
        {**data, "query": data["query"] or "", "status": "pending", "countDeleted": 0, "polls": 0},
        organization_id=call.organization.id,
        project_id=call.resolve_project().id,
    )
    return reply({"data": _job(job)}, 201)


def _jobs(call: Call) -> Response:
    jobs = sorted(call.store.replay_jobs.in_project(call.resolve_project().id), key=lambda job: -job.id)
    page = paginate(call, jobs, _job)
    return reply({"data": json.loads(bytes(page.body))}, headers={"Link": page.headers["Link"]})


def _get(call: Call) -> Response:
    job = call.store.replay_jobs.get(as_id(call.parameter("job")) or 0)
    if job is None or job.project_id != call.resolve_project().id:
        raise not_found()
    if job.body["status"] in ("pending", "in-progress"):
        _go_on(call, job)
    return reply({"data": _job(job)})


def _go_on(call: Call, job: Record) -> None:
    """Let the job go on; each look at it counts as time."""
    job.body["polls"] += 1
    job.body["status"] = "in-progress"
    if job.body["polls"] >= call.quirks.replay_job_polls:
        job.body["status"] = "failed" if call.quirks.replay_job_fails else "completed"
    if job.body["status"] == "completed":
        inside = _between(
            call.store.replays.in_project(call.resolve_project().id),
            moment(job.body["rangeStart"]),
            moment(job.body["rangeEnd"]),
        )
        for replay in inside:
            if not replay.body["archived"]:
                replay.body["archived"] = True
                call.store.replays.save(replay)
                job.body["countDeleted"] += 1
    call.store.replay_jobs.save(job)


ENDPOINTS = (
    Endpoint("GET", "/organizations/{organization}/replays/", _index, ("org:read", "org:write", "org:admin")),
    Endpoint("GET", _JOBS, _jobs, _WRITE),
    Endpoint("POST", _JOBS, _create, _WRITE),
    Endpoint("GET", f"{_JOBS}{{job}}/", _get, _WRITE),
)
