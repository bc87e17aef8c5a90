"""Projects and DSNs: whether each application has a project and a client key at Sentry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pulumi_sentry.api import JsonObject
from sentry_iac.audit.answers import readings
from sentry_iac.audit.answers.per_application import each_application
from sentry_iac.audit.answers.readings import counted, masked
from sentry_iac.audit.check import Check, Phase, Section, check
from sentry_iac.audit.finding import Finding, absent, failed, passed
from sentry_iac.audit.subject import Subject
from sentry_iac.estate import ApplicationSpec, FurtherKeySpec


@check(
    "projects.sentry",
    Section.PROJECTS,
    Phase.AFTER,
    weight=5,
    title="the stack's state is of this Sentry",
    fails="the stack's state is of another Sentry",
)
async def state_is_of_this_sentry(subject: Subject) -> Iterable[Finding]:
    """A stack belongs to one organization of one Sentry. An `up` against another one stops.

    Reads the site and the organization from the stack's state, where one is in reach, and compares them with the Sentry
    that the audit asks.
    """
    asked = subject.asked()
    if subject.elsewhere:
        fix = (
            "set SENTRY_ORG, SENTRY_URL and SENTRY_AUTH_TOKEN back to those of the state, use a new stack, or "
            f"sentry-iac forget --stack {subject.stack}"
        )
        return [failed(subject.elsewhere, fix=fix)]
    await asked.client.connect()
    if not subject.held:
        return [absent("no state of the stack is in reach here, or it does not say where its objects are")]
    return [passed(f"the state's objects are in {subject.held}")]


@check(
    "projects.exist",
    Section.PROJECTS,
    Phase.AFTER,
    weight=5,
    title="every declared project exists",
    fails="a declared project does not exist",
    fails_many="{} declared projects do not exist",
)
async def projects_exist(subject: Subject) -> Iterable[Finding]:
    """An event for a project that does not exist is refused. Looks at the organization's projects."""
    existing = await readings.projects(subject.asked())
    return [
        passed(f"organization's projects hold {each.slug}", each.name)
        if each.slug in existing
        else failed(f"no project {each.slug} in the organization", each.name, fix=subject.up)
        for each in subject.estate
    ]


@check(
    "projects.keys",
    Section.PROJECTS,
    Phase.AFTER,
    weight=5,
    title="the stack's client keys are active",
    fails="a client key of the stack is not active",
    fails_many="{} client keys of the stack are not active",
)
@each_application
async def keys_are_active(
    subject: Subject, application: ApplicationSpec, project: JsonObject
) -> Iterable[Finding]:
    """Events with a key that was switched off or deleted are refused, and nobody is told.

    Looks in the organization's client keys for those that the stack makes in each project, by their names; the one that
    rotates is called by its current generation.
    """
    declared = [*([application.key] if application.key.is_declared else []), *application.further_keys]
    if not declared:
        return [absent("no key is declared", application.name)]
    found = await readings.keys(subject.asked())
    return [_key(subject, application, spec, project, found) for spec in declared]


def _key(
    subject: Subject,
    application: ApplicationSpec,
    spec: FurtherKeySpec,
    project: JsonObject,
    found: Iterable[JsonObject],
) -> Finding:
    name = readings.current_name(spec)
    if not spec.is_active:
        return absent(f"key {name} is declared inactive", application.name)
    key = readings.own_key(spec, project, found)
    if key is None:
        others = counted(len(readings.keys_in(project, found)), "other key")
        evidence = f"project {application.slug} has {others}, and none is called {name}"
        return failed(evidence, application.name, fix=subject.up)
    shown = f"key {name} ({masked(key.get('public'))}) of project {application.slug}"
    if not key.get("isActive"):
        return failed(f"{shown} is switched off", application.name, fix=subject.up)
    return passed(f"{shown} is active", application.name)


CHECKS: Final[tuple[Check, ...]] = (state_is_of_this_sentry, projects_exist, keys_are_active)
