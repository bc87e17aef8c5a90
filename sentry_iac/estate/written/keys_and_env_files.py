"""The keys of client keys and `.env` files."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from sentry_iac.estate.defaults.rules import ENV_NAMES
from sentry_iac.estate.text.errors import did_you_mean, listed, quoted
from sentry_iac.estate.text.fields import (
    ENV_NAME,
    Line,
    RelativePath,
    SpecModel,
    Switchable,
    accepted_by,
    between,
    single_line,
)
from sentry_iac.estate.text.units import Seconds, wrong
from sentry_rules.dsn_endpoints import endpoint_complaint

Variables = str | bool | tuple[str, ...]
"""The variables that hold one value: one name, several, true for the default one, or false for none."""


def _env_keys(value: object) -> object:
    if not isinstance(value, dict):
        return value
    for source, names in value.items():
        if source not in ENV_NAMES:
            hint = did_you_mean(source, ENV_NAMES)
            raise wrong(f"{quoted(source)} is not a value to write; known: {listed(ENV_NAMES)}{hint}")
        if isinstance(names, bool):
            continue
        if names == []:
            raise wrong(f"{source} has no name; write one, or false to leave it out")
        for name in names if isinstance(names, list) else [names]:
            if not (isinstance(name, str) and ENV_NAME.fullmatch(name)):
                raise wrong(
                    f"{quoted(name)} cannot be the name of {source}; use letters, digits and _, "
                    "or false to leave it out"
                )
    return {source: tuple(names) if isinstance(names, list) else names for source, names in value.items()}


def _env_prefix(text: str) -> str:
    if text and not ENV_NAME.fullmatch(text):
        raise wrong(
            f"{quoted(text)} cannot begin a variable's name; use letters, digits and _, such as VITE_"
        )
    return text


class RateLimit(SpecModel):
    """At most so many events of one client key within a window."""

    count: Annotated[int, Field(gt=0)]
    window: Annotated[Seconds, AfterValidator(lambda value: between(value, 1, 86_400, "1s", "1d"))]


class Loader(SpecModel):
    """The parts of the browser loader script."""

    replay: bool | None = None
    performance: bool | None = None
    debug: bool | None = None
    feedback: bool | None = None
    logs_and_metrics: bool | None = None


class FurtherKey(SpecModel):
    """A further client key of a project; its key is its name in Sentry unless `name` is given. It does not rotate."""

    name: Annotated[str, AfterValidator(single_line(64))] | None = Field(
        default=None, description="Its name in Sentry."
    )
    active: bool | None = Field(default=None, description="false: Sentry refuses its events.")
    rate_limit: RateLimit | None = None
    browser_sdk_version: Line | None = None
    loader: Loader | None = None
    dsn_endpoint: Annotated[str, AfterValidator(accepted_by(endpoint_complaint))] | None = Field(
        default=None,
        description="The address that its DSN leads to in place of Sentry's, e.g. https://errors.example.com.",
    )


class Key(FurtherKey, Switchable):
    """The client key that a stack gives the project; it rotates. Its name is the environment unless given."""


_NAME = {"type": "string", "pattern": ENV_NAME.pattern}


class EnvFile(SpecModel):
    """The `.env` file that the application reads."""

    path: RelativePath = Field(description="Where it is, relative to the stack's appRoot.")
    prefix: Annotated[str, AfterValidator(_env_prefix)] = Field(
        default="", description="What the default names begin with, e.g. VITE_."
    )
    keys: Annotated[
        dict[str, Variables],
        BeforeValidator(_env_keys),
        WithJsonSchema(
            {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    source: {
                        "anyOf": [
                            _NAME,
                            {"type": "boolean"},
                            {"type": "array", "items": _NAME, "minItems": 1},
                        ]
                    }
                    for source in ENV_NAMES
                },
            }
        ),
    ] = Field(
        default={},
        description="Names other than the default ones, or several; true is the default one, false none.",
    )


class FurtherEnvFile(EnvFile):
    """A further `.env` file of a project."""

    key: str | None = Field(
        default=None, description="The key under `keys:` whose DSN it gets: that of `key:` unless given."
    )
