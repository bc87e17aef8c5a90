"""What an audit is made of: checks, and what each of them found.

A check is a function from a `Subject` to findings. It measures and says what it read where; it never asserts. Its
docstring is the paragraph about it in docs/audit.md, its decorator the row of the table there.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Final

from sentry_iac.audit.subject import Subject


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


class Section(Enum):
    """The chapters of a report, in their order."""

    PROJECTS = "Projects and DSNs"
    FRONT_END = "Front end"
    BACK_END = "Back end"
    PRIVACY = "Security and privacy"
    ALERTS = "Alerts"
    ACCESS = "Access"
    USAGE = "Retention and usage"
    MCP = "MCP"
    OPERATIONS = "Operations"


class Phase(Enum):
    """When a check can pass first: by what is in the repository, or only by what runs."""

    BEFORE = "before deployment"
    AFTER = "after deployment"


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


Look = Callable[[Subject], Awaitable[Iterable[Finding]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of the audit.

    Attributes:
        name: its name for programs and people, `section.what-it-wants`.
        section: its chapter.
        phase: when it can pass first.
        weight: how much it counts, 1 to 5: 5 where data or events are lost, or somebody else can read them; 3 where
            it costs hours on a bad day; 1 where it is a convenience.
        title: what is so when it passes.
        why: what goes wrong otherwise, and where it looks.
        look: the function.
    """

    name: str
    section: Section
    phase: Phase
    weight: int
    title: str
    why: str
    look: Look


def check(name: str, section: Section, phase: Phase, *, weight: int, title: str) -> Callable[[Look], Check]:
    """Make a check of a function; its docstring is the check's `why`.

    Where the function raises `Unreadable` or a `SentryError`, the check is unknown and its evidence is the error's
    text. Findings that do not apply are left out of the score.
    """

    def make(look: Look) -> Check:
        return Check(
            name=name,
            section=section,
            phase=phase,
            weight=weight,
            title=title,
            why=inspect.cleandoc(look.__doc__ or ""),
            look=look,
        )

    return make


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
