"""Retention: how long Sentry keeps what, and whether what is older is deleted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from pulumi_sentry.api import JsonObject
from sentry_iac.audit.answers.per_application import look_at_each
from sentry_iac.audit.check import Check, Phase, Section, check
from sentry_iac.audit.finding import Finding, absent, failed, passed, warned
from sentry_iac.audit.subject import Subject
from sentry_iac.estate import ApplicationSpec
from sentry_iac.purge.due import due_issues, due_replays

_PURGE_GRACE: Final = timedelta(days=2)


@check(
    "usage.retention",
    Section.USAGE,
    Phase.BEFORE,
    weight=2,
    title="what is expected of retention is declared, and the plan keeps it",
    fails="what is expected of retention is not declared, or the plan does not keep it",
)
async def retention_is_declared(subject: Subject) -> Iterable[Finding]:
    """Nobody can look at data that Sentry has deleted, and data that it still has can leak.

    Sentry's API neither sets nor tells retention, so `retention:` of `sentry.yaml` names the plan. An expectation that
    the plan does not meet is an error wherever the file is read, here too (docs/retention.md). Needs no Sentry.
    """
    retention = subject.estate.retention
    if retention is None:
        return [warned("sentry.yaml says nothing of retention", fix="sentry.yaml: retention: { plan: team }")]
    kept = ", ".join(f"{kind} {days} d" for kind, days in retention.days.items())
    return [passed(f"{retention.source} keeps {kept}")]


@check(
    "usage.purge",
    Section.USAGE,
    Phase.AFTER,
    weight=3,
    title="what `retention: purge:` wants deleted is deleted",
    fails="what `retention: purge:` wants deleted is still there",
)
async def purge_is_done(subject: Subject) -> Iterable[Finding]:
    """A promise to delete after some days is kept only if the job that deletes really runs.

    Looks in each project for issues and replays that are more than two days older than `purge:` allows. Does not apply
    where nothing is purged.
    """
    purge = subject.estate.retention.purge if subject.estate.retention else None
    if purge is None:
        return [absent("sentry.yaml purges nothing")]
    client = subject.asked().client

    async def look(application: ApplicationSpec, project: JsonObject) -> Iterable[Finding]:
        overdue = []
        if purge.issues is not None:
            before = subject.now - timedelta(days=purge.issues) - _PURGE_GRACE
            found = len(await due_issues(client, str(project["id"]), purge.issues, before))
            overdue.append((found, "issues", purge.issues))
        if purge.replays is not None:
            before = subject.now - timedelta(days=purge.replays) - _PURGE_GRACE
            overdue.append(
                (len(await due_replays(client, str(project["id"]), before)), "replays", purge.replays)
            )
        said = ", ".join(f"{number} {kind} older than {days} d" for number, kind, days in overdue)
        if any(number for number, _, _ in overdue):
            fix = f"sentry-iac purge --stack {subject.stack} --yes, every day (docs/retention.md)"
            return [failed(f"{application.slug} has {said}", application.name, fix=fix)]
        return [passed(f"{application.slug} has {said}", application.name)]

    return await look_at_each(subject, look)


CHECKS: Final[tuple[Check, ...]] = (retention_is_declared, purge_is_done)
