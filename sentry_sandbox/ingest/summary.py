"""The stored part of an event: enough to recognise it on the page and in a test."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

_TEXT_LIMIT = 300
_ENVIRONMENT_LIMIT = 64
_LEVELS = ("fatal", "error", "warning", "info", "debug")


def _text(value: Any) -> str | None:
    return value[:_TEXT_LIMIT] if isinstance(value, str) and value else None


def _seconds(value: Any) -> float | None:
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value).timestamp()
        except (ValueError, OverflowError):
            return None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def environment_of(payload: Mapping[str, Any]) -> str | None:
    """The environment an event, check-in or session names, when it is a possible name."""
    attributes = payload.get("attrs")
    name = payload.get("environment") or (
        attributes.get("environment") if isinstance(attributes, dict) else None
    )
    if not isinstance(name, str) or not name or name == "none" or len(name) > _ENVIRONMENT_LIMIT:
        return None
    return None if any(mark in name for mark in "/\n\r\f") else name


def _exception(payload: Mapping[str, Any]) -> str | None:
    exception = payload.get("exception")
    values = exception.get("values") if isinstance(exception, dict) else exception
    if not isinstance(values, list) or not values or not isinstance(values[-1], dict):
        return None
    # The last exception was raised; those before it are its causes.
    kind, value = _text(values[-1].get("type")), _text(values[-1].get("value"))
    return ": ".join(part for part in (kind, value) if part) or None


def _message(payload: Mapping[str, Any]) -> str | None:
    for name in ("logentry", "message"):
        entry = payload.get(name)
        if isinstance(entry, dict):
            entry = entry.get("formatted") or entry.get("message")
        if text := _text(entry):
            return text
    return None


def _duration(payload: Mapping[str, Any]) -> float | None:
    start, end = _seconds(payload.get("start_timestamp")), _seconds(payload.get("timestamp"))
    return None if start is None or end is None else round(max(end - start, 0) * 1000, 3)


def summarize(kind: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The stored part of an event.

    Args:
        kind: `event` or `transaction`.
        payload: the whole of it.

    Returns:
        `kind`, `title`, `level`, `environment`, `release`, `platform`, `transaction`, `durationMs`, `timestamp`
        (epoch seconds), `sdk`.
    """
    transaction = _text(payload.get("transaction"))
    sdk = payload.get("sdk")
    if kind == "transaction":
        title, level = transaction or "<unlabeled transaction>", "info"
    else:
        title = _exception(payload) or _message(payload) or "<unlabeled event>"
        level = next((known for known in _LEVELS if known == payload.get("level")), "error")
    return {
        "kind": kind,
        "title": title,
        "level": level,
        "environment": environment_of(payload),
        "release": _text(payload.get("release")),
        "platform": _text(payload.get("platform")),
        "transaction": transaction,
        "durationMs": _duration(payload) if kind == "transaction" else None,
        "timestamp": _seconds(payload.get("timestamp")),
        "sdk": _text(sdk.get("name")) if isinstance(sdk, dict) else None,
    }
