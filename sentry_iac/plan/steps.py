"""Turns the engine's event stream into steps: one for each resource, with its arguments before and after.

Contract: the engine's `apitype.EngineEvent`, as `pulumi.automation.events` has it. The engine has already replaced
marked secrets by `[secret]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Final

from pulumi.automation import OpType
from pulumi.automation.events import EngineEvent, StepEventMetadata
from pulumi.runtime import rpc

from sentry_iac.policy import component_of

_FOREIGN: Final = ("pulumi:pulumi:", "pulumi:providers:")
SECRET: Final = "[secret]"  # noqa: S105 - what the engine shows in the place of one
_SPECIAL: Final = rpc._special_sig_key
"""The engine's key that distinguishes special values, such as a secret, from plain objects."""


class Action(Enum):
    """What happens to a resource, in the order for a reviewer."""

    DELETE = "delete"
    REPLACE = "replace"
    UPDATE = "update"
    CREATE = "create"
    SAME = "same"


class Apart(Enum):
    """How a resource at Sentry differed from the state at a look; the value is for programs."""

    DELETED = "deleted"
    CHANGED = "changed"


_ACTIONS: Final = {
    OpType.SAME: Action.SAME,
    OpType.CREATE: Action.CREATE,
    OpType.IMPORT: Action.CREATE,
    OpType.UPDATE: Action.UPDATE,
    OpType.DELETE: Action.DELETE,
    OpType.DISCARD: Action.DELETE,
    OpType.REPLACE: Action.REPLACE,
    OpType.CREATE_REPLACEMENT: Action.REPLACE,
    OpType.DELETE_REPLACED: Action.REPLACE,
    OpType.IMPORT_REPLACEMENT: Action.REPLACE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The change of one resource.

    Attributes:
        action: what happens.
        type: the last part of its type, such as `MetricMonitor`.
        name: its name in the program.
        urn: its name in the state.
        id: its id at Sentry; empty before it exists. In a state of version 0.1.0 a client key's id holds the key: never
            print it.
        parent: the name of the component it belongs to; the project's, in this estate.
        old: its arguments before; empty if it is new.
        new: its arguments after; empty if it goes.
        changed: the property paths that differ.
        outputs: Sentry's answer about it, as recorded.
        apart: how Sentry's object had changed since the last `up`; None if it had not, or nobody looked.
    """

    action: Action
    type: str
    name: str
    urn: str
    id: str = ""
    parent: str = ""
    old: Mapping[str, Any] = field(default_factory=dict)
    new: Mapping[str, Any] = field(default_factory=dict)
    changed: tuple[str, ...] = ()
    outputs: Mapping[str, Any] = field(default_factory=dict)
    apart: Apart | None = None

    @property
    def arguments(self) -> Mapping[str, Any]:
        """Its arguments: the new ones if known, else the old ones."""
        return self.new or self.old

    @property
    def changed_arguments(self) -> tuple[str, ...]:
        """The names of the arguments that differ."""
        heads = (path.split(".")[0].split("[")[0] for path in self.changed)
        return tuple(dict.fromkeys(heads))


def read_steps(events: Iterable[EngineEvent], *, refresh: bool = False) -> list[Step]:
    """Return one step for each resource, unchanged ones included, in the order of the events.

    A preview that looks at Sentry first also reports its findings. A finding is no step; the preview's reaction is one.

    Args:
        events: the engine's events, in their order.
        refresh: whether the events are of a refresh, which reports a finding only after its step.
    """
    steps: dict[str, Step] = {}
    apart: dict[str, Apart] = {}
    for event in events:
        if (found := _found_apart(event)) is not None:
            apart.update([found])
        occurred = event.res_outputs_event if refresh else event.resource_pre_event
        if occurred is None:
            continue
        step = _step(occurred.metadata)
        if step is None:
            continue
        before = steps.get(step.urn)
        steps[step.urn] = step if before is None else _merged(before, step)
    return [replace(step, apart=apart.get(step.urn)) for step in steps.values()]


def is_apart(events: Iterable[EngineEvent]) -> bool:
    """Whether a look at Sentry before a preview found a difference from the state; a changed secret does not show."""
    return any(map(_differs, events))


def _found_apart(event: EngineEvent) -> tuple[str, Apart] | None:
    metadata = _refreshed(event)
    if metadata is None:
        return None
    if metadata.new is None:
        return metadata.urn, Apart.DELETED
    # Outputs that change by themselves, such as a date, do not count.
    return (metadata.urn, Apart.CHANGED) if metadata.diffs else None


def _differs(event: EngineEvent) -> bool:
    metadata = _refreshed(event)
    if metadata is None:
        return False
    old, new = metadata.old, metadata.new
    return (
        old is None
        or new is None
        or bool(metadata.diffs)
        or (old.inputs, old.outputs) != (new.inputs, new.outputs)
    )


def _refreshed(event: EngineEvent) -> StepEventMetadata | None:
    occurred = event.res_outputs_event
    if occurred is None or occurred.metadata.op is not OpType.REFRESH:
        return None
    metadata = occurred.metadata
    state = metadata.old or metadata.new
    custom = state is not None and state.custom and not metadata.type.startswith(_FOREIGN)
    return metadata if custom else None


def _step(metadata: StepEventMetadata) -> Step | None:
    action = _ACTIONS.get(metadata.op)
    if action is None or metadata.type.startswith(_FOREIGN):
        return None
    old, new = metadata.old, metadata.new
    state = new or old
    if state is None or not state.custom:
        return None
    return Step(
        action=action,
        type=metadata.type.rsplit(":", 1)[-1],
        name=metadata.urn.rsplit("::", 1)[-1],
        urn=metadata.urn,
        id=(old.id if old else "") or (new.id if new else ""),
        parent=component_of(state.parent),
        old=_shown(old.inputs or {}) if old and action is not Action.CREATE else {},
        new=_shown(new.inputs or {}) if new and action is not Action.DELETE else {},
        changed=tuple(metadata.detailed_diff or metadata.diffs or metadata.keys or ()),
        outputs=_shown(old.outputs or {}) if old else {},
    )


def _shown(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _masked(value) for key, value in values.items()}


def _masked(value: Any) -> Any:
    """Write a secret as in the engine's other events: one word instead of an envelope."""
    if isinstance(value, Mapping):
        return SECRET if _SPECIAL in value else _shown(value)
    return [_masked(each) for each in value] if isinstance(value, list) else value


def _merged(one: Step, other: Step) -> Step:
    """Merge two steps of one resource: a replacement comes as several events, each with a part."""
    if Action.REPLACE not in (one.action, other.action):
        return other
    return Step(
        action=Action.REPLACE,
        type=one.type,
        name=one.name,
        urn=one.urn,
        id=one.id or other.id,
        parent=one.parent or other.parent,
        old=one.old or other.old,
        new=other.new or one.new,
        changed=tuple(dict.fromkeys((*one.changed, *other.changed))),
        outputs=one.outputs or other.outputs,
    )
