"""The layers that may speak about a project, and the merging of their values.

A later layer wins, value by value: `defaults`, the project, the stack, and last the project in the stack.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from sentry_iac.estate.text.errors import Path, Problem
from sentry_iac.estate.text.fields import SpecModel, Switchable
from sentry_iac.estate.written.project import Overridable

ReportProblem = Callable[[Path, str], None]
"""Takes a problem: where it is in `sentry.yaml`, and what is wrong."""

Written = TypeVar("Written", bound=SpecModel)
SwitchableT = TypeVar("SwitchableT", bound=Switchable)
Value = TypeVar("Value")


class Source(Protocol):
    """Where a layer was written."""

    def problem(self, path: Path, message: str) -> Problem:
        """Return `message` as a problem at `path`."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One of the layers that may speak about a project."""

    settings: Overridable
    source: Source
    path: Path

    def problem(self, inside: Path, message: str) -> Problem:
        """Return `message` as a problem at a path inside this layer."""
        return self.source.problem((*self.path, *inside), message)


@dataclass(frozen=True, slots=True)
class Said(Generic[SwitchableT]):
    """The layers' mappings under one name, such as one monitor, the least important first."""

    by_layer: Sequence[tuple[Layer, SwitchableT]] = ()

    @property
    def is_off(self) -> bool:
        """Whether the last layer of them says `false`."""
        return bool(self.by_layer) and self.by_layer[-1][1].is_off

    def merged(self, nothing: SwitchableT) -> SwitchableT:
        """Return all of it merged; `nothing` if no layer has it."""
        return merged((said for _, said in self.by_layer), nothing)

    def last(self, read: Callable[[SwitchableT], Value | None]) -> tuple[Layer, Value] | None:
        """Return the value of `read` from the last layer that has it, with that layer; None if none has."""
        return last(self.by_layer, read)


def said_by_name(
    layers: Iterable[Layer], read: Callable[[Overridable], Mapping[str, SwitchableT] | None]
) -> dict[str, Said[SwitchableT]]:
    """Return the layers' mappings by name, in the order of their first appearance.

    Args:
        layers: the least important first.
        read: finds a section in a layer: a mapping by name.
    """
    found: dict[str, list[tuple[Layer, SwitchableT]]] = {}
    for layer in layers:
        for name, said in (read(layer.settings) or {}).items():
            found.setdefault(name, []).append((layer, said))
    return {name: Said(by_layer) for name, by_layer in found.items()}


def last(
    by_layer: Iterable[tuple[Layer, Written]], read: Callable[[Written], Value | None]
) -> tuple[Layer, Value] | None:
    """Return the value of `read` from the last layer that has it, with that layer; None if none has."""
    found = None
    for layer, said in by_layer:
        value = read(said)
        if value is not None:
            found = (layer, value)
    return found


def merged(said: Iterable[Written], nothing: Written) -> Written:
    """Merge several mappings of the spec: of each value the last one wins.

    Args:
        said: mappings of one class, the least important first.
        nothing: the result for no mappings.
    """
    result: Written | None = None
    for each in said:
        result = each if result is None else _over(result, each)
    return nothing if result is None else result


def _over(lower: Written, upper: Written) -> Written:
    said = ((name, getattr(upper, name)) for name in type(lower).model_fields)
    return lower.model_copy(update={name: value for name, value in said if value is not None})


def given(value: Value | None, default: Value) -> Value:
    """Return a value, or the default if nobody wrote one; an empty value or zero counts as written."""
    return default if value is None else value
