"""Client keys have a limit, and stand in an application's `.env` file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sentry_iac.policy.planned import SECRET, UNKNOWN, Planned, Resource, of_type
from sentry_iac.policy.rule import Finding, in_project

_EVERY_FILE_HAS: Final = "SENTRY_ENVIRONMENT"
_DEFAULT: Final = "Default"
_GENERATION: Final = re.compile(r"g[0-9]+")
_DSN: Final = re.compile(r"https?://[0-9a-f]{32}(:[0-9a-f]{32})?@")


def unlimited_keys(planned: Planned) -> Iterator[Finding]:
    """Yield the client keys without a rate limit."""
    for name, resources in planned.applications.items():
        for key in of_type(resources, "ProjectKey"):
            if key.is_on("isActive") and not key.arguments.get("rateLimit"):
                yield Finding(
                    resource=key.name,
                    urn=key.urn,
                    says=f"a client key of project {name} lets any number of events through",
                    fix=in_project(
                        name, *_section(name, key), "rateLimit", value="{ count: 1000, window: 1h }"
                    ),
                )


def keys_in_no_env_file(planned: Planned) -> Iterator[Finding]:
    """Yield the client keys that no application reads."""
    for name, resources in planned.applications.items():
        files = list(of_type(resources, "EnvFile"))
        # A retiring key is in no file; its retirement waits for that.
        keys = [
            key
            for key in of_type(resources, "ProjectKey")
            if key.is_on("isActive") and not key.arguments.get("retirement")
        ]
        if keys and not files:
            yield Finding(
                resource=keys[0].name,
                urn=keys[0].urn,
                says=f"a client key of project {name} is written to no .env file",
                fix=in_project(name, "envFile", "path", value=f"{name}/.env"),
            )
        elif keys and not any(_holds_dsn(file) for file in files):
            yield Finding(
                resource=keys[0].name,
                urn=keys[0].urn,
                says=f"the .env file of project {name} does not hold its DSN",
                fix=in_project(name, "envFile", "keys", "dsn", value=f"{_prefix(files[0])}SENTRY_DSN"),
            )
        declared = {key.arguments.get("name") for key in of_type(resources, "ProjectKey")}
        for project in of_type(resources, "Project"):
            if not project.is_on("removeDefaultKey") and _DEFAULT not in declared:
                yield Finding(
                    resource=project.name,
                    urn=project.urn,
                    says=f"project {name} keeps the key Default that Sentry makes, and nothing reads it",
                    fix=in_project(name, "removeDefaultKey", value="true"),
                )


def _section(project: str, key: Resource) -> tuple[str, ...]:
    """Return where a client key is in `sentry.yaml`, below its project."""
    further = key.name.removeprefix(f"{project}-")
    return ("key",) if further == key.name or _GENERATION.fullmatch(further) else ("keys", further)


def _holds_dsn(file: Resource) -> bool:
    values = file.arguments.get("values")
    if not isinstance(values, dict):
        return values in (UNKNOWN, SECRET)
    return any(value in (UNKNOWN, SECRET) or _DSN.match(str(value)) for value in values.values())


def _prefix(file: Resource) -> str:
    """Return the prefix of the names in an `.env` file, such as VITE_, if one shows it."""
    values = file.arguments.get("values")
    names = (name for name in (values if isinstance(values, dict) else ()) if name.endswith(_EVERY_FILE_HAS))
    return next(names, "").removesuffix(_EVERY_FILE_HAS)
