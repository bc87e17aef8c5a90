"""Reads the arguments of a step as values to compare; `plan.words` makes sentences of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pulumi.runtime.rpc import UNKNOWN

from sentry_iac.plan.directory import Directory

TEAM: Final = "team"


def known(thing: object) -> bool:
    """Whether a value is known before the `up`."""
    return thing != UNKNOWN


def mapping(thing: object) -> Mapping[str, Any]:
    """Return a mapping from a value; an empty one if it is unknown or undeclared."""
    return thing if isinstance(thing, Mapping) else {}


def mappings(thing: object) -> list[Mapping[str, Any]]:
    """Return the mappings from a list."""
    return [each for each in thing if isinstance(each, Mapping)] if isinstance(thing, list) else []


def thresholds(arguments: Mapping[str, Any]) -> list[tuple[str, float]]:
    """Return when a monitor opens an issue: comparison (`gt`, ...) and number, in the aggregate's unit."""
    return [
        (str(each["type"]), float(each["comparison"]))
        for each in mappings(arguments.get("conditions"))
        if each.get("result") != "resolved" and isinstance(each.get("comparison"), int | float)
    ]


def retirement_stage(arguments: Mapping[str, Any]) -> str:
    """Return how far a key is on its way out: `grace`, `deactivated` or `deleted`; empty if it is not."""
    return str(mapping(arguments.get("retirement")).get("stage") or "")


def retires_for_good(arguments: Mapping[str, Any]) -> bool:
    """Whether a key is declared as leaked; version 0.1.0 says so by switching it off although it is used."""
    retirement = mapping(arguments.get("retirement"))
    forced = retirement.get("force") is True and retirement_stage(arguments) != "grace"
    return retirement.get("leaked") is True or forced


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldByAlert:
    """A receiver of an alert; two are equal if they mean the same one, by the same means.

    Attributes:
        means: Sentry's type of the action: `email`, `slack`, ...
        target: who or where: a team's name, a channel, ...; empty if the type of target says it all.
        target_type: `team`, or the type of a target without a name, such as `issue_owners`; else empty.
    """

    means: object
    target: object
    target_type: str


def told_by(arguments: Mapping[str, Any], directory: Directory) -> list[ToldByAlert]:
    """Return the receivers of an alert, in the order of its actions."""
    return [
        _told(action, directory)
        for action_filter in mappings(arguments.get("actionFilters"))
        for action in mappings(action_filter.get("actions"))
    ]


def no_longer_told(old: Mapping[str, Any], new: Mapping[str, Any], directory: Directory) -> list[ToldByAlert]:
    """Return the receivers in an alert's old arguments that are not in its new ones, each once."""
    after = told_by(new, directory)
    gone: list[ToldByAlert] = []
    for each in told_by(old, directory):
        if each not in after and each not in gone:
            gone.append(each)
    return gone


def _told(action: Mapping[str, Any], directory: Directory) -> ToldByAlert:
    target = action.get("targetDisplay") or action.get("targetIdentifier")
    kind = str(action.get("targetType") or "")
    if kind == TEAM:
        target = directory.name("Team", target)
    return ToldByAlert(
        means=action.get("type"), target=target, target_type=kind if kind == TEAM or not target else ""
    )
