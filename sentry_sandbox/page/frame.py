"""What every page of an organization has around its content, and the addresses of the pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from sentry_sandbox.page import sentences
from sentry_sandbox.settings import Settings
from sentry_sandbox.store import Record, Store

_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True)
class When:
    """A moment, for people.

    Args:
        ago: how long ago it was.
        exact: date and time in UTC.
        iso: the same for programs.
    """

    ago: str
    exact: str
    iso: str


@dataclass(frozen=True)
class Addresses:
    """The addresses of the pages of one organization: those that the same things have at Sentry."""

    slug: str

    @property
    def projects(self) -> str:
        """The list of projects."""
        return f"/organizations/{self.slug}/projects/"

    @property
    def people(self) -> str:
        """Teams and members."""
        return f"/settings/{self.slug}/teams/"

    @property
    def settings(self) -> str:
        """What the organization is set to."""
        return f"/settings/{self.slug}/"

    @property
    def changes(self) -> str:
        """What was changed, and by whom."""
        return f"/settings/{self.slug}/audit-log/"

    def project(self, slug: str) -> str:
        """The page of a project."""
        return f"{self.projects}{slug}/"

    def monitor(self, number: int) -> str:
        """A monitor, which leads to its place on the page of its project."""
        return f"/organizations/{self.slug}/monitors/{number}/"

    def alert(self, number: int) -> str:
        """An alert, which leads to its place on the page of a project."""
        return f"/organizations/{self.slug}/monitors/alerts/{number}/"

    def team(self, slug: str) -> str:
        """A team, on the page of teams."""
        return f"{self.people}#team-{slug}"

    def member(self, number: int) -> str:
        """A member, on the page of teams."""
        return f"{self.people}#member-{number}"


@dataclass(frozen=True)
class Frame:
    """The frame of a page.

    Args:
        name: display name of the organization.
        slug: its slug.
        others: slugs of the other organizations here.
        api: address of the API.
        at: the addresses of the organization's pages.
        query: the search for projects.
    """

    name: str
    slug: str
    others: list[str]
    api: str
    at: Addresses
    query: str = ""


class Reader:
    """Reads one organization for a page, within the caller's transaction.

    Args:
        store: the tables.
        settings: of the sandbox.
        organization: the organization that is shown.
    """

    def __init__(self, store: Store, settings: Settings, organization: Record) -> None:
        self.store = store
        self.settings = settings
        self.organization = organization
        self.at = Addresses(organization.slug)
        self._now = datetime.now(tz=UTC)

    def frame(self, query: str = "") -> Frame:
        """The frame of each page; `query` is the search for projects."""
        organization = self.organization
        return Frame(
            name=organization.body["name"],
            slug=organization.slug,
            others=[one.slug for one in self.store.organizations.everything() if one.id != organization.id],
            api=f"{self.settings.public_url}/api/0/",
            at=self.at,
            query=query,
        )

    def when(self, moment: str) -> When:
        """An ISO time for people."""
        at = datetime.fromisoformat(moment).astimezone(UTC)
        return When(sentences.ago(moment, self._now), f"{at:%Y-%m-%d %H:%M:%S} UTC", moment)


def counted(number: int, noun: str) -> str:
    """`1 project`, `2 projects`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def natural(text: str) -> list[tuple[int, int | str]]:
    """A key to sort names by, as people count: `service-2` before `service-10`."""
    return [(0, int(part)) if part.isdecimal() else (1, part.lower()) for part in _DIGITS.split(text) if part]
