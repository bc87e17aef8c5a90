"""kill -9 after each request of the first `up` of the shipped estate: the next `up` completes it.

Every request over gRPC with the model engine; a sample with the real engine, where the provider dies or the
engine itself with everything it started.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from sentry_iac.engine.checkpoints import ONCE
from sentry_sandbox.server import SandboxServer
from tests.e2e.project import Project
from tests.faults.faults import clear, hold_answer, strike, struck, until
from tests.faults.model_engine import ModelEngine, UpFailed
from tests.faults.running import Running
from tests.faults.shipped_estate import shipped_program
from tests.sandbox import person_at, variables_of
from tests.sentry_api import SentryByHand

WRITES = 26
READS = 9
"""Requests of a clean first `up`; `tests/e2e/test_estate.py` counts them too."""


BY_SENTRY = ("error", "issue_stream")
"""Types of the monitors that Sentry makes with every project."""


def objects(hand: SentryByHand) -> dict[str, Counter[str]]:
    """How often each name is at Sentry."""
    state = hand.admin("GET", "state")
    projects = {one["id"]: one["slug"] for one in state["projects"]}
    return {
        "teams": Counter(one["slug"] for one in state["teams"]),
        "projects": Counter(projects.values()),
        "keys": Counter(f"{projects[one['projectId']]} {one['name']}" for one in state["keys"]),
        "monitors": Counter(one["name"] for one in state["detectors"] if one["type"] not in BY_SENTRY),
        "alerts": Counter(one["name"] for one in state["workflows"]),
        "members": Counter(one["name"] for one in state["members"]),
    }


@pytest.fixture(scope="module")
def whole(sandbox: SandboxServer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Counter[str]]:
    """The objects that an undisturbed first `up` makes."""
    hand = person_at(sandbox)
    hand.admin("POST", "reset")
    engine = ModelEngine(
        variables_of(sandbox),
        tmp_path_factory.mktemp("backend"),
    )
    engine.up(shipped_program())
    log = hand.admin("GET", "requests")
    assert (log["writes"], log["counts"]["GET"]) == (WRITES, READS)
    made = objects(hand)
    engine.end()
    hand.close()
    assert all(count == 1 for names in made.values() for count in names.values())
    assert [len(names) for names in made.values()] == [1, 2, 2, 8, 4, 3]
    return made


@pytest.mark.parametrize("number", range(1, WRITES + READS + 1))
@pytest.mark.parametrize("destroyed", [False, True], ids=["", "then destroyed"])
def test_a_provider_killed_after_any_request_leaves_nothing_twice(
    engine: ModelEngine, by_hand: SentryByHand, whole: dict[str, Counter[str]], number: int, destroyed: bool
) -> None:
    """A destroy in between removes the monitors that an alert is known by, and its receivers."""
    hold_answer(by_hand, after=number - 1)
    engine.should_kill = lambda: struck(by_hand)
    with pytest.raises(UpFailed, match="killed"):
        engine.up(shipped_program())
    engine.should_kill = lambda: False
    clear(by_hand)
    if destroyed:
        engine.destroy()
    engine.up(shipped_program())
    assert objects(by_hand) == whole
    assert engine.preview(shipped_program()) == []


@pytest.mark.parametrize("number", range(2, WRITES + READS + 1, 3))
def test_an_engine_killed_after_any_request_of_an_up_without_checkpoints_leaves_nothing_twice(
    engine: ModelEngine, by_hand: SentryByHand, whole: dict[str, Counter[str]], number: int
) -> None:
    """The state has nothing of that run; the journal has all of it."""
    hold_answer(by_hand, after=number - 1)
    engine.should_die = lambda: struck(by_hand)
    with pytest.raises(UpFailed, match="the engine was killed"):
        engine.up(shipped_program(), checkpoints=False)
    assert not engine.state
    engine.should_die = lambda: False
    clear(by_hand)
    engine.up(shipped_program(), checkpoints=False)
    assert objects(by_hand) == whole
    assert engine.preview(shipped_program()) == []


# -- the real engine ----------------------------------------------------------------------------------

SAMPLE = [
    pytest.param(12, False, id="provider, monitor"),
    pytest.param(20, True, id="engine, alert"),
]


LONG_MS = 5_000
"""Milliseconds that an answer is held back, longer than an engine waits."""


@pytest.fixture
def project(tmp_path: Path, sentry_env: dict[str, str]) -> Project:
    made = Project(tmp_path / "project", sentry_env)
    made.init("dev")
    return made


@pytest.mark.parametrize(("number", "engine_too"), SAMPLE)
def test_the_real_engine_recovers_as_well(
    by_hand: SentryByHand, project: Project, whole: dict[str, Any], number: int, engine_too: bool
) -> None:
    hold_answer(by_hand, after=number - 1)
    running = Running(project)
    until(lambda: running.ended or struck(by_hand))
    assert not running.ended
    running.kill(engine=engine_too)
    clear(by_hand)
    if engine_too:
        take_away_half_a_checksum(project)
        project.pulumi("cancel", "-s", "dev", "--yes")  # the dead engine holds the lock of the stack
    project.up("dev")
    assert objects(by_hand) == whole
    if engine_too:
        removes_what_is_inside_before_what_it_is_inside_of(project, by_hand)


DRAWN = [(12, True), (13, False)]
"""Seeds of the runs on the real engine, and whether already the first `up` is killed again and again.

`test_state_machine.py` searches many more on the model of it. What neither does is an edit between a killed `up` and
the next one: what was made and is in no state can then not be told from another's.
"""


@pytest.mark.parametrize(("seed", "again_and_again"), DRAWN)
def test_whatever_is_drawn_of_killed_engines_one_up_makes_it_whole(
    by_hand: SentryByHand, project: Project, whole: dict[str, Any], seed: int, again_and_again: bool
) -> None:
    dice = random.Random(seed)  # noqa: S311  # the same in every run

    def killed(operation: str, requests: int) -> None:
        """kill -9 of the engine after one of so many requests, if it gets that far."""
        after = dice.randrange(requests)
        hold_answer(by_hand, after=after)
        running = Running(project, operation)
        until(lambda: running.ended or struck(by_hand))
        if not running.ended:
            running.kill(engine=True)
        clear(by_hand)
        take_away_half_a_checksum(project)
        project.pulumi("cancel", "-s", "dev", "--yes", fails=None)

    if again_and_again:
        killed("up", WRITES + READS)
        killed("up", WRITES)
        killed("destroy", WRITES)
    else:
        project.up("dev")
        project.edit("Pulumi.dev.yaml", "threshold: 50", "threshold: 40")
        killed(dice.choice(["up", "destroy"]), 2 * READS)
    killed("refresh", READS)
    # Only a refresh notices what a killed destroy removed without recording it.
    project.pulumi("refresh", "-s", "dev", "--yes", "--skip-preview")
    project.up("dev")
    assert objects(by_hand) == whole
    project.pulumi("preview", "-s", "dev", "--expect-no-changes")


def test_a_first_up_without_checkpoints_loses_its_state_and_nothing_else(
    by_hand: SentryByHand, project: Project, whole: dict[str, Any]
) -> None:
    """The state is written once, at the end, so a kill leaves none; the next `up` finds and adopts the objects."""
    safe = project.env
    project.env = {**safe, **ONCE}
    hold_answer(by_hand, after=WRITES - 4)
    running = Running(project)
    until(lambda: running.ended or struck(by_hand))
    assert not running.ended
    running.kill(engine=True)
    clear(by_hand)
    project.env = safe
    take_away_half_a_checksum(project)
    project.pulumi("cancel", "-s", "dev", "--yes")
    checkpoints = (project.folder / "state" / ".pulumi" / "stacks").rglob("*.json")
    assert not any('"sentry:index:' in one.read_text() for one in checkpoints)
    told = project.up("dev").text
    assert "taken over, not made a second time" in told
    assert objects(by_hand) == whole
    project.pulumi("preview", "-s", "dev", "--expect-no-changes")


def take_away_half_a_checksum(project: Project) -> None:
    """Repair a state whose write was killed, as docs/state.md (After a kill) says.

    The file backend writes a checkpoint beside its place and moves it there, so that one is whole after any kill; its
    checksum it writes in place just before, and does without where there is none.
    """
    checkpoints = project.folder / "state" / ".pulumi" / "stacks" / "gvses-sentry"
    for checksum in checkpoints.glob("*.attrs"):
        if not _is_json(checksum):
            checksum.unlink()


def _is_json(file: Path) -> bool:
    try:
        json.loads(file.read_text())
    except ValueError:
        return False
    return True


def test_ctrl_c_ends_a_wait_and_the_next_up_goes_on(
    by_hand: SentryByHand, project: Project, whole: dict[str, Any]
) -> None:
    much_longer = {"Retry-After": "110"}
    strike(by_hand, "status", status=429, headers=much_longer, method="POST", path="*/detectors/")
    running = Running(project)
    until(lambda: running.ended or struck(by_hand))
    running.interrupt()
    until(lambda: running.ended)
    clear(by_hand)
    project.up("dev")
    assert objects(by_hand) == whole


def test_ctrl_c_twice_stops_at_once_and_the_next_up_goes_on(
    by_hand: SentryByHand, project: Project, whole: dict[str, Any]
) -> None:
    strike(by_hand, "late_answer", delay_ms=LONG_MS, method="POST", path="*/detectors/")
    running = Running(project)
    until(lambda: running.ended or struck(by_hand))
    running.interrupt()
    # Two signals at the same moment are one.
    until(lambda: running.ended or "press ^C again" in running.printed)
    assert not running.ended, "what was sent is waited for, at first"
    running.interrupt()
    until(lambda: running.ended)
    assert not all(entry["ended"] for entry in by_hand.admin("GET", "requests")["requests"])
    clear(by_hand)
    project.up("dev")
    assert objects(by_hand) == whole
    project.pulumi("preview", "-s", "dev", "--expect-no-changes")


def removes_what_is_inside_before_what_it_is_inside_of(project: Project, by_hand: SentryByHand) -> None:
    """A destroy: alerts before their monitors, monitors before their project."""
    state = by_hand.admin("GET", "state")
    of_organization = f"/api/0/organizations/{by_hand.organization}"
    before = [
        (f"{of_organization}/workflows/{alert['id']}/", f"{of_organization}/detectors/{monitor}/")
        for alert in state["workflows"]
        for monitor in alert["detectorIds"]
    ]
    before += [
        (
            f"{of_organization}/detectors/{one['id']}/",
            f"/api/0/projects/{by_hand.organization}/{one['projectId']}/",
        )
        for one in state["detectors"]
    ]
    by_hand.admin("DELETE", "requests")
    project.pulumi("destroy", "-s", "dev", "--yes", "--skip-preview")
    log = by_hand.admin("GET", "requests")["requests"]
    gone = [entry["path"] for entry in log if entry["method"] == "DELETE"]
    pairs = [(first, then) for first, then in before if {first, then} <= set(gone)]
    # Two alerts that listen to the eight monitors between them, and eight monitors in their projects.
    assert len(pairs) == 8 + 8
    assert all(gone.index(first) < gone.index(then) for first, then in pairs)
