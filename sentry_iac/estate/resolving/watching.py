"""Merges what the layers of a declaration say about checks and receivers; `resolve` calls it for each project."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sentry_iac.estate.model.estate import Receiver as ReceiverSpec
from sentry_iac.estate.model.estate import TeamEmail
from sentry_iac.estate.model.receivers import IntegrationTarget, OwnersEmail, WebhookCall
from sentry_iac.estate.model.uptime_and_cron import CronSpec, CronUnit, UptimeSpec
from sentry_iac.estate.resolving.layers import Layer
from sentry_iac.estate.text.errors import Path, Problem, did_you_mean, listed, quoted
from sentry_iac.estate.text.fields import SpecModel, Switchable
from sentry_iac.estate.written.alerts import Receiver
from sentry_iac.estate.written.file import Guarded, Watched

OWN_TEAM: Final = "team"
ISSUE_OWNERS: Final = "issue-owners"
"""What may stand for a team's name in `email`."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_\-]*", re.ASCII)
_UPTIME: Final[Mapping[str, Any]] = {
    "method": "GET",
    "interval": 60,
    "timeout": 5000,
    "downtime_threshold": 3,
    "recovery_threshold": 1,
}
_CRON: Final[Mapping[str, Any]] = {
    "timezone": "UTC",
    "checkin_margin": 1,
    "max_runtime": 30,
    "failure_issue_threshold": 1,
    "recovery_threshold": 1,
}


Check = TypeVar("Check", bound=Switchable)


@dataclass(frozen=True, slots=True)
class Watching:
    """What one project's layers say, least important first.

    Args:
        slug: the project's, with the stack's suffix.
        environment: the stack's.
        layers: where it may be said.
        report: takes a problem.
        only_of_stack: whether a check counts only where the stack itself speaks of it; it has the last layer.
    """

    slug: str
    environment: str
    layers: Sequence[Layer]
    report: Callable[[Problem], None]
    only_of_stack: bool = False

    def uptime(self) -> Iterator[UptimeSpec]:
        """The uptime monitors."""
        for key, spoken in self._checks("uptime", lambda settings: settings.uptime):
            merged: dict[str, Any] = dict(_UPTIME)
            for _, check in spoken:
                merged |= _written(check)
            if "url" not in merged:
                self._at(spoken[-1][0], "uptime", key, "has no url; write the address that is asked for")
                continue
            yield UptimeSpec(key=key, environment=self.environment, **self._named(key, merged))

    def crons(self) -> Iterator[CronSpec]:
        """The cron monitors."""
        for key, spoken in self._checks("crons", lambda settings: settings.crons):
            merged: dict[str, Any] = dict(_CRON)
            for layer, check in spoken:
                said = _written(check)
                if {"schedule", "every"} <= said.keys():
                    self._at(layer, "crons", key, "has both schedule and every; write one of them")
                if {"schedule", "every"} & said.keys():
                    merged.pop("schedule", None)
                    merged.pop("every", None)
                merged |= said
            if not {"schedule", "every"} & merged.keys():
                message = 'has no schedule; write e.g. schedule: "0 3 * * *" or every: 10m'
                self._at(spoken[-1][0], "crons", key, message)
                continue
            every = merged.pop("every", None)
            yield CronSpec(
                key=key,
                crontab=merged.pop("schedule", None),
                every=None if every is None else _in_units(every),
                **self._named(key, merged),
            )

    def spike_protection(self) -> bool | None:
        """Whether it is on; None where nobody says."""
        said = [
            layer.settings.spike_protection for layer in self.layers if isinstance(layer.settings, Guarded)
        ]
        return next((one for one in reversed(said) if one is not None), None)

    def receivers(self, alert: str, team: str, teams: Sequence[str]) -> tuple[ReceiverSpec, ...]:
        """Whom an alert tells: what is said of the alert itself goes before what is said of all of them.

        Args:
            alert: its name under `alerts:`.
            team: the project's team.
            teams: the names of all teams.
        """
        found: tuple[Layer, Path, tuple[Receiver, ...]] | None = None
        for layer in self.layers:
            if isinstance(layer.settings, Guarded) and layer.settings.notify:
                found = (layer, (*layer.path, "notify"), layer.settings.notify)
        for layer in self.layers:
            said = layer.settings.alerts.by_name().get(alert) if layer.settings.alerts else None
            if said is not None and said.notify:
                found = (layer, (*layer.path, "alerts", alert, "notify"), said.notify)
        if found is None:
            return (TeamEmail(team=team),)
        layer, path, receivers = found
        specs: list[ReceiverSpec] = []
        for index, receiver in enumerate(receivers):
            name = receiver.email
            if name is not None and name not in (OWN_TEAM, ISSUE_OWNERS, *teams):
                choices = [OWN_TEAM, ISSUE_OWNERS, *teams]
                hint = did_you_mean(name, choices) or f"; known: {listed(choices)}"
                self.report(layer.source.problem((*path, index), f"{quoted(name)} is not a team{hint}"))
            spec = _receiver(receiver, team)
            if spec not in specs:
                specs.append(spec)
        return tuple(specs)

    def _checks(
        self, section: str, written: Callable[[Watched], Mapping[str, Check] | None]
    ) -> Iterator[tuple[str, list[tuple[Layer, Check]]]]:
        spoken: dict[str, list[tuple[Layer, Check]]] = {}
        for layer in self.layers:
            if isinstance(layer.settings, Watched):
                for key, check in (written(layer.settings) or {}).items():
                    spoken.setdefault(key, []).append((layer, check))
        for key, said in spoken.items():
            if not _NAME.fullmatch(key):
                self._at(said[0][0], section, key, "cannot name a monitor; use letters, digits, - and _")
            if self.only_of_stack and said[-1][0] is not self.layers[-1]:
                continue
            if not said[-1][1].is_off:
                yield key, said

    def _named(self, key: str, merged: dict[str, Any]) -> dict[str, Any]:
        defaults = {"name": f"{self.slug}: {key}", "description": None, "enabled": True}
        return {**defaults, **merged}

    def _at(self, layer: Layer, section: str, key: str, message: str) -> None:
        self.report(layer.source.problem((*layer.path, section, key), message))


def _receiver(receiver: Receiver, team: str) -> ReceiverSpec:
    if receiver.email is not None:
        return (
            OwnersEmail()
            if receiver.email == ISSUE_OWNERS
            else TeamEmail(team=team if receiver.email == OWN_TEAM else receiver.email)
        )
    if receiver.webhook is not None:
        return WebhookCall(service=receiver.webhook)
    kind, integration = receiver.integration()
    settings = receiver.settings()
    if "tags" in settings:
        settings["tags"] = ",".join(settings["tags"])
    return IntegrationTarget(kind=kind, integration=integration, settings=settings)


def _in_units(minutes: int) -> tuple[int, CronUnit]:
    units: tuple[tuple[int, CronUnit], ...] = ((1440, "day"), (60, "hour"), (1, "minute"))
    return next((minutes // size, unit) for size, unit in units if minutes % size == 0)


def _written(settings: SpecModel) -> dict[str, Any]:
    values = ((name, getattr(settings, name)) for name in type(settings).model_fields)
    return {name: value for name, value in values if value is not None}
