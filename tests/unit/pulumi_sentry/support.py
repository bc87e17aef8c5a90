"""A provider behind real gRPC, a scripted Sentry behind it, and an engine that writes down what it is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import grpc
import grpc.aio
import httpx2
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, provider_pb2, provider_pb2_grpc, status_pb2

from pulumi_sentry.plugin.values import decode, encode
from tests.unit.pulumi_sentry.bodies import NOW, ORGANIZATION

Path = tuple[str | int, ...]

EMPTY_LISTS = {
    "GET /organizations/acme/teams/",
    "GET /organizations/acme/projects/",
    "GET /organizations/acme/detectors/",
    "GET /organizations/acme/workflows/",
    "GET /organizations/acme/project-keys/",
    "GET /projects/acme/11/keys/",
}
"""What is asked before a creation in a place that is not new; there is nothing unless a test says so."""


class ScriptedSentry(httpx2.AsyncBaseTransport):
    """Answers what it was told to for a method and path, and 404 for the rest; remembers each request.

    Its clock is that of `bodies.NOW`: what was `MADE` is hours old.
    """

    def __init__(self) -> None:
        self.requests: list[tuple[str, Any]] = []
        self.told: list[tuple[str, str]] = []
        """The address and the credentials of each request."""
        self._answers: dict[str, list[httpx2.Response]] = {}
        self.answer("GET /organizations/acme/", ORGANIZATION)

    def answer(self, call: str, body: Any = None, status: int = 200) -> None:
        """Add an answer; the last one of a call is given for ever."""
        content = b"" if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        self._answers.setdefault(call, []).append(httpx2.Response(status, content=content, headers=headers))

    def instead(self, call: str, body: Any = None, status: int = 200) -> None:
        """Forget the answers of a call and give this one."""
        self._answers.pop(call, None)
        self.answer(call, body, status)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        content = await request.aread()
        call = f"{request.method} {request.url.path.removeprefix('/api/0')}"
        is_json = request.headers.get("Content-Type", "").startswith("application/json")
        self.told.append(
            (
                f"{request.url.scheme}://{request.url.netloc.decode()}",
                request.headers.get("Authorization", ""),
            )
        )
        self.requests.append((call, json.loads(content) if is_json else content or None))
        answers = self._answers.get(call)
        if not answers and call in EMPTY_LISTS:
            return httpx2.Response(200, json=[])
        if not answers:
            return httpx2.Response(404, json={"detail": "The requested resource does not exist"})
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return httpx2.Response(
            answer.status_code, content=answer.content, headers={"Date": NOW, **answer.headers}
        )

    @property
    def calls(self) -> list[str]:
        """What was asked, the look at the organization left out."""
        return [call for call, _ in self.requests if call != "GET /organizations/acme/"]

    @property
    def writes(self) -> list[str]:
        return [call for call in self.calls if not call.startswith("GET ")]

    def body(self, call: str) -> Any:
        """The last body sent with a call."""
        return [body for made, body in self.requests if made == call][-1]


class ListeningEngine(engine_pb2_grpc.EngineServicer):
    """The part of the engine that takes log messages."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, str]] = []
        self.status: list[tuple[str, str]] = []
        """What is shown while it lasts, and in no summary."""

    async def Log(self, request: engine_pb2.LogRequest, context: Any) -> empty_pb2.Empty:
        (self.status if request.ephemeral else self.messages).append((request.urn, request.message))
        return empty_pb2.Empty()


@dataclass(frozen=True)
class State:
    """What the engine keeps of a resource."""

    id: str
    inputs: struct_pb2.Struct
    properties: struct_pb2.Struct

    @property
    def outputs(self) -> dict[str, Any]:
        return decode(self.properties)[0]

    @property
    def secrets(self) -> set[Path]:
        return decode(self.properties)[1]


class Failed(Exception):
    """An operation that failed, with what the engine learns of it."""

    def __init__(
        self, code: grpc.StatusCode, message: str, partial: provider_pb2.ErrorResourceInitFailed | None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.partial = partial


def state_of(failed: Failed) -> State:
    """What the engine keeps after a failure half way."""
    assert failed.partial is not None
    return State(failed.partial.id, failed.partial.inputs, failed.partial.properties)


@dataclass
class Engine:
    """Speaks to the provider as the engine does."""

    stub: Any
    sentry: ScriptedSentry
    log: ListeningEngine
    name: str = "it"
    secrets: set[Path] = field(default_factory=set)
    config: Mapping[str, Any] = field(default_factory=dict)

    def urn(self, kind: str) -> str:
        return f"urn:pulumi:dev::shop::sentry:index:{kind}::{self.name}"

    async def check(self, kind: str, inputs: Mapping[str, Any]) -> provider_pb2.CheckResponse:
        request = provider_pb2.CheckRequest(urn=self.urn(kind), news=encode(inputs, self.secrets))
        answer: provider_pb2.CheckResponse = await _told(self.stub.Check(request))
        return answer

    async def checked(self, kind: str, inputs: Mapping[str, Any]) -> struct_pb2.Struct:
        answer = await self.check(kind, inputs)
        assert not answer.failures, answer.failures
        return answer.inputs

    async def failures(self, kind: str, inputs: Mapping[str, Any]) -> dict[str, str]:
        answer = await self.check(kind, inputs)
        return {failure.property: failure.reason for failure in answer.failures}

    async def diff(self, kind: str, state: State, inputs: Mapping[str, Any]) -> dict[str, str]:
        """The changed paths and their kinds."""
        request = provider_pb2.DiffRequest(
            id=state.id,
            urn=self.urn(kind),
            olds=state.properties,
            old_inputs=state.inputs,
            news=await self.checked(kind, inputs),
        )
        answer: provider_pb2.DiffResponse = await _told(self.stub.Diff(request))
        kinds = provider_pb2.PropertyDiff.Kind
        changed = {path: kinds.Name(change.kind) for path, change in answer.detailedDiff.items()}
        some = provider_pb2.DiffResponse.DIFF_SOME if changed else provider_pb2.DiffResponse.DIFF_NONE
        assert answer.changes == some
        return changed

    async def create(self, kind: str, inputs: Mapping[str, Any], *, preview: bool = False) -> State:
        checked = await self.checked(kind, inputs)
        request = provider_pb2.CreateRequest(urn=self.urn(kind), properties=checked, preview=preview)
        answer = await _told(self.stub.Create(request))
        return State(answer.id, checked, answer.properties)

    async def update(
        self, kind: str, state: State, inputs: Mapping[str, Any], *, preview: bool = False
    ) -> State:
        checked = await self.checked(kind, inputs)
        request = provider_pb2.UpdateRequest(
            id=state.id,
            urn=self.urn(kind),
            olds=state.properties,
            old_inputs=state.inputs,
            news=checked,
            preview=preview,
        )
        answer = await _told(self.stub.Update(request))
        return State(state.id, checked, answer.properties)

    async def read(self, kind: str, state: State) -> State:
        request = provider_pb2.ReadRequest(
            id=state.id, urn=self.urn(kind), inputs=state.inputs, properties=state.properties
        )
        answer = await _told(self.stub.Read(request))
        return State(answer.id, answer.inputs, answer.properties)

    async def imported(self, kind: str, reference: str) -> State:
        return await self.read(kind, State(reference, struct_pb2.Struct(), struct_pb2.Struct()))

    async def delete(self, kind: str, state: State) -> None:
        await _told(
            self.stub.Delete(
                provider_pb2.DeleteRequest(
                    id=state.id, urn=self.urn(kind), properties=state.properties, old_inputs=state.inputs
                )
            )
        )

    async def invoke(self, token: str, args: Mapping[str, Any]) -> dict[str, Any]:
        request = provider_pb2.InvokeRequest(tok=f"sentry:index:{token}", args=encode(args))
        answer = await _told(self.stub.Invoke(request))
        assert not answer.failures, answer.failures
        return decode(getattr(answer, "return"))[0]

    async def configure(self, config: Mapping[str, Any], urn: str = "") -> None:
        self.config = config
        await _told(self.stub.Configure(provider_pb2.ConfigureRequest(args=encode(config), urn=urn)))

    async def another_run(self) -> None:
        """The next operation of the engine, whose provider knows nothing of the last one."""
        await self.configure(self.config)

    async def check_config(
        self, config: Mapping[str, Any], old: Mapping[str, Any] | None = None, urn: str = ""
    ) -> provider_pb2.CheckResponse:
        request = provider_pb2.CheckRequest(news=encode(config), olds=encode(old or {}), urn=urn)
        answer: provider_pb2.CheckResponse = await _told(self.stub.CheckConfig(request))
        return answer

    async def diff_config(
        self, old: Mapping[str, Any], new: Mapping[str, Any], urn: str = ""
    ) -> provider_pb2.DiffResponse:
        request = provider_pb2.DiffRequest(old_inputs=encode(old), news=encode(new), urn=urn)
        answer: provider_pb2.DiffResponse = await _told(self.stub.DiffConfig(request))
        return answer


async def _told(call: Any) -> Any:
    try:
        return await call
    except grpc.aio.AioRpcError as error:
        message, metadata = error.details() or "", dict(cast("Any", error.trailing_metadata()) or ())
        raise Failed(error.code(), message, _partial(message, metadata)) from None


def _partial(message: str, metadata: Mapping[str, bytes]) -> provider_pb2.ErrorResourceInitFailed | None:
    details = metadata.get("grpc-status-details-bin")
    if details is None:
        return None
    status = status_pb2.Status.FromString(details)
    assert status.message == message
    partial = provider_pb2.ErrorResourceInitFailed()
    assert status.details[0].Unpack(partial)
    return partial


def add_engine(servicer: ListeningEngine, server: grpc.aio.Server) -> int:
    engine_pb2_grpc.add_EngineServicer_to_server(servicer, server)
    return int(server.add_insecure_port("127.0.0.1:0"))


def add_provider(servicer: Any, server: grpc.aio.Server) -> int:
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, server)
    return int(server.add_insecure_port("127.0.0.1:0"))


def stub_of(channel: grpc.aio.Channel) -> Any:
    return provider_pb2_grpc.ResourceProviderStub(channel)
