"""Projects and DSNs: what an application needs before its first event arrives."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sentry_iac.audit.check import Check, Finding, Phase, Section, check, failed, passed
from sentry_iac.audit.subject import Subject


@check("projects.exist", Section.PROJECTS, Phase.AFTER, weight=5, title="every declared project exists")
async def projects_exist(subject: Subject) -> Iterable[Finding]:
    """An event for a project that does not exist is refused. Looks at the organization's projects."""
    view = subject.asked()
    existing = {each["slug"] for each in await view.once("projects", view.client.projects.list)}
    return [
        passed(f"organization's projects hold {each.slug}", each.name)
        if each.slug in existing
        else failed(
            f"no project {each.slug} in the organization",
            each.name,
            fix=f"sentry-iac up --stack {subject.stack}",
        )
        for each in subject.estate
    ]


CHECKS: Final[tuple[Check, ...]] = (projects_exist,)
