"""How resources and their changes are called: in the words that Sentry's own pages use, not in property paths."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from pulumi.runtime.rpc import UNKNOWN

from sentry_iac.plan.steps import SECRET, Action, Step

_NOUNS: Final = {
    "ProjectKey": "client key",
    "EnvFile": ".env file",
    "MetricMonitor": "monitor",
    "ProjectTeam": "access",
    "TeamMembership": "membership",
}
_PLAINLY_NAMED: Final = frozenset({"ProjectKey", "ProjectTeam", "TeamMembership", "EnvFile"})
_LATER: Final = "(known after `up`)"
_SIGNS: Final = {"gt": "above", "gte": "at or above", "lt": "below", "lte": "at or below"}
_SECONDS: Final = ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"))
_NAMES: Final = {
    "enabled": "switched on",
    "isActive": "active",
    "dataScrubber": "data scrubbing",
    "dataScrubberDefaults": "default scrubbers",
    "scrubIPAddresses": "scrubbing of IP addresses",
    "storeCrashReports": "stored crash reports",
    "timeWindow": "window",
    "verifySSL": "verify SSL",
    "scrapeJavaScript": "scrape JavaScript",
    "orgRole": "role in the organization",
}


def noun(kind: str) -> str:
    """Return what a resource of a type is called: `client key` for `ProjectKey`."""
    return _NOUNS.get(kind) or spaced(kind)


def spaced(name: str) -> str:
    """Return a property or type name as words: `data scrubber` for `dataScrubber`."""
    if name in _NAMES:
        return _NAMES[name]
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name).lower()


class Directory:
    """Names for the ids that arguments hold, learnt from the steps themselves."""

    def __init__(self, steps: Iterable[Step]) -> None:
        self._names: dict[tuple[str, str], str] = {}
        self._new: dict[str, list[str]] = {}
        for step in steps:
            # As it is called before the change: that is how people know it.
            name = str(
                (step.old or step.new).get("name" if step.type.endswith("Monitor") else "slug")
                or step.arguments.get("email")
                or step.name
            )
            if step.id:
                self._names[step.type, step.id] = name
            if not step.id or step.action is Action.REPLACE:
                self._new.setdefault(step.type, []).append(name)

    def name(self, kind: str, id: object) -> str:
        """Return the name of the `kind` with an id, or the id where it is none of ours.

        An id that is not known yet is that of a new one; which, is known where there is only one.
        """
        if id == UNKNOWN:
            new = self._new.get(kind, [])
            return new[0] if len(new) == 1 else f"a new {noun(kind)}" if kind else _LATER
        return self._names.get((kind, str(id)), str(id))

    def called(self, kind: str, id: object) -> str:
        """Return what the `kind` with an id is called: `team core`, or `a new team`."""
        name = self.name(kind, id)
        return name if _is_any_new(kind, name) else f"{noun(kind)} {name}"

    def monitor(self, id: object) -> str:
        """Return the name of a monitor of any type; of those that Sentry makes by itself only the number is known."""
        kinds = {kind for kind, _ in self._names if kind.endswith("Monitor")}
        found = (self._names.get((kind, str(id))) for kind in sorted(kinds))
        name = self.name("Monitor", id)
        return next((each for each in found if each), f"monitor {id}" if name == str(id) else name)

    def knows_monitor(self, id: object) -> bool:
        """Whether a monitor is one of ours; those that Sentry makes by itself are not."""
        return any(kind.endswith("Monitor") and known_id == str(id) for kind, known_id in self._names)

    def actor(self, actor: object) -> str:
        """Return the name of a `team:1` or `user:2`."""
        kind, _, id = str(actor).partition(":")
        return self.called("Team", id) if kind == "team" else str(actor)


def _is_any_new(kind: str, name: str) -> bool:
    return name == f"a new {noun(kind)}"


def title(step: Step, directory: Directory) -> str:
    """Return what one resource is called: `monitor 'gvses-backend: 5xx responses'`."""
    name = named(step, directory)
    return (
        f"{noun(step.type)} {name}"
        if step.type in _PLAINLY_NAMED or " " not in name
        else f"{noun(step.type)} '{name}'"
    )


def named(step: Step, directory: Directory) -> str:
    """Return the name of one resource for people, without what it is."""
    values = step.old or step.new
    shown: Any
    if step.type in ("Team", "Project"):
        shown = values.get("slug") or step.name
    elif step.type == "ProjectKey":
        project = step.parent or directory.name("Project", values.get("project"))
        shown = f"{value(values.get('name'))} of project {project}"
    elif step.type == "EnvFile":
        shown = values.get("path") or step.name
    elif step.type == "TeamMembership":
        member = directory.name("Member", values.get("member"))
        # Of several new people the resource's own name tells which one it is.
        unclear = _is_any_new("Member", member)
        shown = step.name if unclear else f"of {member} in {directory.called('Team', values.get('team'))}"
    elif step.type == "ProjectTeam":
        team, project = (directory.called(kind, values.get(kind.lower())) for kind in ("Team", "Project"))
        shown = f"of {team} to {project}"
    else:
        shown = values.get("email") or values.get("name") or step.name
    return str(shown if known(shown) else step.name)


def known(thing: object) -> bool:
    """Whether a value is known before the `up`."""
    return thing != UNKNOWN


def value(thing: object) -> str:
    """Return a value for people."""
    if thing is None or thing in ("", [], {}):
        return "none"
    if isinstance(thing, bool):
        return "on" if thing else "off"
    if isinstance(thing, str | int | float):
        special = {UNKNOWN: _LATER, SECRET: "a secret"}
        return special.get(str(thing), f"{thing:.12g}" if isinstance(thing, float) else str(thing))
    if isinstance(thing, list) and all(isinstance(each, str | int | float) for each in thing):
        return ", ".join(map(value, thing))
    if isinstance(thing, Mapping) and "count" in thing and "window" in thing:
        return f"{value(thing['count'])} events in {duration(thing['window'])}"
    return json.dumps(thing, ensure_ascii=False, sort_keys=True)


def duration(seconds: object) -> str:
    """Return a time in seconds as people write it: `5m`."""
    if not isinstance(seconds, int | float):
        return value(seconds)
    size, unit = next(((size, unit) for size, unit in _SECONDS if seconds and seconds % size == 0), (1, "s"))
    return f"{seconds / size:g}{unit}"


def measured(number: object, aggregate: object) -> str:
    """Return a threshold in the unit of its aggregate: `2s` for a latency, `1 %` for a rate."""
    if not isinstance(number, int | float):
        return value(number)
    if str(aggregate).startswith(("failure_rate(", "crash_free_rate(")):
        return f"{number * 100:g} %"
    if ".duration" in str(aggregate) and not str(aggregate).startswith("count"):
        return f"{number / 1000:g}s" if number >= 1000 else f"{number:g}ms"  # noqa: PLR2004 - ms in a second
    return f"{number:g}"


def facts(step: Step, directory: Directory) -> list[str]:
    """Return what a reviewer wants to know of a resource that comes into being."""
    new = step.new
    if step.type == "MetricMonitor":
        source = _mapping(new.get("dataSource"))
        return [
            f"{value(source.get('aggregate'))} {firing(new)} in {duration(source.get('timeWindow'))}",
            f"of {value(source.get('query'))}",
        ]
    if step.type == "Alert":
        return [f"for {_monitors(new, directory)}", *actions(new, directory)]
    if step.type in ("TeamMembership", "Member"):
        role = new.get("role") or new.get("orgRole")
        return [f"as {role}"] if role else []
    if step.type == "Project":
        made = [f"platform {value(new.get('platform'))}"] if new.get("platform") else []
        return [
            *made,
            *(
                ["the client key that Sentry makes with it goes"]
                if new.get("removeDefaultKey") is True
                else []
            ),
        ]
    return []


def farewell(step: Step) -> list[str]:
    """Return what a reviewer wants to know of a resource that goes: of most, nothing that its risk does not say."""
    if step.type != "Member":
        return []
    if step.old.get("removeFromOrganization"):
        return ["leaves the organization"]
    return ["no longer declared; stays in the organization"]


def differences(step: Step, directory: Directory) -> list[str]:
    """Return what changes about a resource, one short sentence a thing; never empty."""
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
            said.append(_moved(argument, "not declared" if old is None else value(old), value(new)))
        else:
            said.append(_moved(argument, value(old), value(new)))
    return list(dict.fromkeys(said)) or ["differs in what Sentry keeps"]


def arrow(old: str, new: str) -> str:
    """Return a change from one shown value to another."""
    return f"{old} → {new}"


def _moved(name: str, old: str, new: str) -> str:
    return f"{spaced(name)} {arrow(old, new)}" if old != new else f"{spaced(name)} differs"


def _nested(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    keys = [key for key in sorted({*old, *new}) if old.get(key) != new.get(key)]
    return [f"{spaced(name)}: {_moved(key, value(old.get(key)), value(new.get(key)))}" for key in keys]


def _listed(name: str, old: list[Any], new: list[Any]) -> list[str]:
    gone = [value(each) for each in old if each not in new]
    come = [value(each) for each in new if each not in old]
    parts = [f"without {', '.join(gone)}"] if gone else []
    parts += [f"with {', '.join(come)}"] if come else []
    return [f"{spaced(name)}: {', '.join(parts)}" if parts else f"{spaced(name)} in another order"]


def _plain(items: list[Any]) -> bool:
    return all(isinstance(each, str | int | float) for each in items)


def _mapping(thing: object) -> Mapping[str, Any]:
    return thing if isinstance(thing, Mapping) else {}


def _mappings(thing: object) -> list[Mapping[str, Any]]:
    return [each for each in thing if isinstance(each, Mapping)] if isinstance(thing, list) else []


def firing(arguments: Mapping[str, Any]) -> str:
    """Return when a monitor opens an issue: `above 2s`."""
    aggregate = _mapping(arguments.get("dataSource")).get("aggregate")
    return " or ".join(
        f"{_SIGNS.get(str(each.get('type')), 'unusual')} {measured(each.get('comparison'), aggregate)}".strip()
        if each.get("type") in _SIGNS
        else "unusual"
        for each in _mappings(arguments.get("conditions"))
        if each.get("result") != "resolved"
    )


def thresholds(arguments: Mapping[str, Any]) -> list[tuple[str, float]]:
    """Return what makes a monitor open an issue: comparison (`gt`, ...) and number, in the aggregate's unit."""
    return [
        (str(each["type"]), float(each["comparison"]))
        for each in _mappings(arguments.get("conditions"))
        if each.get("result") != "resolved" and isinstance(each.get("comparison"), int | float)
    ]


def _conditions(step: Step, _directory: Directory) -> list[str]:
    aggregate = _mapping(step.arguments.get("dataSource")).get("aggregate")
    old, new = (thresholds(each) for each in (step.old, step.new))
    if len(old) == len(new) == 1 and old[0][0] == new[0][0] and old != new:
        return [f"threshold {arrow(measured(old[0][1], aggregate), measured(new[0][1], aggregate))}"]
    if old != new or not old:
        return [f"fires {arrow(firing(step.old), firing(step.new))}"]
    return ["resolves at another value, or opens issues of another priority"]


def _data_source(step: Step, _directory: Directory) -> list[str]:
    old, new = (_mapping(each.get("dataSource")) for each in (step.old, step.new))
    said = []
    for key in sorted({*old, *new}):
        if old.get(key) != new.get(key):
            show = duration if key == "timeWindow" else value
            said.append(_moved(key, show(old.get(key)), show(new.get(key))))
    return said


def _monitors(arguments: Mapping[str, Any], directory: Directory) -> str:
    monitors = arguments.get("monitors")
    if not isinstance(monitors, list):
        return _LATER
    ours = [directory.monitor(each) for each in monitors if known(each)]
    new = len(monitors) - len(ours)
    come = [] if not new else ["a new monitor"] if new == 1 else [f"{new} new monitors"]
    return ", ".join([*ours, *come]) or "no monitor"


def _listening(step: Step, directory: Directory) -> list[str]:
    old, new = ([*(each.get("monitors") or [])] for each in (step.old, step.new))
    said = [f"no longer for {directory.monitor(each)}" for each in old if each not in new]
    return said + [f"now also for {directory.monitor(each)}" for each in new if each not in old]


def actions(arguments: Mapping[str, Any], directory: Directory) -> list[str]:
    """Return whom an alert tells: `mails team core`."""
    said = []
    for action_filter in _mappings(arguments.get("actionFilters")):
        for action in _mappings(action_filter.get("actions")):
            said.append(_action(action, directory))
    return said


def _action(action: Mapping[str, Any], directory: Directory) -> str:
    target = action.get("targetDisplay") or action.get("targetIdentifier")
    if action.get("targetType") == "team":
        target = directory.called("Team", target)
    means = "mails" if action.get("type") == "email" else f"tells {action.get('type')}"
    return (
        f"{means} {value(target)}" if target else f"{means} {spaced(str(action.get('targetType') or 'it'))}"
    )


def _telling(step: Step, directory: Directory) -> list[str]:
    old, new = (actions(each, directory) for each in (step.old, step.new))
    said = [f"no longer {each}" for each in old if each not in new]
    said += [f"now {each}" for each in new if each not in old]
    return said or ["acts on other conditions"]


def _triggering(step: Step, _directory: Directory) -> list[str]:
    old, new = (
        [spaced(str(item.get("type"))).replace("_", " ") for item in _mappings(each.get("triggers"))]
        for each in (step.old, step.new)
    )
    return [arrow(f"triggers {', '.join(old) or 'none'}", ", ".join(new) or "none")]


def _frequency(step: Step, _directory: Directory) -> list[str]:
    old, new = (each.get("frequency") for each in (step.old, step.new))
    shown = [duration(each * 60) if isinstance(each, int | float) else value(each) for each in (old, new)]
    return [f"tells of the same issue every {arrow(*shown)}"]


def _switch(step: Step, _directory: Directory) -> list[str]:
    return ["switched on" if step.new.get("enabled") else "switched off"]


def retirement_stage(arguments: Mapping[str, Any]) -> str:
    """Return how far a key is on its way out: `grace`, `deactivated` or `deleted`; empty where it is not."""
    return str(_mapping(arguments.get("retirement")).get("stage") or "")


def retires_for_good(arguments: Mapping[str, Any]) -> bool:
    """Whether a key was declared to have leaked, or, as version 0.1.0 says it, to be off although it is used."""
    retirement = _mapping(arguments.get("retirement"))
    forced = retirement.get("force") is True and retirement_stage(arguments) != "grace"
    return retirement.get("leaked") is True or forced


def _retiring(step: Step, _directory: Directory) -> list[str]:
    old, new = (retirement_stage(each) for each in (step.old, step.new))
    if old == new:
        is_news = "retirement.leaked" in step.changed and _mapping(step.new.get("retirement")).get("leaked")
        return ["has leaked, and never comes back" if is_news else "retires in another way"]
    means = {"grace": "retires, and stays valid for now", "": "is no longer retired"}
    return [means.get(new, new)]


def _active(step: Step, _directory: Directory) -> list[str]:
    return ["activated" if step.new.get("isActive") else "deactivated"]


def _owner(step: Step, directory: Directory) -> list[str]:
    old, new = (
        directory.actor(each["owner"]) if each.get("owner") else "nobody" for each in (step.old, step.new)
    )
    return [f"owner {arrow(old, new)}"]


def _project(step: Step, directory: Directory) -> list[str]:
    old, new = (directory.name("Project", each.get("project")) for each in (step.old, step.new))
    return [_moved("project", old, new)]


def _team(step: Step, directory: Directory) -> list[str]:
    old, new = (directory.name("Team", each.get("team")) for each in (step.old, step.new))
    return [_moved("team", old, new)]


def _values(step: Step, _directory: Directory) -> list[str]:
    old, new = (_mapping(each.get("values")) for each in (step.old, step.new))
    touched = {path.partition(".")[2] for path in step.changed if "." in path}
    said = []
    for name in sorted({*old, *new, *touched}):
        if old.get(name) != new.get(name):
            said.append(_moved_variable(name, old.get(name), new.get(name)))
        elif name in touched:
            # Two secrets look the same.
            said.append(
                f"{name} changes" if old.get(name) == SECRET else f"{name} is missing or edited in the file"
            )
    return said or ["the DSN changes"]


def _moved_variable(name: str, old: object, new: object) -> str:
    if old is None:
        return f"{name} is added"
    if new is None:
        return f"{name} is removed"
    return f"{name} {arrow(value(old), value(new))}"


def _rate_limit(step: Step, _directory: Directory) -> list[str]:
    return [_moved("rateLimit", value(step.old.get("rateLimit")), value(step.new.get("rateLimit")))]


_SPECIAL: Final[dict[str, Callable[[Step, Directory], list[str]]]] = {
    "MetricMonitor.conditions": _conditions,
    "dataSource": _data_source,
    "Alert.monitors": _listening,
    "Alert.actionFilters": _telling,
    "Alert.triggers": _triggering,
    "Alert.frequency": _frequency,
    "enabled": _switch,
    "isActive": _active,
    "ProjectKey.rateLimit": _rate_limit,
    "ProjectKey.retirement": _retiring,
    "owner": _owner,
    "project": _project,
    "team": _team,
    "EnvFile.values": _values,
}
