"""The arguments of a client key."""

from __future__ import annotations

from typing import Literal

from pulumi_sentry.api.ingest import DEFAULT_PAUSE
from pulumi_sentry.declaration import Args, Input, Trimmed, arg
from pulumi_sentry.keys.use import DEFAULT_UNUSED_FOR


class RateLimitArgs(Args):
    """How many events a key lets through; Sentry drops further ones."""

    count: Input[int] = arg("Events per window.", ge=1)
    window: Input[int] = arg("Length of the window in seconds.", ge=1, le=86400)


class LoaderOptionsArgs(Args):
    """Options of the JavaScript loader script."""

    has_replay: Input[bool | None] = arg("Session replay.", default=None)
    has_performance: Input[bool | None] = arg("Tracing.", default=None)
    has_debug: Input[bool | None] = arg("The debug bundle.", default=None)
    has_feedback: Input[bool | None] = arg("User feedback.", default=None)
    has_logs_and_metrics: Input[bool | None] = arg("Logs and metrics.", default=None)


class ProofArgs(Args):
    """Ingest must accept the DSN before anything else sees it."""

    pause: Input[float] = arg(
        "Seconds between two questions; two answers in a row must agree.", default=DEFAULT_PAUSE, ge=0, le=60
    )
    endpoint: Input[str | None] = arg(
        "Address to ask in place of the one in Sentry's DSN, where applications send to another one, such as "
        "https://errors.example.com.",
        default=None,
        reset=True,
    )


class RetirementArgs(Args):
    """How far a key is on its way out, after another one has taken its place."""

    stage: Input[Literal["grace", "deactivated", "deleted"]] = arg(
        "grace: it stays as it is. deactivated: its events are refused. deleted: it is gone, and the resource "
        "stays as the record of it."
    )
    observe: Input[int] = arg("Seconds that it has to be off before it is deleted.", default=0, ge=0)
    unused_for: Input[int] = arg(
        "Seconds without an event after which it counts as unused. A used key is kept, with a warning.",
        default=DEFAULT_UNUSED_FOR,
        ge=1,
    )
    force: Input[bool] = arg("Take it out of use even while it is used.", default=False)
    leaked: Input[bool | None] = arg(
        "Somebody else has it: once this was declared, the key never becomes active again, whatever a later program "
        "says.",
        default=None,
        reset=True,
    )


class ProjectKeyArgs(Args):
    """The arguments of a client key."""

    project: Input[Trimmed] = arg("Id or slug of its project.", replace=True, min_length=1)
    name: Input[Trimmed] = arg("Name for people.", min_length=1, max_length=64)
    is_active: Input[bool] = arg("Whether events sent with it are accepted.", default=True)
    rate_limit: Input[RateLimitArgs | None] = arg("Limit on its events.", default=None, reset=True)
    browser_sdk_version: Input[Trimmed | None] = arg(
        "Version of the JavaScript SDK that the loader script loads: latest, 10.x, ...", default=None
    )
    dynamic_sdk_loader_options: Input[LoaderOptionsArgs | None] = arg(
        "Options of the loader script.", default=None
    )
    proof: Input[ProofArgs | None] = arg(
        "Prove the DSN before the key counts as made or as active again.", default=None
    )
    retirement: Input[RetirementArgs | None] = arg(
        "Take it out of use step by step. While declared, isActive is left alone, and a key that is gone is "
        "not made again.",
        default=None,
        reset=True,
    )
    rotated_at: Input[str | None] = arg(
        "When the keys of its project were rotated last, an instant in ISO 8601 with its offset. A program that says "
        "an earlier one than the state, or none, is older than the state, and is refused in preview and `up`. A "
        "change of it alone is none.",
        default=None,
        create_only=True,
    )
    adopt: Input[bool | None] = arg(
        "Whether to take over a key of this name that the project has already, whatever its age. Only looked at on "
        "creation.",
        default=None,
        create_only=True,
    )
