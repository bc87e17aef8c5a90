"""What a check found: measured, with what was read where, and with what would put it right."""

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
        """The share of its weight that a finding earns. What could not be read is never counted as good."""
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
    """A value a day, drawn beside the finding that it is evidence of.

    Attributes:
        title: what is counted, such as `gvses-backend: errors accepted`.
        days: the first day to the last, none left out.
        limit: a value to draw as a line across, in the same unit, such as the allotment of a day.
    """

    title: str
    days: tuple[tuple[date, float], ...]
    limit: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a check measured.

    Attributes:
        outcome: what it means.
        evidence: what was read where, such as `backend/app/main.py:12 calls init after FastAPI()`. No secret: a DSN
            is masked by who writes the evidence.
        about: what it is about, such as the project's name; empty where the check speaks of the whole.
        fix: a command, a line of `sentry.yaml` or of code that would make it pass; None where it does.
        charts: what may be drawn beside it.
    """

    outcome: Outcome
    evidence: str
    about: str = ""
    fix: str | None = None
    charts: tuple[Chart, ...] = field(default=())


def passed(evidence: str, about: str = "", *charts: Chart) -> Finding:
    """Return a finding that is as it should be."""
    return Finding(outcome=Outcome.PASS, evidence=evidence, about=about, charts=charts)


def warned(evidence: str, about: str = "", *, fix: str, charts: tuple[Chart, ...] = ()) -> Finding:
    """Return a finding that is not wrong, but not what one would want."""
    return Finding(outcome=Outcome.WARN, evidence=evidence, about=about, fix=fix, charts=charts)


def failed(evidence: str, about: str = "", *, fix: str, charts: tuple[Chart, ...] = ()) -> Finding:
    """Return a finding that is wrong."""
    return Finding(outcome=Outcome.FAIL, evidence=evidence, about=about, fix=fix, charts=charts)


def unknown(evidence: str, about: str = "", *, fix: str | None = None) -> Finding:
    """Return a finding that could not be measured; `evidence` says why."""
    return Finding(outcome=Outcome.UNKNOWN, evidence=evidence, about=about, fix=fix)


def absent(evidence: str, about: str = "") -> Finding:
    """Return that there is nothing here that the check speaks of, such as replays of a back end."""
    return Finding(outcome=Outcome.ABSENT, evidence=evidence, about=about)
