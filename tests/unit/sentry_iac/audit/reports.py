"""Reports made of nothing, for the tests of how they are counted and shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from sentry_iac.audit import Check, Finding, Phase, Report, Result, Section, Subject

WHEN = datetime(2026, 11, 25, 1, 20, tzinfo=UTC)
DAYS = tuple((date(2026, 11, 1) + timedelta(days=day), float(day % 5)) for day in range(14))


async def _nothing(subject: Subject) -> Iterable[Finding]:
    return ()


def made(
    name: str, *, weight: int = 1, section: Section = Section.ALERTS, phase: Phase = Phase.BEFORE
) -> Check:
    """A check that looks at nothing, titled like its name."""
    return Check(
        name=name,
        section=section,
        phase=phase,
        weight=weight,
        title=name,
        fails=f"not {name}",
        why="It is.",
        look=_nothing,
    )


def report(*results: tuple[Check, tuple[Finding, ...]]) -> Report:
    """A report of what checks found."""
    return Report(
        stack="prod",
        environment="production",
        where="https://sentry.example.com, gvses",
        when=WHEN,
        results=tuple(Result(check, found) for check, found in results),
    )
