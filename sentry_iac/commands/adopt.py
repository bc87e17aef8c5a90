"""`sentry-iac adopt`: take the objects that an export found into a stack's state."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import typer

from pulumi_sentry.declaration.importing import IMPORTS
from pulumi_sentry.plugin.session import READ_ONLY
from sentry_iac.adopting.imports import FILE, Imports, read_imports
from sentry_iac.adopting.takeover import Takeover, takeover_of
from sentry_iac.commands.shared.console import say
from sentry_iac.commands.shared.local_sentry import start_local_sentry
from sentry_iac.commands.shared.options import HERE, Directory, OnlyStack, Verbose
from sentry_iac.commands.shared.progress import working
from sentry_iac.commands.shared.watching import watching
from sentry_iac.engine import checkpoints
from sentry_iac.engine.backend import Origin
from sentry_iac.engine.programs import bin_folder
from sentry_iac.errors import CommandError, UsageError
from sentry_iac.files.layout import Layout, find_layout
from sentry_iac.runs import bring_up, dry_run
from sentry_iac.runs.session import Session, open_session, surroundings_of
from sentry_iac.stacks.target import Target


def adopt(wanted: OnlyStack = None, directory: Directory = HERE, verbose: Verbose = False) -> None:
    """Take what `sentry-iac export` found into a stack's state. Nothing is written at Sentry.

    A token that may read is enough. Interrupted at any moment and run again, it goes on. What the stack has already
    stays as it is; of what changed at Sentry since and stands in the program, the state takes note. adopt.json names
    the objects; once a stack has everything, it may be deleted.
    """
    layout = find_layout(directory)
    stack = wanted or _only_stack(layout)
    file = layout.root / FILE
    imports = read_imports(file, stack) if file.is_file() else None
    session = open_session(
        layout,
        stack,
        os.environ,
        bin_folder=bin_folder(),
        start_sandbox=partial(start_local_sentry, layout),
        say=say,
    )
    if imports is not None:
        _refuse_another_sentry(imports, session.target, file)
    elif session.engine.missing_stacks([stack]):
        # A stack without a state has everything to take over: this tells what is missing.
        read_imports(file, stack)
    session = _taking_over(session, None if imports is None else file)
    review = _Review(layout, stack, session)
    doing = f"taking over, stack {stack}"
    watch = None if verbose else watching(doing)(session)
    bring_up.apply(layout, stack, session, say=say, review=review, doing=doing, watch=watch)
    taken = review.takeover
    if taken is None or not taken.taken:
        say(f"stack {stack} has everything already; nothing was written at Sentry")
    else:
        say(f"stack {stack} has taken over {taken.words()}; nothing was written at Sentry")
    state = f". {layout.shown(layout.env_file)} && " if session.backend.state is Origin.LOCAL else ""
    done = "" if imports is None else f"; {FILE} is no longer needed"
    say(f"next: `{state}pulumi preview -s {stack}` finds nothing to do{done}")


def _only_stack(layout: Layout) -> str:
    declared = layout.declared_stacks()
    if len(declared) != 1:
        named = " and ".join(declared) or "none"
        raise UsageError(f"name the stack with --stack; the project has files of {named}")
    return declared[0]


def _taking_over(session: Session, file: Path | None) -> Session:
    named = {} if file is None else {IMPORTS: str(file)}
    # Nothing is made, so nothing is lost with a state that a kill keeps from being written: the next run begins anew.
    environ = {**session.engine.environ, **named, READ_ONLY: "1", **checkpoints.ONCE}
    return replace(session, engine=replace(session.engine, environ=environ))


def _refuse_another_sentry(imports: Imports, target: Target, file: Path) -> None:
    if not imports.are_of(target.url, target.organization):
        raise CommandError(
            f"{file.name} names objects of {imports.url}, organization {imports.organization}, and this is "
            f"{target.url}, organization {target.organization}; set SENTRY_URL and SENTRY_ORG to the former"
        )


@dataclass
class _Review:
    """Replaces the engine's own preview: it lets a run pass that only takes over."""

    layout: Layout
    stack: str
    session: Session
    takeover: Takeover | None = field(default=None, init=False)

    def __call__(self) -> bring_up.Course:
        around = surroundings_of(self.layout, self.stack, self.session)
        say(f"looking at {around.where}")
        # What changed at Sentry since, the file may say already; only a look shows that nothing is to be done.
        with working("reading the objects of the stack"):
            told = dry_run.run(around, "preview", "--refresh")
        if told.code != 0:
            raise CommandError(dry_run.why_it_failed("preview", around, told))
        self.takeover = takeover_of(told.events)
        typer.echo(_plan(self.takeover))
        return bring_up.Course(refresh=True)


def _plan(takeover: Takeover) -> str:
    lines = [f"takes over {takeover.words()}"]
    if takeover.there:
        lines.append(f"{takeover.there} are in the state already")
    lines += [f"writes the .env file of {name}" for name in takeover.files]
    return "\n".join(lines)
