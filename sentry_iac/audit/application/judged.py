"""Checks that judge the source of one application at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar, Final, TypeVar

from sentry_iac.audit.check import Check, Phase, Section, check
from sentry_iac.audit.finding import Finding, Outcome, failed, passed, unknown, warned
from sentry_iac.audit.subject import ApplicationSource, Subject
from sentry_iac.estate import ProjectKind
from sentry_iac.source import Init, Origin, Place, Unreadable, Value, reading

ORIGIN_OF_EVENTS: Final = ("environment", "release")
"""The options of init that say where an event comes from, in either language."""


class JudgedApplication:
    """One application: its source, and findings about it.

    Attributes:
        KIND: the kind of application.
        LANGUAGE: the language that can be read, as people write it; the names of its platforms at Sentry begin with it.
    """

    KIND: ClassVar[ProjectKind]
    LANGUAGE: ClassVar[str]

    def __init__(self, subject: Subject, source: ApplicationSource) -> None:
        self.subject = subject
        self.source = source
        self.name = source.spec.name

    def at(self, place: Place) -> str:
        """Return a place for people."""
        return f"{self.subject.shown(place.path)}:{place.line}"

    def passed(self, evidence: str) -> Finding:
        """Return a finding about this application."""
        return passed(evidence, self.name)

    def warned(self, evidence: str, fix: str) -> Finding:
        """Return a finding about this application."""
        return warned(evidence, self.name, fix=fix)

    def failed(self, evidence: str, fix: str) -> Finding:
        """Return a finding about this application."""
        return failed(evidence, self.name, fix=fix)

    def comes_from(self, name: str, value: Value, fix: str) -> Finding:
        """Return a finding about where an option's value comes from; unknown where that cannot be read."""
        said = f"{self.at(value.place)} has {name} {value.origin.value}"
        return unknown(said, self.name, fix=fix) if value.origin is Origin.UNKNOWN else self.passed(said)

    def gives(self, init: Init, name: str, fix: str) -> Finding:
        """Return a finding that passes where the call is given the option, whatever its value."""
        given = init.option(name)
        if given is None or given.is_nothing:
            return self.failed(f"{self.at(init.place)} calls init without {name}", fix)
        return self.passed(f"{self.at(given.place)} gives {name}")

    def tells(self, init: Init, name: str, fix: str) -> Finding | None:
        """Return a finding about one of `ORIGIN_OF_EVENTS`, or None where the call is not given it.

        An environment that is written in the source is wrong. A release that is written in the call is wrong, too;
        a constant of the application, such as its version, is fine.
        """
        given = init.option(name)
        if given is None or given.is_nothing:
            return None
        if given.origin is Origin.LITERAL and (name == "environment" or init.is_written(name)):
            return self.failed(f"{self.at(given.place)} has the {name} in the source", fix)
        return self.passed(f"{self.at(given.place)} gives the {name}")

    def sampled(self, name: str, rate: Value, fix: str, *, whole_is_fine: bool = False) -> Finding:
        """Return a finding about a sample rate: one in the source is the same in development and in production.

        Args:
            name: the option.
            rate: what it is given.
            fix: code that reads the rate from the environment.
            whole_is_fine: whether a rate of 1.0 in every environment is only a warning.
        """
        if rate.origin is not Origin.LITERAL:
            return self.comes_from(name, rate, fix)
        said = f"{self.at(rate.place)} has {name} {rate.literal} in the source"
        if isinstance(rate.literal, int | float) and (rate.literal < 1 or whole_is_fine):
            return self.warned(f"{said}, the same in every environment", fix)
        return self.failed(said, fix)

    def together(self, findings: Iterable[Finding]) -> Finding:
        """Return the first finding that does not pass, or one that sums up all."""
        said = []
        for finding in findings:
            if finding.outcome is not Outcome.PASS:
                return finding
            said.append(finding.evidence)
        return self.passed(", ".join(said))


Judged = TypeVar("Judged", bound=JudgedApplication)


def application_check(
    judged: type[Judged], name: str, section: Section, *, weight: int, title: str, fails: str
) -> Callable[[Callable[[Judged], Finding]], Check]:
    """Make a check of a function that judges one application; its docstring is the check's `why`.

    Args:
        judged: which applications, and how their source is read.
        name: the check's name.
        section: its chapter.
        weight: how much it counts, 1 to 5.
        title: what is so when it passes.
        fails: what is so when it does not.
    """

    def make(judge: Callable[[Judged], Finding]) -> Check:
        async def look(subject: Subject) -> Iterable[Finding]:
            return judge_each(subject, judged, judge)

        look.__doc__ = judge.__doc__
        return check(name, section, Phase.BEFORE, weight=weight, title=title, fails=fails)(look)

    return make


def judge_each(subject: Subject, judged: type[Judged], judge: Callable[[Judged], Finding]) -> list[Finding]:
    """Return a finding for each application of a kind. One that cannot be read is unknown, and ends no other."""
    findings = []
    for source in subject.sources:
        if source.spec.kind != judged.KIND:
            continue
        if not source.spec.platform.startswith(judged.LANGUAGE.lower()):
            told = f"{source.spec.platform} is not read; only {judged.LANGUAGE} is"
            findings.append(unknown(told, source.spec.name))
            continue
        try:
            with reading(f"the source of {source.spec.name}"):
                findings.append(judge(judged(subject, source)))
        except Unreadable as error:
            findings.append(unknown(str(error), source.spec.name, fix=error.fix))
    return findings


def places_of_dsn(find_init: Callable[[], Init]) -> set[Place]:
    """Return where the call of init has the DSN, so that other checks leave it to `dsn-from-env`.

    Args:
        find_init: reads the source; it may raise `Unreadable`.
    """
    try:
        with reading("the call of init"):
            dsn = find_init().option("dsn")
    except Unreadable:
        return set()
    return {dsn.place} if dsn is not None else set()
