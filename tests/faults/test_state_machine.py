"""After any faults, one clean `up` gives one object each; a search looks for counterexamples.

Runs of operations (up, preview, refresh, import, destroy, a forced replacement, a rename, an edit, and what a person
makes, changes or removes by hand, or runs in another organization) meet faults at any request:
refusals, failing gateways, cut connections, answers that are lost, late or half, and a provider or an engine that is
killed. `make soak` runs more of them, with seeds that it prints (`FAULT_EXAMPLES`, `FAULT_SEED`).
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, note, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from pulumi_sentry.keys.key_id import KeyId
from sentry_sandbox.server import SandboxServer
from sentry_sandbox.settings import Settings
from tests.faults.faults import HELD_MS, clear, strike, struck
from tests.faults.model_engine import Kept, ModelEngine, UpFailed
from tests.faults.small_estate import BY_HAND, LEAVES, NO_TWO, Bystanders, Estate, made_by_hand
from tests.sandbox import person_at, variables_of
from tests.sentry_api import SentryByHand

EXAMPLES = int(os.environ.get("FAULT_EXAMPLES", "60"))
STEPS = 5
LATE_MS = 800
"""Longer than the provider waits for an answer in these tests."""

KINDS = [
    {"kind": "status", "status": 500},
    {"kind": "status", "status": 502},
    {"kind": "status", "status": 429},
    {"kind": "status", "status": 403, "body": {"detail": "You do not have permission."}},
    {"kind": "html", "status": 502},
    {"kind": "cut"},
    {"kind": "lost_answer"},
    {"kind": "lost_answer", "times": 4},
    {"kind": "late_answer", "delay_ms": LATE_MS},
    {"kind": "delay", "delay_ms": LATE_MS},
    {"kind": "malformed"},
    {"kind": "killed"},
    {"kind": "engine killed"},
]


def faults(**most: int) -> st.SearchStrategy[dict[str, Any] | None]:
    """No fault, or a fault of any kind at one of the first requests of a method; it may come too late to strike."""
    at_one_of = {"any": None, "get": "GET", "post": "POST", "put": "PUT", "delete": "DELETE"}
    return st.one_of(
        st.none(),
        *(
            st.fixed_dictionaries(
                {
                    "what": st.sampled_from(KINDS),
                    "method": st.just(at_one_of[method]),
                    "after": st.integers(0, last),
                }
            )
            for method, last in most.items()
        ),
    )


EVERYTHING = tuple(Estate().program())

OF_AN_UP = faults(any=12, get=3, post=7, put=1, delete=0)
OF_A_DESTROY = faults(any=7, delete=5)
OF_READING = faults(any=4, get=1)
OF_ONE_OBJECT = faults(any=1)
"""Faults within about as many requests as an operation sends."""


class Lives(RuleBasedStateMachine):
    """One stack, one organization, from nothing."""

    hand: SentryByHand
    environment: dict[str, str]
    backend: Path
    elsewhere: SentryByHand
    elsewhere_environment: dict[str, str]
    happened: Counter[str]
    """How often each operation ran and met a fault, printed at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.hand.admin("POST", "reset")
        self.hand.admin("POST", "quirks", {"rate_limit": {"announced": False}})
        self.others = Bystanders(self.hand)
        self.estate = Estate()
        self.engine = ModelEngine(self.environment, Path(mkdtemp(dir=self.backend)))
        self.interrupted = False
        """Sentry may have an object that the state lacks. Until the next `up` the program stays as it is, since the
        provider recognises an object by its declaration."""
        self.stale = False
        """The state may have an object that Sentry lacks, which only a refresh notices."""

    @initialize(choosable=st.booleans(), begun=st.booleans(), fault=OF_AN_UP, checkpoints=st.booleans())
    def a_sentry(self, choosable: bool, begun: bool, fault: dict[str, Any] | None, checkpoints: bool) -> None:
        self.hand.admin("POST", "quirks", {"key_secret_choosable": choosable})
        if begun:
            self._up(fault, checkpoints=checkpoints)

    # -- what happens ---------------------------------------------------------------------------

    @rule(fault=OF_AN_UP, checkpoints=st.booleans())
    def up(self, fault: dict[str, Any] | None, checkpoints: bool) -> None:
        self._up(fault, checkpoints=checkpoints)

    def _up(self, fault: dict[str, Any] | None, *, checkpoints: bool) -> None:
        program = self.estate.program()
        # Only an `up` that takes nothing away does without (`sentry_iac.engine.checkpoints`).
        checkpoints = (
            checkpoints or bool(self.engine.replaced) or not self.engine.state.keys() <= program.keys()
        )
        what = "up" if checkpoints else "up without checkpoint"
        self.interrupted = not self._meets(
            what, fault, lambda: self.engine.up(program, checkpoints=checkpoints)
        )

    @rule(fault=OF_READING)
    def refresh(self, fault: dict[str, Any] | None) -> None:
        before = set(self.engine.state)
        if self._meets("refresh", fault, self.engine.refresh):
            self.stale = False
        elif not self.stale:
            # An error does not prove that an object is gone.
            assert set(self.engine.state) == before

    @rule(fault=OF_ONE_OBJECT)
    def preview(self, fault: dict[str, Any] | None) -> None:
        before = dict(self.engine.state)
        self._reads_only("preview", fault, lambda: self.engine.preview(self.estate.program()))
        state_unchanged(self, before)

    @precondition(lambda self: not self.interrupted and not self.stale and self._missing() is not None)
    @rule(fault=OF_ONE_OBJECT, form=st.integers(0, 3))
    def somebody_makes_the_next_one_and_it_is_imported(self, fault: dict[str, Any] | None, form: int) -> None:
        name = self._missing()
        assert name is not None
        kind, _ = self.estate.program()[name]
        forms = made_by_hand(name, self.hand, self.engine.state)
        reference = forms[form % len(forms)]

        def take_over() -> None:
            self.engine.take_over(name, kind, reference)

        if not self._reads_only("import", fault, take_over):
            assert name not in self.engine.state
            self._reads_only("import", None, take_over)
        assert KeyId.in_any_form(self.engine.state[name].id) == KeyId.in_any_form(forms[0])

    def _missing(self) -> str | None:
        """The first declared resource that the state lacks, if a person can make it."""
        program = self.estate.program()
        name = next((name for name in program if name not in self.engine.state), None)
        return name if name in BY_HAND else None

    @precondition(lambda self: self.engine.state)
    @rule(fault=OF_A_DESTROY)
    def destroy(self, fault: dict[str, Any] | None) -> None:
        if self._meets("destroy", fault, self.engine.destroy):
            # A destroy cannot delete an object that the state lacks; the next `up` adopts it.
            assert self.interrupted or not any(self.others.ours(self.hand).values())
            self.stale = False
        else:
            self.stale = True

    @rule(
        changes=st.fixed_dictionaries(
            {},
            optional={
                "threshold": st.sampled_from([40, 50]),
                "frequency": st.sampled_from([5, 30]),
                "prefix": st.sampled_from(["[shop]", "[web]"]),
            },
        )
    )
    def edit(self, changes: dict[str, Any]) -> None:
        """Also after an interrupted `up`: the next one recognises its objects by more than their arguments."""
        self.estate = self.estate.edited(**changes)

    @precondition(lambda self: not self.interrupted)
    @rule(second=st.booleans())
    def declare_less_or_more(self, second: bool) -> None:
        self.estate = self.estate.edited(second=second)

    @precondition(lambda self: not self.interrupted)
    @rule(resource=st.sampled_from(LEAVES), alias=st.booleans())
    def rename(self, resource: str, alias: bool) -> None:
        before = self.estate
        self.estate = before.edited(renamed=before.renamed ^ {resource})
        if alias:
            self.engine.rename({before.name(resource): self.estate.name(resource)})

    @precondition(lambda self: not self.stale)
    @rule(resource=st.sampled_from(EVERYTHING), fault=OF_AN_UP)
    def replace(self, resource: str, fault: dict[str, Any] | None) -> None:
        """`pulumi up --replace`, or a tainted resource."""
        program, name = self.estate.program(), self.estate.name(resource)
        if resource in NO_TWO and name in self.engine.state:
            id = self.engine.state[name].id
            with pytest.raises(UpFailed, match="cannot be made anew while it exists"):
                self.engine.up(program, replace=[name])
            assert self.engine.state[name].id == id
            self.interrupted = True
        else:
            self.interrupted = not self._meets(
                "replacement", fault, lambda: self.engine.up(program, replace=[name])
            )

    @precondition(lambda self: not self.interrupted and not self.stale and self._missing() in NO_TWO)
    @rule()
    def somebody_makes_the_next_one_a_moment_ago_and_it_stays_theirs(self) -> None:
        name = self._missing()
        assert name is not None
        id, *_ = made_by_hand(name, self.hand, self.engine.state)
        path = f"{name}s/{{org}}/{id}/"

        def looks() -> dict[str, Any]:
            found = self.hand.get(path)
            return {
                key: found[key] for key in ("id", "slug", "name", "platform", "subjectPrefix") if key in found
            }

        theirs = looks()
        with pytest.raises(UpFailed, match="already exists"):
            self.engine.up(self.estate.program())
        assert looks() == theirs
        self.hand.call("DELETE", path)

    @precondition(lambda self: {"monitor", "project"} <= self.engine.state.keys())
    @rule(what=st.sampled_from(["monitor", "alert", "key", "project"]), remove=st.booleans())
    def somebody_changes_or_removes_one(self, what: str, remove: bool) -> None:
        name = self.estate.name(what)
        if name not in self.engine.state:
            return
        path, change = self._by_hand(what, self.engine.state[name])
        if path is None or self.hand.status(path) != 200:
            return
        if remove and what != "project":
            self.hand.call("DELETE", path)
            self.stale = True
        else:
            self.hand.call("PUT", path, change)

    def _by_hand(self, what: str, kept: Kept) -> tuple[str | None, dict[str, Any]]:
        if what == "monitor":
            change: dict[str, Any] = {"name": "5xx", "description": "by hand"}
            return f"organizations/{{org}}/detectors/{kept.id}/", change
        if what == "alert":
            path = f"organizations/{{org}}/workflows/{kept.id}/"
            found = self.hand.status(path) == 200
            return path if found else None, (
                {**self.hand.get(path), "config": {"frequency": 1440}} if found else {}
            )
        if what == "key":
            project = kept.outputs["projectId"]
            path = f"projects/{{org}}/{project}/keys/{kept.outputs['publicKey']}/"
            return path, {"name": "production", "isActive": False}
        return f"projects/{{org}}/{kept.id}/", {"subjectPrefix": "[by hand]"}

    @precondition(lambda self: self.engine.state)
    @rule(operation=st.sampled_from(["up", "preview", "refresh", "destroy"]))
    def somebody_runs_it_in_the_environment_of_another_organization(self, operation: str) -> None:
        self.engine.end()
        before, asked = dict(self.engine.state), self.engine.environment
        self.elsewhere.admin("DELETE", "requests")
        self.engine.environment = self.elsewhere_environment
        run = getattr(self.engine, operation)
        try:
            with pytest.raises(UpFailed, match="this run asks for organization other"):
                run(self.estate.program()) if operation in ("up", "preview") else run()
        finally:
            self.engine.environment = asked
        state_unchanged(self, before)
        nothing_written(self.elsewhere)

    # -- what must be true ------------------------------------------------------------------------

    def teardown(self) -> None:
        """After any run, one clean `up` repairs everything, and later runs change nothing."""
        program = self.estate.program()
        self._clean()
        if self.stale:
            self.engine.refresh()
        self.engine.up(program)
        one_object_each(self)
        nothing_left_to_do(self)
        self.engine.refresh()
        self.engine.up(program)
        self.engine.refresh()
        nothing_left_to_do(self)
        one_object_each(self)
        nothing_of_others_touched(self)
        self.engine.end()

    # -- how it happens -----------------------------------------------------------------------------

    def _reads_only(self, what: str, fault: dict[str, Any] | None, operation: Callable[[], object]) -> bool:
        """Run an operation that must not write, even if it meets a fault; whether it completed."""
        self.engine.end()  # each operation of the engine starts its own provider, without memory
        self.hand.admin("DELETE", "requests")
        writes = -1

        def counted() -> None:
            nonlocal writes
            try:
                operation()
            finally:
                writes = self.hand.admin("GET", "requests")["writes"]

        ended = self._meets(what, fault, counted)
        assert writes == 0
        return ended

    def _meets(self, what: str, fault: dict[str, Any] | None, operation: Callable[[], object]) -> bool:
        """Run an operation with a fault; whether it completed."""
        self.happened[f"{what}s"] += 1
        if fault is not None:
            self._arm(fault)
        try:
            operation()
        except UpFailed as failed:
            note(f"failed: {failed}")
            if fault is None:
                raise
            return False
        else:
            return True
        finally:
            if struck(self.hand):
                assert fault is not None
                self.happened[f"faults of kind {fault['what']['kind']}"] += 1
            self._clean()

    def _arm(self, fault: dict[str, Any]) -> None:
        what = dict(fault["what"])
        if what["kind"] == "killed":
            what = {"kind": "late_answer", "delay_ms": HELD_MS}
            self.engine.should_kill = lambda: struck(self.hand)
        elif what["kind"] == "engine killed":
            what = {"kind": "late_answer", "delay_ms": HELD_MS}
            self.engine.should_die = lambda: struck(self.hand)
        strike(self.hand, method=fault["method"], after=fault["after"], **what)

    def _clean(self) -> None:
        self.engine.should_kill = self.engine.should_die = lambda: False
        clear(self.hand)


def one_object_each(lives: Lives) -> None:
    """Sentry has exactly what is declared, each once."""
    assert lives.others.ours(lives.hand) == lives.estate.objects()


def nothing_left_to_do(lives: Lives) -> None:
    """A preview is empty."""
    assert lives.engine.preview(lives.estate.program()) == []


def nothing_of_others_touched(lives: Lives) -> None:
    """Somebody else's objects are as they were."""
    assert lives.others.are_untouched(lives.hand)


def nothing_written(at: SentryByHand) -> None:
    """Since its request log was emptied, nobody has written to a Sentry."""
    assert at.admin("GET", "requests")["writes"] == 0


def state_unchanged(lives: Lives, before: Mapping[str, Kept]) -> None:
    """The state is what it was."""
    assert lives.engine.state == before


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[SandboxServer]:
    """Another organization, in another Sentry."""
    with SandboxServer(Settings(organization="other")) as server:
        yield server


def test_one_clean_up_gives_one_object_each(
    by_hand: SentryByHand,
    elsewhere: SandboxServer,
    sentry_env: dict[str, str],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    chosen = os.environ.get("FAULT_SEED", "9")
    number = random.randrange(2**32) if chosen == "random" else int(chosen)  # noqa: S311  # no secret
    with capsys.disabled():
        print(f"\n{EXAMPLES} runs, FAULT_SEED={number}")
    happened = Counter[str]()
    stranger = person_at(elsewhere)
    given = {
        "hand": by_hand,
        "environment": sentry_env,
        "elsewhere": stranger,
        "elsewhere_environment": variables_of(elsewhere),
        "happened": happened,
        "backend": tmp_path,
    }
    machine = type("Lives", (Lives,), given)
    machine.TestCase.settings = settings(  # type: ignore[attr-defined]
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    run_state_machine_as_test(seed(number)(machine), settings=machine.TestCase.settings)  # type: ignore[attr-defined]
    stranger.close()
    with capsys.disabled():
        print(", ".join(f"{count} {what}" for what, count in sorted(happened.items())))
