"""Refusals, with the bodies that Sentry answers."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.responses import JSONResponse, Response

NO_PERMISSION = "You do not have permission to perform this action."


class ApiError(Exception):
    """A request that Sentry would refuse.

    Args:
        status: HTTP status of the answer.
        body: JSON body of the answer; `None` sends an empty body.
        headers: more headers of the answer.
    """

    def __init__(self, status: int, body: Any = None, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status
        self.body = body
        self.headers = dict(headers or {})

    def response(self) -> Response:
        """The HTTP answer."""
        if self.body is None:
            return Response(status_code=self.status, headers=self.headers)
        return JSONResponse(self.body, status_code=self.status, headers=self.headers)


def detail(status: int, text: str) -> ApiError:
    """`{"detail": text}`, the shape of most refusals."""
    return ApiError(status, {"detail": text})


def not_found() -> ApiError:
    """404: the object does not exist, or not for this caller."""
    return detail(404, "The requested resource does not exist")


def forbidden(text: str = NO_PERMISSION) -> ApiError:
    """403: the caller lacks a scope, or nobody may do this."""
    return detail(403, text)


def field_errors(errors: Mapping[str, Any]) -> ApiError:
    """400 with messages per field."""
    return ApiError(400, dict(errors))


def field_error(field: str, message: str) -> ApiError:
    """400 with one message on one field."""
    return ApiError(400, {field: [message]})


def saving_error(message: str) -> ApiError:
    """400 as a JSON list, as Sentry answers errors while saving."""
    return ApiError(400, [message])


def internal_error() -> ApiError:
    """500 with an error id."""
    return ApiError(500, {"detail": "Internal Error", "errorId": secrets.token_hex(16)})


def endpoint_gone(headers: Mapping[str, str] | None = None) -> ApiError:
    """410: the endpoint is retired, or in a brownout, which has headers. It says nothing about any object."""
    return ApiError(410, {"message" if headers else "detail": "This API no longer exists."}, headers)


def moved(path: str, slug: str) -> ApiError:
    """302 of a project that was renamed."""
    body = {
        "slug": slug,
        "detail": {
            "code": "resource-moved",
            "message": "Resource has been moved",
            "extra": {"url": path, "slug": slug},
        },
    }
    # As Django makes a header of a path: non-ASCII, and what would end the header, is escaped.
    return ApiError(302, body, {"Location": quote(path, safe="/#%[]=:;$&()+,!?*@'~")})
