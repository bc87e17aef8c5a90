"""The result of an audit: the findings of each check, the score, and how to raise it."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Awaitable, Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from pulumi_sentry.api import SentryError
from sentry_iac.audit.check import Check, Section
from sentry_iac.audit.finding import Finding, Outcome, unknown
from sentry_iac.audit.places import Places
from sentry_iac.audit.subject import Subject
from sentry_iac.source import Patience, Unreadable, reading

GRAVE: Final = 4
"""The least weight of a check whose failure is grave."""

_WORST_FIRST: Final = (Outcome.FAIL, Outcome.UNKNOWN, Outcome.WARN, Outcome.PASS, Outcome.ABSENT)


@dataclass(frozen=True, slots=True)
class Result:
    """The findings of one check."""

    check: Check
    findings: tuple[Finding, ...]

    @property
    def outcome(self) -> Outcome:
        """The worst of its findings."""
        found = {each.outcome for each in self.findings}
        return next((each for each in _WORST_FIRST if each in found), Outcome.ABSENT)

    @property
    def worst_first(self) -> tuple[Finding, ...]:
        """Its findings, those that want something done before the others."""
        return tuple(sorted(self.findings, key=lambda each: _WORST_FIRST.index(each.outcome)))

    @property
    def headline(self) -> str:
        """What is so, in words that are true of the outcome."""
        check = self.check
        match self.outcome:
            case Outcome.FAIL | Outcome.WARN:
                wrong = sum(each.outcome in {Outcome.FAIL, Outcome.WARN} for each in self.findings)
                return check.fails_many.format(wrong) if check.fails_many and wrong > 1 else check.fails
            case Outcome.UNKNOWN:
                return f"nobody could tell whether {check.title}"
            case _:
                return check.title

    @property
    def is_grave(self) -> bool:
        """Whether it fails where events or data are lost or others can get at them: no score outweighs that."""
        return self.outcome is Outcome.FAIL and self.check.weight >= GRAVE

    @property
    def fix(self) -> str | None:
        """The first fix among its findings; None where there is none."""
        return next((each.fix for each in self.findings if each.fix), None)

    @property
    def counts(self) -> bool:
        """Whether it is part of the score."""
        return self.outcome is not Outcome.ABSENT

    @property
    def earned(self) -> float:
        """The points of the check: its weight times the share that its findings earn."""
        counted = [each.outcome.points for each in self.findings if each.outcome is not Outcome.ABSENT]
        return self.check.weight * sum(counted) / len(counted) if counted else 0.0

    @property
    def lost(self) -> float:
        """The points that it would earn if it passed."""
        return self.check.weight - self.earned if self.counts else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One audit.

    Attributes:
        stack: the stack's name.
        environment: the stack's environment.
        where: the Sentry that was asked, for people.
        when: the moment of the audit.
        results: one a check, in the catalogue's order.
    """

    stack: str
    environment: str
    where: str
    when: datetime
    results: tuple[Result, ...]

    @property
    def possible(self) -> int:
        """The weights of all checks that apply."""
        return sum(each.check.weight for each in self.results if each.counts)

    @property
    def earned(self) -> float:
        """The points of all checks."""
        return sum(each.earned for each in self.results)

    @property
    def score(self) -> int:
        """0 to 100, rounded down: 100 means that every check that applies passed."""
        # Rounding errors of floats must not cost a point.
        return math.floor(100 * self.earned / self.possible + 1e-9) if self.possible else 0

    @property
    def counts(self) -> Counter[Outcome]:
        """How many checks ended how."""
        return Counter(each.outcome for each in self.results)

    @property
    def grave(self) -> tuple[Result, ...]:
        """The grave failures."""
        return tuple(each for each in self.results if each.is_grave)

    def ended(self, outcome: Outcome) -> tuple[Result, ...]:
        """Return the results of one outcome, the weightiest first."""
        found = (each for each in self.results if each.outcome is outcome)
        return tuple(sorted(found, key=lambda each: -each.check.weight))

    def unknown_by_reason(self) -> tuple[tuple[str, tuple[Result, ...]], ...]:
        """Return the results that nobody could tell, by the reason that they share, such as a token that is missing."""
        found: dict[str, list[Result]] = {}
        for result in self.ended(Outcome.UNKNOWN):
            reasons = (each.evidence for each in result.findings if each.outcome is Outcome.UNKNOWN)
            found.setdefault("; ".join(dict.fromkeys(reasons)), []).append(result)
        return tuple((reason, tuple(results)) for reason, results in found.items())

    def of(self, section: Section) -> tuple[Result, ...]:
        """Return the results of one chapter."""
        return tuple(each for each in self.results if each.check.section is section)

    def gains(self) -> tuple[tuple[Result, float], ...]:
        """Return the results that lost points, the most first, each with the points of 100 that it would add."""
        losing = sorted((each for each in self.results if each.lost > 0), key=lambda each: -each.lost)
        return tuple((each, 100 * each.lost / self.possible) for each in losing)


async def audit(subject: Subject, where: str, checks: Sequence[Check], scrub: Callable[[str], str]) -> Report:
    """Run checks side by side.

    Args:
        subject: the stack.
        where: the Sentry that is asked, for people.
        checks: which checks, in the report's order.
        scrub: removes secrets from what findings quote.
    """
    findings = await asyncio.gather(*(_findings(each, subject) for each in checks))
    places = Places(subject)
    return Report(
        stack=subject.stack,
        environment=subject.estate.environment,
        where=where,
        when=subject.now,
        results=tuple(
            Result(each, _scrubbed((_placed(one, places) for one in found), scrub))
            for each, found in zip(checks, findings, strict=True)
        ),
    )


def _placed(finding: Finding, places: Places) -> Finding:
    is_wrong = finding.outcome not in {Outcome.PASS, Outcome.ABSENT}
    return replace(finding, places=places.of(finding)) if is_wrong and not finding.places else finding


def _scrubbed(findings: Iterable[Finding], scrub: Callable[[str], str]) -> tuple[Finding, ...]:
    def shown(text: str) -> str:
        return _printable(scrub(text))

    return tuple(
        replace(each, evidence=shown(each.evidence), fix=None if each.fix is None else shown(each.fix))
        for each in findings
    )


def _printable(text: str) -> str:
    """A text in one line: the names of files hold whatever their makers want a terminal to do."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text
    )


async def _findings(check: Check, subject: Subject) -> tuple[Finding, ...]:
    try:
        return await _Patiently(check.look(subject), subject.patience)
    except Unreadable as error:
        return (unknown(str(error), fix=error.fix),)
    except SentryError as error:
        return (unknown(str(error)),)


@dataclass(frozen=True, slots=True)
class _Patiently:
    """A look whose stretches between two waits for Sentry are limited: these are what reading takes."""

    look: Awaitable[Iterable[Finding]]
    patience: Patience

    def __await__(self) -> Generator[Any, Any, tuple[Finding, ...]]:
        steps: Any = self.look.__await__()
        go_on, value = steps.send, None
        while True:
            try:
                with reading("what this check looks at"), self.patience.limit():
                    step = go_on(value)
            except StopIteration as ended:
                return tuple(ended.value)
            try:
                go_on, value = steps.send, (yield step)
            except BaseException as error:  # noqa: BLE001 - a cancellation belongs to the look, too
                go_on, value = steps.throw, error
