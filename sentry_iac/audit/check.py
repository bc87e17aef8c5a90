"""Checks: functions from a `Subject` to findings.

A check measures, and says where it read what. Its docstring is its paragraph in docs/audit.md, and its decorator its
row in the table there.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from sentry_iac.audit.finding import Finding
from sentry_iac.audit.subject import Subject


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
    """When a check can pass for the first time: with the repository alone, or only with something deployed."""

    BEFORE = "before deployment"
    AFTER = "after deployment"


Look = Callable[[Subject], Awaitable[Iterable[Finding]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line of the audit.

    Attributes:
        name: its name for programs and people, `section.what-it-wants`.
        section: its chapter.
        phase: when it can pass for the first time.
        weight: how much it counts, 1 to 5: 5 where data or events are lost, or somebody else can read them; 3 where
            it costs hours on a bad day; 1 where it is a convenience.
        title: the state of things when it passes, as the end of a sentence.
        fails: the state of things when it warns or fails, in the same form.
        fails_many: the same of several things, with `{}` for their number; empty where `fails` says it as well.
        why: what goes wrong otherwise, and where the check looks.
        look: the function.
    """

    name: str
    section: Section
    phase: Phase
    weight: int
    title: str
    fails: str
    fails_many: str = ""
    why: str
    look: Look


def check(
    name: str, section: Section, phase: Phase, *, weight: int, title: str, fails: str, fails_many: str = ""
) -> Callable[[Look], Check]:
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
            fails=fails,
            fails_many=fails_many,
            why=inspect.cleandoc(look.__doc__ or ""),
            look=look,
        )

    return make
