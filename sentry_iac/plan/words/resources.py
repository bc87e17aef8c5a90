"""Words for one resource, and for an id in an argument."""

from __future__ import annotations

from typing import Any, Final

from pulumi.runtime.rpc import UNKNOWN

from sentry_iac.plan.arguments import known
from sentry_iac.plan.directory import Directory
from sentry_iac.plan.steps import Step
from sentry_iac.plan.words.nouns import noun
from sentry_iac.plan.words.values import value

_PLAINLY_NAMED: Final = frozenset({"ProjectKey", "ProjectTeam", "TeamMembership", "EnvFile"})


def title(step: Step, directory: Directory) -> str:
    """Return a resource with its noun: `monitor 'shop: 5xx responses'`."""
    name = named(step, directory)
    return (
        f"{noun(step.type)} {name}"
        if step.type in _PLAINLY_NAMED or " " not in name
        else f"{noun(step.type)} '{name}'"
    )


def named(step: Step, directory: Directory) -> str:
    """Return a resource's name for people, without its noun."""
    values = step.old or step.new
    shown: Any
    if step.type in ("Team", "Project"):
        shown = values.get("slug") or step.name
    elif step.type == "ProjectKey":
        project = step.parent or name_of("Project", values.get("project"), directory)
        shown = f"{value(values.get('name'))} of project {project}"
    elif step.type == "EnvFile":
        shown = values.get("path") or step.name
    elif step.type == "TeamMembership":
        shown = _membership(step, directory)
    elif step.type == "ProjectTeam":
        team, project = (called(kind, values.get(kind.lower()), directory) for kind in ("Team", "Project"))
        shown = f"of {team} to {project}"
    else:
        shown = values.get("email") or values.get("name") or step.name
    return str(shown if known(shown) else step.name)


def _membership(step: Step, directory: Directory) -> str:
    values = step.old or step.new
    member = directory.name("Member", values.get("member"))
    if member == UNKNOWN:
        # Of several new people only the resource's own name tells them apart.
        return step.name
    return f"of {member} in {called('Team', values.get('team'), directory)}"


def name_of(kind: str, id: object, directory: Directory) -> str:
    """Return the name of the resource of a type with an id: `core`, or `a new team`."""
    return _or_new(kind, directory.name(kind, id))


def called(kind: str, id: object, directory: Directory) -> str:
    """Return the resource of a type with an id, with its noun: `team core`, or `a new team`."""
    return called_by_name(kind, directory.name(kind, id))


def called_by_name(kind: str, name: str) -> str:
    """Return a resource with its noun, from its name in a `Directory`: `team core`, or `a new team`."""
    return f"{noun(kind)} {name}" if known(name) else _or_new(kind, name)


def monitor_name(id: object, directory: Directory) -> str:
    """Return the name of a monitor of any type; the number for those that Sentry makes by itself."""
    return directory.monitor(id) or (f"monitor {id}" if known(id) else "a new monitor")


def actor(written: object, directory: Directory) -> str:
    """Return the name of a `team:1` or `user:2`."""
    kind, _, id = str(written).partition(":")
    return called("Team", id, directory) if kind == "team" else str(written)


def _or_new(kind: str, name: str) -> str:
    return name if known(name) else f"a new {noun(kind)}"
