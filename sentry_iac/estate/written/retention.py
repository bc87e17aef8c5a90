"""The keys under `retention:`."""

from __future__ import annotations

from typing import Annotated, Any, Final, Self

from pydantic import Field, model_validator

from sentry_iac.estate.model.retention import DataType, SentryPlan
from sentry_iac.estate.text.fields import SpecModel
from sentry_iac.estate.text.quantities import Days
from sentry_iac.estate.text.saying import key, required
from sentry_iac.estate.text.units import wrong

_ONE_SOURCE: Final = "it needs plan or self-hosted, and not both"


def _expected_key(data: str) -> Any:
    return key(
        f"How long you expect Sentry to keep {data}.", example={"atLeast": "30d"}, unless="not compared"
    )


def _one_source_only(schema: dict[str, Any]) -> None:
    schema["oneOf"] = [{"required": ["plan"]}, {"required": ["self-hosted"]}]


class Expected(SpecModel, title="Expected retention"):
    """How long you expect Sentry to keep a kind of data."""

    at_least: Days | None = key("Sentry must keep it at least so long.", example="30d", unless="not compared")
    at_most: Days | None = key("It must be gone after so long.", example="90d", unless="not compared")


class SelfHosted(SpecModel, title="Self-hosted Sentry"):
    """A self-hosted Sentry, with one retention for everything."""

    days: Annotated[int, Field(gt=0)] = required("Its SENTRY_EVENT_RETENTION_DAYS.", example=90, unit="days")


class Purge(SpecModel, title="Purge"):
    """The data that `sentry-iac purge` deletes before Sentry does."""

    issues: Days | None = key(
        "It deletes issues that were not seen for so long.", example="60d", unless="it deletes none"
    )
    replays: Days | None = key("It deletes replays that are older.", example="30d", unless="it deletes none")


class Retention(SpecModel, title="Retention", json_schema_extra=_one_source_only):
    """How long Sentry keeps data. Nothing here sets it, since Sentry has no such setting: a preview compares."""

    plan: SentryPlan | None = key("The plan on sentry.io.", example="team", unless=_ONE_SOURCE)
    self_hosted: SelfHosted | None = key(
        "What a self-hosted Sentry keeps.", example={"days": 90}, unless=_ONE_SOURCE, alias="self-hosted"
    )
    legacy_transactions: bool = key(
        "Whether the organization is billed by transactions, as older contracts are, in place of spans.",
        example=True,
        usual=False,
        default=False,
    )
    errors: Expected | None = _expected_key("errors")
    logs: Expected | None = _expected_key("logs")
    spans: Expected | None = _expected_key("spans")
    replays: Expected | None = _expected_key("replays")
    profiles: Expected | None = _expected_key("profiles")
    crons: Expected | None = _expected_key("check-ins of cron monitors")
    uptime: Expected | None = _expected_key("results of uptime checks")
    attachments: Expected | None = _expected_key("attachments")
    purge: Purge | None = key(
        "What `sentry-iac purge` deletes before Sentry does.",
        example={"replays": "30d"},
        unless="it deletes nothing",
    )

    def expected(self) -> dict[DataType, Expected]:
        """Return the written expectations, by kind of data."""
        written: dict[DataType, Expected | None] = {
            "errors": self.errors,
            "logs": self.logs,
            "spans": self.spans,
            "replays": self.replays,
            "profiles": self.profiles,
            "crons": self.crons,
            "uptime": self.uptime,
            "attachments": self.attachments,
        }
        return {data: bounds for data, bounds in written.items() if bounds is not None}

    @model_validator(mode="after")
    def _has_one_source(self) -> Self:
        if (self.plan is None) is (self.self_hosted is None):
            raise wrong("needs either plan: (on sentry.io) or self-hosted: { days: … }, and not both")
        return self
