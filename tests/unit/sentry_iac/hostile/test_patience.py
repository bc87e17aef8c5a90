"""What nobody has thought of ends, too: all reading of an audit has a bound."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from sentry_iac.audit import Finding, Outcome, Subject, audit
from sentry_iac.audit.check import Check, Phase, Section, check
from sentry_iac.audit.finding import passed
from sentry_iac.source import Patience, Unreadable, patience
from tests.unit.sentry_iac.audit.support import subject


@check("a.endless", Section.PROJECTS, Phase.BEFORE, weight=1, title="it ends", fails="it does not end")
async def endless(subject: Subject) -> Iterable[Finding]:
    """It reads on, also after a file that cannot be read."""
    await asyncio.sleep(0)
    for _ in range(2):
        try:
            _read_on()
        except Unreadable:
            continue
    _read_on()
    return []


@check("a.quick", Section.PROJECTS, Phase.BEFORE, weight=1, title="it is quick", fails="it is slow")
async def quick(subject: Subject) -> Iterable[Finding]:
    """It waits, and reads nothing."""
    await asyncio.sleep(0)
    return [passed("done")]


def _read_on() -> None:
    while True:
        pass


def outcomes(checks: list[Check], about: Subject) -> list[Outcome]:
    report = asyncio.run(audit(about, "nowhere", checks, str))
    return [result.outcome for result in report.results]


def test_a_check_that_reads_on_is_unknown_and_the_others_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "_LEAST", 0.1)
    about = replace(subject(tmp_path, {}), patience=Patience(0))
    assert outcomes([endless, quick], about) == [Outcome.UNKNOWN, Outcome.PASS]
