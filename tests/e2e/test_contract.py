"""What every resource keeps, on the real engine, from its first `up` to its last `destroy`.

The lives of all resources are lived once, side by side in one stack; every test then looks at one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pulumi
import pytest

from pulumi_sentry.plugin.registry import registry
from sentry_sandbox.server import SandboxServer
from sentry_sandbox.settings import Settings
from tests.e2e.cases import CASES, Case, World
from tests.e2e.engine import Run, Stack, Step
from tests.sentry_api import SentryByHand


def test_every_resource_has_a_case() -> None:
    assert {case.resource for case in CASES} == set(registry().resources.values())


class Neighbour(SentryByHand):
    """A person who finds it there where another case has had the same made."""

    def team(self, slug: str) -> dict[str, Any]:
        path = f"teams/{{org}}/{slug}/"
        return self.get(path) if self.status(path) == 200 else super().team(slug)

    def project(self, team: str, slug: str) -> dict[str, Any]:
        path = f"projects/{{org}}/{slug}/"
        return self.get(path) if self.status(path) == 200 else super().project(team, slug)


class Lives:
    """The lives of some cases in one organization: what each operation did to each resource.

    Attributes:
        made: the first `up`.
        then_empty: what must find nothing: preview, refresh, preview.
        ids: by case, after the first `up`.
        seen: a refresh after somebody changed each of them by hand.
        planned: the preview after that.
        repaired: the `up` after that.
        then_whole: what must find nothing again: refresh, preview.
        adopted: an `up` of another stack that imports each by every form of its name.
        adopted_ids: by name in that stack.
        then_adopted: a preview there.
        missed: a refresh of the first stack after they were removed by hand.
        made_again: the `up` after that.
        then_made: a preview after that.
        last_ids: by case, before the end.
        destroyed: the destroy.
    """

    def __init__(self, cases: list[Case], hand: SentryByHand, env: dict[str, str], folder: Path) -> None:
        self.hand = hand
        self.worlds = {str(case): self._prepare(case, folder / str(case)) for case in cases}
        declared = self._program(cases)
        stack = Stack(folder / "first", env, "first")

        self.made = stack.up(declared)
        self.then_empty = [stack.preview(declared), stack.refresh(), stack.preview(declared)]
        self.ids = _ids(stack)

        for case in cases:
            case.change(hand, self.worlds[str(case)], self.ids[str(case)])
        self.seen, self.planned, self.repaired = stack.refresh(), stack.preview(declared), stack.up(declared)
        self.then_whole = [stack.refresh(), stack.preview(declared)]

        adopting = Stack(folder / "adopting", env, "adopting")
        adopted = self._program(cases, by_reference=True)
        self.adopted, self.then_adopted = adopting.up(adopted), adopting.preview(adopted)
        self.adopted_ids = _ids(adopting)

        for case in cases:
            if case.removable:
                case.remove(hand, self.worlds[str(case)], self.ids[str(case)])
        self.missed, self.made_again = stack.refresh(), stack.up(declared)
        self.then_made = stack.preview(declared)

        self.last_ids = _ids(stack)
        self.destroyed = stack.destroy()

    def references(self, case: Case) -> dict[str, str]:
        """Every form of a resource's name, by the name under which the adopting stack imports it."""
        forms = case.references(self.worlds[str(case)], self.ids[str(case)])
        return {f"{case}-by-{number}": form for number, form in enumerate(forms)}

    def _prepare(self, case: Case, folder: Path) -> World:
        folder.mkdir()
        return case.prepare(self.hand, folder)

    def _program(self, cases: list[Case], *, by_reference: bool = False) -> Callable[[], None]:
        def declare() -> None:
            for case in cases:
                world = self.worlds[str(case)]
                if not by_reference:
                    case.declare(str(case), world, pulumi.ResourceOptions())
                    continue
                for name, reference in self.references(case).items():
                    case.declare(name, world, pulumi.ResourceOptions(import_=reference))

        return declare


@pytest.fixture(scope="module")
def lives(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lives]:
    """The lives of those cases that are under test."""
    asked = [getattr(item, "callspec", None) for item in request.session.items]
    chosen = {id(call.params.get("case")) for call in asked if call is not None}
    with SandboxServer(Settings()) as sandbox:
        env = {
            "SENTRY_URL": sandbox.url,
            "SENTRY_AUTH_TOKEN": sandbox.token,
            "SENTRY_ORG": sandbox.organization,
        }
        hand = Neighbour(sandbox.url, sandbox.token, sandbox.organization)
        cases = [case for case in CASES if id(case) in chosen]
        yield Lives(cases, hand, env, tmp_path_factory.mktemp("lives"))
        hand.close()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_life_of_a_resource(case: Case, lives: Lives) -> None:
    it = str(case)

    # An up makes it, and then there is nothing left to do: not by preview, not by refresh.
    assert lives.made.steps[it] == Step("create")
    assert not any(it in run.steps for run in lives.then_empty)

    # What somebody changed by hand is shown by a refresh, exactly that, and repaired by the next up.
    assert _arguments(lives.seen, it) == case.changed
    assert _arguments(lives.planned, it) == case.changed
    assert _arguments(lives.repaired, it) == case.changed
    assert not any(it in run.steps for run in lives.then_whole)

    # Another stack can adopt it, by every form of its name, without a change.
    references = lives.references(case)
    assert {lives.adopted_ids[name] for name in references} == {lives.ids[it]}
    assert [lives.adopted.steps[name] for name in references] == [case.adopted] * len(references)
    assert not any(name in lives.then_adopted.steps for name in references)

    # Removed by hand, a refresh sees that it is gone and an up makes it again.
    if case.removable:
        assert lives.missed.steps[it].op == "delete"
        assert lives.made_again.steps[it] == Step("create")
        assert it not in lives.then_made.steps

    # A destroy leaves nothing.
    assert lives.destroyed.steps[it] == Step("delete")
    assert not case.exists(lives.hand, lives.worlds[it], lives.last_ids[it])


def _ids(stack: Stack) -> dict[str, str]:
    resources = stack.state()["resources"]
    return {one["urn"].rsplit("::", 1)[-1]: one.get("id", "") for one in resources}


def _arguments(run: Run, name: str) -> set[str]:
    """The top-level arguments of a resource that differ, outputs that follow from them left aside."""
    if name not in run.steps:
        return set()
    step = run.steps[name]
    assert step.op == "update", step
    return {path.split(".")[0].split("[")[0] for path in step.diffs}
