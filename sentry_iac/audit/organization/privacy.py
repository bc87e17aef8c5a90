"""Security and privacy, as Sentry is set: what it keeps of a person, and who can get at it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from pulumi_sentry.api import JsonObject, SentryError
from sentry_iac.audit.answers import readings
from sentry_iac.audit.answers.per_application import look_at_each
from sentry_iac.audit.answers.readings import counted, emails_of, has_joined
from sentry_iac.audit.answers.scopes import beyond, needed
from sentry_iac.audit.check import Check, Phase, Section, check
from sentry_iac.audit.finding import Finding, absent, failed, passed, unknown, warned
from sentry_iac.audit.subject import Subject
from sentry_iac.estate import ApplicationSpec
from sentry_rules.words import listed

_SCRUBBING: Final = {
    "dataScrubber": "scrubbing",
    "dataScrubberDefaults": "Sentry's own list of what is sensitive",
}
_ABOVE_MEMBER: Final = ("admin", "manager", "owner")
_SHOWN: Final = 3


class _Judge:
    """Makes a finding of the settings that hold for a project."""

    def __init__(self, names: Mapping[str, str], fix: str) -> None:
        self._names = names
        self._fix = fix

    def __call__(self, application: ApplicationSpec, held: Mapping[str, Any], where: str) -> Finding:
        off = [said for name, said in self._names.items() if not held[name]]
        if off:
            fix = f"sentry.yaml: projects.{application.name}: {{ {self._fix} }}"
            return failed(f"{application.slug}: {' and '.join(off)} switched off", application.name, fix=fix)
        return passed(f"{where}: {', '.join(f'{name}: true' for name in self._names)}", application.name)


async def _effective(subject: Subject, names: Iterable[str], look: _Judge) -> list[Finding]:
    """Judge settings of each project as they hold: what the organization requires holds whatever the project says."""
    view = subject.asked()
    whole = await readings.organization(view)
    required = {name for name in names if whole.get(name) is True}

    async def judge(application: ApplicationSpec, project: JsonObject) -> Iterable[Finding]:
        held: dict[str, Any] = dict.fromkeys(required, True)
        if set(names) - required:
            settings = await readings.settings_of(view, str(project["id"]))
            missing = [name for name in names if name not in required and name not in settings]
            if missing:
                return [unknown(f"the project's settings have no {listed(missing)}", application.name)]
            held |= {name: settings[name] for name in names if name not in required}
        where = "the organization requires it" if required == set(names) else "settings of the project"
        return [look(application, held, where)]

    return await look_at_each(subject, judge)


@check(
    "privacy.scrubbing",
    Section.PRIVACY,
    Phase.AFTER,
    weight=5,
    title="what looks like a secret is scrubbed from the events of each project",
    fails="secrets are not scrubbed from the events of a project",
)
async def server_scrubs(subject: Subject) -> Iterable[Finding]:
    """An SDK sends all that it is given. If a developer forgot to leave something out, only Sentry can still remove it.

    Looks at `dataScrubber` and `dataScrubberDefaults` of each project, and of the organization, which can require
    them of all.
    """
    return await _effective(subject, _SCRUBBING, _Judge(_SCRUBBING, "privacy: strict"))


@check(
    "privacy.addresses",
    Section.PRIVACY,
    Phase.AFTER,
    weight=3,
    title="no IP address is kept",
    fails="IP addresses are kept",
)
async def no_addresses(subject: Subject) -> Iterable[Finding]:
    """An IP address is personal data, and comes with each event of a browser whether the SDK sends it or not.

    Looks at `scrubIPAddresses` of each project, and of the organization, which can require it of all.
    """
    names = {"scrubIPAddresses": "removal of IP addresses"}
    return await _effective(subject, names, _Judge(names, "privacy: strict"))


@check(
    "privacy.organization",
    Section.PRIVACY,
    Phase.AFTER,
    weight=3,
    title="issues are not shared with the world, and mails hold no details of them",
    fails="issues can be shared with the world, or mails hold details of them",
)
async def organization_is_private(subject: Subject) -> Iterable[Finding]:
    """Everybody who has the link can read a shared issue, and nobody scrubs the mails in inboxes.

    Looks at the organization's `allowSharedIssues` and `enhancedPrivacy`.
    """
    whole = await readings.organization(subject.asked())
    fix = "sentry.yaml: organization: { privacy: strict }"
    return [
        _setting(
            whole,
            "allowSharedIssues",
            wanted=False,
            fault=lambda said: failed(f"{said}: any member can publish an issue by a link", fix=fix),
        ),
        _setting(
            whole,
            "enhancedPrivacy",
            wanted=True,
            fault=lambda said: warned(f"{said}: mails hold source code and what events carry", fix=fix),
        ),
    ]


def _setting(whole: JsonObject, name: str, *, wanted: bool, fault: Any) -> Finding:
    value = whole.get(name)
    said = f"the organization's {name} is {str(value).lower()}"
    if not isinstance(value, bool):
        return unknown(f"the organization has no setting {name}")
    finding: Finding = passed(said) if value is wanted else fault(said)
    return finding


@check(
    "privacy.replays",
    Section.PRIVACY,
    Phase.AFTER,
    weight=2,
    title="who may watch replays is named",
    fails="nobody said who may watch replays",
)
async def replays_are_for_few(subject: Subject) -> Iterable[Finding]:
    """A replay shows a user's screen, and every member can watch whatever masking has missed.

    Looks at the organization's `hasGranularReplayPermissions` and `replayAccessMembers`. Does not apply where no
    application of the stack runs in a browser.
    """
    if not any(application.kind == "frontend" for application in subject.estate):
        return [absent("no application runs in a browser")]
    whole = await readings.organization(subject.asked())
    limited = whole.get("hasGranularReplayPermissions")
    if not isinstance(limited, bool):
        return [unknown("the organization has no setting hasGranularReplayPermissions")]
    if limited:
        named: Any = whole.get("replayAccessMembers") or []
        return [passed(f"hasGranularReplayPermissions is on, {_people(len(named))} may watch")]
    evidence = "hasGranularReplayPermissions is off: every member may watch replays"
    return [
        warned(evidence, fix="Sentry: Settings > Organization > General > Replay access (not on every plan)")
    ]


@check(
    "privacy.two-factor",
    Section.PRIVACY,
    Phase.AFTER,
    weight=4,
    title="the organization requires two-factor authentication",
    fails="nobody has to use two-factor authentication",
)
async def two_factor(subject: Subject) -> Iterable[Finding]:
    """One stolen password opens every event of every project.

    Looks at the organization's `require2FA`, and at which members use it. If all do although nothing requires it, that
    is a warning: the next member may not.
    """
    view = subject.asked()
    whole = await readings.organization(view)
    required = whole.get("require2FA")
    if not isinstance(required, bool):
        return [unknown("the organization has no setting require2FA")]
    if required:
        return [passed("the organization's require2FA is true")]
    if whole.get("requiresSso") is True:
        return [
            passed("the organization requires single sign-on, which is where a second factor is asked for")
        ]
    fix = "sentry.yaml: organization: { settings: { require2FA: true } }"
    try:
        members = [each for each in await readings.members(view) if has_joined(each)]
    except SentryError as error:
        return [failed(f"the organization's require2FA is false; who has it is unknown: {error}", fix=fix)]
    without = [str(each.get("email")) for each in members if not (each.get("user") or {}).get("has2fa")]
    if not without:
        return [warned(f"require2FA is false, though all {len(members)} members have it", fix=fix)]
    evidence = (
        f"require2FA is false, and {len(without)} of {len(members)} members have none: {_some(without)}"
    )
    return [failed(evidence, fix=fix)]


@check(
    "privacy.roles",
    Section.PRIVACY,
    Phase.AFTER,
    weight=3,
    title="nobody is more than a member who is not in sentry.yaml",
    fails="somebody who is not in sentry.yaml is more than a member",
    fails_many="{} people who are not in sentry.yaml are more than members",
)
async def roles_are_declared(subject: Subject) -> Iterable[Finding]:
    """Somebody who left the company two years ago and still is a manager sees every event and can delete every project.

    Looks in the organization's members for admins, managers and owners whose address is under no `people:` of
    `sentry.yaml`. Does not apply to a stack that joins another, which has the people.
    """
    if subject.estate.joins is not None:
        return [absent(f"people are declared by stack {subject.estate.joins}")]
    declared = subject.estate.policy.people
    members = await readings.members(subject.asked())
    above = [each for each in members if each.get("orgRole") in _ABOVE_MEMBER]
    strangers = [each for each in above if not emails_of(each) & declared]
    if not strangers:
        return [
            passed(f"all {len(above)} of {counted(len(members), 'member')} who are more are in sentry.yaml")
        ]
    return [
        failed(
            f"{each.get('orgRole')}, and not in sentry.yaml",
            str(each.get("email")),
            fix=f"sentry.yaml: teams.<team>.people: {{ {each.get('email')}: {{ orgRole: {each.get('orgRole')} }} }}, "
            "or make them a member in Sentry",
        )
        for each in strangers
    ]


@check(
    "privacy.token",
    Section.PRIVACY,
    Phase.AFTER,
    weight=3,
    title="the token may do what a stack needs, and no more",
    fails="the token may do more than a stack needs",
)
async def token_is_narrow(subject: Subject) -> Iterable[Finding]:
    """Whoever gets hold of a token can use all its scopes, and needs no second factor.

    Compares the scopes of the token of the audit (`access` of the organization) with those that the stack needs: for
    `up`, and for the roles, the organization's settings and the purge that `sentry.yaml` declares. Scopes that a needed
    one includes are not counted. A token that may only read passes: for a whole audit org:read, project:read,
    team:read, member:read, alerts:read and event:read are enough.
    """
    whole = await readings.organization(subject.asked())
    scopes: Any = whole.get("access")
    if not isinstance(scopes, list) or not scopes:
        return [unknown("Sentry does not say what the token may do")]
    held = {str(each) for each in scopes}
    more = beyond(subject.estate, held)
    if more:
        evidence = f"the token may also {', '.join(more)}, which nothing of this stack needs"
        fix = f"a token with {', '.join(needed(subject.estate))}"
        return [warned(evidence, fix=fix)]
    less = [scope for scope in needed(subject.estate) if scope not in held]
    reads = f", less than `up` needs ({', '.join(less)})" if less else ""
    return [passed(f"the token has {counted(len(held), 'scope')}{reads}")]


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


def _some(items: list[str]) -> str:
    shown = ", ".join(items[:_SHOWN])
    return shown if len(items) <= _SHOWN else f"{shown} and {len(items) - _SHOWN} more"


CHECKS: Final[tuple[Check, ...]] = (
    server_scrubs,
    no_addresses,
    organization_is_private,
    replays_are_for_few,
    two_factor,
    roles_are_declared,
    token_is_narrow,
)
