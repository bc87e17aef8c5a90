"""Endpoints that a test declares deprecated, or retired, while the sandbox runs (a brownout)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sentry_sandbox.controls.path_patterns import compile_path

_DATE = "2026-05-14T00:00:00+00:00"
_NAMES = ("path", "headers", "removed")


@dataclass(frozen=True)
class Deprecation:
    """Deprecated paths.

    Args:
        pattern: matches the paths.
        headers: the headers that their answers carry.
        removed: whether they are retired, and answer 410.
    """

    pattern: re.Pattern[str]
    headers: dict[str, str]
    removed: bool


class Deprecations:
    """The current deprecations."""

    def __init__(self) -> None:
        self._known: list[Deprecation] = []

    def add(self, wanted: Mapping[str, Any]) -> None:
        """Deprecate the paths of a glob or `^regex`.

        Args:
            wanted: `path`; `headers` (default: `X-Sentry-Deprecation-Date`); `removed` (default true: answer 410).

        Raises:
            ValueError: the description is wrong; the text says why.
        """
        unknown = sorted(set(wanted) - set(_NAMES))
        path, headers = wanted.get("path"), wanted.get("headers", {"X-Sentry-Deprecation-Date": _DATE})
        if unknown or not isinstance(path, str) or not isinstance(headers, dict):
            raise ValueError("a deprecation has a path (string), headers (object) and removed (boolean)")
        self._known.append(Deprecation(compile_path(path), headers, bool(wanted.get("removed", True))))

    def clear(self) -> None:
        """Remove every deprecation."""
        self._known.clear()

    def find(self, path: str) -> Deprecation | None:
        """The deprecation of a path; the first where several match."""
        return next((known for known in self._known if known.pattern.match(path)), None)
