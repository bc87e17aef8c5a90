"""What every resource keeps, on the real engine, from its first `up` to its last `destroy`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pulumi
import pytest

from pulumi_sentry.plugin.registry import registry
from tests.e2e.cases import CASES, Case, World
from tests.e2e.engine import Stack, Step
from tests.sentry_api import SentryByHand


def test_every_resource_has_a_case() -> None:
    assert {case.resource for case in CASES} == set(registry().resources.values())


@pytest.fixture
def new_stack(tmp_path: Path, sentry_env: dict[str, str]) -> Callable[[str], Stack]:
    return lambda name: Stack(tmp_path / name, sentry_env, name)


def program(case: Case, world: World, **imports: str) -> Callable[[], None]:
    """Declares the case as `it`, or under each given name with the reference to import."""

    def declare() -> None:
        if not imports:
            case.declare("it", world, pulumi.ResourceOptions())
        for name, reference in imports.items():
            case.declare(name, world, pulumi.ResourceOptions(import_=reference))

    return declare


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_life_of_a_resource(
    case: Case, by_hand: SentryByHand, tmp_path: Path, new_stack: Callable[[str], Stack]
) -> None:
    world = case.prepare(by_hand, tmp_path)
    stack = new_stack("first")
    declared = program(case, world)

    # An up makes it, and then there is nothing left to do: not by preview, not by refresh.
    assert stack.up(declared).steps == {"it": Step("create")}
    assert stack.preview(declared).steps == {}
    assert stack.refresh().steps == {}
    assert stack.preview(declared).steps == {}
    id = stack.resource("it")["id"]

    # What somebody changed by hand is shown by a refresh, exactly that, and repaired by the next up.
    case.change(by_hand, world, id)
    assert _arguments(stack.refresh().steps) == case.changed
    assert _arguments(stack.preview(declared).steps) == case.changed
    assert _arguments(stack.up(declared).steps) == case.changed
    assert stack.refresh().steps == {}
    assert stack.preview(declared).steps == {}

    # Another stack can adopt it, by every form of its name, without a change.
    adopting = new_stack("adopting")
    references = {f"by{number}": reference for number, reference in enumerate(case.references(world, id))}
    adopted = program(case, world, **references)
    assert adopting.up(adopted).steps == dict.fromkeys(references, case.adopted)
    assert {adopting.resource(name)["id"] for name in references} == {id}
    assert adopting.preview(adopted).steps == {}

    # Removed by hand, a refresh sees that it is gone and an up makes it again.
    if case.removable:
        case.remove(by_hand, world, id)
        assert stack.refresh().steps["it"].op == "delete"
        assert stack.up(declared).steps == {"it": Step("create")}
        assert stack.preview(declared).steps == {}

    # A destroy leaves nothing.
    id = stack.resource("it")["id"]
    assert stack.destroy().steps == {"it": Step("delete")}
    assert not case.exists(by_hand, world, id)


def _arguments(steps: dict[str, Step]) -> set[str]:
    """The top-level arguments that differ, outputs that follow from them left aside."""
    assert set(steps) <= {"it"}, steps
    assert all(step.op == "update" for step in steps.values()), steps
    paths = [path for step in steps.values() for path in step.diffs]
    return {path.split(".")[0].split("[")[0] for path in paths}
