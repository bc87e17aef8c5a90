"""Findings: what a check measured, where it read that, and how to put it right."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Final


class Outcome(Enum):
    """What a finding means; the worst of a check's findings is the check's own."""

    PASS = "pass"  # noqa: S105 - no password
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"
    ABSENT = "does not apply"

    @property
    def points(self) -> float:
        """The share of its weight that a finding earns. An unknown one earns nothing."""
        return _POINTS[self]


_POINTS: Final = {
    Outcome.PASS: 1.0,
    Outcome.WARN: 0.5,
    Outcome.FAIL: 0.0,
    Outcome.UNKNOWN: 0.0,
    Outcome.ABSENT: 0.0,
}


@dataclass(frozen=True, slots=True)
class Chart:
    """A value a day, drawn beside a finding as evidence.

    Attributes:
        title: what is counted, such as `shop: errors accepted`.
        days: the first day to the last, none left out.
        limit: the height of a line across the chart, in the same unit, such as the allotment of a day.
    """

    title: str
    days: tuple[tuple[date, float], ...]
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """A line of a file that a finding is about.

    Attributes:
        path: from the top of the repository with the project, with slashes.
        line: counted from 1.
    """

    path: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a check measured.

    Attributes:
        outcome: what it means.
        evidence: where the check read what, such as `backend/app/main.py:12 calls init after FastAPI()`. It holds no
            secret: the check masks DSNs.
        about: its subject, such as the project's name; empty where that is the whole stack.
        fix: a command, or a line of `sentry.yaml` or of code, that would make it pass; None where it does.
        charts: charts to draw beside it.
        places: where to put it right, in the files of the repository; the audit fills them in.
    """

    outcome: Outcome
    evidence: str
    about: str = ""
    fix: str | None = None
    charts: tuple[Chart, ...] = field(default=())
    places: tuple[Location, ...] = field(default=())


def passed(evidence: str, about: str = "", *charts: Chart) -> Finding:
    """Return a finding that all is well."""
    return Finding(outcome=Outcome.PASS, evidence=evidence, about=about, charts=charts)


def warned(evidence: str, about: str = "", *, fix: str, charts: tuple[Chart, ...] = ()) -> Finding:
    """Return a finding of something that works and should be better."""
    return Finding(outcome=Outcome.WARN, evidence=evidence, about=about, fix=fix, charts=charts)


def failed(evidence: str, about: str = "", *, fix: str, charts: tuple[Chart, ...] = ()) -> Finding:
    """Return a finding of something wrong."""
    return Finding(outcome=Outcome.FAIL, evidence=evidence, about=about, fix=fix, charts=charts)


def unknown(evidence: str, about: str = "", *, fix: str | None = None) -> Finding:
    """Return that something could not be measured; `evidence` says why."""
    return Finding(outcome=Outcome.UNKNOWN, evidence=evidence, about=about, fix=fix)


def absent(evidence: str, about: str = "") -> Finding:
    """Return that the check does not apply, such as one of replays to a back end."""
    return Finding(outcome=Outcome.ABSENT, evidence=evidence, about=about)
