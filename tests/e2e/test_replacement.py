"""Nothing is lost when a resource is made anew, renamed, moved or declared twice, on the real engine.

The engine makes a replacement before it deletes what is replaced, and deletes what a program no longer declares at
its end. All resources go through it side by side in one stack; those that can exist only once go one by one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pulumi
import pytest
from pulumi import automation

from sentry_sandbox.server import SandboxServer
from sentry_sandbox.settings import Settings
from tests.e2e.cases import CASES, Case, World
from tests.e2e.cases.worlds import Neighbour
from tests.e2e.engine import Run, Stack
from tests.sandbox import variables_of
from tests.sentry_api import SentryByHand

REFUSED = [case for case in CASES if case.replaced == "refused"]
TAKEN = [case for case in CASES if case.replaced != "refused"]

KEPT_WITHOUT_ONE = ("OrganizationSettings",)
"""Resources that a destroy leaves as they are."""


class Moved(pulumi.ComponentResource):
    """Another parent."""

    def __init__(self) -> None:
        super().__init__("tests:index:Moved", "moved")


class Life:
    """One stack with every resource, and its state."""

    def __init__(self, hand: SentryByHand, env: dict[str, str], folder: Path) -> None:
        self.hand = hand
        self.worlds = {str(case): self._prepare(case, folder / str(case)) for case in CASES}
        self.stack = Stack(folder / "stack", env)
        self.stack.up(self.program())

    def _prepare(self, case: Case, folder: Path) -> World:
        folder.mkdir()
        return case.prepare(self.hand, folder)

    def program(
        self,
        names: Callable[[Case], str] = str,
        options: Callable[[Case], pulumi.ResourceOptions] = lambda _case: pulumi.ResourceOptions(),
        worlds: Mapping[str, World] | None = None,
    ) -> Callable[[], None]:
        """A program with every resource, by name and options; `worlds` replaces some of their worlds."""

        def declare() -> None:
            for case in CASES:
                world = {**self.worlds, **(worlds or {})}[str(case)]
                case.declare(names(case), world, options(case))

        return declare

    def urn(self, case: Case) -> str:
        return str(self.stack.resource(str(case))["urn"])

    def id(self, name: str) -> str:
        return str(self.stack.resource(name)["id"])

    def ids(self) -> dict[str, str]:
        return {str(case): self.id(str(case)) for case in CASES}

    def is_whole(self, names: Callable[[Case], str] = str, program: Callable[[], None] | None = None) -> None:
        """Everything is there as the state says, and a look at Sentry finds nothing to do."""
        for case in CASES:
            if str(case) not in KEPT_WITHOUT_ONE:
                assert case.exists(self.hand, self.worlds[str(case)], self.id(names(case))), case
        assert self.stack.preview(program or self.program(names), refresh=True).steps == {}

    def refused(self, operation: Callable[[], Run]) -> str:
        """Run an operation that the provider must refuse; return its words."""
        said = len(self.stack.printed)
        with pytest.raises(automation.CommandError):
            operation()
        return "\n".join(self.stack.printed[said:])


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    with (
        SandboxServer(Settings()) as sandbox,
        Neighbour(sandbox.url, sandbox.token, sandbox.organization) as hand,
    ):
        yield Life(hand, variables_of(sandbox), tmp_path_factory.mktemp("replaced"))


def as_declared(before: dict[str, str], after: dict[str, str]) -> None:
    for case in TAKEN:
        same = before[str(case)] == after[str(case)]
        assert same is (case.replaced == "same"), case


def test_a_forced_replacement_makes_another_one_or_leaves_it_as_it_is(life: Life) -> None:
    before = life.ids()
    life.stack.up(life.program(), replace=[life.urn(case) for case in TAKEN])
    as_declared(before, life.ids())
    life.is_whole()


def test_a_tainted_one_is_made_anew_or_stays_as_it_is(life: Life) -> None:
    before = life.ids()
    life.stack.taint(*(life.urn(case) for case in TAKEN))
    life.stack.up(life.program())
    as_declared(before, life.ids())
    life.is_whole()


@pytest.mark.parametrize("case", REFUSED, ids=str)
def test_what_cannot_be_made_twice_is_refused_and_the_sentence_says_what_to_do(
    case: Case, life: Life
) -> None:
    before, urn = life.ids(), life.urn(case)
    said = life.refused(lambda: life.stack.up(life.program(), replace=[urn]))
    assert f"pulumi state untaint '{urn}'" in said or f"pulumi import {urn.split('::')[2]}" in said
    life.stack.taint(urn)
    life.refused(lambda: life.stack.up(life.program()))
    life.stack.untaint(urn)
    assert life.ids() == before
    life.is_whole()


@pytest.mark.parametrize("case", REFUSED, ids=str)
def test_what_cannot_be_made_twice_is_made_anew_where_it_may_be_deleted_before(
    case: Case, life: Life
) -> None:
    before = life.id(str(case))
    program = life.program(
        options=lambda one: pulumi.ResourceOptions(delete_before_replace=True if one is case else None)
    )
    life.stack.up(program, replace=[life.urn(case)])
    assert life.id(str(case)) != before
    life.is_whole()


@pytest.mark.parametrize("case", REFUSED, ids=str)
def test_a_name_that_has_changed_without_an_alias_is_refused_where_the_object_has_a_name_of_its_own(
    case: Case, life: Life
) -> None:
    before = life.ids()
    renamed = life.program(lambda one: "renamed" if one is case else str(one))
    said = life.refused(lambda: life.stack.up(renamed))
    assert "alias" in said or "pulumi import" in said
    assert life.ids() == before
    life.is_whole()


def test_a_name_that_has_changed_without_an_alias_loses_nothing(life: Life) -> None:
    def name(case: Case) -> str:
        return f"{case}-renamed" if case in TAKEN else str(case)

    life.stack.up(life.program(name))
    life.is_whole(name)
    life.stack.up(life.program())
    life.is_whole()


def test_a_name_that_has_changed_with_an_alias_is_no_change_at_all(life: Life) -> None:
    before = life.ids()
    back = life.program(
        lambda case: f"{case}-called-otherwise",
        lambda case: pulumi.ResourceOptions(aliases=[pulumi.Alias(name=str(case))]),
    )
    assert life.stack.up(back).steps == {}
    forth = life.program(
        options=lambda case: pulumi.ResourceOptions(aliases=[pulumi.Alias(name=f"{case}-called-otherwise")])
    )
    assert life.stack.up(forth).steps == {}
    assert life.ids() == before
    life.is_whole()


def test_another_parent_without_an_alias_loses_nothing(life: Life) -> None:
    def declare() -> None:
        parent = Moved()
        for case in CASES:
            options = pulumi.ResourceOptions(parent=parent) if case in TAKEN else pulumi.ResourceOptions()
            case.declare(str(case), life.worlds[str(case)], options)

    life.stack.up(declare)
    life.is_whole(program=declare)
    life.stack.up(life.program())
    life.is_whole()


def test_of_two_resources_on_one_object_the_other_keeps_it(life: Life) -> None:
    ids = life.ids()

    def twice() -> None:
        life.program()()
        for case in CASES:
            if case is not member:
                reference = case.references(life.worlds[str(case)], ids[str(case)])[0]
                case.declare(
                    f"{case}-again", life.worlds[str(case)], pulumi.ResourceOptions(import_=reference)
                )

    member = next(case for case in CASES if str(case) == "Member")
    life.stack.up(twice)
    life.stack.up(life.program())
    assert life.ids() == ids
    life.is_whole()


def test_another_way_to_write_the_path_of_an_env_file_is_no_move(life: Life, tmp_path: Path) -> None:
    file = Path(life.worlds["EnvFile"]["path"])
    before = file.read_text()
    (tmp_path / "link").symlink_to(file.parent)
    for path in (str(tmp_path / "link" / ".env"), os.path.relpath(file, life.stack.folder)):
        moved = life.program(worlds={"EnvFile": {"path": path}})
        assert life.stack.preview(moved).steps == {}
        assert life.stack.up(moved).steps == {}
        assert file.read_text() == before
    life.is_whole()


def test_a_cron_monitor_of_another_project_keeps_the_slug_that_its_job_checks_in_by(life: Life) -> None:
    def slugs() -> list[tuple[str, str]]:
        found = life.hand.get("organizations/{org}/detectors/?query=type:monitor_check_in_failure")
        return [(one["projectId"], one["dataSources"][0]["queryObj"]["slug"]) for one in found]

    here, there = life.worlds["CronMonitor"]["project"], life.worlds["SpikeProtection"]["project"]
    assert slugs() == [(here, "nightly-import")]
    moved = life.program(worlds={"CronMonitor": {"project": there}})
    assert life.stack.up(moved).steps["CronMonitor"].op in ("replace", "create-replacement")
    assert slugs() == [(there, "nightly-import")]
    life.is_whole(program=moved)

    # Back again, and by another name: what is deleted first has the urn that the alias leads to.
    def name(case: Case) -> str:
        return f"{case}-back" if str(case) == "CronMonitor" else str(case)

    def former(case: Case) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(
            aliases=[pulumi.Alias(name=f"{case}-back"), pulumi.Alias(name=str(case))]
        )

    back = life.program(name, former)
    life.stack.up(back)
    assert slugs() == [(here, "nightly-import")]
    life.is_whole(name, back)
    assert life.stack.up(life.program(options=former)).steps == {}
    life.is_whole()


def test_a_destroy_leaves_nothing(life: Life) -> None:
    ids = life.ids()
    life.stack.destroy()
    for case in CASES:
        assert not case.exists(life.hand, life.worlds[str(case)], ids[str(case)]), case
