"""Finds the changes: a detailed diff over arguments as they were declared and as they are declared now.

It compares only arguments, never outputs, which Sentry may add to. It normalises both sides first: numbers compare as
numbers (1 and 1.0), lists declared `unordered` as multisets, at any depth.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any

from pydantic import BaseModel

from pulumi_sentry.declaration.arguments import Args, rules_of
from pulumi_sentry.declaration.inputs import contains_unknown
from pulumi_sentry.declaration.problems import Path, leaf_types, property_path


class Kind(Enum):
    """How a property changes; the names are the engine's."""

    ADD = "ADD"
    DELETE = "DELETE"
    UPDATE = "UPDATE"


@dataclass(frozen=True)
class Change:
    """One property that changes.

    Attributes:
        argument: the top-level argument it belongs to, by wire name.
        path: its property path.
        kind: added, deleted or updated.
        replace: the resource must be replaced for it.
    """

    argument: str
    path: str
    kind: Kind
    replace: bool


@dataclass(frozen=True)
class Shape:
    """How to compare a value.

    Attributes:
        unordered: its order does not count.
        reset: leaving it out is a change.
        model: the model of its objects, if declared.
    """

    unordered: bool = False
    reset: bool = True
    model: type[BaseModel] | None = None

    def field(self, name: str) -> Shape:
        """The shape of a field of this object."""
        return shapes(self.model).get(name, PLAIN) if self.model else PLAIN

    @property
    def item(self) -> Shape:
        """The shape of an item of this list."""
        return Shape(model=self.model)


PLAIN = Shape()


@cache
def shapes(model: type[BaseModel]) -> Mapping[str, Shape]:
    """The shapes of a model's fields, by wire name."""
    found = {}
    for name, info in model.model_fields.items():
        models = [t for t in leaf_types(info.annotation) if isinstance(t, type) and issubclass(t, BaseModel)]
        rules = rules_of(info)
        found[info.alias or name] = Shape(rules.unordered, rules.reset, models[0] if models else None)
    return found


def compare(model: type[Args], old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """The changes that lead from the old arguments to the new ones, both in wire form.

    Leaving an argument out is a change only if it was declared `reset`; an argument for creations only never changes.
    """
    changes: list[Change] = []
    for name, info in model.model_fields.items():
        wire, rules = info.alias or name, rules_of(info)
        before, after = old.get(wire), new.get(wire)
        if rules.create_only or (after is None and not rules.reset):
            continue
        for path, kind in _walk((wire,), before, after, shapes(model)[wire]):
            changes.append(Change(wire, property_path(path), kind, rules.replace))
    return changes


def not_kept(model: type[Args], declared: Mapping[str, Any], live: Mapping[str, Any]) -> list[str]:
    """The property paths of what was declared and is not so at Sentry.

    Args:
        model: the arguments.
        declared: them in wire form.
        live: them by Python name as Sentry has them; None for what Sentry does not have, and left out for what
            it does not tell.
    """
    paths: list[str] = []
    for name, info in model.model_fields.items():
        wire, rules = info.alias or name, rules_of(info)
        wanted = declared.get(wire)
        if name not in live or rules.create_only or (wanted is None and not rules.reset):
            continue
        paths += [property_path(path) for path, _ in _walk((wire,), live[name], wanted, shapes(model)[wire])]
    return paths


def not_kept_text(paths: Iterable[str]) -> str:
    """A sentence for people about what Sentry took and did not keep.

    Args:
        paths: property paths; no values, which may be secret.
    """
    return (
        f"Sentry took the request, and does not have what was declared of: {', '.join(paths)}. The organization's "
        "plan, the token's rights or this version of Sentry may not allow it. Declare what Sentry has "
        "(`pulumi preview --refresh --diff` shows it), or change that and run `pulumi up --refresh`"
    )


def same(before: Any, after: Any, shape: Shape = PLAIN) -> bool:
    """Whether two known values mean the same."""
    return next(_walk((), before, after, shape), None) is None


def _walk(path: Path, before: Any, after: Any, shape: Shape) -> Iterator[tuple[Path, Kind]]:
    if before is None and after is None:
        return
    if before is None or after is None:
        yield path, Kind.ADD if before is None else Kind.DELETE
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in sorted(before.keys() | after.keys()):
            if after.get(key) is not None or shape.field(key).reset:
                yield from _walk((*path, key), before.get(key), after.get(key), shape.field(key))
    elif isinstance(before, list) and isinstance(after, list):
        if shape.unordered and not contains_unknown(after):
            yield from _walk_multiset(path, before, after, shape)
        else:
            yield from _walk_list(path, before, after, shape)
    elif isinstance(before, bool) is not isinstance(after, bool) or before != after:
        yield path, Kind.UPDATE


def _walk_list(path: Path, before: list[Any], after: list[Any], shape: Shape) -> Iterator[tuple[Path, Kind]]:
    for index in range(max(len(before), len(after))):
        yield from _walk(
            (*path, index),
            before[index] if index < len(before) else None,
            after[index] if index < len(after) else None,
            shape.item,
        )


def _walk_multiset(
    path: Path, before: list[Any], after: list[Any], shape: Shape
) -> Iterator[tuple[Path, Kind]]:
    # A new item stands at its place in the new list, a removed one at its place in the old list.
    before_keys = [_key(item, shape.item) for item in before]
    after_keys = [_key(item, shape.item) for item in after]
    gone = _without(before_keys, after_keys)
    come = _without(after_keys, before_keys)
    for old_index, new_index in zip(gone, come, strict=False):
        yield from _walk((*path, new_index), before[old_index], after[new_index], shape.item)
    for index in come[len(gone) :]:
        yield (*path, index), Kind.ADD
    for index in gone[len(come) :]:
        yield (*path, index), Kind.DELETE


def _without(keys: list[str], others: list[str]) -> list[int]:
    """Indexes of the keys that are left after each of the others has taken away an equal one."""
    rest = list(others)
    left: list[int] = []
    for index, key in enumerate(keys):
        if key in rest:
            rest.remove(key)
        else:
            left.append(index)
    return left


def _key(value: Any, shape: Shape) -> str:
    return json.dumps(_canonical(value, shape), sort_keys=True)


def _canonical(value: Any, shape: Shape) -> Any:
    if isinstance(value, Mapping):
        return {key: _canonical(item, shape.field(key)) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        if shape.unordered:
            return sorted(_key(item, shape.item) for item in value)
        return [_canonical(item, shape.item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value
