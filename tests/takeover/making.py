"""Makes objects at a sandbox, by the requests that the provider sends, without the engine and its checks of owners."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from pulumi_sentry.api import SentryClient
from pulumi_sentry.lifecycle.handler import Handler, PartialFailure
from pulumi_sentry.plugin.registry import registry
from pulumi_sentry.plugin.session import ProviderSession, current_urn
from pulumi_sentry.provider import Settings
from sentry_sandbox.server import SandboxServer


class Maker:
    """Somebody who fills an organization."""

    def __init__(self, sandbox: SandboxServer) -> None:
        self._sandbox = sandbox
        self._session = ProviderSession(SentryClient, registry().kind)
        self._stack = uuid4().hex

    async def __aenter__(self) -> Maker:
        sandbox = self._sandbox
        await self._session.configure(Settings(sandbox.organization, sandbox.url, sandbox.token))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def make(self, kind: str, **declared: Any) -> str:
        """Make an object, and return its id.

        Args:
            kind: the resource that would declare it.
            declared: its arguments by wire name.
        """
        resource = registry().resources[f"sentry:index:{kind}"]
        # By its urn the journal recognises what an interrupted creation has made: each object has one of its own.
        current_urn.set(f"urn:pulumi:{self._stack}::made::{resource.token}::{uuid4().hex}")
        handler: Handler[Any] = resource.handler(self._session)
        args, problems = resource.args_type.from_wire(declared)
        assert not problems, [str(each) for each in problems]
        args = handler.complete(args)
        problems = list(handler.check(args))
        assert not problems, problems
        try:
            record = await handler.create(args)
        except PartialFailure as failure:
            raise failure.cause from failure
        return record.id
