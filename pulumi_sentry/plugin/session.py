"""The one client of the process, and the way to the engine's log."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar
from typing import Final, cast

import grpc
import grpc.aio
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

from pulumi_sentry.api.client import SentryClient
from pulumi_sentry.api.http.base_url import site_address
from pulumi_sentry.api.http.limits import Wait
from pulumi_sentry.lifecycle.adoption import Adoption, organization_of
from pulumi_sentry.lifecycle.backend import StackName
from pulumi_sentry.lifecycle.place import Place
from pulumi_sentry.lifecycle.standing import Kind
from pulumi_sentry.provider import Settings

READ_ONLY: Final = "PULUMI_SENTRY_READ_ONLY"
"""The variable that, set to anything, keeps the provider from every request that would write."""

current_urn: ContextVar[str] = ContextVar("current_urn", default="")
"""The current resource of this task; its warnings appear beside it."""


class NotConfiguredError(Exception):
    """Sentry is needed but the provider has no token or organization yet."""


class ProviderSession:
    """The parts of the process that handlers may use."""

    def __init__(
        self,
        make_client: Callable[..., SentryClient] = SentryClient,
        kinds: Callable[[str], Kind] = lambda _token: Kind(),
    ) -> None:
        """Start without a client.

        Args:
            make_client: makes it from organization, token and base URL, once known.
            kinds: how to tell objects of a resource type apart.
        """
        self._make_client = make_client
        self._client: SentryClient | None = None
        self._settings: Settings | None = None
        self._site = ""
        self.place = Place()
        self.place_is_new = False
        """Whether the state has not named its place so far, such as one of version 0.1.0."""
        self.elsewhere = ""
        """The message about the first object that turned out to be in another Sentry."""
        self._channel: grpc.aio.Channel | None = None
        self._queued: list[engine_pb2.LogRequest] = []
        self._sending: set[asyncio.Task[None]] = set()
        self._kinds = kinds
        self._adoptions: dict[StackName, Adoption] = {}
        self.stopping = False
        """Whether the engine has said stop: it may not hear later answers."""

    @property
    def adoption(self) -> Adoption:
        """What this process knows of which resource owns which object, in the stack of the current resource."""
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
            NotConfiguredError: the configuration is unknown, since it depends on a resource not created yet.
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
        """Name in the stack of the current resource."""
        return current_urn.get().rsplit("::", 1)[-1]

    @property
    def resource_urn(self) -> str:
        """Urn of the current resource."""
        return current_urn.get()

    def stop_waiting(self) -> None:
        """End every wait of the client; requests under way finish."""
        if self._client is not None:
            self._client.stop_waiting()

    def has_left(self, address: str) -> bool:
        """Whether this Sentry once had an address on this machine and no longer has it."""
        return self.place.has_left(address)

    def page(self, path: str) -> str:
        """The address of a page of the organization, on the site for people (not its API region)."""
        organization = self.client.organization
        if path.startswith("settings/"):
            return f"{self._site}/settings/{organization}/{path.removeprefix('settings/')}"
        return f"{self._site}/organizations/{organization}/{path}"

    async def configure(self, settings: Settings) -> None:
        """Make the client, or keep the present one if nothing changed.

        Sentry's description of its organization tells the place.

        Raises:
            SentryError: the base URL is unusable.
        """
        if settings == self._settings:
            return
        former, self._client, self._settings = self._client, None, None
        self._adoptions.clear()  # nothing is known of another organization
        self.place, self.place_is_new, self.elsewhere = Place(), False, ""
        if former is not None:
            await former.aclose()
        self._site = site_address(settings.base_url)
        self._client = self._make_client(
            organization=settings.organization,
            token=settings.token,
            base_url=settings.base_url,
            on_wait=self._show_wait,
            # Whoever gave a maker of read-only clients gets them without the variable, too.
            **({"read_only": True} if os.environ.get(READ_ONLY) else {}),
        )
        self._settings = settings

    def attach(self, engine_address: str) -> None:
        """Learn where the engine's log is."""
        if engine_address and self._channel is None:
            self._channel = grpc.aio.insecure_channel(engine_address)

    def warn(self, message: str) -> None:
        """Queue a warning for the current resource; `flush` sends it."""
        self._queue(engine_pb2.WARNING, message)

    def note(self, message: str) -> None:
        """Queue a note for the current resource; `flush` sends it."""
        self._queue(engine_pb2.INFO, message)

    def _queue(self, severity: engine_pb2.LogSeverity.ValueType, message: str) -> None:
        self._queued.append(engine_pb2.LogRequest(severity=severity, message=message, urn=current_urn.get()))

    async def flush(self) -> None:
        """Send queued messages to the engine."""
        queued, self._queued = self._queued, []
        for request in queued:
            await self._log(request)

    def _show_wait(self, wait: Wait) -> None:
        # Pulumi shows it while it lasts, beside the first waiting resource, and in no summary.
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
        # A message that cannot be shown must not fail its operation.
        with suppress(grpc.RpcError):
            await engine.Log(request)

    def begin(self) -> None:
        """Forget what an earlier run of the engine did in this process, when attached to."""
        self._adoptions.clear()

    def end_in_order(self) -> None:
        """Let go of the notes of a run: it has ended well."""
        for adoption in self._adoptions.values():
            adoption.close()

    async def close(self) -> None:
        """Close the client and the channel."""
        if self._client is not None:
            await self._client.aclose()
        if self._channel is not None:
            await self._channel.close(None)
