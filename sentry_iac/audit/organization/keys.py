"""Operations: the age and use of client keys, and whether old ones are gone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from pulumi_sentry.api import JsonObject
from pulumi_sentry.keys.use import use_of_key
from sentry_iac.audit.answers import readings
from sentry_iac.audit.answers.per_application import each_application
from sentry_iac.audit.answers.readings import instant, keys_in, masked
from sentry_iac.audit.check import Check, Phase, Section, check
from sentry_iac.audit.finding import Finding, absent, failed, passed, unknown, warned
from sentry_iac.audit.subject import Subject
from sentry_iac.estate import WARN_AT, ApplicationSpec, RotationSpec, key_name
from sentry_iac.rotation.key_state import shown
from sentry_iac.rotation.keys_at_sentry import LOOK_BACK

LONGEST: Final = timedelta(days=365)
"""The age from which a key is a warning where the stack declares no highest age."""

_DEFAULT: Final = "Default"
_NONE: Final = "no key that rotates is declared"


@check(
    "operations.key-age",
    Section.OPERATIONS,
    Phase.AFTER,
    weight=2,
    title="no client key is older than allowed",
    fails="a client key is older than allowed",
    fails_many="{} client keys are older than allowed",
)
@each_application
async def key_age(subject: Subject, application: ApplicationSpec, project: JsonObject) -> Iterable[Finding]:
    """A DSN is in every browser and every backup; the older it is, the more people have it.

    Compares the day on which Sentry made each current key with `rotation: { maxAge: … }` of the stack: from four
    fifths of that age on it is a warning. Where none is declared, a key older than a year is a warning.
    """
    if not application.key.is_declared:
        return [absent(_NONE, application.name)]
    key = readings.own_key(application.key, project, await readings.keys(subject.asked()))
    if key is None:
        return [unknown("the stack's key is not there", application.name)]
    made = instant(key.get("dateCreated"))
    if made is None:
        return [unknown("Sentry does not say when the key was made", application.name)]
    return [_aged(subject, application, subject.now - made)]


def _aged(subject: Subject, application: ApplicationSpec, age: timedelta) -> Finding:
    rotation = application.key.rotation
    said = (
        f"key {key_name(application.key.name, rotation.generation)} is {max(age, timedelta()).days} days old"
    )
    said += f", {_rotated(rotation)}"
    fix = f"sentry-iac rotate --stack {subject.stack} --project {application.name}"
    if rotation.max_age is None:
        if age > LONGEST:
            return warned(f"{said}; no maxAge is declared", application.name, fix=fix)
        return passed(f"{said}; no maxAge is declared", application.name)
    said += f"; maxAge is {rotation.max_age.days} days"
    if age > rotation.max_age:
        return failed(said, application.name, fix=fix)
    if age > WARN_AT * rotation.max_age:
        return warned(said, application.name, fix=fix)
    return passed(said, application.name)


def _rotated(rotation: RotationSpec) -> str:
    return "never rotated" if rotation.rotated_at is None else f"rotated last at {shown(rotation.rotated_at)}"


@check(
    "operations.key-use",
    Section.OPERATIONS,
    Phase.AFTER,
    weight=2,
    title="each client key is used",
    fails="a client key is not used",
    fails_many="{} client keys are not used",
)
@each_application
async def key_use(subject: Subject, application: ApplicationSpec, project: JsonObject) -> Iterable[Finding]:
    """If a key took no event for a month, no running application has it, or one is configured wrongly.

    Asks Sentry for the errors that came with each current key in the last 30 days, by the hour. An application
    without a single error in a month looks the same, so this is only a warning. Sentry does not publish the endpoint;
    where it is missing, the use is unknown.
    """
    if not application.key.is_declared:
        return [absent(_NONE, application.name)]
    view = subject.asked()
    key = readings.own_key(application.key, project, await readings.keys(view))
    if key is None:
        return [unknown("the stack's key is not there", application.name)]
    use = await use_of_key(
        view.client,
        str(project["id"]),
        str(key["public"]),
        since=subject.now - LOOK_BACK,
        until=subject.now,
    )
    said = f"key {key.get('name')} ({masked(key.get('public'))}), last {LOOK_BACK.days} days: {use}"
    if use.events is None:
        return [unknown(said, application.name)]
    if not use.events:
        fix = f"sentry-iac env --stack {subject.stack} --check, and restart the application"
        return [warned(said, application.name, fix=fix)]
    return [passed(said, application.name)]


@check(
    "operations.old-keys",
    Section.OPERATIONS,
    Phase.AFTER,
    weight=2,
    title="keys that a rotation replaced, and the key that Sentry made by itself, are gone",
    fails="a key that a rotation replaced, or that Sentry made by itself, is still there",
    fails_many="{} keys that a rotation replaced, or that Sentry made by itself, are still there",
)
@each_application
async def old_keys_are_gone(
    subject: Subject, application: ApplicationSpec, project: JsonObject
) -> Iterable[Finding]:
    """A key that nobody needs any more still takes events, from whoever has found it.

    Looks in each project for an active key `Default`, which Sentry makes with a project and the stack removes, and
    for the previous generation of the stack's own key after its grace is over.
    """
    spec = application.key
    found = keys_in(project, await readings.keys(subject.asked()))
    active = {str(each.get("name")): each for each in found if each.get("isActive")}
    own = key_name(spec.name, spec.rotation.generation)
    findings = []
    declared = {own, *(key.name for key in application.further_keys)}
    if application.remove_default_key and _DEFAULT not in declared and _DEFAULT in active:
        evidence = f"key {_DEFAULT} ({masked(active[_DEFAULT].get('public'))}) is active"
        findings.append(warned(evidence, application.name, fix=subject.up))
    previous = _overdue(spec.name, spec.rotation, subject)
    if previous is not None and previous in active:
        evidence = f"key {previous} ({masked(active[previous].get('public'))}) is active after its grace"
        fix = f"sentry-iac rotate --status --stack {subject.stack} says why it is kept"
        findings.append(warned(evidence, application.name, fix=fix))
    names = ", ".join(sorted(active)) or "none"
    return findings or [passed(f"active keys of {application.slug}: {names}", application.name)]


def _overdue(name: str, rotation: RotationSpec, subject: Subject) -> str | None:
    """Return the name of the previous key where it has to be off by now."""
    if rotation.previous is None or rotation.stage(subject.now) == "grace":
        return None
    return key_name(name, rotation.previous)


CHECKS: Final[tuple[Check, ...]] = (key_age, key_use, old_keys_are_gone)
