"""The contract of every resource on the real engine, from its first `up` to its `destroy`.

All resources go through the steps once, side by side in one stack; each test then looks at one resource.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pulumi
import pytest

from pulumi_sentry.plugin.registry import registry
from sentry_sandbox.server import SandboxServer
from sentry_sandbox.settings import Settings
from tests.e2e.cases import CASES, Case, World
from tests.e2e.cases.worlds import Neighbour
from tests.e2e.engine import Run, Stack, Step
from tests.sandbox import variables_of
from tests.sentry_api import SentryByHand


def test_every_resource_has_a_case() -> None:
    assert {case.resource for case in CASES} == set(registry().resources.values())


class Lives:
    """The lives of some cases in one organization.

    Attributes:
        hand: the person who works by hand.
        worlds: what each case was prepared with.
        runs: the engine's runs, by the names of the steps, in order.
        ids: the resources' ids in state, by the name of the step before.
    """

    def __init__(self, cases: list[Case], hand: SentryByHand, folder: Path) -> None:
        self.cases = cases
        self.hand = hand
        self.worlds = {str(case): _prepare(case, hand, folder / str(case)) for case in cases}
        self.runs: dict[str, Run] = {}
        self.ids: dict[str, dict[str, str]] = {}

    def step(self, name: str, run: Run) -> None:
        """Record the engine's run of a step."""
        assert name not in self.runs, name
        self.runs[name] = run

    def op(self, name: str, resource: str) -> Step | None:
        """Return what a step did to a resource; None for nothing."""
        return self.runs[name].steps.get(resource)

    def leave_alone(self, resource: str, steps: Iterable[str]) -> bool:
        """Whether steps found nothing to do to a resource."""
        return not any(resource in self.runs[name].steps for name in steps)

    def references(self, case: Case) -> dict[str, str]:
        """Return every form of a resource's name, by the name under which the adopting stack imports it."""
        forms = case.references(self.worlds[str(case)], self.ids["up"][str(case)])
        return {f"{case}-by-{number}": form for number, form in enumerate(forms)}

    def declared(self) -> None:
        """The program that declares every case."""
        for case in self.cases:
            case.declare(str(case), self.worlds[str(case)], pulumi.ResourceOptions())

    def adopted(self) -> None:
        """The program that imports every case by every form of its name."""
        for case in self.cases:
            for name, reference in self.references(case).items():
                options = pulumi.ResourceOptions(import_=reference)
                case.declare(name, self.worlds[str(case)], options)


UP_LEAVES_NOTHING_TO_DO = ("preview after up", "refresh after up", "preview after that refresh")
REPAIR_LEAVES_NOTHING_TO_DO = ("refresh after repair", "preview after repair")


def live(lives: Lives, env: dict[str, str], folder: Path) -> None:
    """Take every case through its life, step by step."""
    stack = Stack(folder / "first", env, "first")
    _make(lives, stack)
    _change_by_hand_and_repair(lives, stack)
    _adopt(lives, Stack(folder / "adopting", env, "adopting"))
    _remove_by_hand_and_make_again(lives, stack)
    lives.ids["before destroy"] = _ids(stack)
    lives.step("destroy", stack.destroy())


def _make(lives: Lives, stack: Stack) -> None:
    lives.step("up", stack.up(lives.declared))
    lives.step("preview after up", stack.preview(lives.declared))
    lives.step("refresh after up", stack.refresh())
    lives.step("preview after that refresh", stack.preview(lives.declared))
    lives.ids["up"] = _ids(stack)


def _change_by_hand_and_repair(lives: Lives, stack: Stack) -> None:
    for case in lives.cases:
        case.change(lives.hand, lives.worlds[str(case)], lives.ids["up"][str(case)])
    lives.step("refresh after change", stack.refresh())
    lives.step("preview after change", stack.preview(lives.declared))
    lives.step("repair", stack.up(lives.declared))
    lives.step("refresh after repair", stack.refresh())
    lives.step("preview after repair", stack.preview(lives.declared))


def _adopt(lives: Lives, adopting: Stack) -> None:
    lives.step("adopt", adopting.up(lives.adopted))
    lives.step("preview after adopt", adopting.preview(lives.adopted))
    lives.ids["adopt"] = _ids(adopting)


def _remove_by_hand_and_make_again(lives: Lives, stack: Stack) -> None:
    for case in lives.cases:
        if case.removable:
            case.remove(lives.hand, lives.worlds[str(case)], lives.ids["up"][str(case)])
    lives.step("refresh after removal", stack.refresh())
    lives.step("make again", stack.up(lives.declared))
    lives.step("preview after make again", stack.preview(lives.declared))


@pytest.fixture(scope="module")
def lives(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lives]:
    """The lives of the selected cases."""
    asked = [getattr(item, "callspec", None) for item in request.session.items]
    chosen = {id(call.params.get("case")) for call in asked if call is not None}
    cases = [case for case in CASES if id(case) in chosen]
    folder = tmp_path_factory.mktemp("lives")
    with (
        SandboxServer(Settings()) as sandbox,
        Neighbour(sandbox.url, sandbox.token, sandbox.organization) as hand,
    ):
        lives = Lives(cases, hand, folder)
        live(lives, variables_of(sandbox), folder)
        yield lives


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_life_of_a_resource(case: Case, lives: Lives) -> None:
    it = str(case)

    # An up makes it, and then there is nothing left to do: not by preview, not by refresh.
    assert lives.op("up", it) == Step("create")
    assert lives.leave_alone(it, UP_LEAVES_NOTHING_TO_DO)

    # What somebody changed by hand is shown by a refresh, exactly that, and repaired by the next up.
    assert _arguments(lives.op("refresh after change", it)) == case.changed
    assert _arguments(lives.op("preview after change", it)) == case.changed
    assert _arguments(lives.op("repair", it)) == case.changed
    assert lives.leave_alone(it, REPAIR_LEAVES_NOTHING_TO_DO)

    # Another stack can adopt it, by every form of its name, without a change.
    names = list(lives.references(case))
    assert {lives.ids["adopt"][name] for name in names} == {lives.ids["up"][it]}
    assert [lives.op("adopt", name) for name in names] == [case.adopted] * len(names)
    assert all(lives.leave_alone(name, ["preview after adopt"]) for name in names)

    # Removed by hand, a refresh sees that it is gone and an up makes it again.
    if case.removable:
        missed = lives.op("refresh after removal", it)
        assert missed is not None
        assert missed.op == "delete"
        assert lives.op("make again", it) == Step("create")
        assert lives.leave_alone(it, ["preview after make again"])

    # A destroy leaves nothing.
    assert lives.op("destroy", it) == Step("delete")
    assert not case.exists(lives.hand, lives.worlds[it], lives.ids["before destroy"][it])


def _prepare(case: Case, hand: SentryByHand, folder: Path) -> World:
    folder.mkdir()
    return case.prepare(hand, folder)


def _ids(stack: Stack) -> dict[str, str]:
    resources = stack.state()["resources"]
    return {one["urn"].rsplit("::", 1)[-1]: one.get("id", "") for one in resources}


def _arguments(step: Step | None) -> set[str]:
    """Return the top-level arguments that differ, without outputs that follow from them."""
    if step is None:
        return set()
    assert step.op == "update", step
    return {path.split(".")[0].split("[")[0] for path in step.diffs}
