"""The keys under `alerts:`."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, WithJsonSchema

from sentry_iac.estate.model.alerts import Logic
from sentry_iac.estate.text.fields import Line, SpecModel, StringList, Switchable, Switched, single_line
from sentry_iac.estate.text.units import Minutes, wrong
from sentry_iac.estate.written.conditions import Conditions
from sentry_iac.estate.written.owners import WrittenOwner
from sentry_iac.estate.written.receivers import Notify
from sentry_iac.estate.written.stacks import InStacks


class AlertSettings(Switchable):
    """Overrides of one alert. `enabled: false` keeps it in Sentry, paused; `false` has none."""

    name: Annotated[str, AfterValidator(single_line(256))] | None = Field(
        default=None, description="The alert's name in Sentry."
    )
    enabled: bool | None = Field(default=None, description="false keeps the alert, but paused.")
    frequency: Minutes | None = Field(
        default=None, description="Silence after telling of an issue, e.g. 30m."
    )
    notify: Notify | None = Field(default=None, description="Who is told, in place of everybody else.")
    owner: WrittenOwner | None = None
    seen_environment: Line | None = Field(
        default=None,
        description="Only events of this environment. Sentry refuses one that it has no event of yet.",
    )


def _one_or_several(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _some(filters: tuple[ActionFilter, ...]) -> tuple[ActionFilter, ...]:
    if not filters:
        raise wrong("tells nobody; write whom, e.g. - { notify: [team] }")
    return filters


class ActionFilter(SpecModel):
    """Whom an alert tells, and under which conditions."""

    logic: Logic | None = Field(
        default=None, description="How the conditions are combined: all unless given, any, any-short or none."
    )
    if_: Conditions | None = Field(
        default=None,
        alias="if",
        description="Filters on the issue or the event; without any it always tells.",
    )
    notify: Notify | None = Field(default=None, description="Who is told, in place of everybody else.")


ListensTo = Annotated[
    StringList,
    BeforeValidator(_one_or_several),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]


class CustomAlert(AlertSettings):
    """An alert of the team's own; it needs `listensTo` and `when`."""

    listens_to: ListensTo | None = Field(
        default=None,
        description="issues, errors or monitors (all of the project), or monitors by name: latency, uptime/health, "
        "crons/nightly, other-project/latency.",
    )
    when: Conditions | None = Field(
        default=None, description="What starts it: any of these triggers; everything where the list is empty."
    )
    logic: Logic | None = Field(
        default=None, description="How the filters are combined: all unless given, any, any-short or none."
    )
    if_: Conditions | None = Field(
        default=None,
        alias="if",
        description="Filters on the issue or the event; without any it always tells.",
    )
    action_filters: Annotated[tuple[ActionFilter, ...], Field(strict=False), AfterValidator(_some)] | None = (
        Field(default=None, description="Several groups of filters and receivers, in place of if and notify.")
    )


class AlertOfSeveral(CustomAlert, InStacks):
    """An alert that listens to monitors of several projects."""


AlertsOfSeveral = dict[str, AlertOfSeveral]


class Alerts(SpecModel):
    """The two alerts that every project has, and any number of the team's own."""

    model_config = ConfigDict(extra="allow")
    extra_model: ClassVar[type[SpecModel]] = CustomAlert
    __pydantic_extra__: dict[str, Annotated[CustomAlert, Switched]]

    monitors: Annotated[AlertSettings, Switched] | None = Field(
        default=None, description="Tells the team when a monitor opens or re-opens an issue."
    )
    high_priority: Annotated[AlertSettings, Switched] | None = Field(
        default=None, alias="high-priority", description="Tells the team of each new issue of high priority."
    )

    def by_name(self) -> dict[str, AlertSettings]:
        """Return what is written of the two, by name."""
        written = {"monitors": self.monitors, "high-priority": self.high_priority}
        return {name: settings for name, settings in written.items() if settings is not None}

    def custom(self) -> dict[str, CustomAlert]:
        """Return the team's own alerts, by name."""
        return dict(self.__pydantic_extra__ or {})
