"""Monitors and alerts whose resources would have the name of another one's.

A resource is named after its project and its own name, and `shop` with `api-latency` must not meet `shop-api` with
`latency`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sentry_iac.estate.model.estate import ApplicationSpec
from sentry_iac.estate.text.errors import Path


def clash(name: str, other: str) -> str:
    """Return what is wrong with something whose resource would be called as another one is."""
    return f"would be called {name} in the state, as {other} is; rename it"


def clashes_of_watchers(applications: Iterable[ApplicationSpec]) -> Iterator[tuple[Path, str]]:
    """Yield the monitors and alerts that clash, with what is wrong."""
    taken: dict[tuple[str, str], tuple[str, str]] = {}
    for application in applications:
        for section, key in _watchers(application):
            name = f"{application.name}-{key}"
            other = taken.setdefault((section, name), (application.name, key))
            if other != (application.name, key):
                path = ("projects", application.name, section, key)
                yield path, clash(name, f"{other[1]} of project {other[0]}")


def _watchers(application: ApplicationSpec) -> Iterator[tuple[str, str]]:
    yield from (("monitors", each.rule) for each in application.monitors)
    yield from (("uptime", each.key) for each in application.uptime)
    yield from (("crons", each.key) for each in application.crons)
    yield from (("alerts", each.key) for each in application.alerts)
    yield from (("alerts", each.key) for each in application.custom_alerts)
