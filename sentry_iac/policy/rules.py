"""The rules: what each is for, and what it finds in a planned stack.

A rule never asks Sentry and never guesses: a value that is not known before the `up` passes. Whatever it finds comes
with the line of `sentry.yaml` that mends it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sentry_iac.policy.planned import SECRET, UNKNOWN, Planned, Resource
from sentry_iac.policy.settings import Level

_SCRUBBING: Final = {
    "dataScrubber": "scrubs no data",
    "dataScrubberDefaults": "leaves Sentry's own scrubbing rules out",
    "scrubIPAddresses": "keeps IP addresses",
}
_MONITORS: Final = ("5xx", "latency", "error-rate")
_ALERT: Final = "monitors"
_ABOVE_MEMBER: Final = ("admin", "manager", "owner")
_EVERY_FILE_HAS: Final = "SENTRY_ENVIRONMENT"
_DSN: Final = re.compile(r"https?://[0-9a-f]{32}(:[0-9a-f]{32})?@")


@dataclass(frozen=True, slots=True)
class Fix:
    """A line of `sentry.yaml`: where it belongs, and what to write there, as YAML."""

    path: tuple[str, ...]
    value: str

    def __str__(self) -> str:
        """As people write it: `projects.web.privacy: strict`."""
        return f"{'.'.join(self.path)}: {self.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as a rule wants it.

    Attributes:
        resource: the resource that it is about, or that is missing: its name in the program.
        urn: the resource's name in the state, or that of one beside it; for the engine, which shows it there.
        says: what is wrong, as a sentence for people.
        fix: the line that mends it.
    """

    resource: str
    urn: str
    says: str
    fix: Fix


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Something that must be so.

    Attributes:
        name: what it is called in `sentry.yaml`.
        wants: what must be so, as a sentence.
        why: what happens otherwise.
        level: how much it weighs, unless `sentry.yaml` says otherwise.
        production_only: whether it holds only in stacks that count as production.
        look: finds what is not so.
    """

    name: str
    wants: str
    why: str
    level: Level = "mandatory"
    production_only: bool = False
    look: Callable[[Planned], Iterator[Finding]]


def _scrubbed(planned: Planned) -> Iterator[Finding]:
    everywhere = list(planned.of("OrganizationSettings"))
    for name, resources in planned.applications.items():
        for project in _of(resources, "Project"):
            # What the organization requires holds for every project, whatever the project says.
            missing = [
                said
                for setting, said in _SCRUBBING.items()
                if not project.is_on(setting) and not any(each.is_on(setting) for each in everywhere)
            ]
            if missing:
                yield Finding(
                    resource=project.name,
                    urn=project.urn,
                    says=f"project {name} {' and '.join(missing)}, as far as is declared",
                    fix=_of_project(name, "privacy", value="strict"),
                )


def _monitored(planned: Planned) -> Iterator[Finding]:
    for name, resources in planned.applications.items():
        monitors = {each.name: each for each in _of(resources, "MetricMonitor")}
        for rule in _MONITORS:
            wanted = f"{name}-{rule}"
            monitor = monitors.get(wanted)
            if monitor is None:
                yield Finding(
                    resource=wanted,
                    urn=resources[0].urn,
                    says=f"project {name} has no monitor {rule}",
                    fix=_of_project(name, "monitors", rule, value="true"),
                )
            elif not monitor.is_on("enabled"):
                yield Finding(
                    resource=wanted,
                    urn=monitor.urn,
                    says=f"monitor {rule} of project {name} is switched off",
                    fix=_of_project(name, "monitors", rule, "enabled", value="true"),
                )


def _told(planned: Planned) -> Iterator[Finding]:
    for name, resources in planned.applications.items():
        wanted = f"{name}-{_ALERT}"
        alert = next((each for each in _of(resources, "Alert") if each.name == wanted), None)
        if alert is None:
            yield Finding(
                resource=wanted,
                urn=resources[0].urn,
                says=f"project {name} has no alert that listens to its monitors",
                fix=_of_project(name, "alerts", _ALERT, value="true"),
            )
        elif not alert.is_on("enabled"):
            yield Finding(
                resource=wanted,
                urn=alert.urn,
                says=f"the alert that listens to the monitors of project {name} is switched off",
                fix=_of_project(name, "alerts", _ALERT, "enabled", value="true"),
            )
        elif not _reaches_somebody(alert, has_owners=any(_of(resources, "OwnershipRules"))):
            yield Finding(
                resource=wanted,
                urn=alert.urn,
                says=f"the alert that listens to the monitors of project {name} tells nobody",
                fix=_of_project(name, "alerts", _ALERT, "notify", value="[team]"),
            )


def _limited(planned: Planned) -> Iterator[Finding]:
    for name, resources in planned.applications.items():
        for key in _of(resources, "ProjectKey"):
            if key.is_on("isActive") and not key.arguments.get("rateLimit"):
                yield Finding(
                    resource=key.name,
                    urn=key.urn,
                    says=f"a client key of project {name} lets any number of events through",
                    fix=_of_project(name, "key", "rateLimit", value="{ count: 1000, window: 1h }"),
                )


def _kept(planned: Planned) -> Iterator[Finding]:
    for name, resources in planned.applications.items():
        files = list(_of(resources, "EnvFile"))
        # A key that retires is no longer in a file: that is what its retirement waits for.
        keys = [
            key
            for key in _of(resources, "ProjectKey")
            if key.is_on("isActive") and not key.arguments.get("retirement")
        ]
        if keys and not files:
            yield Finding(
                resource=keys[0].name,
                urn=keys[0].urn,
                says=f"a client key of project {name} is written to no .env file",
                fix=_of_project(name, "envFile", "path", value=f"{name}/.env"),
            )
        elif keys and not any(_holds_dsn(file) for file in files):
            yield Finding(
                resource=keys[0].name,
                urn=keys[0].urn,
                says=f"the .env file of project {name} does not hold its DSN",
                fix=_of_project(name, "envFile", "keys", "dsn", value=f"{_prefix(files[0])}SENTRY_DSN"),
            )
        for project in _of(resources, "Project"):
            if not project.is_on("removeDefaultKey"):
                yield Finding(
                    resource=project.name,
                    urn=project.urn,
                    says=f"project {name} keeps the key Default that Sentry makes, and nothing reads it",
                    fix=_of_project(name, "removeDefaultKey", value="true"),
                )


def _listed(planned: Planned) -> Iterator[Finding]:
    for member in planned.of("Member"):
        role = _role_above_member(member)
        email = str(member.arguments.get("email", ""))
        if role is not None and email.casefold() not in planned.people:
            yield Finding(
                resource=member.name,
                urn=member.urn,
                says=f"{email} is {role[1]}, and is not listed in sentry.yaml",
                fix=Fix(("teams", "<team>", "people", email), f"{{ {role[0]} }}"),
            )
    for membership in planned.of("TeamMembership"):
        listed = any(membership.name.casefold().endswith(f"-{email}") for email in planned.people)
        if membership.arguments.get("role") == "admin" and not listed:
            yield Finding(
                resource=membership.name,
                urn=membership.urn,
                says=f"{membership.name} makes somebody admin of a team who is not listed in sentry.yaml",
                fix=Fix(("teams", "<team>", "people", "<email>"), "{ teamRole: admin }"),
            )
    for settings in planned.of("OrganizationSettings"):
        role_of_all = settings.arguments.get("defaultRole")
        if role_of_all in _ABOVE_MEMBER:
            yield Finding(
                resource=settings.name,
                urn=settings.urn,
                says=f"whoever joins the organization becomes {role_of_all}, listed or not",
                fix=Fix(("organization", "settings", "defaultRole"), "member"),
            )


def _peopled(planned: Planned) -> Iterator[Finding]:
    memberships = {each.name.casefold() for each in planned.of("TeamMembership")}
    for team in planned.of("Team"):
        if not any(f"{team.name}-{email}".casefold() in memberships for email in planned.people):
            yield Finding(
                resource=team.name,
                urn=team.urn,
                says=f"nobody is listed in team {team.name}: mail to it may reach nobody",
                fix=Fix(("teams", team.name, "people", "<email>"), "{}"),
            )


def _of(resources: Sequence[Resource], kind: str) -> Iterator[Resource]:
    return (each for each in resources if each.type == kind)


def _of_project(name: str, *path: str, value: str) -> Fix:
    return Fix(("projects", name, *path), value)


def _reaches_somebody(alert: Resource, *, has_owners: bool) -> bool:
    filters = alert.arguments.get("actionFilters")
    if not isinstance(filters, list):
        return filters == UNKNOWN
    for each in filters:
        actions = each.get("actions") if isinstance(each, dict) else None
        if UNKNOWN in (each, actions) or any(
            _tells(action, has_owners=has_owners) for action in actions or ()
        ):
            return True
    return False


def _tells(action: Any, *, has_owners: bool) -> bool:
    if not isinstance(action, dict) or action.get("targetType") != "issue_owners":
        return True
    data = action.get("data")
    return has_owners or not isinstance(data, dict) or data.get("fallthroughType") != "NoOne"


def _holds_dsn(file: Resource) -> bool:
    values = file.arguments.get("values")
    if not isinstance(values, dict):
        return values in (UNKNOWN, SECRET)
    return any(value in (UNKNOWN, SECRET) or _DSN.match(str(value)) for value in values.values())


def _prefix(file: Resource) -> str:
    """Return what the names in an `.env` file begin with, such as VITE_, as far as one shows it."""
    values = file.arguments.get("values")
    names = (name for name in (values if isinstance(values, dict) else ()) if name.endswith(_EVERY_FILE_HAS))
    return next(names, "").removesuffix(_EVERY_FILE_HAS)


def _role_above_member(member: Resource) -> tuple[str, str] | None:
    """Return a role that is more than member's, as it is written in `sentry.yaml` and for people."""
    role = member.arguments.get("orgRole")
    if role in _ABOVE_MEMBER:
        return f"orgRole: {role}", f"{role} of the organization"
    teams = member.arguments.get("teamRoles")
    if isinstance(teams, list) and any(
        isinstance(each, dict) and each.get("role") == "admin" for each in teams
    ):
        return "teamRole: admin", "admin of a team"
    return None


_ALL: Final = (
    Rule(
        name="personal-data-scrubbed",
        wants="Projects in production scrub personal data.",
        why="What a person typed or is called would stay in error reports, for everybody in the organization to read.",
        production_only=True,
        look=_scrubbed,
    ),
    Rule(
        name="monitors-present",
        wants="Every project has the monitors 5xx, latency and error-rate, and none of them is switched off.",
        why="Nobody would notice that an application is down, slow or failing.",
        look=_monitored,
    ),
    Rule(
        name="alerts-reach-somebody",
        wants="Every project has an alert that listens to its monitors and tells somebody.",
        why="A monitor that nobody hears of is no monitor.",
        look=_told,
    ),
    Rule(
        name="keys-limited",
        wants="Client keys in production have a rate limit.",
        why="One loop in one browser could use up the quota of all projects.",
        production_only=True,
        look=_limited,
    ),
    Rule(
        name="keys-in-env-file",
        wants="Every client key is in the .env file of its application.",
        why="A key that nothing reads is open to whoever has it, and nobody would miss it.",
        look=_kept,
    ),
    Rule(
        name="roles-listed",
        wants="Nobody has more than the role member who is not listed in sentry.yaml.",
        why="What a person may do would be nowhere to review.",
        look=_listed,
    ),
    Rule(
        name="teams-have-people",
        wants="Every team has somebody in sentry.yaml.",
        why="Mail to an empty team reaches nobody. Only advisory: people may come from single sign-on, unlisted.",
        level="advisory",
        look=_peopled,
    ),
)

RULES: Final = {rule.name: rule for rule in _ALL}
"""Every rule by its name, in the order in which they are told of."""
