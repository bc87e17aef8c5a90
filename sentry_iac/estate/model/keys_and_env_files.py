"""The client keys of a project and the `.env` files with their DSNs, with all values known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from types import MappingProxyType

from sentry_iac.estate.model.rotation import RotationSpec


class FromProject(Enum):
    """A value of an `.env` file that only Sentry tells: the DSN of the project's client key, or the organization."""

    DSN = "dsn"
    ORGANIZATION = "organization"


EnvValue = str | FromProject


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimitSpec:
    """At most `count` events within `window` seconds for one client key."""

    count: int
    window: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LoaderSpec:
    """The parts of the browser loader script of a client key; None means "not declared"."""

    has_replay: bool | None = None
    has_performance: bool | None = None
    has_debug: bool | None = None
    has_feedback: bool | None = None
    has_logs_and_metrics: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherKeySpec:
    """A client key of a project that does not rotate.

    `key` is its name under `keys:`, `name` the one in Sentry. `dsn_endpoint` is the address that its DSN leads to in
    place of Sentry's.
    """

    key: str
    name: str
    is_active: bool = True
    rate_limit: RateLimitSpec | None = None
    browser_sdk_version: str | None = None
    loader: LoaderSpec = LoaderSpec()
    dsn_endpoint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySpec(FurtherKeySpec):
    """The client key that a stack gives a project, and how far its rotation is; it has no `key`.

    `is_declared` is false for a project without one.
    """

    key: str = ""
    is_declared: bool = True
    rotation: RotationSpec = field(default_factory=RotationSpec)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvFileSpec:
    """The `.env` file of an application.

    `path` is relative to the Pulumi project's folder, with forward slashes, unless `appRoot` is absolute, so that
    states of several machines are alike. `absolute_path` is for this machine; `in_app` is relative to `appRoot`, as in
    `sentry.yaml`. `values` maps environment variable names to text, or to a value that only Sentry tells. `name` is its
    name under `envFiles:`, empty for the one under `envFile:`. The DSN is that of `FurtherKeySpec.key`, or of the
    project's own key where `key` is None.
    """

    path: str
    absolute_path: Path
    in_app: str
    values: Mapping[str, EnvValue]
    name: str = ""
    key: str | None = None

    def resolved(self, dsn: str, organization: str = "") -> dict[str, str]:
        """Return the values with `dsn` (a secret) and the slug of the organization filled in."""
        told = {FromProject.DSN: dsn, FromProject.ORGANIZATION: organization}
        return {
            name: told[value] if isinstance(value, FromProject) else value
            for name, value in self.values.items()
        }


def frozen_mapping(values: Mapping[str, EnvValue]) -> Mapping[str, EnvValue]:
    """Return a read-only copy of `values` that keeps their order."""
    return MappingProxyType(dict(values))
