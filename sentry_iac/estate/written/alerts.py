"""The keys under `alerts:`."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, WithJsonSchema

from sentry_iac.estate.defaults.rules import ALERTS
from sentry_iac.estate.model.alerts import Logic
from sentry_iac.estate.text.fields import Line, SpecModel, StringList, Switchable, Switched, single_line
from sentry_iac.estate.text.quantities import Minutes
from sentry_iac.estate.text.saying import Length, key
from sentry_iac.estate.text.units import duration_text, wrong
from sentry_iac.estate.written.conditions import Conditions
from sentry_iac.estate.written.owners import WrittenOwner, owner_key
from sentry_iac.estate.written.receivers import Notify
from sentry_iac.estate.written.stacks import InStacks


class AlertSettings(Switchable, title="Built-in alert"):
    """Overrides of one alert. `enabled: false` keeps it in Sentry, paused; `false` has none."""

    name: Annotated[str, AfterValidator(single_line(256))] | None = key(
        "The alert's name in Sentry.",
        example="web: checkout",
        unless="the project's slug and what the alert is for",
    )
    enabled: bool | None = key(
        "Whether the alert runs; false keeps it, but paused.", example=False, usual=True
    )
    frequency: Minutes | None = key(
        "How long the alert is silent about an issue after it has told of it.",
        example="1h",
        unless=f"{duration_text(ALERTS['monitors'].frequency, 'm')} for the built-in alerts; others as it is at Sentry",
    )
    notify: Notify | None = key(
        "Who is told, in place of everybody that a wider notify names.",
        example=["team", {"slack": "Example Workspace", "channel": "#alerts"}],
        unless="whom notify of the stack, the project or defaults names; the team where none does",
    )
    owner: WrittenOwner | None = owner_key(
        "the alert", "owner of the project, or else its team; nobody for an alert of several projects"
    )
    seen_environment: Line | None = key(
        "The alert heeds events of this environment only. Sentry refuses one that it has had no event of.",
        example="production",
        unless="events of every environment",
    )


def _logic_key() -> Any:
    return key("How the filters under if are combined.", example="any", usual="all")


def _if_key() -> Any:
    return key(
        "The filters on the issue or the event; only where they hold does it tell.",
        example=[{"issue_occurrences": {"value": 10}}],
        unless="it always tells",
        alias="if",
    )


def _one_or_several(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _some(filters: tuple[ActionFilter, ...]) -> tuple[ActionFilter, ...]:
    if not filters:
        raise wrong("tells nobody; write whom, e.g. - { notify: [team] }")
    return filters


class ActionFilter(SpecModel, title="Action filter"):
    """Whom an alert tells, and under which conditions."""

    logic: Logic | None = _logic_key()
    if_: Conditions | None = _if_key()
    notify: Notify | None = key(
        "Who is told, in place of everybody that a wider notify names.",
        example=[{"webhook": "on-call-bridge"}],
        unless="as for the alert",
    )


ListensTo = Annotated[
    StringList,
    BeforeValidator(_one_or_several),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]


class CustomAlert(AlertSettings, title="Alert of your own"):
    """An alert of the team's own; it needs `listensTo` and `when`."""

    listens_to: ListensTo | None = key(
        "What it listens to: issues, errors or monitors (all of the project), or monitors by name, such as latency, "
        "uptime/health, crons/nightly or other-project/latency; id:12345 is one that the file does not declare.",
        example=["latency", "uptime/health"],
        unless="an alert of your own needs it",
    )
    when: Conditions | None = key(
        "The triggers, of which any starts it; an empty list lets everything start it.",
        example=["first_seen_event", "regression_event"],
        unless="an alert of your own needs it",
    )
    logic: Logic | None = _logic_key()
    if_: Conditions | None = _if_key()
    action_filters: (
        Annotated[tuple[ActionFilter, ...], Field(strict=False), AfterValidator(_some), Length()] | None
    ) = key(
        "Several groups of filters and receivers, in place of if, logic and notify.",
        example=[{"if": ["latest_release"], "notify": ["team"]}],
        unless="one group of if, logic and notify",
    )


class AlertOfSeveral(CustomAlert, InStacks, title="Alert of several projects"):
    """An alert that listens to monitors of several projects."""


AlertsOfSeveral = dict[str, AlertOfSeveral]


class Alerts(SpecModel, title="Alerts"):
    """The two alerts that every project has, and any number of the team's own."""

    model_config = ConfigDict(extra="allow")
    extra_model: ClassVar[type[SpecModel]] = CustomAlert
    __pydantic_extra__: dict[str, Annotated[CustomAlert, Switched]]

    monitors: Annotated[AlertSettings, Switched] | None = key(
        "The built-in alert that tells the team when a monitor opens or re-opens an issue; false for none.",
        example={"frequency": "1h"},
        unless="it is there, unless builtIns is false",
    )
    high_priority: Annotated[AlertSettings, Switched] | None = key(
        "The built-in alert that tells the team of each new issue of high priority; false for none.",
        example=False,
        unless="it is there, unless builtIns is false",
        alias="high-priority",
    )

    def by_name(self) -> dict[str, AlertSettings]:
        """Return what is written of the two, by name."""
        written = {"monitors": self.monitors, "high-priority": self.high_priority}
        return {name: settings for name, settings in written.items() if settings is not None}

    def custom(self) -> dict[str, CustomAlert]:
        """Return the team's own alerts, by name."""
        return dict(self.__pydantic_extra__ or {})
