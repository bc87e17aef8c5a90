"""The list of projects, a line each, and the alerts that no monitor belongs to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sentry_sandbox.page.changes import Change, last_changes
from sentry_sandbox.page.frame import Frame, Reader, When, counted, natural
from sentry_sandbox.page.rows import AlertRow, alert_row, is_declared
from sentry_sandbox.store import Record

_CHANGES_SHOWN = 5


@dataclass(frozen=True)
class ProjectLine:
    """A project in the list.

    Args:
        slug: its slug.
        name: its display name, where that says more than the slug.
        platform: what it is written in.
        teams: slugs of its teams.
        monitors: how many it has, without those that Sentry makes in every project.
        alerts: how many alerts listen to its monitors.
        keys: how many client keys it has.
        active_keys: how many of them take events.
        events: how many of its events are kept.
        newest: when the last one came in.
        address: its page.
        words: what the search looks at, in lower case.
        found: whether the search finds it.
    """

    slug: str
    name: str
    platform: str
    teams: list[str]
    monitors: int
    alerts: int
    keys: int
    active_keys: int
    events: int
    newest: When | None
    address: str
    words: str
    found: bool


@dataclass(frozen=True)
class Listing:
    """The page."""

    frame: Frame
    projects: list[ProjectLine]
    found: int
    counts: list[str]
    unattached: list[AlertRow]
    changes: list[Change]


def listing(reader: Reader, query: str) -> Listing:
    """The page of an organization's projects.

    Args:
        reader: reads the organization.
        query: words that all have to stand in a project's slug, name, platform or teams.
    """
    store, number = reader.store, reader.organization.id
    detectors = {one.id: one for one in store.detectors.in_organization(number)}
    monitors = [one for one in detectors.values() if is_declared(one)]
    workflows = store.workflows.in_organization(number)
    listens_to = _listening(reader, detectors)
    projects = _lines(reader, query, monitors, listens_to.values())
    return Listing(
        frame=reader.frame(query),
        projects=projects,
        found=sum(one.found for one in projects),
        counts=[
            counted(len(projects), "project"),
            counted(len(monitors), "monitor"),
            counted(len(workflows), "alert"),
            counted(sum(one.events for one in projects), "event"),
        ],
        unattached=[alert_row(reader, one, None) for one in workflows if one.id not in listens_to],
        changes=last_changes(reader, _CHANGES_SHOWN),
    )


def _listening(reader: Reader, detectors: dict[int, Record]) -> dict[int, set[int]]:
    """The projects that each alert listens to, by the alert's id; alerts without a monitor are left out."""
    found: dict[int, set[int]] = {}
    for detector, workflows in reader.store.detector_workflows.all_rights().items():
        for workflow in workflows if detector in detectors else ():
            found.setdefault(workflow, set()).add(detectors[detector].project_id)
    return found


def _lines(
    reader: Reader, query: str, monitors: list[Record], listening: Iterable[set[int]]
) -> list[ProjectLine]:
    store, number = reader.store, reader.organization.id
    teams = {one.id: one.slug for one in store.teams.in_organization(number)}
    team_ids = store.project_teams.all_rights()
    events, keys = store.events.tallies(number), store.keys.in_organization(number)
    monitors_of = Counter(one.project_id for one in monitors)
    alerts_of = Counter(project for projects in listening for project in projects)
    keys_of = Counter(one.project_id for one in keys)
    active_of = Counter(one.project_id for one in keys if one.body["isActive"])
    wanted = query.lower().split()
    lines = []
    for project in store.projects.in_organization(number):
        slugs = sorted(teams[one] for one in team_ids.get(project.id, ()) if one in teams)
        name, platform = project.body["name"], project.body["platform"] or ""
        words = " ".join((project.slug, name, platform, *(f"#{one}" for one in slugs))).lower()
        tally = events.get(project.id)
        lines.append(
            ProjectLine(
                slug=project.slug,
                name="" if name == project.slug else name,
                platform=platform,
                teams=slugs,
                monitors=monitors_of[project.id],
                alerts=alerts_of[project.id],
                keys=keys_of[project.id],
                active_keys=active_of[project.id],
                events=tally.count if tally else 0,
                newest=reader.when(tally.newest) if tally else None,
                address=reader.at.project(project.slug),
                words=words,
                found=all(word in words for word in wanted),
            )
        )
    return sorted(lines, key=lambda one: natural(one.slug))
