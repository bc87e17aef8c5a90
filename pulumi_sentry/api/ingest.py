"""Asks ingest whether a DSN is accepted, without leaving an event behind.

Not a part of the management API: the request goes to the DSN's host, without a token. Facts: getsentry/relay,
`relay-server/src/endpoints/common.rs`. Ingest answers 200 to an envelope without a known item before it looks at the
key. So the probe has one, an empty client report, which is stored nowhere and counts against no quota.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import httpx2

from pulumi_sentry.api.errors import SentryError
from pulumi_sentry.api.http.base_url import is_loopback
from pulumi_sentry.api.http.certificates import certificates
from pulumi_sentry.api.http.redact import Redactor
from pulumi_sentry.api.http.timing import Timing

DEFAULT_PAUSE: Final = 3.0
"""Seconds between two probes."""

_AGREE: Final = 2
_MOST_QUESTIONS: Final = 6
_LONGEST_PAUSES: Final = 4
_TIMEOUT = httpx2.Timeout(10.0)
_REJECTED: Final = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
}


class DsnNotProven(SentryError):
    """Ingest did not accept the DSN, or could not be asked."""


@dataclass(frozen=True, slots=True)
class _Answer:
    accepted: bool
    rejected: bool
    said: str


class Ingest:
    """Speaks to the ingest endpoints of DSNs.

    Args:
        user_agent: what this client calls itself.
        timing: for the pauses.
        transport: replaces the network in tests.
    """

    def __init__(
        self, *, user_agent: str, timing: Timing, transport: httpx2.AsyncBaseTransport | None = None
    ) -> None:
        self._user_agent = user_agent
        self._timing = timing
        self._transport = transport
        self._redactor = Redactor("")

    async def prove(self, dsn: str, *, pause: float = DEFAULT_PAUSE) -> None:
        """Probe until two answers in a row, some seconds apart, agree that ingest accepts events with the DSN.

        One answer is not enough: ingest may say 200 while it still looks up a key that it has not seen before, and 403
        before it knows a new one. `POST {origin}/api/{project}/envelope/`.

        Args:
            dsn: the DSN; it appears in no error.
            pause: seconds between the first two probes; it grows with each answer that disagrees.

        Raises:
            DsnNotProven: the answers did not agree on yes.
        """
        url, key = _endpoint(dsn)
        agreeing = 0
        answer = _Answer(accepted=False, rejected=False, said="")
        async with self._http(url) as http:
            for question in range(_MOST_QUESTIONS):
                if question:
                    await self._timing.sleep(pause * min(2 ** max(question - _AGREE, 0), _LONGEST_PAUSES))
                answer = await self._ask(http, url, key)
                agreeing = agreeing + 1 if answer.accepted else 0
                if agreeing == _AGREE:
                    return
        what = "is rejected" if answer.rejected else "could not be proven"
        raise DsnNotProven(
            f"the DSN of this key {what} by ingest at {url.host}: {answer.said}, asked {_MOST_QUESTIONS} times. "
            "No .env file was given it; look at the key in Sentry, and run this again"
        )

    async def _ask(self, http: httpx2.AsyncClient, url: httpx2.URL, key: str) -> _Answer:
        try:
            response = await http.post(
                url,
                content=_envelope(),
                headers={
                    "Content-Type": "application/x-sentry-envelope",
                    "X-Sentry-Auth": f"Sentry sentry_version=7, sentry_client={self._user_agent}, sentry_key={key}",
                },
            )
        except httpx2.RequestError as error:
            return _Answer(accepted=False, rejected=False, said=f"no answer ({type(error).__name__})")
        detail = self._redactor.clean(_detail(response), limit=120)
        said = f"{response.status_code}{f' {detail}' if detail else ''}"
        return _Answer(response.status_code == HTTPStatus.OK, response.status_code in _REJECTED, said)

    def _http(self, url: httpx2.URL) -> httpx2.AsyncClient:
        # A client of its own: the one of the management API carries the token in every request.
        return httpx2.AsyncClient(
            headers={"User-Agent": self._user_agent},
            timeout=_TIMEOUT,
            follow_redirects=False,
            trust_env=(trust_env := not is_loopback(url.host)),
            verify=certificates(trust_env=trust_env),
            transport=self._transport,
        )


def _endpoint(dsn: str) -> tuple[httpx2.URL, str]:
    try:
        url = httpx2.URL(dsn)
    except (httpx2.InvalidURL, ValueError):
        url = httpx2.URL("")
    folder, _, project = url.path.rpartition("/")
    if not (url.host and url.username and project):
        raise DsnNotProven("Sentry answered a key without a usable DSN; look at the key in Sentry")
    return url.copy_with(userinfo=b"", path=f"{folder}/api/{project}/envelope/"), url.username


def _envelope() -> bytes:
    report = json.dumps({"discarded_events": []})
    item = json.dumps({"type": "client_report", "length": len(report)})
    return f"{{}}\n{item}\n{report}\n".encode()


def _detail(response: httpx2.Response) -> str:
    try:
        body = json.loads(response.content)
    except (ValueError, RecursionError):
        return ""
    detail = body.get("detail") if isinstance(body, dict) else None
    return detail if isinstance(detail, str) else ""
