"""What an alert does by Sentry's own words: the settings of an app, and whole actions."""

from __future__ import annotations

from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from sentry_iac.estate.text.fields import SpecModel, one_of
from sentry_iac.estate.text.saying import AnyValue, key, required
from sentry_iac.estate.text.units import wrong
from sentry_rules import actions

_NOT_SENT: Final = "not sent"


class AppSetting(SpecModel, title="Setting for an app"):
    """One setting for an app."""

    name: Annotated[str, Field(min_length=1)] = required(
        "The setting's name, as the app calls it.", example="channel"
    )
    value: Annotated[Any, AnyValue] = required("What it is set to.", example="ops")
    label: str | None = key("The value as people see it.", example="Operations", unless="none")


AppSettings = Annotated[tuple[AppSetting, ...], Field(strict=False)]


class RawAction(SpecModel, title="Action as Sentry spells it"):
    """An action as Sentry spells it."""

    type: Annotated[
        str,
        AfterValidator(lambda text: one_of(text, actions.TYPES, "a type of action")),
        WithJsonSchema({"enum": list(actions.TYPES)}),
    ] = required("The kind of action.", example="slack")
    target_type: (
        Annotated[
            str,
            AfterValidator(lambda text: one_of(text, actions.TARGET_TYPES, "a type of target")),
            WithJsonSchema({"enum": list(actions.TARGET_TYPES)}),
        ]
        | None
    ) = key("The kind of target.", example="specific", unless=_NOT_SENT)
    target_identifier: str | None = key(
        "The id of the target: of the user, team, channel, service or app.",
        example="C01234567",
        unless=_NOT_SENT,
    )
    target_display: str | None = key("The name of the target.", example="#alerts", unless=_NOT_SENT)
    integration_id: Annotated[str, Field(pattern=r"^[0-9]+$")] | None = key(
        "The id of the installed integration, in quotes.", example="4", unless=_NOT_SENT
    )
    data: dict[str, Annotated[Any, AnyValue]] | None = key(
        "The settings of the kind of action.", example={"tags": "environment,level"}, unless=_NOT_SENT
    )

    @model_validator(mode="after")
    def _taken(self) -> Self:
        if reasons := [f"{key} {reason}" for key, reason in actions.complaints(self.wire())]:
            raise wrong("; ".join(reasons))
        return self

    def wire(self) -> dict[str, Any]:
        """Return it by Sentry's keys, without what is not written."""
        return self.model_dump(by_alias=True, exclude_none=True)
