"""The alerts of the team's own: of a project, and of several."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pydantic.alias_generators import to_snake

from sentry_iac.estate.defaults.rules import ALERTS
from sentry_iac.estate.model.alerts import ActionFilterSpec, ConditionSpec, CustomAlertSpec, Logic
from sentry_iac.estate.model.owners import Owner, PersonOwner, TeamOwner
from sentry_iac.estate.model.receivers import Receiver
from sentry_iac.estate.resolving.known import Known
from sentry_iac.estate.resolving.layers import Layer, Said, given, last, said_by_name
from sentry_iac.estate.resolving.listening import Ears
from sentry_iac.estate.resolving.owners import named_owner, owner_said_of
from sentry_iac.estate.resolving.project import ProjectInStack
from sentry_iac.estate.resolving.receivers import receivers, receivers_of
from sentry_iac.estate.text.errors import Path, Problem, did_you_mean, listed, quoted
from sentry_iac.estate.text.fields import MONITOR_NAME
from sentry_iac.estate.written.alerts import CustomAlert
from sentry_iac.estate.written.conditions import WrittenCondition
from sentry_iac.estate.written.receivers import ReceiverSettings

_ASSIGNED_TO: Final = "assigned_to"
_TARGET: Final = "targetIdentifier"
_ONE_FILTER: Final = {"logic": "logic", "if_": "if", "notify": "notify"}
"""The keys of the short form of one action filter, by their field."""

Written = tuple[ReceiverSettings, ...]


def custom_alerts_of(project: ProjectInStack, ears: Ears) -> Iterator[CustomAlertSpec]:
    """Yield the alerts of a project that are the team's own.

    A joining stack has only those that its own file names.

    Args:
        project: the project.
        ears: finds the monitors.
    """
    found = said_by_name(
        project.layers, lambda settings: settings.alerts.custom() if settings.alerts else None
    )
    for key, said in found.items():
        in_stack = any(layer.source is project.stack.source for layer, _ in said.by_layer)
        if said.is_off or (project.stack.owner is not None and not in_stack):
            continue
        alert = _Alert(key, said, ears, project.teams, project.report, project)
        if (spec := alert.spec()) is not None:
            yield spec


def alerts_of_several(
    written: Mapping[str, CustomAlert],
    layer: Layer,
    teams: Known,
    ears: Ears,
    report: Callable[[Problem], None],
) -> Iterator[CustomAlertSpec]:
    """Yield the alerts that belong to no project.

    Args:
        written: by name.
        layer: where they are written.
        teams: the names of all teams.
        ears: finds the monitors.
        report: takes problems.
    """
    for key, settings in written.items():
        alert = _Alert(key, Said([(layer, settings)]), ears, teams, report, None)
        if (spec := alert.spec()) is not None:
            yield spec


@dataclass(frozen=True, slots=True)
class _Alert:
    key: str
    said: Said[CustomAlert]
    ears: Ears
    teams: Known
    report: Callable[[Problem], None]
    project: ProjectInStack | None

    def spec(self) -> CustomAlertSpec | None:
        merged = self.said.merged(CustomAlert())
        if not MONITOR_NAME.fullmatch(self.key):
            self._report_whole(f"{quoted(self.key)} cannot name an alert; use letters, digits, - and _")
            return None
        missing = [
            key for key, value in (("listensTo", merged.listens_to), ("when", merged.when)) if value is None
        ]
        if missing:
            hint = did_you_mean(self.key, ALERTS) if self.project else ""
            built_in = f"is none of the built-in alerts {listed(ALERTS)}{hint}; " if self.project else ""
            self._report_whole(f"{built_in}one of your own also needs {' and '.join(missing)}")
            return None
        slug = f"{self.project.slug}: " if self.project else ""
        return CustomAlertSpec(
            key=self.key,
            name=merged.name or f"{slug}{self.key}",
            enabled=given(merged.enabled, default=True),
            listens_to=self.ears.heard(
                given(merged.listens_to, ()),
                self.project.name if self.project else None,
                lambda message: self._report(("listensTo",), message),
            ),
            triggers=self._conditions(given(merged.when, ()), ("when",)),
            filters=tuple(self._filters()),
            owner=self._owner(),
            frequency=merged.frequency,
            seen_environment=merged.seen_environment,
        )

    def _filters(self) -> Iterator[ActionFilterSpec]:
        """Yield the action filters, in whichever of their two forms was written last."""
        layers = list(self.said.by_layer)
        for _, each in layers:
            short = [key for name, key in _ONE_FILTER.items() if getattr(each, name) is not None]
            if each.action_filters is not None and short:
                self._report(("actionFilters",), f"does not go with {listed(short)}; write one of them")
        several = last(layers, lambda each: each.action_filters)
        since = next((at for at, (layer, _) in enumerate(layers) if several and layer is several[0]), -1)
        later = Said(layers[since + 1 :])
        if several is None or any(getattr(each, name) for _, each in later.by_layer for name in _ONE_FILTER):
            one = later.merged(CustomAlert())
            yield self._filter(one.logic, one.if_, later.last(lambda each: each.notify), ())
            return
        layer, filters = several
        for at, group in enumerate(filters):
            notify = None if group.notify is None else (layer, group.notify)
            yield self._filter(group.logic, group.if_, notify, ("actionFilters", at))

    def _filter(
        self,
        logic: Logic | None,
        conditions: Sequence[WrittenCondition] | None,
        notify: tuple[Layer, Written] | None,
        path: Path,
    ) -> ActionFilterSpec:
        return ActionFilterSpec(
            logic=given(logic, "all"),
            conditions=self._conditions(given(conditions, ()), (*path, "if")),
            notify=self._receivers((*path, "notify"), notify),
        )

    def _receivers(self, path: Path, notify: tuple[Layer, Written] | None) -> tuple[Receiver, ...]:
        here = ("alerts", self.key, *path)
        if self.project is not None:
            return receivers_of(self.project, here, notify)
        if notify is None:
            self._report_whole("tells nobody; write whom, e.g. notify: [{ email: TEAM }]")
            return ()
        return receivers(notify[1], self.teams, None, lambda at, message: self._report((*path, at), message))

    def _owner(self) -> Owner | None:
        said = self.said.last(lambda each: each.owner)
        if self.project is not None:
            return owner_said_of(self.project, ("alerts", self.key, "owner"), said)
        if said is None:
            return None
        return named_owner(said[1], self.teams, lambda message: self._report(("owner",), message))

    def _conditions(self, written: Sequence[WrittenCondition], path: Path) -> tuple[ConditionSpec, ...]:
        return tuple(self._condition(each, (*path, at)) for at, each in enumerate(written))

    def _condition(self, written: WrittenCondition, path: Path) -> ConditionSpec:
        spec = ConditionSpec(type=written.type, comparison=written.comparison, result=written.result)
        if written.type != _ASSIGNED_TO or not isinstance(written.comparison, Mapping):
            return spec
        kind, who = (str(written.comparison.get(key) or "") for key in ("targetType", _TARGET))
        if not who or who.isdecimal():
            return spec
        owner: Owner | None = None
        if kind == "Team" and who in self.teams:
            owner = TeamOwner(team=who)
        elif kind == "Member" and "@" in who:
            owner = PersonOwner(email=who)
        if owner is None:
            hint = did_you_mean(who, self.teams) if kind == "Team" else ""
            lacking = self.teams.lacking(who) if kind == "Team" else None
            neither = f"{quoted(who)} is neither a number nor {_WHO.get(kind, 'anybody')}{hint}"
            self._report(path, lacking or neither)
            return spec
        return replace(spec, comparison={**written.comparison, _TARGET: owner})

    def _report(self, path: Path, message: str) -> None:
        name = "if_" if path[0] == "if" else to_snake(str(path[0]))
        found = self.said.last(lambda each: getattr(each, name))
        layer = found[0] if found else self.said.by_layer[0][0]
        self.report(layer.problem(("alerts", self.key, *path), message))

    def _report_whole(self, message: str) -> None:
        self.report(self.said.by_layer[0][0].problem(("alerts", self.key), message))


_WHO: Final = {"Team": "a name under teams", "Member": "an email address"}
