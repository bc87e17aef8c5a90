"""Sentry's error bodies: many shapes, one reading.

Known shapes: ``{"detail": "text"}``, ``{"detail": {"code", "message", "extra"}}``, field errors as deep
as the request (``nonFieldErrors`` or ``non_field_errors`` for a whole object), a bare list of messages,
``{"message"}``, ``{"error"}``, and nothing at all. Of any other JSON all texts are taken; nothing raises.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

_WHOLE_OBJECT = frozenset({"nonFieldErrors", "non_field_errors"})
_TEXT_KEYS = ("detail", "message", "error", "info")
_NO_ROUTE = b"Route not found"
_DEEPEST = 12
_MOST_MESSAGES = 50


@dataclass(slots=True)
class ErrorBody:
    """The content of an error body.

    Args:
        is_json: False for HTML and other text; an empty body counts as JSON that says nothing.
        detail: the one text about the whole request, or "".
        error_id: the reference of a 500, or "".
        fields: dotted path -> messages; "" for the object as a whole.
        unknown_route: this Sentry has no such endpoint. Sentry's catch-all answers 404 with nothing at all; without
            a slash at the end of the path it answers JSON with ``info`` and no ``detail``, or one line of text. A
            missing object always answers JSON with ``detail``.
    """

    is_json: bool = True
    detail: str = ""
    error_id: str = ""
    fields: dict[str, list[str]] = field(default_factory=dict)
    unknown_route: bool = False

    @property
    def text(self) -> str:
        """Everything said, on one line, or ""."""
        parts = [self.detail] if self.detail else []
        for path, messages in self.fields.items():
            said = " ".join(messages)
            if said and said != self.detail:
                parts.append(f"{path}: {said}" if path else said)
        return "; ".join(parts)


def parse_error_body(content: bytes) -> ErrorBody:
    """Read the body of an answer of 400 and above."""
    if not content.strip():
        return ErrorBody(unknown_route=True)
    if content.startswith(_NO_ROUTE):
        return ErrorBody(detail=_NO_ROUTE.decode(), unknown_route=True)
    try:
        value: object = json.loads(content)
    except (ValueError, RecursionError):
        return ErrorBody(is_json=False)
    body = ErrorBody()
    if isinstance(value, dict):
        rest = dict(value)
        _take_detail(rest, body)
        error_id = rest.pop("errorId", None)
        body.error_id = error_id if isinstance(error_id, str) else ""
        _collect(rest, "", body.fields, depth=0)
    else:
        _collect(value, "", body.fields, depth=0)
    return body


def _take_detail(rest: dict[str, object], body: ErrorBody) -> None:
    detail = rest.get("detail")
    if isinstance(detail, dict) and isinstance(detail.get("message"), str):
        body.detail = detail["message"]
        del rest["detail"]
        return
    body.unknown_route = "detail" not in rest and isinstance(rest.get("info"), str)
    for key in _TEXT_KEYS:
        text = rest.get(key)
        if isinstance(text, str):
            body.detail = body.detail or text
            del rest[key]


def _collect(value: object, path: str, fields: dict[str, list[str]], *, depth: int) -> None:
    if depth > _DEEPEST or sum(map(len, fields.values())) >= _MOST_MESSAGES:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            _collect(inner, path if key in _WHOLE_OBJECT else _join(path, str(key)), fields, depth=depth + 1)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            nested = isinstance(inner, dict | list)
            _collect(inner, f"{path}[{index}]" if nested else path, fields, depth=depth + 1)
    elif value is not None:
        fields.setdefault(path, []).append(value if isinstance(value, str) else json.dumps(value))


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
