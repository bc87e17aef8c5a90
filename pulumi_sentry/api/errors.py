"""Everything that can go wrong between this process and Sentry, as one tree.

    SentryError
    ├── nothing is under way at Sentry
    │   ├── ConfigurationError       a setting cannot work
    │   │   └── UnknownOrganization  the pre-flight found no such organization
    │   ├── ConnectionFailed         no connection came about
    │   └── Stopped                  told to stop while it waited
    ├── Sentry refused
    │   ├── BadRequest               400: the content
    │   ├── Unauthorized             401: the token
    │   ├── Forbidden                403: the token lacks a scope, or nobody may do this
    │   ├── NotFound                 404: the object is gone
    │   ├── Conflict                 409: the slug is taken
    │   ├── EndpointRetired          410, or a route that this Sentry does not know
    │   └── RateLimited              429: for too long
    └── no usable answer
        ├── AnswerLost               * none came back
        ├── ServerError              * 5xx
        ├── NotSentry                  not from Sentry's API; * where the status was 2xx
        ├── IncompleteAnswer         * Sentry's, without a field that its reader needs
        └── UnexpectedRedirect       it leads where the token must not go

The branches group and are no classes: all but UnknownOrganization derive from SentryError itself. After those with a
star the outcome is unknown: Sentry may have done what was asked. Families of resources derive errors of their own.

Every message is one sentence for people: it names ``METHOD /path``, says what happened and what to do, and
holds no token, DSN or client key. Messages for answers are written in :mod:`pulumi_sentry.api.http.explain`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus

OLDEST = "26.7.0"
"""The first self-hosted release that works, since it has monitors and alerts (getsentry/self-hosted#4364)."""


class SentryError(Exception):
    """A call that did not succeed.

    Args:
        message: one sentence for people.
        method: the HTTP method, or "" where no request was involved.
        path: the path below ``/api/0``, client keys masked, or "".
        status: the HTTP status, or None where there was no answer.
    """

    outcome_unknown = False
    """True if Sentry may have acted: after a POST, look the object up before another."""

    def __init__(self, message: str, *, method: str = "", path: str = "", status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.method = method
        self.path = path
        self.status = status


class ConfigurationError(SentryError):
    """A setting cannot work: token, base URL, organization, or an empty id. It says nothing about the state."""


class UnknownOrganization(ConfigurationError):
    """The pre-flight found no such organization.

    Deliberately no :class:`NotFound`: a wrong setting does not mean that a resource has vanished.
    """


class TooOld(ConfigurationError):
    """The pre-flight found a Sentry older than `OLDEST`. Its 404 of a missing endpoint means nothing."""


class ConnectionFailed(SentryError):
    """No connection came about, so the request was certainly not sent."""


class AnswerLost(SentryError):
    """The request went out without a usable answer: Sentry may have carried it out."""

    outcome_unknown = True


class BadRequest(SentryError):
    """400: Sentry refused the content.

    ``fields`` maps a dotted path in Sentry's naming (``dataSources.aggregate``, ``conditions[1].type``) to
    its messages; errors of the whole object stand under "".
    """

    def __init__(
        self,
        message: str,
        *,
        method: str = "",
        path: str = "",
        status: int | None = HTTPStatus.BAD_REQUEST,
        fields: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        super().__init__(message, method=method, path=path, status=status)
        self.fields: dict[str, list[str]] = {name: list(texts) for name, texts in (fields or {}).items()}


class Unauthorized(SentryError):
    """401: the token is missing, wrong, revoked, or of a kind that has no user behind it."""


class Forbidden(SentryError):
    """403: the token lacks a scope, or nobody may do this.

    ``scopes`` lists those of which any one is enough; ``fields`` is as in :class:`BadRequest`.
    """

    def __init__(
        self,
        message: str,
        *,
        method: str = "",
        path: str = "",
        status: int | None = HTTPStatus.FORBIDDEN,
        scopes: Sequence[str] = (),
        fields: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        super().__init__(message, method=method, path=path, status=status)
        self.scopes = tuple(scopes)
        self.fields: dict[str, list[str]] = {name: list(texts) for name, texts in (fields or {}).items()}


class NotFound(SentryError):
    """404 from Sentry itself: the object is gone, or was never there."""


class Conflict(SentryError):
    """409: the slug is taken."""


class EndpointRetired(SentryError):
    """410, or a route that this Sentry does not know: the *endpoint* is missing, not the object.

    ``deprecated_on`` is Sentry's ``X-Sentry-Deprecation-Date``, ``replacement`` the path it suggests.
    """

    def __init__(
        self,
        message: str,
        *,
        method: str = "",
        path: str = "",
        status: int | None = HTTPStatus.GONE,
        deprecated_on: str | None = None,
        replacement: str | None = None,
    ) -> None:
        super().__init__(message, method=method, path=path, status=status)
        self.deprecated_on = deprecated_on
        self.replacement = replacement


class RateLimited(SentryError):
    """429 for longer than this process is willing to wait. ``wait_seconds`` is Sentry's wish."""

    def __init__(
        self,
        message: str,
        *,
        method: str = "",
        path: str = "",
        status: int | None = HTTPStatus.TOO_MANY_REQUESTS,
        wait_seconds: float = 0.0,
    ) -> None:
        super().__init__(message, method=method, path=path, status=status)
        self.wait_seconds = wait_seconds


class ServerError(SentryError):
    """5xx: Sentry failed. ``error_id`` is its own reference for support, if sent."""

    outcome_unknown = True

    def __init__(
        self,
        message: str,
        *,
        method: str = "",
        path: str = "",
        status: int | None = HTTPStatus.INTERNAL_SERVER_ERROR,
        error_id: str | None = None,
    ) -> None:
        super().__init__(message, method=method, path=path, status=status)
        self.error_id = error_id


class NotSentry(SentryError):
    """The answer does not come from Sentry's API (HTML, plain text, another JSON type)."""

    def __init__(self, message: str, *, method: str = "", path: str = "", status: int | None = None) -> None:
        super().__init__(message, method=method, path=path, status=status)
        # Half a body may answer a creation that Sentry carried out.
        self.outcome_unknown = status is not None and HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES


class IncompleteAnswer(SentryError, ValueError):
    """A field is missing in Sentry's answer, or is no value for it.

    A ValueError as well: whoever can do without an answer of another form catches that.
    """

    outcome_unknown = True


class Stopped(SentryError):
    """The engine said stop while this call was waiting; Sentry works on nothing for it."""


class UnexpectedRedirect(SentryError):
    """A redirect leads where the token must not go, or redirects do not end."""


ERROR_BY_STATUS: dict[int, type[SentryError]] = {
    HTTPStatus.BAD_REQUEST: BadRequest,
    HTTPStatus.UNAUTHORIZED: Unauthorized,
    HTTPStatus.FORBIDDEN: Forbidden,
    HTTPStatus.NOT_FOUND: NotFound,
    HTTPStatus.CONFLICT: Conflict,
    HTTPStatus.GONE: EndpointRetired,
    HTTPStatus.TOO_MANY_REQUESTS: RateLimited,
}


def error_class(status: int) -> type[SentryError]:
    """Return the class for an HTTP status: the listed one, ServerError for any 5xx, else SentryError."""
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ServerError
    return ERROR_BY_STATUS.get(status, SentryError)
