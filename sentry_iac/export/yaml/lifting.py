"""Says once, under `defaults`, what all projects have alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_SECTIONS: Final = ("settings", "filters")
"""Sections of a project of which `defaults` has one as well, value by value."""

_FEWEST: Final = 2
"""Projects that have something alike, at least."""


def lifted(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of a file with what all projects have alike under `defaults`."""
    projects: dict[str, dict[str, Any]] = {
        name: {key: dict(part) if key in _SECTIONS else part for key, part in project.items()}
        for name, project in document.get("projects", {}).items()
    }
    defaults = dict(document.get("defaults", {}))
    if len(projects) >= _FEWEST:
        for section in _SECTIONS:
            if common := _common([project.get(section, {}) for project in projects.values()]):
                defaults[section] = common
            for project in projects.values():
                _without(project, section, common)
    return {**document, "defaults": defaults, "projects": projects}


def _common(sections: list[Mapping[str, Any]]) -> dict[str, Any]:
    first, *others = sections
    return {
        key: value
        for key, value in first.items()
        if all(key in other and other[key] == value for other in others)
    }


def _without(project: dict[str, Any], section: str, common: Mapping[str, Any]) -> None:
    if section not in project:
        return
    rest = {key: value for key, value in project[section].items() if key not in common}
    if rest:
        project[section] = rest
    else:
        del project[section]
