"""The provider's configuration: which Sentry, which organization, which token."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

import pulumi
from pydantic.fields import FieldInfo

from pulumi_sentry._version import __version__
from pulumi_sentry.declaration import (
    PACKAGE,
    Args,
    Input,
    Keywords,
    arg,
    end_quietly_when_broken_off,
    to_wire,
)
from pulumi_sentry.lifecycle.place import check_environment_token, is_default

DEFAULT_BASE_URL = "https://sentry.io"

ENVIRONMENT = {"token": "SENTRY_AUTH_TOKEN", "organization": "SENTRY_ORG", "base_url": "SENTRY_URL"}
"""The environment variable for each argument; the names are sentry-cli's
(https://docs.sentry.io/cli/configuration/)."""


_ENGINE_CONFIG: Final = "PULUMI_CONFIG"
"""The variable in which the engine tells a provider the stack's config as it is now: `sentry:…` as JSON."""


class ProviderArgs(Args):
    """The address, the organization and the token. Each falls back to an environment variable."""

    token: Input[str | None] = arg(
        "Internal-integration or user token (organization tokens are too weak: they cannot create projects). "
        "Falls back to SENTRY_AUTH_TOKEN, which is sent to no other site than the one that SENTRY_URL names "
        f"({DEFAULT_BASE_URL} where it names none).",
        default=None,
        secret=True,
    )
    organization: Input[str | None] = arg(
        "Slug of the organization. Falls back to SENTRY_ORG. A stack stays with one organization, whatever its slug.",
        default=None,
    )
    base_url: Input[str | None] = arg(
        "Address of Sentry, such as https://de.sentry.io or a self-hosted one. "
        f"Falls back to SENTRY_URL, then to {DEFAULT_BASE_URL}.",
        default=None,
    )


class Provider(pulumi.ProviderResource):
    """An explicitly configured provider, for a program that manages several organizations."""

    args_type: ClassVar = ProviderArgs
    __signature__ = Keywords()

    def __init__(
        self,
        resource_name: str,
        args: ProviderArgs | None = None,
        opts: pulumi.ResourceOptions | None = None,
        **arguments: Any,
    ) -> None:
        """Declare the provider.

        Args:
            resource_name: its name in the stack.
            args: which Sentry it talks to.
            opts: Pulumi's resource options.
            arguments: the same as keywords instead of `args`. The package's stub types them.

        Raises:
            ArgumentError: an argument is unknown, of the wrong type or out of range.
        """
        end_quietly_when_broken_off()
        args = ProviderArgs.given(f"Provider '{resource_name}'", args, arguments)
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
    """The configuration in force, with environment and defaults.

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
    """The settings in force; an error says what is missing.

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


@dataclass(frozen=True)
class Asked:
    """The configuration that a run asks for.

    Attributes:
        config: in wire form.
        token_is_kept: whether only the state has its token; then the token belongs to the state's place.
    """

    config: Mapping[str, Any] = field(repr=False)
    token_is_kept: bool = False


def asked_of_this_run(urn: str, kept: Mapping[str, Any], environ: Mapping[str, str] | None = None) -> Asked:
    """The configuration that this run asks for; the engine may pass one from the state instead.

    A destroy and a refresh configure a provider with the inputs of the last `up`. The stack's config may have changed
    since, and the token in the environment belongs to the new one.

    Args:
        urn: the provider's.
        kept: its configuration in wire form, from the engine.
        environ: the environment; the process's own by default.
    """
    environ = os.environ if environ is None else environ
    config = dict(kept)
    tokens = {environ.get(ENVIRONMENT["token"], "").strip()} - {""}
    text = environ.get(_ENGINE_CONFIG)
    if text is not None and is_default(urn):
        now = json.loads(text)
        config = {name: now[name] for name in _CONFIG_NAMES if now.get(name)}
        tokens |= {config["token"]} if "token" in config else set()
        if not tokens and "token" in kept:
            config["token"] = kept["token"]
    token = config.get("token")
    return Asked(config, token_is_kept=token is not None and token not in tokens)


def check_token(
    config: Mapping[str, Any], settings: Settings, environ: Mapping[str, str] | None = None
) -> None:
    """Refuse to send the token of the environment to another Sentry than the environment names.

    Args:
        config: provider configuration in wire form.
        settings: the same with environment and defaults.
        environ: the environment; the process's own by default.

    Raises:
        ConfigurationError: SENTRY_URL is another Sentry's, or not set where the configuration asks for another one
            than sentry.io.
    """
    environ = os.environ if environ is None else environ
    if not config.get("token"):
        named = environ.get(ENVIRONMENT["base_url"], "").strip()
        check_environment_token(named, settings.base_url, default=DEFAULT_BASE_URL)


_CONFIG_NAMES = frozenset(info.alias or name for name, info in ProviderArgs.model_fields.items())
