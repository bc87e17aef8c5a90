"""Endpoints that a test declares deprecated, or retired, while the sandbox runs (a brownout)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sentry_sandbox.controls.path_patterns import compile_path
from sentry_sandbox.http.errors import ApiError, endpoint_gone

_DATE = "2026-05-14T00:00:00+00:00"
_NAMES = ("path", "headers", "removed")


@dataclass(frozen=True)
class _Deprecation:
    pattern: re.Pattern[str]
    headers: dict[str, str]
    removed: bool


class Deprecations:
    """What is deprecated now."""

    def __init__(self) -> None:
        self._known: list[_Deprecation] = []

    def add(self, wanted: Mapping[str, Any]) -> None:
        """Deprecate the paths of a glob or `^regex`.

        Args:
            wanted: `path`; `headers` (default: `X-Sentry-Deprecation-Date`); `removed` (default true: answer 410).

        Raises:
            ValueError: it says what is wrong.
        """
        unknown = sorted(set(wanted) - set(_NAMES))
        path, headers = wanted.get("path"), wanted.get("headers", {"X-Sentry-Deprecation-Date": _DATE})
        if unknown or not isinstance(path, str) or not isinstance(headers, dict):
            raise ValueError("a deprecation has a path (string), headers (object) and removed (boolean)")
        self._known.append(_Deprecation(compile_path(path), headers, bool(wanted.get("removed", True))))

    def clear(self) -> None:
        """Nothing is deprecated."""
        self._known.clear()

    def headers(self, path: str) -> dict[str, str]:
        """What the answers of this path announce.

        Raises:
            ApiError: 410 where the endpoint is retired.
        """
        for known in self._known:
            if known.pattern.match(path):
                if known.removed:
                    gone = endpoint_gone()
                    raise ApiError(gone.status, gone.body, known.headers)
                return known.headers
        return {}
