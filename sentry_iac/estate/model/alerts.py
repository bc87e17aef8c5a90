"""Alerts of an application or of several, with all values known, and the words of `sentry.yaml` for their parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from sentry_iac.estate.model.metric_monitors import Priority
from sentry_iac.estate.model.owners import Owner
from sentry_iac.estate.model.receivers import Receiver

AlertSource = Literal["monitors", "issue-stream"]
"""The monitors that a built-in alert listens to: the application's own (metric, uptime, cron), or the project's issue
stream."""

Logic = Literal["any", "any-short", "all", "none"]
"""How the conditions of an action filter are combined; Sentry stops at the first that holds of `any-short`."""

Section = Literal["metrics", "uptime", "crons", "issues", "errors"]
"""What a monitor is of: a section of the file, all issues of a project, or its errors."""

OWN_MONITORS: Final = "monitors"
"""The word for all monitors that the file declares of a project."""

NAMED_SECTIONS: Final[tuple[Section, ...]] = ("metrics", "uptime", "crons")
PROJECT_SECTIONS: Final[tuple[Section, ...]] = ("issues", "errors")
"""Sections whose monitors have a name, and those of which each project has one monitor that Sentry makes."""

ID: Final = "id:"
"""What a number of Sentry's begins with in place of a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSpec:
    """A built-in alert of one project.

    `key` is its name under `alerts:` (`monitors`, `high-priority`), `name` the one in Sentry. `triggers` are Sentry's
    trigger condition types, each with comparison true. `minimum_priority` adds a filter. `frequency` is in minutes: how
    long the alert stays silent after it told of an issue (0: never silent). It ignores events of other environments
    than `environment`; None means all. `seen_environment` is Sentry's own field for that; None is "not declared".
    """

    key: str
    name: str
    enabled: bool
    source: AlertSource
    triggers: tuple[str, ...]
    minimum_priority: Priority | None
    frequency: int
    notify: tuple[Receiver, ...]
    owner: Owner | None
    environment: str | None = None
    seen_environment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorRef:
    """A monitor of a project of the file; `name` is empty for the sections of which a project has one."""

    project: str
    section: Section
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorId:
    """A monitor that the file does not declare, by its number at Sentry."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionSpec:
    """A trigger or filter as Sentry is sent it.

    The `targetIdentifier` of an `assigned_to` may be an `Owner`, whose number is known only at Sentry.
    """

    type: str
    comparison: Any = True
    result: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionFilterSpec:
    """Whom an alert tells, and under which conditions."""

    logic: Logic
    conditions: tuple[ConditionSpec, ...]
    notify: tuple[Receiver, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomAlertSpec:
    """An alert of the team's own.

    `key` is its name under `alerts:`, `name` the one in Sentry. Any of `triggers` starts it; without one, everything
    does. A `frequency` (minutes) or `seen_environment` of None is "not declared"; an `owner` of None is nobody.
    """

    key: str
    name: str
    enabled: bool
    listens_to: tuple[MonitorRef | MonitorId, ...]
    triggers: tuple[ConditionSpec, ...]
    filters: tuple[ActionFilterSpec, ...]
    owner: Owner | None
    frequency: int | None
    seen_environment: str | None
