"""Shows the plan before `up` writes, and asks before it changes a real Sentry."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from sentry_iac.commands.shared.console import say
from sentry_iac.commands.shared.planning import plan_of
from sentry_iac.commands.shared.progress import working
from sentry_iac.commands.shared.question import confirmed
from sentry_iac.commands.shared.reports import publish
from sentry_iac.commands.shared.watching import Watching
from sentry_iac.errors import CommandError
from sentry_iac.estate import GuardSpec
from sentry_iac.files.layout import Layout
from sentry_iac.plan import STYLES, Action, Plan, render
from sentry_iac.runs import bring_up, dry_run
from sentry_iac.runs.session import Session, surroundings_of
from sentry_iac.stacks.declared import declared_estate


@dataclass
class Review:
    """Looks at the plan of an `up`, shows it, and asks before `up` changes a real Sentry.

    A second call, after a wait for somebody else's `up`, shows and asks only about a different plan.

    Attributes:
        layout: the project.
        stack: the stack's name.
        session: the Sentry and the state.
        asks: whether a plan that changes anything needs a yes.
        refresh: whether to look at Sentry first.
        watch: what shows the `up` itself; it learns how much is to be done, and which warnings were read.
    """

    layout: Layout
    stack: str
    session: Session
    asks: bool
    refresh: bool
    watch: Watching | None = None
    _shown: str = field(default="", init=False)

    def __call__(self) -> bring_up.Course:
        """Show the plan, and return how the `up` has to run to do the same.

        Raises:
            CommandError: the look failed, or the answer was no.
        """
        engine = self.session.engine
        while True:
            before = engine.state_digest(self.stack) if self.asks else ""
            plan, apart = self._look()
            asked = self._agree(plan)
            if not asked or engine.state_digest(self.stack) == before:
                counts = Counter(plan.counts)
                return bring_up.Course(
                    refresh=self.refresh and (apart or bool(plan.changes)),
                    made=counts[Action.CREATE],
                    taken_away=counts[Action.DELETE] + counts[Action.REPLACE],
                )
            say(f"somebody changed stack {self.stack} meanwhile; looking again")

    def _look(self) -> tuple[Plan, bool]:
        around = surroundings_of(self.layout, self.stack, self.session)
        say(f"looking at {around.where if self.refresh else 'the state only'}")
        with working("reading the objects of the stack"):
            found = dry_run.preview(around, refresh=self.refresh)
        # The guard concerns people who are asked.
        guard = self._guard() if self.asks else GuardSpec()
        plan = plan_of(self.layout, around, found, guard=guard, with_past=self.asks)
        if self.watch is not None:
            self.watch.planned = len(plan.changes)
            self.watch.told.update(plan.warnings)
        return plan, found.apart

    def _guard(self) -> GuardSpec:
        # Other Pulumi programs have no sentry.yaml.
        has_guard = (self.layout.root / "sentry.yaml").is_file()
        return declared_estate(self.layout, self.stack).guard if has_guard else GuardSpec()

    def _agree(self, plan: Plan) -> bool:
        """Show a plan unless it was just shown, and return whether somebody was asked.

        Raises:
            CommandError: the answer was no.
        """
        text = render(plan, "text")
        if text == self._shown:
            return False
        publish(text, None, STYLES)
        asked = self.asks and bool(plan.changes)
        if asked:
            although = ", although the guard forbids it" if plan.forbidden else ""
            target = self.session.target
            question = f"Apply this to {target.url}, organization {target.organization}{although}?"
            if not confirmed(question):
                raise CommandError("stopped before anything was changed")
        self._shown = text
        return asked
