"""The state of a resource in the engine's form: its arguments and outputs, unknown values and secrets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from google.protobuf import struct_pb2

from pulumi_sentry.declaration import UNKNOWN, Args, Path, Resource, rules_of
from pulumi_sentry.declaration.comparing import same, shapes
from pulumi_sentry.plugin.values import decode, encode


class State:
    """The state of a resource after a write: its arguments and its outputs, with secrets marked.

    Args:
        cls: the resource.
        values: its arguments in wire form.
        secrets: the paths of secrets in them.
    """

    def __init__(self, cls: type[Resource[Any]], values: Mapping[str, Any], secrets: set[Path]) -> None:
        self.cls = cls
        self.values = values
        self.secrets = secrets | always_secret(cls.args_type)

    @classmethod
    def read(
        cls,
        resource: type[Resource[Any]],
        declared: Mapping[str, Any],
        secrets: Iterable[Path],
        live: Mapping[str, Any],
    ) -> State:
        """The state of a resource after a read.

        Args:
            resource: the result of the read.
            declared: the arguments in state, in wire form; empty on import.
            secrets: the paths of secrets in them.
            live: the arguments by Python name as Sentry has them now.
        """
        now = _live_arguments(resource.args_type, declared, live)
        return cls(resource, now, _kept_secret(secrets, declared, now))

    def properties(self, outputs: Mapping[str, Any]) -> struct_pb2.Struct:
        """Arguments and outputs in the engine's form, from outputs by Python name."""
        unknown = outputs.keys() - self.cls.outputs.keys()
        if unknown:
            raise TypeError(f"{self.cls.__name__} declares no output {sorted(unknown)}")
        named = {self.cls.outputs[name].wire_name: value for name, value in outputs.items()}
        secret = {(spec.wire_name,) for spec in self.cls.outputs.values() if spec.secret}
        return encode({**self.values, **named}, self.secrets | secret)


def outputs_of(cls: type[Resource[Any]], state: struct_pb2.Struct) -> dict[str, Any]:
    """The outputs in a state, by Python name."""
    values, _ = decode(state)
    return {name: values[spec.wire_name] for name, spec in cls.outputs.items() if spec.wire_name in values}


def previewed(cls: type[Resource[Any]], outputs: Mapping[str, Any], changed: set[str]) -> dict[str, Any]:
    """The outputs after an update, as far as a preview can know.

    Args:
        cls: the resource.
        outputs: its outputs in state, by Python name.
        changed: the arguments that change, by wire name.
    """
    arguments = cls.args_type.model_fields
    changed_names = {name for name, info in arguments.items() if (info.alias or name) in changed}
    return {
        name: UNKNOWN if changed_names & set(spec.follows) else outputs.get(name, UNKNOWN)
        for name, spec in cls.outputs.items()
    }


def _live_arguments(
    model: type[Args], declared: Mapping[str, Any], live: Mapping[str, Any]
) -> dict[str, Any]:
    """The arguments now: Sentry's value if it means something else than the declared one."""
    arguments: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        wire, rules = info.alias or name, rules_of(info)
        now, before = live.get(name), declared.get(wire)
        if name not in live:
            now = before
        elif declared and before is None and not rules.reset:
            continue  # not declared, so not managed
        elif before is not None and now is not None and same(before, now, shapes(model)[wire]):
            now = before
        if now is not None:
            arguments[wire] = now
    return arguments


def always_secret(model: type[Args]) -> set[Path]:
    """The paths of arguments that are declared as secrets, whoever writes them."""
    return {(info.alias or name,) for name, info in model.model_fields.items() if rules_of(info).secret}


def _kept_secret(secrets: Iterable[Path], old: Mapping[str, Any], live: Mapping[str, Any]) -> set[Path]:
    """The paths of secrets now. In a changed list items may have moved, so the whole list is secret."""
    kept: set[Path] = set()
    for path in secrets:
        moved = live.get(str(path[0])) != old.get(str(path[0]))
        length = next((i for i, part in enumerate(path) if isinstance(part, int)), len(path))
        kept.add(path[:length] if moved else path)
    return kept
