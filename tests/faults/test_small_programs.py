"""Every event, and every pair of events that leave traces, in a resource's life: one object, and none at the end.

`test_state_machine.py` draws long lives of a small estate; this test covers all short lives of single resources.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.faults.faults import clear, hold_answer, struck
from tests.faults.model_engine import ModelEngine, Program, UpFailed
from tests.sentry_api import SentryByHand

IT = "it"
Look = Callable[[SentryByHand, Path], int]


@dataclass(frozen=True)
class Small:
    """A resource beside a team and a project.

    Attributes:
        kind: its kind.
        inputs: its inputs, given the ids of team and project and a folder.
        count: the number of its objects at Sentry, or on this machine.
        unique: whether two cannot exist, so that it cannot be made anew.
    """

    kind: str
    inputs: Callable[[str, str, Path], Mapping[str, Any]]
    count: Look
    unique: bool = False

    def __str__(self) -> str:
        return self.kind


def _monitors(kind: str) -> Look:
    return lambda hand, _folder: sum(one["type"] == kind for one in hand.admin("GET", "state")["detectors"])


def _filters(hand: SentryByHand, _folder: Path) -> int:
    found = {one["id"]: one["active"] for one in hand.get("projects/{org}/shop/filters/")}
    return int(bool(found["localhost"]))


SMALL = [
    Small(
        "Team",
        lambda _team, _project, _folder: {"slug": "crew"},
        lambda hand, _folder: int(hand.status("teams/{org}/crew/") == 200),
        unique=True,
    ),
    Small(
        "ProjectKey",
        lambda _team, project, _folder: {"project": project, "name": "production"},
        lambda hand, _folder: len(
            [one for one in hand.get("projects/{org}/shop/keys/") if one["name"] == "production"]
        ),
    ),
    Small(
        "MetricMonitor",
        lambda _team, project, _folder: {
            "project": project,
            "name": "5xx",
            "dataSource": {"aggregate": "count(span.duration)", "query": "", "timeWindow": 300},
            "conditions": [{"type": "gt", "comparison": 5, "result": "high"}],
        },
        _monitors("metric_issue"),
    ),
    Small(
        "CronMonitor",
        lambda _team, project, _folder: {"project": project, "name": "nightly", "crontab": "0 3 * * *"},
        _monitors("monitor_check_in_failure"),
        unique=True,
    ),
    Small(
        "ProjectTeam",
        lambda _team, project, _folder: {"project": project, "team": "others"},
        lambda hand, _folder: len(
            [one for one in hand.get("projects/{org}/shop/")["teams"] if one["slug"] == "others"]
        ),
    ),
    Small(
        "InboundFilters", lambda _team, project, _folder: {"project": project, "localhost": True}, _filters
    ),
    Small(
        "EnvFile",
        lambda _team, _project, folder: {"path": str(folder / ".env"), "values": {"SENTRY_DSN": "x"}},
        lambda _hand, folder: int(
            (folder / ".env").exists() and "SENTRY_DSN=x" in (folder / ".env").read_text()
        ),
    ),
]


class Short:
    """The life of one resource."""

    def __init__(self, small: Small, hand: SentryByHand, engine: ModelEngine, folder: Path) -> None:
        self.small, self.hand, self.engine, self.folder = small, hand, engine, folder
        self.name = IT
        team = hand.team("web")["id"]
        hand.team("others")
        project = hand.project("web", "shop")["id"]
        self.inputs = dict(small.inputs(team, project, folder))

    def program(self, name: str | None = None, *more: str) -> Program:
        names = (self.name if name is None else name, *more)
        return {each: (self.small.kind, lambda _outputs: dict(self.inputs)) for each in names}

    # -- what can happen ------------------------------------------------------------------------

    def up(self) -> None:
        self.engine.up(self.program())

    def replaced(self) -> None:
        """`--replace`, or a taint."""
        self._unless_it_is_unique(lambda: self.engine.up(self.program(), replace=[self.name]))

    def renamed(self) -> None:
        """Without an alias."""
        other = f"{self.name}-renamed"
        if self._unless_it_is_unique(lambda: self.engine.up(self.program(other))):
            self.name = other

    def renamed_with_an_alias(self) -> None:
        other = f"{self.name}-aliased"
        self.engine.rename({self.name: other})
        self.name = other
        self.engine.up(self.program())

    def killed(self) -> None:
        """The engine dies after the first write was carried out; then it runs again."""
        hold_answer(self.hand, method="POST")
        self.engine.should_die = lambda: struck(self.hand)
        try:
            self.engine.up(self.program())
        except UpFailed:
            pass
        finally:
            self.engine.should_die = lambda: False
            clear(self.hand)
        self.engine.up(self.program())

    def killed_while_it_is_replaced(self) -> None:
        if self.small.unique:
            return
        hold_answer(self.hand, method="POST")
        self.engine.should_die = lambda: struck(self.hand)
        try:
            self.engine.up(self.program(), replace=[self.name])
        except UpFailed:
            pass
        finally:
            self.engine.should_die = lambda: False
            clear(self.hand)
        # A taint is still there, so that the next `up` goes on with it.
        self.engine.up(self.program(), replace=[self.name])

    def destroyed(self) -> None:
        self.engine.destroy()
        self.engine.up(self.program())

    def refreshed(self) -> None:
        self.engine.refresh()

    def _unless_it_is_unique(self, operation: Callable[[], object]) -> bool:
        if self.small.unique and self.name in self.engine.state:
            with pytest.raises(UpFailed, match="no two can have the same"):
                operation()
            return False
        operation()
        return True


HAPPENINGS = [
    Short.replaced,
    Short.renamed,
    Short.renamed_with_an_alias,
    Short.killed,
    Short.killed_while_it_is_replaced,
    Short.destroyed,
    Short.refreshed,
]


TWICE = [Short.replaced, Short.renamed, Short.killed_while_it_is_replaced, Short.destroyed]
"""Events that leave an object behind which the next one could adopt."""


@pytest.mark.parametrize("small", SMALL, ids=str)
def test_whatever_happens_twice_there_is_one_and_it_is_whole_and_a_destroy_leaves_none(
    small: Small, by_hand: SentryByHand, sentry_env: dict[str, str], tmp_path: Path
) -> None:
    for number, happenings in enumerate([*((one,) for one in HAPPENINGS), *product(TWICE, repeat=2)]):
        by_hand.admin("POST", "reset")
        by_hand.admin("POST", "quirks", {"rate_limit": {"announced": False}})
        folder = tmp_path / str(number)
        folder.mkdir()
        short = Short(small, by_hand, ModelEngine(sentry_env, folder / "backend"), folder)
        what = [happening.__name__ for happening in happenings]
        short.up()
        for happening in happenings:
            happening(short)
            assert small.count(by_hand, folder) == 1, what
            assert short.engine.preview(short.program()) == [], what
        short.engine.refresh()
        assert short.engine.preview(short.program()) == [], what
        short.engine.destroy()
        assert small.count(by_hand, folder) == 0, what
        assert not list(folder.rglob("*.journal")), what


@pytest.mark.parametrize(
    "small", [one for one in SMALL if one.kind in ("ProjectTeam", "InboundFilters", "EnvFile")], ids=str
)
def test_of_two_that_stand_for_one_object_the_last_one_takes_it_along(
    small: Small, by_hand: SentryByHand, sentry_env: dict[str, str], tmp_path: Path
) -> None:
    short = Short(small, by_hand, ModelEngine(sentry_env, tmp_path / "backend"), tmp_path)
    both = short.program(IT, "other")
    short.engine.up(both)
    short.engine.up(short.program("other"))
    assert small.count(by_hand, tmp_path) == 1
    short.engine.up(both)
    short.engine.destroy()
    assert small.count(by_hand, tmp_path) == 0
