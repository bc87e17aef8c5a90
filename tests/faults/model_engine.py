"""A small model of Pulumi's engine that speaks to the real provider: quick enough to search with.

Its state is what Create, Update and Read answered, and nothing else; a provider that dies takes its answers
with it, and an engine that dies the answer that was on its way. As the engine does, it stops at the first failure,
keeps a half-made object and updates it next time, makes what replaces before it deletes what is replaced, and
writes a checkpoint after each step; or once, at the end of an `up`, which an engine that dies does not reach.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import grpc
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2, status_pb2

from pulumi_sentry.declaration import UNKNOWN
from pulumi_sentry.plugin.values import decode, encode
from tests.faults.provider_process import ProviderProcess

_POLL = 0.02


class UpFailed(Exception):
    """A failed operation, with the provider's words."""


@dataclass
class Kept:
    """A resource in state."""

    kind: str
    id: str
    inputs: struct_pb2.Struct
    properties: struct_pb2.Struct
    half_made: bool = False

    @property
    def outputs(self) -> dict[str, Any]:
        return {"id": self.id, **decode(self.properties)[0]}


Inputs = Callable[[Mapping[str, dict[str, Any]]], dict[str, Any]]
"""The inputs of a resource, given the outputs of those declared before it."""

Program = Mapping[str, tuple[str, Inputs]]
"""Kind and inputs by name; a resource comes after those that it refers to."""


@dataclass
class ModelEngine:
    """One stack.

    Attributes:
        environment: the provider's environment.
        should_kill: polled during a call; true kills the provider.
        should_die: polled during a call; true kills the engine, and the provider ends after its call.
        backend: the folder of its file backend.
    """

    environment: Mapping[str, str]
    backend: Path
    should_kill: Callable[[], bool] = lambda: False
    should_die: Callable[[], bool] = lambda: False
    state: dict[str, Kept] = field(default_factory=dict)
    replaced: list[tuple[str, Kept]] = field(default_factory=list)
    """Replaced resources that are still to be deleted."""
    place: struct_pb2.Struct = field(default_factory=struct_pb2.Struct)
    """The provider's own state, with its organization and Sentry."""
    _provider: ProviderProcess | None = None
    _runs_program: bool = False
    _writes: bool = True

    # -- operations ---------------------------------------------------------------------------

    def up(self, program: Program, replace: Collection[str] = (), *, checkpoints: bool = True) -> list[str]:
        """Run an `up`; the steps, such as "create monitor".

        Args:
            program: the declared resources.
            replace: resources to replace although nothing in them has changed.
            checkpoints: whether to write the state after each step.
        """
        if checkpoints:
            return self._up(program, replace)
        self._save()
        before = dict(self.state), list(self.replaced)
        self._writes = False
        try:
            return self._up(program, replace)
        except _EngineKilled:
            self.state, self.replaced = before
            raise
        finally:
            self._writes = True
            self._save()

    def _up(self, program: Program, replace: Collection[str]) -> list[str]:
        self._runs_program = True
        self._delete_replaced()  # left by an interrupted run
        done = [step for name in program for step in self.register(program, name, forced=name in replace)]
        done += self._delete_replaced()
        for name in reversed([name for name in self.state if name not in program]):
            self.delete(name)
            done.append(f"delete {name}")
        self.end()
        return done

    def preview(self, program: Program) -> list[str]:
        """The steps of an `up`; every call is marked as a preview, and nothing is recorded."""
        self._runs_program = True
        planned: list[str] = []
        outputs: dict[str, dict[str, Any]] = {name: {} for name in program} | self._outputs()
        known = {name: _YetToCome(values) for name, values in outputs.items()}
        for name, (kind, inputs) in program.items():
            kept = self.state.get(name)
            checked = self._check(name, kind, _unknown_as_a_whole(inputs(known)))
            if kept is None:
                create = provider_pb2.CreateRequest(urn=urn(kind, name), properties=checked, preview=True)
                known[name] = _YetToCome.of(self._call("Create", create).properties)
                planned.append(f"create {name}")
            elif kept.half_made or self._differs(name, kept, checked):
                update = self._update_of(name, kept, checked)
                update.preview = True
                known[name] = _YetToCome.of(self._call("Update", update).properties, id=kept.id)
                planned.append(f"update {name}")
        self.end()
        return planned + [f"delete {name}" for name in self.state if name not in program]

    def take_over(self, name: str, kind: str, reference: str) -> str:
        """`pulumi import`: take over an object at Sentry; its id.

        Args:
            name: its name in the stack.
            kind: its kind.
            reference: any form of its name.
        """
        answer = self._call("Read", provider_pb2.ReadRequest(id=reference, urn=urn(kind, name)))
        if not answer.id:
            raise UpFailed(f"there is no {kind} {reference}")
        self.state[name] = Kept(kind, answer.id, answer.inputs, answer.properties)
        self._save()
        self.end()
        return str(answer.id)

    def rename(self, names: Mapping[str, str]) -> None:
        """An alias: the next program has other names for the same resources."""
        self.state = {names.get(name, name): kept for name, kept in self.state.items()}

    def refresh(self) -> None:
        """Read everything back."""
        for name, kept in list(self.state.items()):
            request = provider_pb2.ReadRequest(
                id=kept.id, urn=urn(kept.kind, name), inputs=kept.inputs, properties=kept.properties
            )
            try:
                answer = self._call("Read", request)
            except _HalfMade as half:
                self.state[name] = half.kept(kept.kind)
                continue
            if not answer.id:
                del self.state[name]
            else:
                self.state[name] = Kept(kept.kind, answer.id, answer.inputs, answer.properties)
        self._save()
        self.end()

    def destroy(self) -> None:
        """Delete everything."""
        self._delete_replaced()
        for name in reversed(list(self.state)):
            self.delete(name)
        self.end()

    def register(self, program: Program, name: str, *, forced: bool = False) -> list[str]:
        """Bring one resource to its declaration."""
        kind, inputs = program[name]
        return self.bring(name, kind, inputs(self._outputs()), forced=forced)

    def bring(self, name: str, kind: str, declared: Mapping[str, Any], *, forced: bool = False) -> list[str]:
        """Bring one resource to these inputs."""
        checked = self._check(name, kind, declared)
        kept = self.state.get(name)
        try:
            if kept is None or forced:
                create = provider_pb2.CreateRequest(urn=urn(kind, name), properties=checked)
                made = self._call("Create", create)
                if kept is not None:
                    self.replaced.append((name, kept))
                self.state[name] = Kept(kind, made.id, checked, made.properties)
                self._save()
                return [f"create {name}"]
            if not kept.half_made and not self._differs(name, kept, checked):
                return []
            changed = self._call("Update", self._update_of(name, kept, checked))
            self.state[name] = Kept(kind, kept.id, checked, changed.properties)
            self._save()
        except _HalfMade as half:
            if forced and kept is not None:
                self.replaced.append((name, kept))
            self.state[name] = half.kept(kind)
            self._save()
            self.end()
            raise UpFailed(str(half)) from None
        return [f"update {name}"]

    def delete(self, name: str) -> None:
        """Delete one resource."""
        self._delete(name, self.state[name])
        del self.state[name]
        self._save()

    def _delete_replaced(self) -> list[str]:
        done = []
        for name, kept in list(self.replaced):
            self._delete(name, kept)
            self.replaced.remove((name, kept))
            self._save()
            done.append(f"delete replaced {name}")
        return done

    def _delete(self, name: str, kept: Kept) -> None:
        request = provider_pb2.DeleteRequest(
            id=kept.id, urn=urn(kept.kind, name), properties=kept.properties, old_inputs=kept.inputs
        )
        self._call("Delete", request)

    def cancel(self) -> None:
        """Ctrl-C."""
        self._stub.Cancel(empty_pb2.Empty())

    def end(self) -> None:
        """End the provider; the next operation starts another one."""
        self._runs_program = False
        if self._provider is not None:
            self._provider.stop()
            self._provider = None

    def _killed(self) -> None:
        self._runs_program = False
        if self._provider is not None:
            self._provider.kill()
            self._provider = None

    def _save(self) -> None:
        """Write the checkpoint, as far as a provider reads it."""
        if not self._writes:
            return
        file = self.backend / ".pulumi" / "stacks" / "faults" / "dev.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        kept = [(name, one, False) for name, one in self.state.items()]
        kept += [(name, one, True) for name, one in self.replaced]
        resources = [
            {
                "urn": urn(one.kind, name),
                "custom": True,
                "type": f"sentry:index:{one.kind}",
                "id": one.id,
                "inputs": json_format.MessageToDict(one.inputs),
                "outputs": json_format.MessageToDict(one.properties),
                **({"delete": True} if gone else {}),
            }
            for name, one, gone in kept
        ]
        file.write_text(json.dumps({"version": 3, "checkpoint": {"latest": {"resources": resources}}}))

    # -- the provider ---------------------------------------------------------------------------

    @property
    def _stub(self) -> Any:
        if self._provider is None or not self._provider.alive:
            self.end()
            self._save()
            place = {"PULUMI_BACKEND_URL": f"file://{self.backend}"}
            self._provider = ProviderProcess({**self.environment, **place})
            try:
                self._open()
            except UpFailed:
                self.end()
                raise
        return self._provider.stub

    def _open(self) -> None:
        """Start the provider: a program's is checked against the state, otherwise the state's is used."""
        provider = "urn:pulumi:dev::faults::pulumi:providers:sentry::default"
        if self._runs_program:
            check = provider_pb2.CheckRequest(urn=provider, olds=self.place, news=struct_pb2.Struct())
            answer = self._call("CheckConfig", check)
            if answer.failures:
                raise UpFailed("; ".join(failure.reason for failure in answer.failures))
            self.place = answer.inputs
        self._call("Configure", provider_pb2.ConfigureRequest(urn=provider, args=self.place))

    def _outputs(self) -> dict[str, dict[str, Any]]:
        return {name: kept.outputs for name, kept in self.state.items()}

    def _check(self, name: str, kind: str, inputs: Mapping[str, Any]) -> struct_pb2.Struct:
        answer = self._call("Check", provider_pb2.CheckRequest(urn=urn(kind, name), news=encode(inputs)))
        assert not answer.failures, answer.failures
        return cast("struct_pb2.Struct", answer.inputs)

    @staticmethod
    def _update_of(name: str, kept: Kept, checked: struct_pb2.Struct) -> provider_pb2.UpdateRequest:
        return provider_pb2.UpdateRequest(
            id=kept.id,
            urn=urn(kept.kind, name),
            olds=kept.properties,
            old_inputs=kept.inputs,
            news=checked,
        )

    def _differs(self, name: str, kept: Kept, checked: struct_pb2.Struct) -> bool:
        request = provider_pb2.DiffRequest(
            id=kept.id,
            urn=urn(kept.kind, name),
            olds=kept.properties,
            old_inputs=kept.inputs,
            news=checked,
        )
        answer = self._call("Diff", request)
        return bool(answer.changes == provider_pb2.DiffResponse.DIFF_SOME)

    def _call(self, method: str, request: Any) -> Any:
        opening = method in ("CheckConfig", "Configure")
        under_way = getattr(self._started.stub if opening else self._stub, method).future(request)
        while True:
            try:
                return under_way.result(timeout=_POLL)
            except grpc.FutureTimeoutError:
                if self.should_kill():
                    self._killed()
                    raise UpFailed("the provider was killed") from None
                if self.should_die():
                    under_way.exception()  # its answer reaches nobody
                    self._killed()
                    raise _EngineKilled("the engine was killed") from None
            except grpc.RpcError as error:
                details = error.details() or ""
                metadata = dict(cast("Any", error.trailing_metadata()) or ())
                half = metadata.get("grpc-status-details-bin")
                if half is not None:
                    raise _HalfMade(details, half) from None
                if error.code() is grpc.StatusCode.INTERNAL:
                    raise AssertionError(f"a bug of ours, not a fault of Sentry's: {details}") from error
                self.end()
                raise UpFailed(details) from None

    @property
    def _started(self) -> ProviderProcess:
        assert self._provider is not None
        return self._provider


class _EngineKilled(UpFailed):
    """The end of the engine, and of what it has not written."""


class _HalfMade(Exception):
    def __init__(self, message: str, details: bytes) -> None:
        super().__init__(message)
        status = status_pb2.Status.FromString(details)
        self._partial = provider_pb2.ErrorResourceInitFailed()
        status.details[0].Unpack(self._partial)

    def kept(self, kind: str) -> Kept:
        """The resource as the engine keeps it."""
        partial = self._partial
        return Kept(kind, partial.id, partial.inputs, partial.properties, half_made=True)


class _YetToCome(dict[str, Any]):
    """Outputs during a preview: a missing one is unknown."""

    @classmethod
    def of(cls, shown: struct_pb2.Struct, **more: str) -> _YetToCome:
        """The outputs that a provider could predict for a planned resource."""
        known = {key: value for key, value in decode(shown)[0].items() if value is not UNKNOWN}
        return cls(known | more)

    def __missing__(self, name: str) -> str:
        return rpc.UNKNOWN


def _unknown_as_a_whole(value: Any) -> Any:
    """A value made from an unknown one is unknown."""
    if isinstance(value, dict):
        return {key: _unknown_as_a_whole(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_unknown_as_a_whole(item) for item in value]
    return rpc.UNKNOWN if isinstance(value, str) and rpc.UNKNOWN in value else value


def urn(kind: str, name: str) -> str:
    return f"urn:pulumi:dev::faults::sentry:index:{kind}::{name}"
