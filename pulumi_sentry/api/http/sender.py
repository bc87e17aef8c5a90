"""Sends a request to Sentry until it is answered: at its pace, with retries, and after a project that has moved."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from http import HTTPStatus

import httpx2

from pulumi_sentry.api.errors import SentryError
from pulumi_sentry.api.http import explain
from pulumi_sentry.api.http.base_url import is_loopback, may_carry_token
from pulumi_sentry.api.http.bounds import DEFAULT_BOUNDS, Bounds
from pulumi_sentry.api.http.certificates import certificates
from pulumi_sentry.api.http.endpoint import Call, Endpoint
from pulumi_sentry.api.http.limits import Limiter, Slot, WaitTooLong
from pulumi_sentry.api.http.rate_headers import RateHeaders
from pulumi_sentry.api.http.redact import Redactor
from pulumi_sentry.api.http.retry import LOST_AT_GATEWAY, Failure, backoff, may_retry
from pulumi_sentry.api.http.timing import Timing

DEFAULT_PATIENCE = 120.0
"""Seconds that one call spends in all its waits before it gives up."""

_TIMEOUT = httpx2.Timeout(connect=10.0, read=60.0, write=30.0, pool=None)
# 303 asks for a GET instead; after the two old ones the method is repeated, as Sentry means them.
_METHOD_KEPT = frozenset(
    {
        HTTPStatus.MOVED_PERMANENTLY,
        HTTPStatus.FOUND,
        HTTPStatus.TEMPORARY_REDIRECT,
        HTTPStatus.PERMANENT_REDIRECT,
    }
)
_MOST_HOPS = 2
_OF_THE_WIRE = frozenset({"content-encoding", "content-length", "transfer-encoding"})
"""Headers that describe a body as it came, packed."""
_NOT_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError)

_log = logging.getLogger("pulumi_sentry.api")


@dataclass(frozen=True, slots=True)
class _NoAnswer:
    failure: Failure
    reason: str


@dataclass(slots=True)
class _Progress:
    url: httpx2.URL
    tries: int = 0
    waited: float = 0.0
    hops: int = 0


class Sender:
    """Sends calls and returns answers of 2xx; raises for everything else.

    Args:
        base_url: as :func:`pulumi_sentry.api.http.base_url.parse_base_url` gives it.
        token: the bearer token, already checked to be one printable word.
        user_agent: what this client calls itself.
        limiter: the pace shared by all calls.
        timing: clock, sleep and randomness.
        patience: most seconds a call spends waiting.
        bounds: what is taken of an answer at most.
        transport: replaces the network in tests.
    """

    def __init__(
        self,
        *,
        base_url: httpx2.URL,
        token: str,
        user_agent: str,
        limiter: Limiter,
        timing: Timing,
        patience: float = DEFAULT_PATIENCE,
        bounds: Bounds = DEFAULT_BOUNDS,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self.base_url = base_url
        self.redactor = Redactor(token)
        self._limiter = limiter
        self._timing = timing
        self._patience = patience
        self.bounds = bounds
        self._warned: set[Endpoint] = set()
        self._clocks: tuple[float, float] | None = None
        # A proxy from the environment must not see requests to this machine.
        trust_env = not is_loopback(base_url.host)
        self._http = httpx2.AsyncClient(
            headers={
                "Authorization": f"Bearer {token}",
                "Accept": "application/json",
                "User-Agent": user_agent,
            },
            timeout=_TIMEOUT,
            follow_redirects=False,
            trust_env=trust_env,
            verify=certificates(trust_env=trust_env),
            transport=transport,
        )

    def __repr__(self) -> str:
        return f"Sender({str(self.base_url)!r})"

    @property
    def server_time(self) -> float:
        """Epoch seconds by the server's clock, from its last answer; by ours before the first."""
        theirs, ours = self._clocks or (0.0, 0.0)
        return self._timing.wall() + theirs - ours

    @property
    def clocks(self) -> tuple[float, float] | None:
        """Epoch seconds by the server's clock and by ours at its last answer; None before any answer with a time."""
        return self._clocks

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def send(self, call: Call) -> httpx2.Response:
        """Carry the call through.

        Returns:
            The answer, with a status of 2xx and its body read.

        Raises:
            SentryError: any other outcome, as the subclass that names it.
        """
        progress = _Progress(self._url_of(call))
        while True:
            answer = await self._try(call, progress)
            if isinstance(answer, httpx2.Response):
                if answer.is_success:
                    return answer
                if HTTPStatus.MULTIPLE_CHOICES <= answer.status_code < HTTPStatus.BAD_REQUEST:
                    progress.url = self._redirect(call, answer, progress)
                    continue
                failure: Failure | int = answer.status_code
                pace = RateHeaders.read(answer.headers, now=self._timing.wall())
            else:
                failure, pace = answer.failure, RateHeaders()
            if not may_retry(call.method, failure, tries_made=progress.tries, retry_after=pace.retry_after):
                raise self._error(call, answer)
            if failure == HTTPStatus.TOO_MANY_REQUESTS:
                continue
            wait = pace.retry_after or backoff(progress.tries, random=self._timing.random())
            if progress.waited + wait > self._patience:
                raise self._error(call, answer)
            await self._timing.sleep(wait)
            progress.waited += wait

    async def _try(self, call: Call, progress: _Progress) -> httpx2.Response | _NoAnswer:
        try:
            async with self._limiter.slot(
                patience=self._patience - progress.waited, endpoint=call.endpoint
            ) as slot:
                progress.waited += slot.waited
                progress.tries += 1
                try:
                    response = await self._answer(call, progress.url)
                except httpx2.RequestError as error:
                    return _no_answer(error)
                self._note(call, response, slot, progress)
                return response
        except WaitTooLong as error:
            waited = progress.waited + error.waited
            raise explain.rate_limited(call, error.pause, waited=waited, patience=self._patience) from None

    async def _answer(self, call: Call, url: httpx2.URL) -> httpx2.Response:
        """Send it once, and read the whole answer as far as the bounds go."""
        try:
            async with (
                asyncio.timeout(self.bounds.seconds),
                self._http.stream(call.method, url, json=call.body) as response,
            ):
                return await self._read(call, response)
        except TimeoutError:
            # No second try: it would take as long.
            reason = f"it was not whole after {self.bounds.seconds:g} s"
            raise explain.answer_lost(call, reason, self.redactor) from None

    async def _read(self, call: Call, response: httpx2.Response) -> httpx2.Response:
        body = bytearray()
        async for piece in response.aiter_bytes():
            body += piece
            if len(body) > self.bounds.size:
                found = f"more than {self.bounds.size:,} bytes"
                raise explain.beyond_bounds(call, response.request.url, response.status_code, found)
        headers = [pair for pair in response.headers.multi_items() if pair[0].lower() not in _OF_THE_WIRE]
        return httpx2.Response(
            response.status_code, headers=headers, content=bytes(body), request=response.request
        )

    def _note(self, call: Call, response: httpx2.Response, slot: Slot, progress: _Progress) -> None:
        self._warn_of_deprecation(call, response)
        pace = RateHeaders.read(response.headers, now=self._timing.wall())
        if pace.server_time is not None:
            self._clocks = pace.server_time, self._timing.wall()
        if response.status_code != HTTPStatus.TOO_MANY_REQUESTS:
            self._limiter.answered(slot, pace)
            return
        spread = backoff(progress.tries, random=self._timing.random())
        asked = pace.retry_after if pace.retry_after is not None else pace.seconds_to_reset
        wait = asked + min(1.0, spread) if asked else spread
        if progress.waited + wait > self._patience:
            raise explain.rate_limited(call, wait, waited=progress.waited, patience=self._patience)
        self._limiter.pause(slot, wait)

    def _error(self, call: Call, answer: httpx2.Response | _NoAnswer) -> SentryError:
        if isinstance(answer, httpx2.Response):
            if call.method == "POST" and answer.status_code in LOST_AT_GATEWAY:
                reason = f"a gateway answered {answer.status_code}"
                return explain.answer_lost(call, reason, self.redactor, status=answer.status_code)
            return explain.explain(call, answer, self.redactor)
        if answer.failure is Failure.NOT_SENT:
            host = explain.host_of(self.base_url)
            return explain.connection_failed(call, host, answer.reason, self.redactor)
        return explain.answer_lost(call, answer.reason, self.redactor)

    def _url_of(self, call: Call) -> httpx2.URL:
        return httpx2.URL(f"{self.base_url}{call.path}").copy_merge_params(dict(call.params))

    def _redirect(self, call: Call, response: httpx2.Response, progress: _Progress) -> httpx2.URL:
        progress.hops += 1
        try:
            target = response.request.url.join(response.headers.get("Location", ""))
            shown = f"{explain.host_of(target)}{target.path}"
        except (httpx2.InvalidURL, ValueError):
            raise explain.unexpected_redirect(call, response, "an address that is no URL") from None
        keeps_method = response.status_code in _METHOD_KEPT
        inside = may_carry_token(target, self.base_url) and target.path.startswith(f"{self.base_url.path}/")
        if not (keeps_method and inside) or target == response.request.url or progress.hops > _MOST_HOPS:
            raise explain.unexpected_redirect(call, response, self.redactor.clean(shown))
        return target.copy_merge_params(dict(call.params))

    def _warn_of_deprecation(self, call: Call, response: httpx2.Response) -> None:
        date = response.headers.get("X-Sentry-Deprecation-Date")
        if date is None or call.endpoint in self._warned:
            return
        self._warned.add(call.endpoint)
        replacement = response.headers.get("X-Sentry-Replacement-Endpoint")
        _log.warning(
            "Sentry is retiring %s %s (deprecated on %s%s)",
            call.method,
            call.endpoint.template,
            self.redactor.clean(date, limit=40),
            f", replacement {self.redactor.clean(replacement, limit=200)}" if replacement else "",
        )


def _no_answer(error: httpx2.RequestError) -> _NoAnswer:
    if isinstance(error, httpx2.ConnectTimeout):
        return _NoAnswer(Failure.NOT_SENT, f"no connection within {_TIMEOUT.connect:.0f} s")
    reason = str(error) or type(error).__name__
    if isinstance(error, _NOT_SENT):
        return _NoAnswer(Failure.NOT_SENT, reason)
    if isinstance(error, httpx2.ReadTimeout):
        return _NoAnswer(Failure.ANSWER_LOST, f"no answer within {_TIMEOUT.read:.0f} s")
    return _NoAnswer(Failure.ANSWER_LOST, reason)
