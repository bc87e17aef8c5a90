"""Ends a failed call with one line for a person, after the warnings that it queued."""

from __future__ import annotations

import logging
from types import TracebackType
from typing import Any

import grpc
import grpc.aio

from pulumi_sentry._version import __version__
from pulumi_sentry.api.errors import SentryError
from pulumi_sentry.env_file.dotenv_file import EnvFileError
from pulumi_sentry.lifecycle.references import ReferenceError
from pulumi_sentry.plugin.session import NotConfiguredError, ProviderSession, current_urn

log = logging.getLogger(__name__)

Context = Any  # grpc.aio.ServicerContext: its type arguments say nothing here


class OperationError(Exception):
    """A failure that is fully explained by its message."""


EXPLAINED = (SentryError, OperationError, NotConfiguredError, ReferenceError, EnvFileError, OSError)
"""Errors whose text is for people."""


class Explained:
    """Turns every failure of a call into one line for a person, and sends its queued warnings.

    A class and not a generator, so that type checkers know: nothing goes on after the block once it has raised.
    """

    def __init__(self, session: ProviderSession, context: Context, urn: str) -> None:
        self._session = session
        self._context = context
        self._urn = urn

    async def __aenter__(self) -> None:
        self._token = current_urn.set(self._urn)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            await self._explain(error)
        finally:
            await self._session.flush()
            current_urn.reset(self._token)

    async def _explain(self, error: BaseException | None) -> None:
        if error is None or isinstance(error, grpc.aio.AbortError) or not isinstance(error, Exception):
            return
        if isinstance(error, EXPLAINED):
            await self._context.abort(grpc.StatusCode.UNKNOWN, sentence(error))
        # The process boundary: the engine must see no traceback, whatever happens.
        log.debug("internal error", exc_info=error)
        await self._context.abort(
            grpc.StatusCode.INTERNAL,
            f"internal error in pulumi-sentry {__version__} ({type(error).__name__}); "
            "this is a bug: please report it with the log of PULUMI_SENTRY_LOG=debug",
        )


def sentence(error: Exception) -> str:
    """The text of an error, or its type if it has none."""
    return str(error) or type(error).__name__
