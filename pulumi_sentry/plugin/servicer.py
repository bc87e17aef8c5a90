"""The gRPC contract with the engine: the one module that knows both its messages and our handlers.

Contract: `pulumi.runtime.proto.provider_pb2` and https://www.pulumi.com/docs/iac/extending-pulumi/. Each
method decodes, calls one thing and encodes; a preview never calls a handler that could write.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

import grpc
import grpc.aio
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc, status_pb2

from pulumi_sentry._version import __version__
from pulumi_sentry.declaration import UNKNOWN, Path, Problem, Resource, contains_unknown, property_path
from pulumi_sentry.declaration.comparing import Change, Kind, compare, not_kept, not_kept_text, same
from pulumi_sentry.lifecycle.adoption import organization_of
from pulumi_sentry.lifecycle.checkpoint import RECORDED
from pulumi_sentry.lifecycle.handler import Handler, PartialFailure, Record
from pulumi_sentry.lifecycle.place import Place, is_default
from pulumi_sentry.lifecycle.standing import Claim
from pulumi_sentry.plugin.connecting import (
    CONFIG_NAMES,
    config_values,
    connect,
    elsewhere_error,
    is_reached,
    misspelt,
    refuse_elsewhere,
)
from pulumi_sentry.plugin.explained import EXPLAINED, Context, Explained, OperationError, sentence
from pulumi_sentry.plugin.registry import Registry
from pulumi_sentry.plugin.schema import package_schema
from pulumi_sentry.plugin.session import ProviderSession
from pulumi_sentry.plugin.state import State, always_secret, outputs_of, previewed
from pulumi_sentry.plugin.values import decode, encode
from pulumi_sentry.provider import (
    Asked,
    ProviderArgs,
    asked_of_this_run,
)


class ProviderServicer(provider_pb2_grpc.ResourceProviderServicer):
    """Serves every resource and lookup of a registry."""

    def __init__(self, registry: Registry, session: ProviderSession) -> None:
        self.registry = registry
        self.session = session

    # -- the package and its configuration ------------------------------------------------------

    async def Handshake(
        self, request: provider_pb2.ProviderHandshakeRequest, context: Context
    ) -> provider_pb2.ProviderHandshakeResponse:
        """Learn where the engine is, and name our features."""
        self.session.attach(request.engine_address)
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True)

    async def GetPluginInfo(self, request: empty_pb2.Empty, context: Context) -> plugin_pb2.PluginInfo:
        """Say our version."""
        return plugin_pb2.PluginInfo(version=__version__)

    async def Attach(self, request: plugin_pb2.PluginAttach, context: Context) -> empty_pb2.Empty:
        """Learn where the engine is when it attaches to a running provider."""
        self.session.attach(request.address)
        return empty_pb2.Empty()

    async def Cancel(self, request: empty_pb2.Empty, context: Context) -> empty_pb2.Empty:
        """On Ctrl-C let requests under way finish and be recorded, and end waits at once."""
        self.session.stop_waiting()
        return empty_pb2.Empty()

    async def GetSchema(
        self, request: provider_pb2.GetSchemaRequest, context: Context
    ) -> provider_pb2.GetSchemaResponse:
        """Print the schema."""
        return provider_pb2.GetSchemaResponse(schema=json.dumps(package_schema(self.registry)))

    async def CheckConfig(
        self, request: provider_pb2.CheckRequest, context: Context
    ) -> provider_pb2.CheckResponse:
        """Say what is missing or wrong before anything is planned.

        It asks Sentry already here: a refused configuration is one line. A `Configure` that fails under a running
        program makes the engine break off its calls, and the program's host prints tracebacks.
        """
        values, secrets = decode(request.news)
        old, _ = decode(request.olds)
        config = config_values(values)
        values.pop(RECORDED, None)  # Sentry says so, and nobody else
        _, problems = ProviderArgs.from_wire(config)
        problems += misspelt(request.urn, values)
        if contains_unknown(config):
            values |= {RECORDED: old[RECORDED]} if RECORDED in old else {}
        elif not problems:
            try:
                await connect(self.session, request.urn, Asked(config), Place.recorded(old))
                values[RECORDED] = self.session.place.to_wire()
            except EXPLAINED as error:
                problems = [Problem("", sentence(error))]
        return provider_pb2.CheckResponse(
            inputs=encode(values, secrets | {("token",)}), failures=list(map(_failure, problems))
        )

    async def DiffConfig(
        self, request: provider_pb2.DiffRequest, context: Context
    ) -> provider_pb2.DiffResponse:
        """Accept another token, and stop the run at another place instead of replacing the state's objects.

        The engine also asks this when a resource gets another provider. Only a provider that the program configures may
        be in another place, and only while the former place can be reached, to delete there.
        """
        old, _ = decode(request.old_inputs)
        new, _ = decode(request.news)
        names = (*sorted(CONFIG_NAMES), RECORDED)
        changed = [name for name in names if not same(old.get(name), new.get(name))]
        held, asked = Place.recorded(old), Place.recorded(new)
        moves = bool(asked.site) and not contains_unknown(config_values(new)) and not held.is_same(asked)
        async with self._explained(context):
            if moves and (is_default(request.urn) or not is_reached(held, config_values(old))):
                raise elsewhere_error(request.urn, held, asked)
        return provider_pb2.DiffResponse(
            changes=_some(changed), diffs=changed, replaces=[RECORDED] if moves else []
        )

    async def Configure(
        self, request: provider_pb2.ConfigureRequest, context: Context
    ) -> provider_pb2.ConfigureResponse:
        """Make the client and ask Sentry once whether organization and token are right.

        A refresh and a destroy pass the configuration in the state, without a check before.
        """
        values, _ = decode(request.args)
        config = config_values(values)
        self.session.begin()
        async with self._explained(context):
            if not contains_unknown(config):
                asked = asked_of_this_run(request.urn, config)
                await connect(self.session, request.urn, asked, Place.recorded(values))
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    # -- resources ------------------------------------------------------------------------------

    async def Check(self, request: provider_pb2.CheckRequest, context: Context) -> provider_pb2.CheckResponse:
        """Validate everything that can be known before a request, and fill in defaults."""
        async with self._explained(context, request.urn):
            handler = self._handler(request.type or _type_of(request.urn))
            values, secrets = decode(request.news)
            args, problems = handler.resource.args_type.from_wire(values)
            if args is not None:
                args = handler.complete(args)
                problems = [_kept_secret(problem, secrets) for problem in handler.check(args)]
            if problems:
                return provider_pb2.CheckResponse(inputs=request.news, failures=list(map(_failure, problems)))
            for warning in handler.warnings(args):
                self.session.warn(warning)
            declared = args.declared()
            secrets |= always_secret(handler.resource.args_type)
            return provider_pb2.CheckResponse(inputs=encode(declared, secrets))

    async def Diff(self, request: provider_pb2.DiffRequest, context: Context) -> provider_pb2.DiffResponse:
        """Compare the arguments in the state with those declared now."""
        async with self._explained(context, request.urn):
            cls = self._resource(request.type or _type_of(request.urn))
            refuse_elsewhere(self.session, request.urn, outputs_of(cls, request.olds))
            old, _ = decode(request.old_inputs)
            new, _ = decode(request.news)
            handler = self._handler(cls.token)
            self._has(cls, request.urn, request.id, old)
            self.session.adoption.planned[request.urn] = new
            before, now = cls.args_type.from_state(old), cls.args_type.from_state(new)
            refusal = handler.refusal(before, now, outputs_of(cls, request.olds))
            if refusal is not None:
                raise OperationError(refusal)
            changes = await self._told_apart(handler, compare(cls.args_type, old, new), before, now)
            if not changes and not contains_unknown(new):
                args = self._args(cls, new)
                again = [
                    *handler.pending(args, outputs_of(cls, request.olds)),
                    *await handler.drift(args),
                ]
                changes = [Change(path.split(".")[0], path, Kind.UPDATE, replace=False) for path in again]
            detailed = {
                change.path: provider_pb2.PropertyDiff(
                    kind=provider_pb2.PropertyDiff.Kind.Value(
                        change.kind.value + ("_REPLACE" if change.replace else "")
                    ),
                    inputDiff=True,
                )
                for change in changes
            }
            return provider_pb2.DiffResponse(
                changes=_some(changes),
                diffs=sorted({change.argument for change in changes}),
                replaces=sorted({change.path for change in changes if change.replace}),
                detailedDiff=detailed,
                hasDetailedDiff=True,
                deleteBeforeReplace=self._handler(cls.token).delete_before_replace,
            )

    async def Create(
        self, request: provider_pb2.CreateRequest, context: Context
    ) -> provider_pb2.CreateResponse:
        """Create, or say what a preview can know of it."""
        async with self._explained(context, request.urn):
            handler = self._handler(request.type or _type_of(request.urn))
            values, secrets = decode(request.properties)
            state = State(handler.resource, values, secrets)
            args = self._args(handler.resource, values)
            if request.preview:
                if self.session.configured:
                    await handler.foresee(args)
                for note in handler.notes(args):
                    self.session.note(note)
                outputs = dict.fromkeys(handler.resource.outputs, UNKNOWN)
                return provider_pb2.CreateResponse(id="", properties=state.properties(outputs))
            try:
                record = await handler.create(args)
            except PartialFailure as failure:
                self._wrote(handler.resource, request.urn, failure.record.id, values)
                await self._abort_partial(context, failure, state)
            self._wrote(handler.resource, request.urn, record.id, values)
            state = self._as_kept(state, record)
            return provider_pb2.CreateResponse(id=record.id, properties=state.properties(record.outputs))

    async def Read(self, request: provider_pb2.ReadRequest, context: Context) -> provider_pb2.ReadResponse:
        """Refresh or import; an empty id means that it is gone."""
        async with self._explained(context, request.urn):
            handler = self._handler(request.type or _type_of(request.urn))
            old, secrets = decode(request.inputs)
            declared = handler.resource.args_type.from_state(old) if old else None
            outputs = outputs_of(handler.resource, request.properties)
            refuse_elsewhere(self.session, request.urn, outputs)
            try:
                record = await handler.read(request.id, declared, outputs)
            except PartialFailure as failure:
                state = State.read(handler.resource, old, secrets, failure.record.live)
                await self._abort_partial(context, failure, state)
            if record is None:
                refuse_elsewhere(self.session, request.urn, {})
                self.session.adoption.standing.gone(request.urn)
                return provider_pb2.ReadResponse(id="")
            if declared is not None:  # one that a program only reads belongs to no resource
                self._has(handler.resource, request.urn, record.id, old)
            state = State.read(handler.resource, old, secrets, record.live)
            return provider_pb2.ReadResponse(
                id=record.id,
                inputs=encode(state.values, state.secrets),
                properties=state.properties(record.outputs),
            )

    async def Update(
        self, request: provider_pb2.UpdateRequest, context: Context
    ) -> provider_pb2.UpdateResponse:
        """Change in place, or say what a preview can know of it."""
        async with self._explained(context, request.urn):
            handler = self._handler(request.type or _type_of(request.urn))
            cls = handler.resource
            old, _ = decode(request.old_inputs)
            new, secrets = decode(request.news)
            self._has(cls, request.urn, request.id, new)
            outputs = outputs_of(cls, request.olds)
            state = State(cls, new, secrets)
            if request.preview:
                changed = {change.argument for change in compare(cls.args_type, old, new)}
                moved = {name for name, value in outputs.items() if self.session.has_left(str(value))}
                outputs |= dict.fromkeys(moved, UNKNOWN)
                return provider_pb2.UpdateResponse(
                    properties=state.properties(previewed(cls, outputs, changed))
                )
            try:
                record = await handler.update(
                    Record(request.id, outputs), cls.args_type.from_state(old), self._args(cls, new)
                )
            except PartialFailure as failure:
                await self._abort_partial(context, failure, state)
            state = self._as_kept(state, record)
            return provider_pb2.UpdateResponse(properties=state.properties(record.outputs))

    async def Delete(self, request: provider_pb2.DeleteRequest, context: Context) -> empty_pb2.Empty:
        """Delete; gone already is done."""
        async with self._explained(context, request.urn):
            handler = self._handler(request.type or _type_of(request.urn))
            cls = handler.resource
            outputs = outputs_of(cls, request.properties)
            refuse_elsewhere(self.session, request.urn, outputs)
            old, _ = decode(request.old_inputs)
            declared = cls.args_type.from_state(old) if old else None
            self._recorded(cls, request.id)
            others = self.session.adoption.standing.others(request.urn, cls.token, request.id)
            if others and declared is not None:
                declared = self._what_nobody_has(handler, declared, others)
            if others and declared is None:
                self.session.warn(f"it is kept as it is: {others[0].urn} stands for it")
                return empty_pb2.Empty()
            await handler.delete(Record(request.id, outputs), declared)
        return empty_pb2.Empty()

    async def Invoke(
        self, request: provider_pb2.InvokeRequest, context: Context
    ) -> provider_pb2.InvokeResponse:
        """Answer a lookup."""
        async with self._explained(context):
            cls = self.registry.lookups.get(request.tok)
            if cls is None:
                raise OperationError(f"pulumi-sentry {__version__} has no lookup {request.tok}")
            values, _ = decode(request.args)
            args, problems = cls.args_type.from_wire(values)
            if problems:
                return provider_pb2.InvokeResponse(failures=list(map(_failure, problems)))
            result = await cls().run(self.session, args)
            answer = encode(result.to_wire())
            response = provider_pb2.InvokeResponse()
            getattr(response, "return").CopyFrom(answer)
            return response

    # -- whose an object is -----------------------------------------------------------------------

    def _has(self, cls: type[Resource[Any]], urn: str, id: str, inputs: Mapping[str, Any]) -> None:
        self.session.adoption.standing.has(urn, cls.token, id, inputs)
        self._recorded(cls, id)

    def _recorded(self, cls: type[Resource[Any]], id: str) -> None:
        if self.session.configured:
            self.session.adoption.journal.recorded(cls.token, id, organization_of(self.session))

    def _wrote(self, cls: type[Resource[Any]], urn: str, id: str, inputs: Mapping[str, Any]) -> None:
        self.session.adoption.standing.wrote(urn, cls.token, id, inputs)
        if not self.session.stopping:
            self.session.adoption.journal.returned(urn)

    @staticmethod
    def _what_nobody_has(handler: Handler[Any], declared: Any, others: Iterable[Claim]) -> Any:
        parts: set[str] = set()
        for other in others:
            if other.parts is None:
                return None
            parts |= other.parts
        return handler.without(declared, frozenset(parts))

    async def _told_apart(
        self, handler: Handler[Any], changes: list[Change], old: Any, new: Any
    ) -> list[Change]:
        """The changes, without those that only write the same object in another way."""
        if contains_unknown(new.declared()) or not self.session.configured:
            return changes
        return [one for one in changes if not (one.replace and await handler.is_in_place(one.path, old, new))]

    # -- shared ---------------------------------------------------------------------------------

    def _as_kept(self, declared: State, record: Record) -> State:
        """The state of what was just written, as Sentry keeps it; a warning where that is not what was declared."""
        paths = not_kept(declared.cls.args_type, declared.values, record.live)
        if paths:
            self.session.warn(not_kept_text(paths))
        return State.read(declared.cls, declared.values, declared.secrets, record.live)

    def _resource(self, token: str) -> type[Resource[Any]]:
        cls = self.registry.resources.get(token)
        if cls is None:
            raise OperationError(f"pulumi-sentry {__version__} has no resource {token}")
        return cls

    def _handler(self, token: str) -> Handler[Any]:
        handler_type: type[Handler[Any]] = self._resource(token).handler
        return handler_type(self.session)

    @staticmethod
    def _args(resource: type[Resource[Any]], values: Mapping[str, Any]) -> Any:
        args, problems = resource.args_type.from_wire(values)
        if problems:
            raise OperationError("; ".join(map(str, problems)))
        return args

    def _explained(self, context: Context, urn: str = "") -> Explained:
        return Explained(self.session, context, urn)

    @staticmethod
    async def _abort_partial(context: Context, failure: PartialFailure, state: State) -> NoReturn:
        # With the status ErrorResourceInitFailed the engine keeps id and properties and runs an update next time; see
        # pulumi's sdk/go/common/resource/plugin/provider_plugin.go.
        reason = sentence(failure.cause)
        detail = provider_pb2.ErrorResourceInitFailed(
            id=failure.record.id,
            properties=state.properties(failure.record.outputs),
            inputs=encode(state.values, state.secrets),
            reasons=[reason],
        )
        status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=reason)
        status.details.add().Pack(detail)
        await context.abort(
            grpc.StatusCode.UNKNOWN,
            reason,
            (("grpc-status-details-bin", status.SerializeToString()),),
        )
        raise AssertionError("unreachable")


def _kept_secret(problem: Problem, secrets: Iterable[Path]) -> Problem:
    # A message about a value may quote it.
    hidden = any(
        problem.path == each or problem.path.startswith((f"{each}.", f"{each}["))
        for each in map(property_path, secrets)
    )
    return (
        Problem(problem.path, "is not what Sentry takes; it is a secret, so no more is said")
        if hidden
        else problem
    )


def _failure(problem: Problem) -> provider_pb2.CheckFailure:
    return provider_pb2.CheckFailure(property=problem.path, reason=problem.reason)


def _some(changes: object) -> provider_pb2.DiffResponse.DiffChanges.ValueType:
    return provider_pb2.DiffResponse.DIFF_SOME if changes else provider_pb2.DiffResponse.DIFF_NONE


def _type_of(urn: str) -> str:
    # urn:pulumi:<stack>::<project>::<parent type$...>type::<name>
    return urn.split("::")[2].rsplit("$", 1)[-1]
