"""Sentry's own addresses, and which page here shows the same thing.

The provider's outputs, Sentry's answers and people's bookmarks hold such addresses: each leads somewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sentry_sandbox.page.changes import changes_page
from sentry_sandbox.page.frame import Reader
from sentry_sandbox.page.listing import listing
from sentry_sandbox.page.people import people_page
from sentry_sandbox.page.project import project_page
from sentry_sandbox.page.settings import settings_page
from sentry_sandbox.store import Record
from sentry_sandbox.store.lookups import as_id, find_project, find_team

_ALERTS = ("monitors/alerts", "alerts/rules/details", "alerts/rules", "alerts/metric-rules", "alerts")
_PARTS_OF_PROJECT = {"keys": "keys", "alerts": "alerts"}
_PARTS_OF_SETTINGS = ("integrations", "environments")


@dataclass(frozen=True)
class Shown:
    """A page to show: the name of its template, and its content."""

    template: str
    page: object


@dataclass(frozen=True)
class Elsewhere:
    """The page that shows the thing has another address."""

    address: str


@dataclass(frozen=True)
class Missing:
    """There is no such thing; `what` names it for people."""

    what: str


Target = Shown | Elsewhere | Missing


def listed(reader: Reader, query: str) -> Shown:
    """The list of projects."""
    return Shown("projects.html", listing(reader, query))


def below_organizations(reader: Reader, parts: list[str], asked: Mapping[str, str]) -> Target:  # noqa: PLR0911 - one return a kind of address
    """What `/organizations/<slug>/...` shows.

    Args:
        reader: reads the organization.
        parts: the parts of the path after the slug, none of them empty.
        asked: the query.
    """
    match parts:
        case [] | ["projects"]:
            return listed(reader, asked.get("q", ""))
        case ["projects", slug]:
            return _project(reader, slug)
        case ["projects" | "insights", *_, slug] if _find_project(reader, slug) is not None:
            return _at_project(reader, slug)
        case ["projects", slug, *_]:
            return _at_project(reader, slug)
        case ["issues", number, *_] if number.isdecimal():
            return _of_project(
                reader, reader.store.issues.get(as_id(number) or 0), f"issue {number}", "events"
            )
    for start in _ALERTS:
        head = start.split("/")
        if parts[: len(head)] == head and len(parts) > len(head):
            return _alert(reader, parts[-1])
    match parts:
        case ["monitors", number, *_] if number.isdecimal():
            found = reader.store.detectors.get(as_id(number) or 0)
            return _of_project(reader, found, f"monitor {number}", f"monitor-{number}")
        case [
            "issues" | "monitors" | "alerts" | "insights" | "explore" | "releases" | "replays" | "stats",
            *_,
        ]:
            # Sentry filters these by the id of a project; without one the list of projects is nearest.
            project = _find_project(reader, asked.get("project", ""))
            return Elsewhere(reader.at.project(project.slug) if project else reader.at.projects)
    return Missing("such page")


def below_settings(reader: Reader, parts: list[str], _asked: Mapping[str, str]) -> Target:  # noqa: PLR0911 - as above
    """What `/settings/<slug>/...` shows; the arguments are those of `below_organizations`."""
    match parts:
        case []:
            return Shown("settings.html", settings_page(reader))
        case ["teams"]:
            return Shown("people.html", people_page(reader))
        case ["audit-log"]:
            return Shown("changes.html", changes_page(reader))
        case ["projects"]:
            return Elsewhere(reader.at.projects)
        case ["projects", slug, *rest]:
            return _at_project(reader, slug, _PARTS_OF_PROJECT.get(rest[0], "") if rest else "")
        case ["members"]:
            return Elsewhere(f"{reader.at.people}#people")
        case ["members", number, *_]:
            return _in_organization(
                reader, reader.store.members.get(as_id(number) or 0), reader.at.member, "member"
            )
        case ["teams", slug, *_]:
            team = find_team(reader.store, reader.organization, slug)
            return Elsewhere(reader.at.team(team.slug)) if team else Missing(f"team {slug}")
        case [part, *_] if part in _PARTS_OF_SETTINGS:
            return Elsewhere(f"{reader.at.settings}#{part}")
    return Elsewhere(reader.at.settings)


def _find_project(reader: Reader, text: str) -> Record | None:
    found = find_project(reader.store, reader.organization, text)
    if found is None and (number := reader.store.redirects.target(reader.organization.id, text)) is not None:
        return reader.store.projects.get(number)
    return found


def _project(reader: Reader, slug: str) -> Target:
    found = _find_project(reader, slug)
    if found is not None and found.slug == slug:
        return Shown("project.html", project_page(reader, found))
    return _at_project(reader, slug)


def _at_project(reader: Reader, text: str, part: str = "") -> Target:
    found = _find_project(reader, text)
    if found is None:
        return Missing(f"project {text}")
    return Elsewhere(f"{reader.at.project(found.slug)}{f'#{part}' if part else ''}")


def _of_project(reader: Reader, thing: Record | None, what: str, part: str) -> Target:
    """The page of the project that a thing belongs to."""
    if thing is None or thing.organization_id != reader.organization.id:
        return Missing(what)
    return _at_project(reader, str(thing.project_id), part)


def _alert(reader: Reader, text: str) -> Target:
    alert = reader.store.workflows.get(as_id(text) or 0)
    if alert is None or alert.organization_id != reader.organization.id:
        return Missing(f"alert {text}")
    anchor = f"alert-{alert.id}"
    for monitor in reader.store.detector_workflows.lefts(alert.id):
        found = reader.store.detectors.get(monitor)
        if found is not None:
            return _at_project(reader, str(found.project_id), anchor)
    return Elsewhere(f"{reader.at.projects}#{anchor}")


def _in_organization(
    reader: Reader, thing: Record | None, address: Callable[[int], str], noun: str
) -> Target:
    if thing is None or thing.organization_id != reader.organization.id:
        return Missing(f"such {noun}")
    return Elsewhere(address(thing.id))
