"""What a reviewer has to know before saying yes: what is lost, who sees more, what becomes public."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sentry_iac.plan.steps import Action, Step
from sentry_iac.plan.words import (
    Directory,
    actions,
    differences,
    firing,
    known,
    retirement_stage,
    retires_for_good,
    spaced,
    title,
    value,
)

_SCRUBBING: Final = ("dataScrubber", "dataScrubberDefaults", "scrubIPAddresses", "enhancedPrivacy")
_OPENING: Final = (
    "openMembership",
    "allowMemberInvite",
    "allowMemberProjectCreation",
    "alertsMemberWrite",
    "eventsMemberAdmin",
)
_ROLES: Final = ("billing", "member", "admin", "manager", "owner")
_OUT_OF_USE: Final = ("deactivated", "deleted")
"""Stages of a key's retirement in which its events are refused."""
_UNLIMITED: Final = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """One thing that may be regretted.

    Attributes:
        kind: a key of `sentry_iac.estate.RISKS`.
        resource: the name of the resource, which an allowance in `sentry.yaml` names.
        sentence: what happens, for people.
    """

    kind: str
    resource: str
    sentence: str


def takes_key_out_of_use(step: Step) -> bool:
    """Whether events that are sent with a client key are refused after a step."""
    return step.type == "ProjectKey" and bool(_how_key_is_lost(step))


def _how_key_is_lost(step: Step) -> str:
    if step.action is Action.DELETE:
        return "deleted"
    if step.action is Action.REPLACE:
        return "replaced"
    if step.old.get("isActive") is True and step.new.get("isActive") is False:
        return "deactivated"
    stage = retirement_stage(step.new)
    return stage if stage in _OUT_OF_USE and stage != retirement_stage(step.old) else ""


def find_risks(
    steps: Sequence[Step], directory: Directory, key_uses: Mapping[str, str] | None = None
) -> list[Risk]:
    """Return the risks of a plan, in the order of its steps.

    Args:
        steps: what happens.
        directory: the names of all resources.
        key_uses: when the keys that are lost were used last, by URN.
    """
    gone = {step.id for step in steps if step.type.endswith("Monitor") and step.action is not Action.SAME}
    keyed = {step.parent for step in steps if step.type == "ProjectKey" and step.action is not Action.DELETE}
    found: list[Risk] = []
    for step in steps:
        if step.action is not Action.SAME:
            found += _Finder(step, directory, gone, keyed, (key_uses or {}).get(step.urn, "")).risks()
    return found


class _Finder:
    """Looks at one step."""

    def __init__(
        self, step: Step, directory: Directory, touched_monitors: set[str], keyed: set[str], key_use: str
    ) -> None:
        self._step = step
        self._directory = directory
        self._touched_monitors = touched_monitors
        self._keyed = keyed
        self._key_use = key_use
        self._title = title(step, directory)
        self._of = f" (project {step.parent})" if step.parent and step.type != "Project" else ""

    def risks(self) -> Iterator[Risk]:
        special = {
            "Project": self._project,
            "ProjectKey": self._key,
            "Alert": self._alert,
            "Team": self._team,
            "Member": self._member,
            "TeamMembership": self._membership,
            "ProjectTeam": self._membership,
        }.get(self._step.type)
        if special is not None:
            yield from special()
        elif self._step.type.endswith("Monitor"):
            yield from self._monitor()
        yield from self._privacy()
        yield from self._opened()

    def _risk(self, kind: str, sentence: str) -> Risk:
        return Risk(kind=kind, resource=self._step.name, sentence=sentence)

    def _goes(self) -> bool:
        return self._step.action is Action.DELETE

    def _turned_off(self, argument: str) -> bool:
        return self._step.old.get(argument) is True and self._step.new.get(argument) is False

    def _project(self) -> Iterator[Risk]:
        if self._goes():
            yield self._risk("project-lost", f"{self._title} is deleted, with all its issues and events")
        elif self._step.action is Action.REPLACE:
            yield self._risk(
                "project-lost", f"{self._title} is replaced: the old one goes, with all its issues and events"
            )
        old, new = self._step.old.get("team"), self._step.new.get("team")
        if self._step.action is Action.UPDATE and old and new and old != new:
            was, now = (self._directory.name("Team", each) for each in (old, new))
            yield self._risk("access-lost", f"team {was} loses {self._title}")
            yield self._risk("access-gained", f"team {now} gets {self._title}")

    def _key(self) -> Iterator[Risk]:
        how = _how_key_is_lost(self._step)
        if how:
            used = f"; {self._key_use}" if self._key_use else ""
            yield self._risk(
                "key-lost", f"{self._title} is {how}: whoever still sends with it is refused{used}"
            )
        old, new = self._step.old, self._step.new
        if self._step.action is Action.UPDATE and retires_for_good(old) and not retirement_stage(new):
            yield self._risk(
                "rotation-undone", f"{self._title}, which was rotated away as leaked, is active again"
            )
        elif self._goes() and _took_over(old) and self._step.parent in self._keyed:
            yield self._risk(
                "rotation-undone",
                f"{self._title} is deleted, although it took over in a rotation: this checkout is older than the state",
            )

    def _monitor(self) -> Iterator[Risk]:
        if self._goes():
            yield self._risk("monitor-lost", f"{self._title}{self._of} goes away: {self._unwatched()}")
        elif self._turned_off("enabled"):
            yield self._risk("monitor-lost", f"{self._title}{self._of} is switched off")

    def _alert(self) -> Iterator[Risk]:
        if self._goes():
            yield self._risk("alert-lost", f"{self._title}{self._of} goes away: {self._untold()}")
            return
        if self._turned_off("enabled"):
            yield self._risk("alert-lost", f"{self._title}{self._of} is switched off: nobody is told")
        if self._step.action is Action.UPDATE:
            left = [
                self._directory.monitor(each)
                for each in self._step.old.get("monitors") or []
                if each not in (self._step.new.get("monitors") or [])
                and str(each) not in self._touched_monitors
            ]
            if left:
                yield self._risk(
                    "alert-lost", f"{self._title}{self._of} no longer tells of {', '.join(left)}"
                )
            for said in differences(self._step, self._directory):
                if said.startswith(("no longer mails", "no longer tells")):
                    yield self._risk("alert-lost", f"{self._title}{self._of} {said}")

    def _unwatched(self) -> str:
        source = self._step.old.get("dataSource")
        fires = firing(self._step.old)
        if not isinstance(source, Mapping) or not fires:
            return "nothing watches this any more"
        return f"nothing watches {value(source.get('aggregate'))} {fires} any more"

    def _untold(self) -> str:
        monitors = self._step.old.get("monitors") or []
        names = [self._directory.monitor(each) for each in monitors if self._directory.knows_monitor(each)]
        what = f"nobody is told of {', '.join(names)} any more" if names else "nobody is told any more"
        told = actions(self._step.old, self._directory)
        return f"{what} (it {', '.join(told)})" if told else what

    def _team(self) -> Iterator[Risk]:
        if self._goes():
            yield self._risk(
                "access-lost", f"{self._title} is deleted: its people lose what they had through it"
            )

    def _member(self) -> Iterator[Risk]:
        old, new = self._step.old, self._step.new
        if self._goes():
            if old.get("removeFromOrganization"):
                yield self._risk("access-lost", f"{self._title} is removed from the organization")
            return
        if not old:
            yield self._risk("access-gained", f"{self._title} is invited as {new.get('orgRole') or 'member'}")
            return
        was, now = (str(each.get("orgRole") or "member") for each in (old, new))
        if was != now and new.get("orgRole"):
            kind = "access-gained" if _rank(now) > _rank(was) else "access-lost"
            yield self._risk(kind, f"{self._title}: role {was} → {now}")
        before, after = (_team_roles(each) for each in (old, new))
        for team in sorted({*before, *after}):
            if before.get(team) != after.get(team) and "teamRoles" in self._step.changed_arguments:
                lost = team not in after or (team in before and after[team] != "admin")
                how = "leaves" if team not in after else f"is {after[team]} of"
                yield self._risk(
                    "access-lost" if lost else "access-gained", f"{self._title} {how} team {team}"
                )

    def _membership(self) -> Iterator[Risk]:
        if self._goes():
            yield self._risk("access-lost", f"{self._title} ends")
        elif self._step.action is Action.CREATE:
            yield self._risk("access-gained", f"{self._title} begins")
        elif self._step.old.get("role") != self._step.new.get("role"):
            kind = "access-gained" if self._step.new.get("role") == "admin" else "access-lost"
            yield self._risk(kind, f"{self._title}: {', '.join(differences(self._step, self._directory))}")

    def _touches(self, argument: str) -> bool:
        # What is no longer declared stays at Sentry as it is, so only what the engine calls a change is one.
        return self._step.action is not Action.UPDATE or argument in self._step.changed_arguments

    def _privacy(self) -> Iterator[Risk]:
        if self._goes():
            return
        old, new = self._step.old, self._step.new
        where = f"{self._title}{self._of}"
        for argument in _SCRUBBING:
            if self._touches(argument) and new.get(argument) is False and old.get(argument) is not False:
                yield self._risk("privacy-loosened", f"{where}: {spaced(argument)} is off")
        fewer = _missing(old.get("sensitiveFields"), new.get("sensitiveFields"))
        if fewer and self._touches("sensitiveFields"):
            yield self._risk("privacy-loosened", f"{where}: no longer scrubs {value(fewer)}")
        more = _missing(new.get("safeFields"), old.get("safeFields"))
        if more and self._touches("safeFields"):
            yield self._risk("privacy-loosened", f"{where}: never scrubs {value(more)}")
        rules = _missing(_items(old.get("piiRules")), _items(new.get("piiRules")))
        if rules and known(new.get("piiRules")) and self._touches("piiRules"):
            yield self._risk("privacy-loosened", f"{where}: a scrubbing rule goes away or changes")
        was, now = old.get("storeCrashReports"), new.get("storeCrashReports")
        if (
            self._touches("storeCrashReports")
            and isinstance(now, int | float)
            and _reports(now) > _reports(was or 0)
        ):
            yield self._risk("privacy-loosened", f"{where}: more crash reports are stored")

    def _opened(self) -> Iterator[Risk]:
        if self._step.type != "OrganizationSettings" or self._goes():
            return
        old, new = self._step.old, self._step.new
        for argument in _OPENING:
            if new.get(argument) is True and old.get(argument) is not True:
                yield self._risk("access-gained", f"{self._title}: {spaced(argument)} is on")
        if new.get("require2FA") is False and old.get("require2FA") is True:
            yield self._risk("access-gained", f"{self._title}: a second factor is no longer required")
        was, now = (str(each.get("defaultRole") or "member") for each in (old, new))
        if _rank(now) > _rank(was):
            yield self._risk("access-gained", f"{self._title}: new people come in as {now}")


def _took_over(key: Mapping[str, Any]) -> bool:
    """Whether a rotation made a key the current one; one of version 0.1.0 tells by its proof."""
    return bool(key.get("rotatedAt") or key.get("proof")) and not retirement_stage(key)


def _rank(role: str) -> int:
    return _ROLES.index(role) if role in _ROLES else len(_ROLES)


def _team_roles(arguments: Mapping[str, Any]) -> dict[str, str]:
    listed = arguments.get("teamRoles")
    roles = listed if isinstance(listed, list) else []
    return {
        str(each.get("teamSlug")): str(each.get("role") or "contributor")
        for each in roles
        if isinstance(each, Mapping)
    }


def _items(rules: object) -> list[object]:
    """Return everything in lists below a value, whatever names they have."""
    if isinstance(rules, Mapping):
        return [item for each in rules.values() for item in _items(each)]
    return list(rules) if isinstance(rules, list) else []


def _missing(from_these: object, in_those: object) -> list[object]:
    """Return the items of the one list that are not in the other; a list that is unknown or undeclared has no say."""
    if not isinstance(from_these, list):
        return []
    if in_those is None or not known(in_those):
        return [] if in_those is not None else list(from_these)
    return [each for each in from_these if each not in _listed(in_those)]


def _listed(thing: object) -> Iterable[object]:
    return thing if isinstance(thing, list) else []


def _reports(number: float) -> float:
    return float("inf") if number == _UNLIMITED else number
