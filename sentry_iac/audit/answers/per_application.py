"""Checks that look at each application of a stack, with its project at Sentry."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from functools import wraps

from pulumi_sentry.api import JsonObject
from sentry_iac.audit.answers import readings
from sentry_iac.audit.finding import Finding, unknown
from sentry_iac.audit.subject import Subject
from sentry_iac.estate import ApplicationSpec

ApplicationLook = Callable[[ApplicationSpec, JsonObject], Awaitable[Iterable[Finding]]]
StackApplicationLook = Callable[[Subject, ApplicationSpec, JsonObject], Awaitable[Iterable[Finding]]]


def each_application(look: StackApplicationLook) -> Callable[[Subject], Awaitable[list[Finding]]]:
    """Turn a look at one application, and at the summary of its project, into a look at each of a stack."""

    @wraps(look)
    async def at_each(subject: Subject) -> list[Finding]:
        async def at_one(application: ApplicationSpec, project: JsonObject) -> Iterable[Finding]:
            return await look(subject, application, project)

        return await look_at_each(subject, at_one)

    return at_each


async def look_at_each(subject: Subject, look: ApplicationLook) -> list[Finding]:
    """Look at each application side by side, with its project at Sentry; one without a project is unknown.

    Args:
        subject: the stack.
        look: looks at an application and the summary of its project.
    """
    existing = await readings.projects(subject.asked())

    async def findings(application: ApplicationSpec) -> Iterable[Finding]:
        project = existing.get(application.slug)
        if project is None:
            return [unknown(f"there is no project {application.slug}", application.name)]
        return await look(application, project)

    found = await asyncio.gather(*(findings(each) for each in subject.estate))
    return [finding for each in found for finding in each]
