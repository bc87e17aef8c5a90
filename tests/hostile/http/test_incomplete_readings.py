"""Audit, purge and drift read whatever a Sentry answers: what they cannot read is a sentence, never an internal error.

They ask a local Sentry once. From then on its answers are given again, each with one field missing or of another type.
`make soak` puts more in place of each field (`FUZZ_EXAMPLES`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import cycle, islice
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulumi_sentry.api import SentryClient, SentryError
from pulumi_sentry.api.http.timing import Timing
from sentry_iac.asking import key_uses, monitor_history
from sentry_iac.audit.organization import operations
from sentry_iac.drift import authors
from sentry_iac.errors import CommandError
from sentry_iac.estate import PurgeSpec
from sentry_iac.plan import Action, Step
from sentry_iac.plan.backtest import Question
from sentry_iac.purge import PurgeReport, carry_out, find_due
from sentry_iac.stacks.sentry_access import SentryAccess
from sentry_sandbox.settings import FIXED_TOKEN
from tests.fuzzing import examples
from tests.hostile.http.breaking import ANY_JSON, DROPPED, WRONG, WRONG_ONES, Place
from tests.hostile.http.recorded import Recorded
from tests.unit.sentry_iac.audit.conftest import MINE, Audited, Healthy, all_well
from tests.unit.sentry_iac.audit.organization.support import alert_of, key_of, monitor_of

__all__ = ["all_well"]

NOW = datetime.now(UTC).replace(microsecond=0)
EXTREME: tuple[Any, ...] = (
    -(10**30),
    10**400,
    1e300,
    "0001-01-01T00:00:00+23:00",
    "9999-12-31T23:59:59-23:00",
    "2026-01-01",
    "x" * 5000,
)
"""Of the right type, and no value that a Sentry has."""

PURGE = PurgeSpec(issues=30, replays=30)


@dataclass
class Reader:
    """A command, and the answers that it reads.

    Attributes:
        run: reads them all, and says what a person is told.
        recorded: the answers.
    """

    run: Callable[[Recorded], list[str]]
    recorded: Recorded = field(default_factory=Recorded)

    def told(self) -> list[str]:
        """What a person is told of the answers as they are now."""
        try:
            return self.run(self.recorded)
        except (SentryError, CommandError) as error:
            return [str(error)]


def _auditing(audited: Audited, recorded: Recorded) -> list[str]:
    audited.transport = recorded.transport
    report = audited.run((*MINE, *operations.CHECKS))
    return [f"{result.check.name}: {each.evidence}" for result in report.results for each in result.findings]


def _purging(audited: Audited, recorded: Recorded) -> list[str]:
    async def no_wait(seconds: float) -> None:
        """Sleeping takes no time."""

    async def purge() -> list[str]:
        said: list[str] = []
        async with SentryClient(
            organization=audited.hand.organization,
            token=FIXED_TOKEN,
            base_url=audited.hand.url,
            timing=Timing(sleep=no_wait),
            transport=recorded.transport,
        ) as client:
            due = await find_due(client, PURGE, {"api": "api"})
            await carry_out(
                client, PURGE, due, PurgeReport("dev", due, said.append), say=said.append, patience=60
            )
        return said

    return asyncio.run(purge())


def _drifting(audited: Audited, recorded: Recorded) -> list[str]:
    alert = alert_of(audited)
    step = Step(action=Action.UPDATE, type="Alert", name="api", urn="urn:api", id=str(alert["id"]))
    access = SentryAccess(audited.hand.url, audited.hand.organization, FIXED_TOKEN)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(authors, "SentryClient", partial(SentryClient, transport=recorded.transport))
        patched.setattr(authors, "_PATIENCE", 0.0)
        found = authors.find_authors([step], {step.urn: NOW - timedelta(days=1)}, access)
    return [str(each) for each in found.values()]


def _previewing(audited: Audited, recorded: Recorded) -> list[str]:
    monitor = monitor_of(audited)
    question = Question(
        urn="urn:5xx",
        project=str(monitor["projectId"]),
        dataset="spans",
        aggregate="failure_rate()",
        query="",
        window=3600,
        comparison="gt",
        threshold=0.0,
    )
    key = key_of(audited)
    step = Step(
        action=Action.DELETE, type="ProjectKey", name="api", urn="urn:key", id=f"{monitor['projectId']}/{key}"
    )
    access = SentryAccess(audited.hand.url, audited.hand.organization, FIXED_TOKEN)
    with pytest.MonkeyPatch.context() as patched:
        for module in (monitor_history, key_uses):
            patched.setattr(module, "SentryClient", partial(SentryClient, transport=recorded.transport))
        past = monitor_history.backtests([question], access, NOW)
        uses = key_uses.key_uses([step], access, NOW)
    return [*past.sentences.values(), *past.notes, *uses.values()]


RUNS: dict[str, Callable[[Audited, Recorded], list[str]]] = {
    "audit": _auditing,
    "purge": _purging,
    "drift": _drifting,
    "preview": _previewing,
}


def _past(audited: Audited) -> None:
    """Let there be something of each kind that is read."""
    audited.now = NOW + timedelta(days=20)
    admin = audited.hand.admin
    at = audited.now - timedelta(days=3)
    monitor = monitor_of(audited)["id"]
    admin("POST", "openings", {"monitor": monitor, "start": at.isoformat(), "end": None})
    admin("POST", "firings", {"alert": alert_of(audited)["id"], "at": [at.isoformat()]})
    for category in ("error", "span"):
        usage = {"project": "api", "category": category, "at": (audited.now - timedelta(days=1)).isoformat()}
        admin("POST", "usage", {**usage, "quantity": 500_000})
    old = NOW - timedelta(days=70)
    admin("POST", "issues", {"project": "api", "lastSeen": old.isoformat()})
    ended = {"started": (old - timedelta(minutes=9)).isoformat(), "finished": old.isoformat()}
    admin("POST", "replays", {"project": "api", **ended})
    alert = alert_of(audited)
    # Drift asks for the log up to the present second.
    audited.hand.call("PUT", f"organizations/{{org}}/workflows/{alert['id']}/", {**alert, "enabled": False})
    time.sleep(1.1)


@pytest.fixture(scope="module")
def lived(all_well: Healthy, tmp_path_factory: pytest.TempPathFactory) -> Audited:
    """A stack and its Sentry, with a past."""
    audited = all_well.audited(tmp_path_factory.mktemp("lived"))
    _past(audited)
    return audited


@pytest.fixture(scope="module", params=RUNS)
def recorded(request: pytest.FixtureRequest, lived: Audited) -> Reader:
    """A command whose answers are recorded."""
    found = Reader(partial(RUNS[request.param], lived))
    assert found.run(found.recorded)
    for call, body in found.recorded.answers.items():
        if "events-timeseries" in call:
            # The sandbox has no spans of the past.
            row = {"timestamp": NOW.timestamp() * 1000, "value": 0.5, "incomplete": False, "sampleCount": 9}
            body["timeSeries"] = [{"yAxis": "failure_rate()", "values": [row]}]
        if "/detectors/" in call:
            # A metric monitor has more fields than the one of errors.
            body.sort(key=lambda each: each["type"] != "metric_issue")
    found.recorded.close()
    return found


@pytest.fixture
def reader(recorded: Reader) -> Reader:
    """That command, and whole answers."""
    recorded.recorded.instead = {}
    return recorded


def test_whole_answers_are_read_as_those_of_a_server(reader: Reader) -> None:
    assert len(reader.recorded.places()) > 10
    assert not [each for each in reader.told() if "Sentry answered" in each]


def faults(reader: Reader, call: str, path: Place, instead: Any) -> list[str]:
    """What is wrong with what a person is told where one field is broken."""
    reader.recorded.breaking(call, path, instead)
    where = f"{call} {path} {instead!r}"
    try:
        told = reader.told()
    except Exception as error:  # noqa: BLE001 - none may come through
        return [f"{where}: {error!r}"]
    return [f"{where}: {each}" for each in told if "Traceback" in each or FIXED_TOKEN in each]


@pytest.mark.slow
def test_no_field_that_is_missing_or_of_another_type_is_an_internal_error(reader: Reader) -> None:
    found = []
    for number, (call, path) in enumerate(reader.recorded.places()):
        # An audit for each field takes its time, so each field has another one of these.
        for instead in islice(cycle((DROPPED, *WRONG, *EXTREME)), number, number + WRONG_ONES):
            found += faults(reader, call, path, instead)
    assert not found, "\n".join(found)


@settings(
    max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(data=st.data())
def test_no_json_in_place_of_any_field_is_an_internal_error(reader: Reader, data: st.DataObject) -> None:
    places = [*reader.recorded.places(), *((call, ()) for call in reader.recorded.answers)]
    call, path = data.draw(st.sampled_from(places))
    assert faults(reader, call, path, data.draw(ANY_JSON)) == []
