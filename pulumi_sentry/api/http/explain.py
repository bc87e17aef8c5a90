"""Makes the error for an answer without success, or for a missing answer: what happened, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar

import httpx2

from pulumi_sentry.api.errors import (
    OLDEST,
    AnswerLost,
    BadRequest,
    Conflict,
    ConnectionFailed,
    EndpointRetired,
    Forbidden,
    NotFound,
    NotSentry,
    RateLimited,
    SentryError,
    ServerError,
    Unauthorized,
    UnexpectedRedirect,
    error_class,
)
from pulumi_sentry.api.http.endpoint import Call
from pulumi_sentry.api.http.error_body import ErrorBody, parse_error_body
from pulumi_sentry.api.http.redact import Redactor

_URL_SETTING = "SENTRY_URL or sentry:baseUrl"
_TOKEN_SETTING = "SENTRY_AUTH_TOKEN or sentry:token"  # noqa: S105 - the names of settings, not a token
_SILENT = (
    "Sentry gives no reason, as it does for an organization auth token (sntrys_…), which has no user "
    "behind it: use the token of an internal integration"
)
_LONGEST_ERROR_ID = 64

E = TypeVar("E", bound=SentryError)


def explain(call: Call, response: httpx2.Response, redactor: Redactor) -> SentryError:
    """Turn an answer of 400 and above into its error."""
    body = parse_error_body(response.content)
    kind = error_class(response.status_code)
    if not body.is_json and kind is not ServerError:
        # Nobody may take the 404 of another server for a deleted object.
        return not_sentry(call, response)
    if kind is NotFound and body.unknown_route:
        kind = EndpointRetired
    return _EXPLAIN.get(kind, _other)(_Refusal(call, response, body, redactor))


def rate_limited(call: Call, wait: float, *, waited: float, patience: float) -> RateLimited:
    """Make the error for a pause of ``wait`` seconds that does not fit into the ``patience`` of a call."""
    return _error(
        RateLimited,
        call,
        f"Sentry asks to wait {wait:.0f} s (429) after {waited:.0f} s of waiting, and no request "
        f"waits longer than {patience:.0f} s; run it again later",
        wait_seconds=wait,
    )


def connection_failed(call: Call, host: str, reason: str, redactor: Redactor) -> ConnectionFailed:
    """Make the error for a request that never left."""
    return _error(
        ConnectionFailed,
        call,
        f"cannot reach {host} ({redactor.clean(reason)}); check the network and {_URL_SETTING}",
    )


def answer_lost(call: Call, reason: str, redactor: Redactor, *, status: int | None = None) -> AnswerLost:
    """Make the error for a request that went out without a usable answer."""
    tail = (
        "run it again" if call.method == "GET" else "Sentry may have carried it out: run it again to find out"
    )
    return _error(AnswerLost, call, f"the answer was lost ({redactor.clean(reason)}); {tail}", status=status)


def not_sentry(call: Call, response: httpx2.Response, found: str = "") -> NotSentry:
    """Make the error for an answer that does not come from Sentry's API; ``found`` says what it is instead."""
    if not response.content.strip():
        return _empty(call, response)
    if not found:
        html = "html" in response.headers.get("Content-Type", "").lower()
        found = "an HTML page instead of JSON" if html else "something that is not JSON"
    return _error(
        NotSentry,
        call,
        f"{host_of(response.request.url)} answered {response.status_code} with {found}; check "
        f"that {_URL_SETTING} is the address of a Sentry, with no proxy or login page in between",
        status=response.status_code,
    )


def _empty(call: Call, response: httpx2.Response) -> NotSentry:
    return _error(
        NotSentry,
        call,
        f"{host_of(response.request.url)} answered {response.status_code} with an empty body, as a Sentry does while a "
        f"part of it (such as Snuba) is away: run it again once Sentry is whole; if it stays, check {_URL_SETTING}",
        status=response.status_code,
    )


def beyond_bounds(call: Call, url: httpx2.URL, status: int, found: str) -> NotSentry:
    """Make the error for an answer of which the client takes no more.

    Args:
        call: the call.
        url: where it went.
        status: of the answer.
        found: what the answer is, in words that follow "with".
    """
    return _error(
        NotSentry,
        call,
        f"{host_of(url)} answered {status} with {found}, which no Sentry does, so no more of it was read; check that "
        f"{_URL_SETTING} is the address of a Sentry, with nothing in between that changes its answers",
        status=status,
    )


def unexpected_redirect(call: Call, response: httpx2.Response, target: str) -> UnexpectedRedirect:
    """Make the error for a redirect that is not followed; ``target`` is fit to be shown."""
    return _error(
        UnexpectedRedirect,
        call,
        f"{host_of(response.request.url)} redirects to {target} ({response.status_code}), which is "
        f"not followed with the token; check {_URL_SETTING}",
        status=response.status_code,
    )


def host_of(url: httpx2.URL) -> str:
    """Show scheme, host and port of a URL."""
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


def _error(kind: Callable[..., E], call: Call, told: str, **details: Any) -> E:
    return kind(f"{call}: {told}", method=call.method, path=call.shown_path, **details)


@dataclass(frozen=True, slots=True)
class _Refusal:
    """An answer of 400 and above, fit to be shown."""

    call: Call
    response: httpx2.Response
    body: ErrorBody
    redactor: Redactor

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def said(self) -> str:
        """Sentry's own text, on one line; empty if there is none."""
        return self.redactor.clean(self.body.text)

    @property
    def because(self) -> str:
        """The status, and Sentry's own text."""
        return f"{self.status}: {self.said}" if self.said else str(self.status)

    @property
    def fields(self) -> dict[str, list[str]]:
        clean = self.redactor.clean
        return {clean(path): [clean(text) for text in texts] for path, texts in self.body.fields.items()}

    def header(self, name: str) -> str:
        return self.redactor.clean(self.response.headers.get(name, ""), limit=200)

    def error(self, kind: Callable[..., E], told: str, **details: Any) -> E:
        return _error(kind, self.call, told, status=self.status, **details)


def _bad_request(refusal: _Refusal) -> SentryError:
    fields = refusal.fields
    if refusal.body.detail:
        fields.setdefault("", []).insert(0, refusal.redactor.clean(refusal.body.detail))
    return refusal.error(BadRequest, f"Sentry refused it (400): {refusal.said or _SILENT}", fields=fields)


def _unauthorized(refusal: _Refusal) -> SentryError:
    advice = f"check {_TOKEN_SETTING}"
    return refusal.error(
        Unauthorized,
        f"Sentry does not accept the token ({refusal.because}); "
        + (advice if refusal.said else f"{_SILENT}, and {advice}"),
    )


def _forbidden(refusal: _Refusal) -> SentryError:
    scopes = refusal.call.endpoint.scopes
    needed = f"the scope {scopes[0]}" if len(scopes) == 1 else f"one of the scopes {', '.join(scopes)}"
    slug = refusal.call.segment("project")
    # Sentry still leads on from the old slug, to a project that nobody may see any more.
    former = (
        f"; or '{slug}' is a former slug of a deleted project: Sentry says this until its clean-up has run"
        if slug and not slug.isdecimal()
        else ""
    )
    return refusal.error(
        Forbidden,
        f"the token may not do this ({refusal.because}); it needs {needed}, check {_TOKEN_SETTING}{former}",
        scopes=scopes,
        fields=refusal.fields,
    )


def _not_found(refusal: _Refusal) -> SentryError:
    return refusal.error(NotFound, f"there is no such object, or the token cannot see it ({refusal.because})")


def _conflict(refusal: _Refusal) -> SentryError:
    return refusal.error(
        Conflict, f"this slug is taken ({refusal.because}); choose another one, or import the object"
    )


def _retired(refusal: _Refusal) -> SentryError:
    date = refusal.header("X-Sentry-Deprecation-Date")
    replacement = refusal.header("X-Sentry-Replacement-Endpoint")
    happened = "has retired" if refusal.status == HTTPStatus.GONE else "does not have"
    return refusal.error(
        EndpointRetired,
        f"this Sentry {happened} the endpoint ({refusal.because})"
        + (f", deprecated on {date}" if date else "")
        + (f", replaced by {replacement}" if replacement else "")
        + f"; the object itself is untouched: update pulumi-sentry, or Sentry if you host it ({OLDEST} or newer)",
        deprecated_on=date or None,
        replacement=replacement or None,
    )


def _server_error(refusal: _Refusal) -> SentryError:
    error_id = refusal.body.error_id
    if not (error_id.isascii() and error_id.isalnum() and len(error_id) <= _LONGEST_ERROR_ID):
        error_id = ""
    return refusal.error(
        ServerError,
        f"Sentry failed ({refusal.because})"
        + (f", error id {error_id}" if error_id else "")
        + "; run it again, and ask Sentry's operator if it stays",
        error_id=error_id or None,
    )


def _other(refusal: _Refusal) -> SentryError:
    return refusal.error(SentryError, f"Sentry refused it ({refusal.because})")


_EXPLAIN: dict[type[SentryError], Callable[[_Refusal], SentryError]] = {
    BadRequest: _bad_request,
    Unauthorized: _unauthorized,
    Forbidden: _forbidden,
    NotFound: _not_found,
    Conflict: _conflict,
    EndpointRetired: _retired,
    ServerError: _server_error,
}
