"""The newest major versions of Sentry's SDKs, as a constant: an audit asks no registry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest majors on a day.

    Attributes:
        on: the day they were looked up.
        javascript: of `@sentry/*`.
        python: of `sentry-sdk`.
    """

    on: date
    javascript: int
    python: int


NEWEST: Final = Newest(on=date(2026, 11, 25), javascript=11, python=2)
"""Looked up at npm and PyPI: `npm view @sentry/browser version`, `pip index versions sentry-sdk`."""
