"""The page of an organization's settings, each in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sentry_sandbox.behaviour.bodies.organization import DEFAULT_SETTINGS
from sentry_sandbox.page.frame import Frame, Reader, natural
from sentry_sandbox.page.settings_words import SETTINGS


@dataclass(frozen=True)
class SettingRow:
    """A setting: its name in the API, what it means, and whether it differs from a new organization's."""

    name: str
    says: str
    changed: bool


@dataclass(frozen=True)
class SettingsPage:
    """The page: chapters of settings, environments, and integrations as (provider, name)."""

    frame: Frame
    chapters: list[tuple[str, list[SettingRow]]]
    changed: int
    environments: list[str]
    integrations: list[tuple[str, str]]


def settings_page(reader: Reader) -> SettingsPage:
    """The page of an organization's settings."""
    held = reader.organization.body["settings"]
    chapters = [
        (title, [_row(name, words, held.get(name)) for name, words in rows.items()])
        for title, rows in SETTINGS.items()
    ]
    store, number = reader.store, reader.organization.id
    return SettingsPage(
        frame=reader.frame(),
        chapters=chapters,
        changed=sum(row.changed for _, rows in chapters for row in rows),
        environments=sorted((one.slug for one in store.environments.in_organization(number)), key=natural),
        integrations=[
            (one.body["provider"], one.body["name"]) for one in store.integrations.in_organization(number)
        ],
    )


def _row(name: str, words: str | tuple[str, str], value: Any) -> SettingRow:
    on_or_off = words if isinstance(words, tuple) else (words.format(_shown(name, value)),) * 2
    says = on_or_off[0] if value else on_or_off[1]
    return SettingRow(name, says, value != DEFAULT_SETTINGS[name])


def _shown(name: str, value: Any) -> str:
    if name == "targetSampleRate":
        return f"{value * 100:.10g} %"
    if isinstance(value, list):
        parts = [str(one.get("name", one)) if isinstance(one, dict) else str(one) for one in value]
        return ", ".join(parts) or "none"
    if name == "storeCrashReports":
        return {0: "none", -1: "all"}.get(value, f"{value}")
    return "none" if value in (None, "") else str(value)
