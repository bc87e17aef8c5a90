"""Finds the objects that another tool manages among those of an inventory: by id, else by slug; nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from pulumi_sentry.inventory import Found, Inventory
from pulumi_sentry.lifecycle.references import pair_id
from sentry_iac.export.other_tools.index import SLUGGED, Index
from sentry_iac.export.other_tools.managed import Managed, last_part


class How(Enum):
    """How an object was found, the surest way first."""

    ID = "by id"
    SLUG = "by slug"
    EMAIL = "by email address"
    PROJECT = "by project"
    OLD_ID = "by the id of its alert rule"
    NAME = "by name and project"
    ON_IT = "listens to that monitor"


@dataclass(frozen=True, slots=True)
class Match:
    """An object of another tool, and what it is here.

    Attributes:
        managed: what the other tool manages.
        found: the objects, and how each was found; none where nothing matches.
        why: why there is none, or not all, for people.
    """

    managed: Managed
    found: tuple[tuple[Found[Any], How], ...] = ()
    why: str = ""


def match_all(inventory: Inventory, managed: Sequence[Managed]) -> list[Match]:
    """Return what each object of other tools is, in their order."""
    index = Index(inventory)
    for each in managed:
        cls = _SLUGGED.get(each.kind)
        for found, how in _match(each, index).found if cls in SLUGGED else ():
            if how is How.ID and "slug" in each.clues:
                index.was_called(found, each.clues["slug"])
    return _without_doubles([_match(each, index) for each in managed])


def _match(managed: Managed, index: Index) -> Match:
    find = _FINDERS.get(managed.kind)
    if find is None:
        return Match(managed, why=f"pulumi-sentry has no resource for it; {managed.tool.value} keeps it")
    if managed.unfinished:
        return Match(managed, why=managed.unfinished)
    organization = managed.clues.get("organization", "")
    if organization and index.is_elsewhere(organization):
        return Match(managed, why=f"it is in organization {organization}")
    found = find(managed, index)
    return Match(managed, why=found) if isinstance(found, str) else found


def _without_doubles(matches: list[Match]) -> list[Match]:
    """Take back what was found by a name that two objects of other tools have: nobody knows which of them it is."""
    claims: dict[tuple[str, str], list[str]] = {}
    for match in matches:
        for found, how in match.found:
            if how is How.NAME:
                claims.setdefault(found.key, []).append(match.managed.address)
    checked = []
    for match in matches:
        keys = [found.key for found, how in match.found if how is How.NAME]
        others = [one for key in keys for one in claims[key] if one != match.managed.address]
        why = f"by its name it may as well be {others[0]}" if others else ""
        checked.append(Match(match.managed, why=why) if others else match)
    return checked


_Answer = Match | str
"""What was found, or why nothing was."""

_GONE: Final = "Sentry has no such object, or did not show it"


def _one(managed: Managed, found: Found[Any] | None, how: How) -> _Answer:
    return _GONE if found is None else Match(managed, ((found, how),))


def _slugged(managed: Managed, index: Index) -> _Answer:
    cls, clues = _SLUGGED[managed.kind], managed.clues
    by_ids = (index.by_id(cls, clues.get(name, "")) for name in ("internal_id", f"{cls.lower()}_id"))
    by_id = next((found for found in by_ids if found is not None), None)
    by_slug = index.by_slug(cls, clues.get("slug") or last_part(clues.get("id", "")))
    if by_id is None:
        return _one(managed, by_slug, How.SLUG)
    if by_slug is not None and by_slug.id != by_id.id:
        # A state of another Sentry, or a slug that somebody else took.
        return f"by its id it is {by_id.args.slug}, and by its slug {by_slug.args.slug}"
    return _one(managed, by_id, How.ID)


def _organization(managed: Managed, index: Index) -> _Answer:
    own, clues = index.inventory.organization, managed.clues
    if own is not None and clues.get("internal_id") == own.id:
        return _one(managed, own, How.ID)
    slug = clues.get("slug") or clues.get("id")
    return _one(managed, own if slug == index.inventory.slug else None, How.SLUG)


def _member(managed: Managed, index: Index) -> _Answer:
    clues = managed.clues
    found = index.by_id("Member", clues.get("internal_id") or last_part(clues.get("id", "")))
    if found is not None:
        return _one(managed, found, How.ID)
    email = clues.get("email", "").lower()
    members = index.inventory.members
    named = [each for each in members if email and str(each.args.email).lower() == email]
    return _one(managed, named[0] if len(named) == 1 else None, How.EMAIL)


def _membership(managed: Managed, index: Index) -> _Answer:
    team = index.by_reference("Team", managed.clues.get("team", ""))
    if team is None:
        return _GONE
    id = pair_id(managed.clues.get("member_id", ""), team.id)
    return _one(managed, index.by_id("TeamMembership", id), How.ID)


def _key(managed: Managed, index: Index) -> _Answer:
    return _one(managed, index.key(managed.clues.get("id", "")), How.ID)


def _numbered(cls: str) -> Callable[[Managed, Index], _Answer]:
    def find(managed: Managed, index: Index) -> _Answer:
        return _one(managed, index.by_id(cls, last_part(managed.clues.get("id", ""))), How.ID)

    return find


def _part(cls: str) -> Callable[[Managed, Index], _Answer]:
    def find(managed: Managed, index: Index) -> _Answer:
        named = managed.projects or (managed.clues.get("project", ""),)
        projects = [index.by_reference("Project", each) for each in named]
        parts = [index.part_of(cls, each) for each in projects if each is not None]
        found = tuple((part, How.PROJECT) for part in parts if part is not None)
        return Match(managed, found) if found else _GONE

    return find


def _rule(managed: Managed, index: Index) -> _Answer:
    project = _project(managed, index)
    if project is None:
        return _GONE
    name = managed.clues.get("name", "")
    named = [each for each in index.alerts_in(project) if each.args.name == name]
    if len(named) > 1:
        # A rule became an alert on the project's own monitors; that of a metric alert may have the same name.
        named = [each for each in named if index.listens_to_project(each, project)] or named
    if len(named) > 1:
        return f"{len(named)} alerts of project {project.args.slug} have its name"
    return _one(managed, named[0] if named else None, How.NAME)


def _metric_alert(managed: Managed, index: Index) -> _Answer:
    """Find the monitor that Sentry made of a metric alert, and the alert on it."""
    project, clues = _project(managed, index), managed.clues
    old = clues.get("internal_id") or last_part(clues.get("id", ""))
    monitors = index.inventory.metric_monitors
    found = [each for each in monitors if old and index.inventory.alert_rules.get(each.id) == old]
    how = How.OLD_ID
    if len(found) != 1 and project is not None:
        inside = [each for each in monitors if str(each.args.project) == project.id]
        found, how = [each for each in inside if each.args.name == clues.get("name", "")], How.NAME
    if not found:
        return _GONE
    if len(found) > 1:
        where = "" if project is None else f" of project {project.args.slug}"
        return f"{len(found)} monitors{where} have its name"
    return _with_alert(managed, index, found[0], how)


def _with_alert(managed: Managed, index: Index, monitor: Found[Any], how: How) -> Match:
    alerts = index.alerts_on(monitor)
    alone = [each for each in alerts if len(each.args.monitors) == 1] or alerts
    if len(alone) > 1:
        alone = [each for each in alone if each.args.name == managed.clues.get("name")] or alone
    if len(alone) == 1:
        return Match(managed, ((monitor, how), (alone[0], How.ON_IT)))
    why = f"{len(alone)} alerts listen to its monitor" if alone else "no alert listens to its monitor"
    return Match(managed, ((monitor, how),), why)


def _project(managed: Managed, index: Index) -> Found[Any] | None:
    named = managed.clues.get("project") or (managed.projects[0] if len(managed.projects) == 1 else "")
    return index.by_reference("Project", named)


_SLUGGED: Final = {"sentry_team": "Team", "sentry_project": "Project"}

_FINDERS: Final[Mapping[str, Callable[[Managed, Index], _Answer]]] = {
    "sentry_organization": _organization,
    "sentry_team": _slugged,
    "sentry_project": _slugged,
    "sentry_organization_member": _member,
    "sentry_team_member": _membership,
    "sentry_key": _key,
    "sentry_default_key": _key,
    "sentry_metric_monitor": _numbered("MetricMonitor"),
    "sentry_uptime_monitor": _numbered("UptimeMonitor"),
    "sentry_cron_monitor": _numbered("CronMonitor"),
    "sentry_alert": _numbered("Alert"),
    "sentry_project_inbound_data_filter": _part("InboundFilters"),
    "sentry_project_ownership": _part("OwnershipRules"),
    "sentry_project_spike_protection": _part("SpikeProtection"),
    "sentry_all_projects_spike_protection": _part("SpikeProtection"),
    "sentry_issue_alert": _rule,
    "sentry_rule": _rule,
    "sentry_metric_alert": _metric_alert,
}
