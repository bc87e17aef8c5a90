"""The one client of the process, and the way to the engine's log."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar
from typing import cast

import grpc
import grpc.aio
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

from pulumi_sentry.api.client import SentryClient
from pulumi_sentry.api.http.limits import Wait
from pulumi_sentry.lifecycle.adoption import Adoption, organization_of
from pulumi_sentry.lifecycle.backend import StackName
from pulumi_sentry.lifecycle.place import Place
from pulumi_sentry.lifecycle.standing import Kind
from pulumi_sentry.provider import Settings

current_urn: ContextVar[str] = ContextVar("current_urn", default="")
"""The resource that is being worked on in this task; warnings appear beside it."""


class NotConfiguredError(Exception):
    """Sentry is needed but the provider has no token or organization yet."""


class ProviderSession:
    """What handlers may use (see `pulumi_sentry.lifecycle.handler.Session`)."""

    def __init__(
        self,
        make_client: Callable[..., SentryClient] = SentryClient,
        kinds: Callable[[str], Kind] = lambda _token: Kind(),
    ) -> None:
        """Start without a client.

        Args:
            make_client: makes it from organization, token and base URL, once these are known.
            kinds: how objects of a resource type are told apart.
        """
        self._make_client = make_client
        self._client: SentryClient | None = None
        self._settings: Settings | None = None
        self._site = ""
        self.place = Place()
        self.place_is_new = False
        """Whether the state did not say so far where its objects are, as one of version 0.1.0 does not."""
        self.elsewhere = ""
        """What was said of the first object that turned out to be in another Sentry."""
        self._channel: grpc.aio.Channel | None = None
        self._queued: list[engine_pb2.LogRequest] = []
        self._sending: set[asyncio.Task[None]] = set()
        self._kinds = kinds
        self._adoptions: dict[StackName, Adoption] = {}
        self.stopping = False
        """Whether the engine has said stop: what is answered from now on, nobody may hear."""

    @property
    def adoption(self) -> Adoption:
        """What this process knows of whose objects are whose, in the stack of the resource that is worked on."""
        stack = StackName.of(current_urn.get())
        if stack not in self._adoptions:
            self._adoptions[stack] = Adoption(
                stack, self._kinds, lambda: organization_of(self) if self.configured else ""
            )
        return self._adoptions[stack]

    @property
    def client(self) -> SentryClient:
        """The client for the configured organization.

        Raises:
            NotConfiguredError: the configuration is not known (it depends on a resource not created yet).
        """
        if self._client is None:
            raise NotConfiguredError(
                "the provider has no Sentry token and organization yet: they come from a resource that does not exist"
            )
        return self._client

    @property
    def configured(self) -> bool:
        """Whether there is a client."""
        return self._client is not None

    @property
    def resource_name(self) -> str:
        """Name in the stack of the resource that is being worked on."""
        return current_urn.get().rsplit("::", 1)[-1]

    @property
    def resource_urn(self) -> str:
        """Urn of the resource that is being worked on."""
        return current_urn.get()

    def stop_waiting(self) -> None:
        """End every wait of the client; requests under way come to their end."""
        if self._client is not None:
            self._client.stop_waiting()

    def has_left(self, address: str) -> bool:
        """Whether an address is one that this Sentry had on this machine, and has no longer."""
        return self.place.has_left(address)

    def page(self, path: str) -> str:
        """The address of a page of the organization, on the site that people use (not its API region)."""
        organization = self.client.organization
        if path.startswith("settings/"):
            return f"{self._site}/settings/{organization}/{path.removeprefix('settings/')}"
        return f"{self._site}/organizations/{organization}/{path}"

    async def configure(self, settings: Settings) -> None:
        """Make the client; the one that is there is kept where nothing changed.

        The place is known once Sentry has described its organization.

        Raises:
            SentryError: the base URL cannot be one.
        """
        if settings == self._settings:
            return
        former, self._client, self._settings = self._client, None, None
        self._adoptions.clear()  # of another organization nothing is known
        self.place, self.place_is_new, self.elsewhere = Place(), False, ""
        if former is not None:
            await former.aclose()
        self._site = settings.base_url.rstrip("/").removesuffix("/api/0")
        self._client = self._make_client(
            organization=settings.organization,
            token=settings.token,
            base_url=settings.base_url,
            on_wait=self._show_wait,
        )
        self._settings = settings

    def attach(self, engine_address: str) -> None:
        """Learn where the engine's log is."""
        if engine_address and self._channel is None:
            self._channel = grpc.aio.insecure_channel(engine_address)

    def warn(self, message: str) -> None:
        """Queue a warning for the resource that is being worked on; `flush` sends it."""
        self._queue(engine_pb2.WARNING, message)

    def note(self, message: str) -> None:
        """Queue a note for the resource that is being worked on; `flush` sends it."""
        self._queue(engine_pb2.INFO, message)

    def _queue(self, severity: engine_pb2.LogSeverity.ValueType, message: str) -> None:
        self._queued.append(engine_pb2.LogRequest(severity=severity, message=message, urn=current_urn.get()))

    async def flush(self) -> None:
        """Send queued messages to the engine."""
        queued, self._queued = self._queued, []
        for request in queued:
            await self._log(request)

    def _show_wait(self, wait: Wait) -> None:
        # Shown while it lasts, beside the resource that waits first, and in no summary.
        message = (
            f"waiting {max(1, round(wait.seconds))} s for Sentry's rate limit "
            f"({wait.answered} requests done, {wait.waiting} waiting)"
        )
        request = engine_pb2.LogRequest(
            severity=engine_pb2.INFO, message=message, urn=current_urn.get(), ephemeral=True
        )
        sending = asyncio.create_task(self._log(request))
        self._sending.add(sending)
        sending.add_done_callback(self._sending.discard)

    async def _log(self, request: engine_pb2.LogRequest) -> None:
        if self._channel is None:
            return
        engine = cast("engine_pb2_grpc.EngineAsyncStub", engine_pb2_grpc.EngineStub(self._channel))
        # A message that cannot be shown must not fail the operation it is about.
        with suppress(grpc.RpcError):
            await engine.Log(request)

    def begin(self) -> None:
        """Know nothing of what an earlier run of the engine has done in this process, as one that is attached to."""
        self._adoptions.clear()

    def end_in_order(self) -> None:
        """Let go of what is kept for a run that breaks off: this one has ended well."""
        for adoption in self._adoptions.values():
            adoption.close()

    async def close(self) -> None:
        """Close the client and the channel."""
        if self._client is not None:
            await self._client.aclose()
        if self._channel is not None:
            await self._channel.close(None)
