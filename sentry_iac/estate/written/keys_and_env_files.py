"""The keys of client keys and `.env` files."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from sentry_iac.estate.defaults.rules import ENV_NAMES, ENV_VALUES
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
from sentry_iac.estate.text.quantities import Seconds
from sentry_iac.estate.text.saying import AS_AT_SENTRY, UNLESS_GIVEN, required
from sentry_iac.estate.text.saying import key as say_key
from sentry_iac.estate.text.units import wrong
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


class RateLimit(SpecModel, title="Rate limit"):
    """At most so many events of one client key within a window."""

    count: Annotated[int, Field(gt=0)] = required(
        "How many events Sentry takes in a window; it drops the others.", example=1000, unit="events"
    )
    window: Annotated[Seconds, AfterValidator(lambda value: between(value, 1, 86_400, "1s", "1d"))] = (
        required("How long a window is, 1s to 1d.", example="1h")
    )


class Loader(SpecModel, title="Loader script"):
    """The parts of the browser loader script."""

    replay: bool | None = say_key(
        "Whether the script loads session replay.", example=True, unless=AS_AT_SENTRY
    )
    performance: bool | None = say_key("Whether the script loads tracing.", example=True, unless=AS_AT_SENTRY)
    debug: bool | None = say_key(
        "Whether the script loads the debug bundle, which logs to the console.",
        example=False,
        unless=AS_AT_SENTRY,
    )
    feedback: bool | None = say_key(
        "Whether the script loads user feedback.", example=False, unless=AS_AT_SENTRY
    )
    logs_and_metrics: bool | None = say_key(
        "Whether the script loads logs and metrics.", example=False, unless=AS_AT_SENTRY
    )


class FurtherKey(SpecModel, title="Further client key"):
    """A further client key of a project; its key is its name in Sentry unless `name` is given. It does not rotate."""

    may_be_bare: ClassVar[bool] = True

    name: Annotated[str, AfterValidator(single_line(64))] | None = say_key(
        "The key's name in Sentry.",
        example="Mobile apps",
        unless="the name of the entry; for the key that rotates, the stack's environment",
    )
    active: bool | None = say_key("Whether Sentry takes events sent with the key.", example=False, usual=True)
    rate_limit: RateLimit | None = say_key(
        "How many events of this key Sentry takes at most.",
        example={"count": 1000, "window": "1h"},
        unless=AS_AT_SENTRY,
    )
    browser_sdk_version: Line | None = say_key(
        "The version of the JavaScript SDK that the loader script loads.", example="10.x", unless=AS_AT_SENTRY
    )
    loader: Loader | None = say_key(
        "The parts of the SDK that the loader script loads.", example={"replay": True}, unless=AS_AT_SENTRY
    )
    dsn_endpoint: Annotated[str, AfterValidator(accepted_by(endpoint_complaint))] | None = say_key(
        "The address that the key's DSN leads to, of a Relay or a proxy of yours in front of Sentry.",
        example="https://errors.example.com",
        unless="Sentry's own address",
    )


class Key(FurtherKey, Switchable, title="Client key"):
    """The client key that a stack gives the project; it rotates. Its name is the environment unless given."""

    may_be_bare: ClassVar[bool] = False


_NAME = {"type": "string", "pattern": f"^{ENV_NAME.pattern}$"}
_PREFIX = {"type": "string", "pattern": f"^({ENV_NAME.pattern})?$"}


_HOLDS: Final = {
    "dsn": "The DSN of the client key",
    "environment": "The stack's environment",
    "release": "The release, where the stack names one",
    "tracesSampleRate": "The share of transactions that are traced, 0 to 1",
    "replaysSessionSampleRate": "The share of sessions that are recorded, 0 to 1",
    "replaysOnErrorSampleRate": "The share of sessions with an error that are recorded, 0 to 1",
    "profilesSampleRate": "The share of traced transactions that are profiled, 0 to 1",
    "organization": "The organization's slug",
    "project": "The project's slug",
}


def _unless(source: str, name: str) -> str:
    kinds = [kind for kind, written in ENV_VALUES.items() if source in written]
    if not kinds:
        return "it is not written"
    return f"it is in {name}" if len(kinds) > 1 else f"in a {kinds[0]} it is in {name}"


class EnvFile(SpecModel, title=".env file"):
    """The `.env` file that the application reads."""

    path: RelativePath = required(
        "Where the file is, relative to the stack's appRoot.", example="backend/.env"
    )
    prefix: Annotated[str, AfterValidator(_env_prefix), WithJsonSchema(_PREFIX)] = say_key(
        "What the default names of the variables begin with.", example="VITE_", unless="nothing", default=""
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
                        "description": f"{_HOLDS[source]}.",
                        "examples": [name],
                        UNLESS_GIVEN: _unless(source, name),
                        "anyOf": [
                            _NAME,
                            {"type": "boolean"},
                            {"type": "array", "items": _NAME, "minItems": 1},
                        ],
                    }
                    for source, name in ENV_NAMES.items()
                },
            }
        ),
    ] = say_key(
        "The variables by what they hold: another name, a list of names, true for the default name, or false for none.",
        example={"dsn": ["SENTRY_DSN", "NEXT_PUBLIC_SENTRY_DSN"], "release": False},
        unless="the default names of all values but organization and project",
        default={},
    )


class FurtherEnvFile(EnvFile, title="Further .env file"):
    """A further `.env` file of a project."""

    key: str | None = say_key(
        "The client key under keys whose DSN the file gets.",
        example="mobile",
        unless="the project's own client key",
    )
