"""The client: one organization of one Sentry, and its endpoint families."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

import httpx2

from pulumi_sentry._version import __version__
from pulumi_sentry.api.errors import (
    OLDEST,
    ConfigurationError,
    NotFound,
    Stopped,
    TooOld,
    UnknownOrganization,
)
from pulumi_sentry.api.http.base_url import API_PREFIX, is_sentry_saas, parse_base_url
from pulumi_sentry.api.http.bounds import DEFAULT_BOUNDS, Bounds
from pulumi_sentry.api.http.caller import Caller, object_in
from pulumi_sentry.api.http.limits import DEFAULT_CONCURRENCY, Limiter, Wait
from pulumi_sentry.api.http.sender import DEFAULT_PATIENCE, Sender
from pulumi_sentry.api.http.timing import Timing
from pulumi_sentry.api.ingest import Ingest
from pulumi_sentry.api.json_types import JsonObject
from pulumi_sentry.api.objects.alert_endpoints import AlertEndpoints
from pulumi_sentry.api.objects.environment_endpoints import EnvironmentEndpoints
from pulumi_sentry.api.objects.inbound_filter_endpoints import InboundFilterEndpoints
from pulumi_sentry.api.objects.integration_endpoints import IntegrationEndpoints
from pulumi_sentry.api.objects.key_endpoints import KeyEndpoints
from pulumi_sentry.api.objects.member_endpoints import MemberEndpoints
from pulumi_sentry.api.objects.monitor_endpoints import MonitorEndpoints
from pulumi_sentry.api.objects.organization_endpoints import (
    READ_ORGANIZATION,
    WITHOUT_DETAILS,
    OrganizationEndpoints,
)
from pulumi_sentry.api.objects.ownership_endpoints import OwnershipEndpoints
from pulumi_sentry.api.objects.project_endpoints import ProjectEndpoints
from pulumi_sentry.api.objects.spike_protection_endpoints import SpikeProtectionEndpoints
from pulumi_sentry.api.objects.team_endpoints import TeamEndpoints
from pulumi_sentry.api.readings.audit_log import AuditLogEndpoints
from pulumi_sentry.api.readings.explore import ExploreEndpoints
from pulumi_sentry.api.readings.history import HistoryEndpoints
from pulumi_sentry.api.readings.issues import IssueEndpoints
from pulumi_sentry.api.readings.replays import ReplayEndpoints
from pulumi_sentry.api.readings.usage import UsageEndpoints

_OF_AN_ORGANIZATION = "sntrys_"
_SINCE_2024 = ("allowMemberInvite", "allowMemberProjectCreation")
"""Every newer Sentry has this in an organization; a Sentry of 2023 does not."""


class SentryClient:
    """Speaks to Sentry's REST API for one organization; all methods are coroutines of one event loop.

    Requests run at most ``concurrency`` at a time and obey Sentry's rate-limit headers. Reads, full updates and deletes
    are repeated after faults, a POST only if Sentry certainly did not act (see :mod:`pulumi_sentry.api.http.retry`).
    The client follows no redirect blindly, and the token stays with its origin.

    Args:
        organization: slug or id.
        token: token of an internal integration, or of a user.
        base_url: address of Sentry, with or without ``/api/0/``.
        transport: replaces the network in tests.
        allow_insecure: permits http to a host other than this machine.
        concurrency: most requests at the same time.
        patience: most seconds that one call spends waiting for rate limits and between retries.
        limiter: the pace, for several clients that share one token.
        timing: clock, sleep and randomness.
        on_wait: told once of each wait for Sentry's rate limit; unused beside ``limiter``.
        bounds: what is taken of an answer at most.
        read_only: ask no question twice, and refuse every call that would write: for reading a whole organization.

    Raises:
        ConfigurationError: no token, one that cannot be sent, no organization, or an unusable base URL.
    """

    def __init__(
        self,
        *,
        organization: str,
        token: str,
        base_url: str = "https://sentry.io",
        transport: httpx2.AsyncBaseTransport | None = None,
        allow_insecure: bool = False,
        concurrency: int = DEFAULT_CONCURRENCY,
        patience: float = DEFAULT_PATIENCE,
        limiter: Limiter | None = None,
        timing: Timing | None = None,
        on_wait: Callable[[Wait], None] | None = None,
        bounds: Bounds = DEFAULT_BOUNDS,
        read_only: bool = False,
    ) -> None:
        timing = timing or Timing()
        self._stopped = asyncio.Event()
        self._sleep = timing.sleep
        timing = replace(timing, sleep=self.wait)
        self.organization = organization.strip()
        if not self.organization:
            raise ConfigurationError(
                "no organization is set: set SENTRY_ORG or sentry:organization to its slug"
            )
        self._sender = Sender(
            base_url=parse_base_url(base_url, allow_insecure=allow_insecure),
            token=(token := _checked(token)),
            user_agent=f"pulumi-sentry/{__version__}",
            limiter=limiter or Limiter(concurrency=concurrency, timing=timing, on_wait=on_wait),
            timing=timing,
            patience=patience,
            bounds=bounds,
            transport=transport,
        )
        self._signing_key = hashlib.sha256(token.encode()).digest()
        self._organization_info: JsonObject | None = None
        self._preflight: asyncio.Task[JsonObject] | None = None
        caller = Caller(self._sender, self.organization, self.connect, timing, read_only=read_only)
        # Objects that resources manage.
        self.organizations = OrganizationEndpoints(caller)
        self.teams = TeamEndpoints(caller)
        self.members = MemberEndpoints(caller)
        self.projects = ProjectEndpoints(caller)
        self.inbound_filters = InboundFilterEndpoints(caller)
        self.ownership = OwnershipEndpoints(caller)
        self.spike_protection = SpikeProtectionEndpoints(caller)
        self.keys = KeyEndpoints(caller)
        self.monitors = MonitorEndpoints(caller)
        self.alerts = AlertEndpoints(caller)
        self.environments = EnvironmentEndpoints(caller)
        self.integrations = IntegrationEndpoints(caller)
        # Past events, their authors and quantities.
        self.issues = IssueEndpoints(caller)
        self.replays = ReplayEndpoints(caller)
        self.explore = ExploreEndpoints(caller)
        self.audit_log = AuditLogEndpoints(Caller(self._sender, self.organization, _nothing_first, timing))
        self.history = HistoryEndpoints(caller)
        self.usage = UsageEndpoints(caller)
        # Not a part of that API: applications send their events there.
        self.ingest = Ingest(user_agent=f"pulumi-sentry/{__version__}", timing=timing, transport=transport)

    def __repr__(self) -> str:
        return f"SentryClient(organization={self.organization!r}, base_url={self.base_url!r})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections; the client cannot be used afterwards."""
        if self._preflight is not None:
            self._preflight.cancel()
            await asyncio.wait([self._preflight])
        await self._sender.aclose()

    @property
    def base_url(self) -> str:
        """The address in use, without ``/api/0``; after :meth:`connect` that of the organization's region."""
        return str(self._sender.base_url).removesuffix(API_PREFIX)

    @property
    def organization_info(self) -> JsonObject:
        """The answer of the pre-flight (``id``, ``slug``, ``access``, …); empty before it ran."""
        return self._organization_info or {}

    def server_time(self) -> datetime:
        """The server's present time, from its last answer (to a second or two)."""
        return datetime.fromtimestamp(self._sender.server_time, UTC)

    @property
    def clocks(self) -> tuple[float, float] | None:
        """Epoch seconds by the server's clock and by ours at its last answer; None before any answer with a time."""
        return self._sender.clocks

    def signature(self, *parts: str) -> str:
        """64 hex digits that only a holder of the token can compute for these texts, always the same."""
        return hmac.new(self._signing_key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()

    async def wait(self, seconds: float) -> None:
        """Wait, unless told to stop.

        Raises:
            Stopped: `stop_waiting` was called.
        """
        sleeping = asyncio.ensure_future(self._sleep(seconds))
        stopping = asyncio.ensure_future(self._stopped.wait())
        try:
            await asyncio.wait({sleeping, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeping.cancel()
            stopping.cancel()
        if self._stopped.is_set():
            raise Stopped(
                "stopped while waiting for Sentry, as it was asked to; what was done is recorded, run it again to go on"
            )

    def stop_waiting(self) -> None:
        """End all waits, now and later: for rate limits, before retries, for late monitors.

        Requests under way finish, so that the state has their results.
        """
        self._stopped.set()

    async def connect(self) -> None:
        """Make the pre-flight, unless it was made; every other call does so by itself.

        It is one request for all waiting calls: ``GET /organizations/{organization}/?detailed=0`` (org:read). It proves
        address, token and organization. The client moves to the organization's region if both are hosts of sentry.io.

        Raises:
            UnknownOrganization: there is none of this name at this address.
            Unauthorized: the token is not accepted.
            SentryError: anything else that keeps Sentry from answering; the next call tries again.
        """
        if self._organization_info is not None:
            return
        if self._preflight is None or self._preflight.done():
            self._preflight = asyncio.create_task(self._read_organization())
        # A caller that gives up must not cancel the pre-flight of the others.
        self._organization_info = await asyncio.shield(self._preflight)

    async def _read_organization(self) -> JsonObject:
        call = READ_ORGANIZATION.call({"organization": self.organization}, params=WITHOUT_DETAILS)
        try:
            info = object_in(call, await self._sender.send(call), self._sender)
        except NotFound as error:
            raise UnknownOrganization(
                f"{call}: there is no organization {self.organization!r} at {self.base_url}, or the token "
                "does not belong to it (404); check SENTRY_ORG or sentry:organization, and that SENTRY_URL "
                "or sentry:baseUrl is the address of its region",
                method=error.method,
                path=error.path,
                status=error.status,
            ) from None
        if not any(key in info for key in _SINCE_2024):
            raise TooOld(
                f"{call}: the Sentry at {self.base_url} is too old: it has no monitors and alerts; "
                f"self-hosted Sentry works from release {OLDEST} on, so update it first",
                method=call.method,
                path=call.shown_path,
            )
        self._move_to_region(info)
        return info

    def _move_to_region(self, info: JsonObject) -> None:
        links = info.get("links")
        region = links.get("regionUrl") if isinstance(links, dict) else None
        if not isinstance(region, str) or not is_sentry_saas(self._sender.base_url):
            return
        try:
            url = parse_base_url(region)
        except ConfigurationError:
            return
        if is_sentry_saas(url):
            self._sender.base_url = url


async def _nothing_first() -> None:
    """Make no pre-flight: data of all regions is at the configured address."""


def _checked(token: str) -> str:
    token = token.strip()
    if not token:
        raise ConfigurationError(
            "no Sentry token is set: set SENTRY_AUTH_TOKEN, or run `pulumi config set --secret sentry:token`"
        )
    if not (token.isascii() and token.isprintable() and " " not in token):
        # The HTTP library would refuse it too, and print it.
        raise ConfigurationError(
            "the Sentry token contains characters that no token has: check SENTRY_AUTH_TOKEN or sentry:token"
        )
    if token.startswith(_OF_AN_ORGANIZATION):
        raise ConfigurationError(
            "the Sentry token is an organization auth token (sntrys_…), which may upload releases and source maps "
            "and nothing else: set SENTRY_AUTH_TOKEN or sentry:token to the token of an internal integration"
        )
    return token
