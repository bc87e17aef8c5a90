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
    """One of them.

    Args:
        pattern: what its paths match.
        headers: what answers of these paths announce.
        removed: whether they are retired, so that nothing answers them.
    """

    pattern: re.Pattern[str]
    headers: dict[str, str]
    removed: bool


class Deprecations:
    """What is deprecated now."""

    def __init__(self) -> None:
        self._known: list[Deprecation] = []

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
        self._known.append(Deprecation(compile_path(path), headers, bool(wanted.get("removed", True))))

    def clear(self) -> None:
        """Nothing is deprecated."""
        self._known.clear()

    def find(self, path: str) -> Deprecation | None:
        """What holds for a path; the first one where several do."""
        return next((known for known in self._known if known.pattern.match(path)), None)
