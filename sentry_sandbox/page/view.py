"""The content of the page, gathered from the store, without a secret or a whole DSN."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sentry_sandbox.page import sentences
from sentry_sandbox.settings import Settings
from sentry_sandbox.store import Record, Store
from sentry_sandbox.store.lookups import as_id

_EVENTS_SHOWN = 6
_KEY_CHARACTERS_SHOWN = 4


@dataclass(frozen=True)
class KeyRow:
    """A client key."""

    name: str
    masked_dsn: str
    active: bool
    last_event: str | None
    limit: str | None


@dataclass(frozen=True)
class MonitorRow:
    """A monitor.

    `check` is for an uptime or cron monitor, `system` for one that Sentry made itself; both are empty for the others.
    """

    name: str
    conditions: list[tuple[str, str]]
    query: str | None
    enabled: bool
    check: str
    system: str


@dataclass(frozen=True)
class AlertRow:
    """An alert."""

    name: str
    triggers: str
    filters: list[str]
    receivers: list[str]
    monitors: list[str]
    pause: str | None
    enabled: bool


@dataclass(frozen=True)
class EventRow:
    """An event that came in."""

    level: str
    kind: str
    title: str
    detail: str | None
    environment: str | None
    release: str | None
    ago: str
    time: str


@dataclass(frozen=True)
class ProjectCard:
    """A project with all that belongs to it."""

    slug: str
    name: str
    platform: str
    teams: list[str]
    environments: list[str]
    keys: list[KeyRow]
    monitors: list[MonitorRow]
    alerts: list[AlertRow]
    events: list[EventRow]


@dataclass(frozen=True)
class Page:
    """The whole page."""

    name: str
    slug: str
    others: list[str]
    api: str
    projects: list[ProjectCard]
    unattached: list[AlertRow]
    counts: list[tuple[str, int]]


class _Gatherer:
    def __init__(self, store: Store, settings: Settings, organization: Record) -> None:
        self._store = store
        self._settings = settings
        self._organization = organization
        self._now = datetime.now(tz=UTC)
        self._detectors = {one.id: one for one in store.detectors.in_organization(organization.id)}
        self._workflows = store.workflows.in_organization(organization.id)

    def page(self) -> Page:
        organization_id = self._organization.id
        found = sorted(self._store.projects.in_organization(organization_id), key=lambda one: one.slug)
        metric = [one for one in self._detectors.values() if one.body["dataSource"] is not None]
        return Page(
            name=self._organization.body["name"],
            slug=self._organization.slug,
            others=[
                one.slug for one in self._store.organizations.everything() if one.id != self._organization.id
            ],
            api=f"{self._settings.public_url}/api/0/",
            projects=[self._card(project) for project in found],
            unattached=[self._alert(one) for one in self._workflows if not self._attached(one)],
            counts=[
                _count("project", len(found)),
                _count("monitor", len(metric)),
                _count("alert", len(self._workflows)),
                _count("event", self._store.events.count_in_organization(organization_id)),
            ],
        )

    def _card(self, project: Record) -> ProjectCard:
        store = self._store
        teams = [store.teams.get(one) for one in store.project_teams.rights(project.id)]
        names = [store.environments.get(one) for one in store.environment_projects.lefts(project.id)]
        detectors = [one for one in self._detectors.values() if one.project_id == project.id]
        own = {one.id for one in detectors}
        detectors.sort(key=lambda one: (one.body["dataSource"] is None, one.id))
        return ProjectCard(
            slug=project.slug,
            name=project.body["name"],
            platform=project.body["platform"] or "no platform yet",
            teams=[team.slug for team in teams if team is not None],
            environments=sorted(one.slug for one in names if one is not None),
            keys=[self._key(one) for one in store.keys.in_project(project.id)],
            monitors=[_monitor(one) for one in detectors],
            alerts=[self._alert(one) for one in self._workflows if own.intersection(self._attached(one))],
            events=[self._event(one) for one in store.events.last_in_project(project.id, _EVENTS_SHOWN)],
        )

    def _key(self, key: Record) -> KeyRow:
        scheme, _, host = self._settings.public_url.partition("://")
        limit, last = key.body["rateLimit"], key.body["lastEvent"]
        return KeyRow(
            name=key.body["name"],
            masked_dsn=f"{scheme}://{key.slug[:_KEY_CHARACTERS_SHOWN]}…@{host}/{key.project_id}",
            active=key.body["isActive"],
            last_event=sentences.ago(last, self._now) if last else None,
            limit=f"at most {limit['count']} events in {sentences.duration(limit['window'])}"
            if limit
            else None,
        )

    def _attached(self, workflow: Record) -> list[int]:
        return [one for one in self._store.detector_workflows.lefts(workflow.id) if one in self._detectors]

    def _alert(self, workflow: Record) -> AlertRow:
        body = workflow.body
        frequency = body["config"].get("frequency", 0)
        return AlertRow(
            name=body["name"],
            triggers=sentences.alert_triggers(body),
            filters=sentences.alert_filters(body),
            receivers=sentences.alert_receivers(body, self._team_slug),
            monitors=[self._detectors[one].body["name"] for one in self._attached(workflow)],
            pause=f"at most every {sentences.duration(frequency * 60)}" if frequency else None,
            enabled=body["enabled"],
        )

    def _team_slug(self, text: str) -> str | None:
        team_id = as_id(text)
        team = None if team_id is None else self._store.teams.get(team_id)
        return None if team is None else team.slug

    def _event(self, event: Record) -> EventRow:
        body = event.body
        milliseconds = body["durationMs"]
        return EventRow(
            level=body["level"],
            kind="transaction" if body["kind"] == "transaction" else body["level"],
            title=body["title"],
            detail=None if milliseconds is None else f"{milliseconds:.0f} ms",
            environment=body["environment"],
            release=body["release"],
            ago=sentences.ago(event.created, self._now),
            time=datetime.fromisoformat(event.created).strftime("%Y-%m-%d %H:%M:%S UTC"),
        )


def _count(noun: str, number: int) -> tuple[str, int]:
    return (noun if number == 1 else f"{noun}s", number)


def _monitor(detector: Record) -> MonitorRow:
    source = detector.body["dataSource"]
    return MonitorRow(
        name=detector.body["name"],
        conditions=sentences.monitor_conditions(detector.body),
        query=source.get("query") if source else None,
        enabled=detector.body["enabled"],
        check=sentences.check(detector.body),
        system=sentences.system_monitor(detector.body),
    )


def gather(store: Store, settings: Settings, organization: Record) -> Page:
    """Everything the page shows of one organization."""
    return _Gatherer(store, settings, organization).page()
