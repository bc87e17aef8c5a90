"""The applications in a stack's outputs, for people: never with a whole DSN."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

_VISIBLE = 4


@dataclass(frozen=True)
class ApplicationSummary:
    """An application in the stack's output `applications`.

    Attributes:
        project: the project's slug.
        dsn: masked by `mask_dsn`.
        env_file: where its applications read it, or None.
        monitors: the monitors' rules.
        alerts: the alerts' names.
    """

    project: str
    dsn: str
    env_file: str | None
    monitors: tuple[str, ...]
    alerts: tuple[str, ...]


def mask_dsn(dsn: str) -> str:
    """Mask a DSN for people: enough to recognise it, too little to send with (`https://1a2b…@host/42`)."""
    parts = urlsplit(dsn)
    if not parts.username or not parts.hostname:
        return "…"
    # The host follows the last "@": a password in the DSN must not slip through.
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{parts.username[:_VISIBLE]}…@{host}{parts.path}"


def summarize(outputs: Mapping[str, object]) -> list[ApplicationSummary]:
    """Read the applications in a stack's outputs, ordered by name; a missing field is left out."""
    applications = _mapping(outputs.get("applications"))
    return [_summarize_one(name, _mapping(applications[name])) for name in sorted(applications)]


def _summarize_one(name: str, values: Mapping[str, object]) -> ApplicationSummary:
    env_file = values.get("envFile")
    return ApplicationSummary(
        project=str(values.get("slug") or name),
        dsn=mask_dsn(str(values["dsn"])) if values.get("dsn") else "-",
        env_file=str(env_file) if env_file else None,
        monitors=tuple(sorted(_mapping(values.get("monitors")))),
        alerts=tuple(sorted(_mapping(values.get("alerts")))),
    )


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
