"""The changes of a resource in words, argument by argument."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from sentry_iac.plan.directory import Directory
from sentry_iac.plan.steps import Step
from sentry_iac.plan.words.alerts import frequency, listening, telling, triggering
from sentry_iac.plan.words.keys_and_env_files import active, rate_limit, retiring, variables
from sentry_iac.plan.words.monitors import conditions, data_source
from sentry_iac.plan.words.nouns import spaced
from sentry_iac.plan.words.resources import actor, name_of
from sentry_iac.plan.words.values import arrow, moved, value


def differences(step: Step, directory: Directory) -> list[str]:
    """Return the changes of a resource, one short sentence each; never empty."""
    said: list[str] = []
    for argument in step.changed_arguments:
        old, new = step.old.get(argument), step.new.get(argument)
        describe = _SPECIAL.get(f"{step.type}.{argument}") or _SPECIAL.get(argument)
        if describe is not None:
            said += describe(step, directory)
        elif isinstance(old, Mapping) and isinstance(new, Mapping):
            said += _nested(argument, old, new)
        elif isinstance(old, list) and isinstance(new, list) and _plain(old) and _plain(new):
            said += _listed(argument, old, new)
        elif isinstance(new, bool):
            said.append(moved(argument, "not declared" if old is None else value(old), value(new)))
        else:
            said.append(moved(argument, value(old), value(new)))
    return list(dict.fromkeys(said)) or ["differs in what Sentry keeps"]


def _nested(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    keys = [key for key in sorted({*old, *new}) if old.get(key) != new.get(key)]
    return [f"{spaced(name)}: {moved(key, value(old.get(key)), value(new.get(key)))}" for key in keys]


def _listed(name: str, old: list[Any], new: list[Any]) -> list[str]:
    gone = [value(each) for each in old if each not in new]
    come = [value(each) for each in new if each not in old]
    parts = [f"without {', '.join(gone)}"] if gone else []
    parts += [f"with {', '.join(come)}"] if come else []
    return [f"{spaced(name)}: {', '.join(parts)}" if parts else f"{spaced(name)} in another order"]


def _plain(items: list[Any]) -> bool:
    return all(isinstance(each, str | int | float) for each in items)


def _switch(step: Step, _directory: Directory) -> list[str]:
    return ["switched on" if step.new.get("enabled") else "switched off"]


def _owner(step: Step, directory: Directory) -> list[str]:
    old, new = (
        actor(each["owner"], directory) if each.get("owner") else "nobody" for each in (step.old, step.new)
    )
    return [f"owner {arrow(old, new)}"]


def _project(step: Step, directory: Directory) -> list[str]:
    old, new = (name_of("Project", each.get("project"), directory) for each in (step.old, step.new))
    return [moved("project", old, new)]


def _team(step: Step, directory: Directory) -> list[str]:
    old, new = (name_of("Team", each.get("team"), directory) for each in (step.old, step.new))
    return [moved("team", old, new)]


_SPECIAL: Final[dict[str, Callable[[Step, Directory], list[str]]]] = {
    "MetricMonitor.conditions": conditions,
    "dataSource": data_source,
    "Alert.monitors": listening,
    "Alert.actionFilters": telling,
    "Alert.triggers": triggering,
    "Alert.frequency": frequency,
    "enabled": _switch,
    "isActive": active,
    "ProjectKey.rateLimit": rate_limit,
    "ProjectKey.retirement": retiring,
    "owner": _owner,
    "project": _project,
    "team": _team,
    "EnvFile.values": variables,
}
"""Arguments whose change has words of its own, by name, or by type and name."""
