"""The places of a declaration that may speak about a project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sentry_iac.estate.text.errors import Path, Problem
from sentry_iac.estate.written.file import Overridable


class Source(Protocol):
    """Where a layer was written."""

    def problem(self, path: Path, message: str) -> Problem:
        """Return `message` as a problem at `path`."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One of the places that may speak about a project, least important first."""

    settings: Overridable
    source: Source
    path: Path
