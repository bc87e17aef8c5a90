"""A scripted Sentry and a clock that moves only when somebody sleeps."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import httpx2

from pulumi_sentry.api import SentryClient
from pulumi_sentry.api.http.timing import Timing

TOKEN = "canary-3f9c1d7e5b"
ORGANIZATION = {
    "id": "1",
    "slug": "acme",
    "access": ["org:read"],
    "links": {},
    "allowMemberInvite": True,
    "allowMemberProjectCreation": True,
}

Handler = Callable[[httpx2.Request], httpx2.Response]
AsyncHandler = Callable[[httpx2.Request], Awaitable[httpx2.Response]]


class FakeTime:
    """Sleeping takes no time; the clock moves when everybody else has come to rest."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        wake_at = self.now + seconds
        for _ in range(30):
            await asyncio.sleep(0)
        self.now = max(self.now, wake_at)

    @property
    def timing(self) -> Timing:
        return Timing(sleep=self.sleep, monotonic=lambda: self.now, wall=lambda: self.now, random=lambda: 0.5)


class FakeSentry(httpx2.AsyncBaseTransport):
    """Answers the pre-flight by itself and everything else from a script; remembers every request.

    The script is a handler, or a list of answers and exceptions that are used one after another.
    """

    def __init__(
        self,
        script: Handler | AsyncHandler | list[httpx2.Response | Exception],
        *,
        preflight: httpx2.Response | None = None,
    ) -> None:
        self.preflights: list[httpx2.Request] = []
        self.requests: list[httpx2.Request] = []
        self._script = script
        self._preflight = preflight or httpx2.Response(200, json=ORGANIZATION)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        await request.aread()
        if request.url.path == "/api/0/organizations/acme/" and request.method == "GET":
            self.preflights.append(request)
            return self._preflight
        self.requests.append(request)
        if isinstance(self._script, list):
            answer = self._script.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer
        result = self._script(request)
        return result if isinstance(result, httpx2.Response) else await result


def client(
    sentry: httpx2.AsyncBaseTransport,
    time: FakeTime | None = None,
    *,
    base_url: str = "https://sentry.example.com",
    token: str = TOKEN,
    concurrency: int = 8,
    patience: float = 120.0,
) -> SentryClient:
    return SentryClient(
        organization="acme",
        token=token,
        base_url=base_url,
        transport=sentry,
        concurrency=concurrency,
        patience=patience,
        timing=(time or FakeTime()).timing,
    )
