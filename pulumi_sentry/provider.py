"""Which Sentry, which organization, which token: the configuration of the provider."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pydantic.fields import FieldInfo

from pulumi_sentry._version import __version__
from pulumi_sentry.declaration import PACKAGE, Args, Input, arg, to_wire

DEFAULT_BASE_URL = "https://sentry.io"

ENVIRONMENT = {"token": "SENTRY_AUTH_TOKEN", "organization": "SENTRY_ORG", "base_url": "SENTRY_URL"}
"""The variable that stands in for each argument; the names are sentry-cli's
(https://docs.sentry.io/cli/configuration/)."""


class ProviderArgs(Args):
    """Where the organization is and who asks. Each falls back to an environment variable."""

    token: Input[str | None] = arg(
        "Internal-integration or user token (organization tokens are too weak: they cannot create projects). "
        "Falls back to SENTRY_AUTH_TOKEN.",
        default=None,
        secret=True,
    )
    organization: Input[str | None] = arg("Slug of the organization. Falls back to SENTRY_ORG.", default=None)
    base_url: Input[str | None] = arg(
        "Address of Sentry, such as https://de.sentry.io or a self-hosted one. "
        f"Falls back to SENTRY_URL, then to {DEFAULT_BASE_URL}.",
        default=None,
    )


class Provider(pulumi.ProviderResource):
    """An explicitly configured provider, for a program that manages several organizations."""

    def __init__(
        self, resource_name: str, args: ProviderArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Declare the provider.

        Args:
            resource_name: its name in the stack.
            args: which Sentry it talks to.
            opts: Pulumi's resource options.
        """
        values = {
            info.alias or name: to_wire(getattr(args, name))
            for name, info in ProviderArgs.model_fields.items()
            if getattr(args, name) is not None
        }
        if "token" in values:
            values["token"] = pulumi.Output.secret(values["token"])
        super().__init__(
            PACKAGE,
            resource_name,
            values,
            pulumi.ResourceOptions.merge(pulumi.ResourceOptions(version=__version__), opts),
        )


@dataclass(frozen=True)
class Settings:
    """The configuration in force, after environment and defaults.

    Attributes:
        organization: slug.
        base_url: address without a trailing slash.
        token: never printed.
    """

    organization: str
    base_url: str
    token: str = field(repr=False)


def _missing(name: str, info: FieldInfo, what: str) -> str:
    secret = "--secret " if name == "token" else ""
    return (
        f"no {what}: set {ENVIRONMENT[name]} in the environment, "
        f"or run `pulumi config set {secret}{PACKAGE}:{info.alias} ...`"
    )


def resolve(
    config: Mapping[str, Any], environ: Mapping[str, str] | None = None
) -> tuple[Settings | None, list[str]]:
    """The settings in force, or what is missing.

    Args:
        config: provider configuration in wire form.
        environ: the environment; the process's own by default.
    """
    environ = os.environ if environ is None else environ
    values = {
        name: config.get(info.alias or name) or environ.get(ENVIRONMENT[name], "").strip()
        for name, info in ProviderArgs.model_fields.items()
    }
    problems = [
        _missing(name, ProviderArgs.model_fields[name], what)
        for name, what in (("token", "Sentry token"), ("organization", "Sentry organization"))
        if not values[name]
    ]
    if problems:
        return None, problems
    return Settings(values["organization"], values["base_url"] or DEFAULT_BASE_URL, values["token"]), []
