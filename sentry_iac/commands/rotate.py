"""`sentry-iac rotate`: one step of a rotation of DSNs, as a change in a stack file that a person can read."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Annotated

import typer

from pulumi_sentry import ProjectKey
from pulumi_sentry.api import SentryError
from pulumi_sentry.keys.retirement import FORCE
from sentry_iac.commands.shared.console import output, say
from sentry_iac.commands.shared.local_sentry import start_local_sentry
from sentry_iac.commands.shared.options import HERE, Directory, SentryProjects
from sentry_iac.commands.shared.question import confirmed
from sentry_iac.commands.shared.rotation_status import render_status
from sentry_iac.engine import instant
from sentry_iac.engine.locked import StackLocked
from sentry_iac.engine.pulumi import bin_folder
from sentry_iac.errors import CommandError
from sentry_iac.estate import RotationSpec
from sentry_iac.files.git import TOKEN as GIT_TOKEN
from sentry_iac.files.layout import Layout, find_layout
from sentry_iac.files.whole import locked, make_private_folder, read_if_present
from sentry_iac.rotation.key_report import active_keys, uses_of
from sentry_iac.rotation.record import Record
from sentry_iac.rotation.stack_config_edit import write_rotations
from sentry_iac.rotation.stacks import check_env_files, check_stack, rotations
from sentry_iac.rotation.steps import (
    KeyState,
    caught_up,
    check_can_go_back,
    check_rotatable,
    check_up_to_date,
    is_under_way,
    keys_of,
    rolled_back,
    rotated,
    shown,
)
from sentry_iac.rotation.yaml_edit import Scalar, check_writable
from sentry_iac.runs import bring_up
from sentry_iac.stacks.salt import declared_stacks, put_back

Stack = Annotated[str | None, typer.Option("--stack", "-s", help="The Pulumi stack.", envvar="STACK")]
PullRequest = Annotated[
    bool, typer.Option("--pr", help="Only change the stack file, for a pull request to do the rest.")
]
Leaked = Annotated[
    bool,
    typer.Option(
        "--leaked", help="Emergency: switch the old key off as soon as the new one is in the .env files."
    ),
]
Status = Annotated[
    bool, typer.Option("--status", help="Change nothing; show the keys and what the next up will do.")
]
Rollback = Annotated[bool, typer.Option("--rollback", help="Go back to the previous key while it lives.")]
CatchUp = Annotated[
    bool,
    typer.Option(
        "--catch-up",
        help="Only write into the stack file what the stack's state has of a rotation and the file lacks, as after a "
        "push that was refused.",
    ),
]
Force = Annotated[
    bool,
    typer.Option(
        "--force",
        help="Let the previous key go when its time is up, even while it is used. With --leaked: although "
        "another rotation is under way.",
    ),
]
Push = Annotated[
    str | None,
    typer.Option(
        "--push",
        metavar="BRANCH",
        help="First commit the stack file and push it to this branch of origin; where that is refused, change nothing.",
    ),
]
Wait = Annotated[
    float,
    typer.Option(
        "--wait", metavar="MINUTES", min=0, help="Wait for another `up` of the stack, up to this long."
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before events may be lost.")]


def rotate(  # noqa: PLR0917  # one argument an option
    stack: Stack = None,
    project: SentryProjects = None,
    pr: PullRequest = False,
    leaked: Leaked = False,
    status: Status = False,
    rollback: Rollback = False,
    catch_up: CatchUp = False,
    force: Force = False,
    yes: Yes = False,
    push: Push = None,
    wait: Wait = 0,
    directory: Directory = HERE,
) -> None:
    """Give projects a new DSN, without losing an event.

    It raises the key's generation in Pulumi.<stack>.yaml and runs `pulumi up`, which makes the new key, proves
    that Sentry accepts it, and writes the .env files. The old key stays active for a grace of 7 days, is then
    switched off, and deleted 7 days later, each by whatever `pulumi up` comes next; a key that still takes events
    is kept. Restart your applications within the grace.
    """
    _check_options(
        pr=pr, leaked=leaked, status=status, rollback=rollback, catch_up=catch_up, force=force, push=push
    )
    layout = find_layout(directory)
    if status:
        _show_status(layout, stack, project)
        return
    stack = check_stack(layout, stack)
    asked = _Asked(pr=pr, leaked=leaked, rollback=rollback, force=force, yes=yes, push=push, wait=wait)
    make_private_folder(layout.local)
    # What is read, checked, written and applied belongs together: two at once would each undo half of the other.
    with locked(
        layout.rotation_lock(stack),
        lambda: say(f"waiting for another `sentry-iac rotate` or `up` of stack {stack} in this checkout"),
    ):
        if catch_up:
            _catch_up(layout, stack, project)
        else:
            _take_step(layout, stack, project, asked)


@dataclass(frozen=True)
class _Asked:
    """What the command was asked for."""

    pr: bool
    leaked: bool
    rollback: bool
    force: bool
    yes: bool
    push: str | None
    wait: float


def _take_step(layout: Layout, stack: str, project: list[str] | None, asked: _Asked) -> None:
    record = None if asked.push is None else Record(layout.root, asked.push, os.environ)
    if record is not None:
        record.catch_up()
    check_writable(layout.stack_file(stack))
    now = instant.now()
    projects = {name: _Ring(rotation) for name, rotation in rotations(layout, stack, project).items()}
    if not asked.pr:
        check_env_files(layout, stack, project)
    session = None if asked.pr else _open(layout, stack, say)
    if session is not None:
        session.engine.require_stack(stack)
        outputs = session.engine.outputs(stack)
        projects = {name: replace(ring, keys=keys_of(outputs, name)) for name, ring in projects.items()}
    changes = _changes(projects, now, asked, layout.stack_file(stack).name)
    if asked.leaked:
        _warn_of_loss(projects, session, stack, now, yes=asked.yes)
    before = read_if_present(layout.stack_file(stack))
    write_rotations(layout, stack, changes)
    written = read_if_present(layout.stack_file(stack))
    say(f"wrote {layout.stack_file(stack).name}: {', '.join(_told(name, changes[name]) for name in changes)}")
    if session is None:
        say("commit it; the `pulumi up` of the pull request does the rest")
        return
    if record is not None:
        _push(record, layout, stack, changes)
    try:
        bring_up.apply(
            layout,
            stack,
            _at(session, now, force=asked.force),
            say=say,
            wait=asked.wait * 60,
            # What is merged while this waits is applied with it, and not undone by it.
            last_look=(lambda: None) if record is None else record.follow,
        )
    except StackLocked as held:
        if record is not None:
            raise CommandError(
                f"stack {stack} is locked: {held.holder}. The rotation is recorded in {record.branch}, and nothing "
                f"else was changed: its next `up` does it, such as `sentry-iac up --stack {stack} --wait 15`"
            ) from held
        # The file says again what it said, so that "nothing was changed" is true of it as well.
        put_back(layout.stack_file(stack), before, written)
        raise
    _print_status(layout, stack, session, now, project)
    if asked.leaked:
        _check_off(session, stack, projects)


@dataclass(frozen=True)
class _Ring:
    """Where a project's rotation stands, and its keys where the stack was asked."""

    rotation: RotationSpec
    keys: Mapping[int, KeyState] | None = None


def _catch_up(layout: Layout, stack: str, project: list[str] | None) -> None:
    check_writable(layout.stack_file(stack))
    known = rotations(layout, stack, project)
    session = _open(layout, stack, say)
    session.engine.require_stack(stack)
    declared = session.engine.inputs(stack, ProjectKey.token)
    found = {name: caught_up(name, rotation, declared, instant.now()) for name, rotation in known.items()}
    changes = {name: lacks for name, lacks in found.items() if lacks is not None}
    file = layout.stack_file(stack).name
    if not changes:
        say(f"{file} has every rotation that the stack has")
        return
    write_rotations(layout, stack, changes)
    say(
        f"wrote {file}: {', '.join(_told(name, changes[name]) for name in changes)}; look at it with `sentry-iac "
        f"rotate --status --stack {stack}`, and commit it"
    )


def _check_options(
    *, pr: bool, leaked: bool, status: bool, rollback: bool, catch_up: bool, force: bool, push: str | None
) -> None:
    exclusive = {"--status": status, "--leaked": leaked, "--rollback": rollback, "--catch-up": catch_up}
    given = [name for name, on in exclusive.items() if on]
    if len(given) > 1:
        raise CommandError(f"{' and '.join(given)} do not go together; run one of them")
    if status and (pr or force):
        raise CommandError("--status changes nothing; leave out --pr and --force")
    if push is not None and (pr or status or catch_up):
        raise CommandError(
            "--push commits a rotation and carries it out; leave out --pr, --status and --catch-up"
        )
    if catch_up and (pr or force):
        raise CommandError("--catch-up only writes the stack file; leave out --pr and --force")
    if rollback and force:
        raise CommandError("--rollback needs no --force: the previous key is alive, or it cannot come back")


def _changes(
    projects: Mapping[str, _Ring], now: datetime, asked: _Asked, file: str
) -> dict[str, dict[str, Scalar]]:
    changes: dict[str, dict[str, Scalar]] = {}
    for name, ring in projects.items():
        if ring.keys is not None and not ring.keys:
            raise CommandError(f"{name} has no key yet; run `sentry-iac up` for this stack first")
        check_up_to_date(name, ring.rotation, ring.keys, file)
        if asked.rollback:
            check_can_go_back(name, ring.rotation, ring.keys, now)
            changes[name] = rolled_back(ring.rotation, now)
        elif asked.force and not asked.leaked:
            if not is_under_way(ring.rotation, ring.keys, now):
                raise CommandError(f"{name}: no rotation is under way, so there is nothing to force")
            changes[name] = {"force": True}
        else:
            if not asked.force:
                check_rotatable(name, ring.rotation, ring.keys, now)
            changes[name] = rotated(ring.rotation, now, leaked=asked.leaked)
    return changes


def _push(record: Record, layout: Layout, stack: str, changes: Mapping[str, Mapping[str, Scalar]]) -> None:
    def still_right() -> None:
        found = rotations(layout, stack, list(changes))
        for name, wanted in changes.items():
            if wanted.get("generation") not in (None, found[name].generation):
                raise CommandError(
                    f"somebody rotated {name} in {record.branch} meanwhile. Nothing was done; look at "
                    "`sentry-iac rotate --status`"
                )

    names = ", ".join(changes)
    record.push(layout.stack_file(stack), f"Rotate the client key of {names} in stack {stack}", still_right)
    say(f"recorded in {record.branch}: should this end early, the next `up` of it goes on")


def _told(project: str, changes: Mapping[str, Scalar]) -> str:
    if "generation" in changes:
        return f"{project} generation {changes['generation']}"
    return f"{project} without waiting for use to end"


def _warn_of_loss(
    projects: Mapping[str, _Ring], session: bring_up.Session | None, stack: str, now: datetime, *, yes: bool
) -> None:
    for name, ring in projects.items():
        goes = [key for key in (ring.keys or {}).values() if key.status == "active"]
        uses = (
            {}
            if session is None
            else uses_of(partial(session.client, stack), goes, now, ring.rotation.unused_for)
        )
        say(
            f"{name}: the key of generation {ring.rotation.generation} goes off as soon as the new one is in the "
            ".env file. Applications lose every event that they send with it until they are restarted"
        )
        for key in goes:
            hours = ring.rotation.unused_for.total_seconds() / 3600
            use = uses.get(key.id, "not asked with --pr")
            say(f"{name}: generation {key.generation}, in the last {hours:g} h: {use}")
    if not yes and sys.stdin.isatty() and not confirmed("Go on?"):
        raise CommandError("stopped before anything was changed")


def _check_off(session: bring_up.Session, stack: str, projects: Mapping[str, _Ring]) -> None:
    """Look at Sentry whether every key that was there before the emergency is off: the state alone proves nothing."""
    for name, ring in projects.items():
        before = list((ring.keys or {}).values())
        try:
            active = active_keys(partial(session.client, stack), before)
        except SentryError as error:
            raise CommandError(
                f"{name}: whether the leaked key is off is unknown, since Sentry does not tell: {error}"
            ) from error
        if active:
            numbers = ", ".join(str(key.generation) for key in active)
            raise CommandError(
                f"{name}: the leaked key (generation {numbers}) is still active at Sentry; run `sentry-iac up --stack "
                f"{stack}`, and look at `sentry-iac rotate --status`, or switch it off in the project's settings under "
                "Client Keys (DSN)"
            )


def _open(layout: Layout, stack: str, say: bring_up.Say) -> bring_up.Session:
    return bring_up.open_session(
        layout,
        stack,
        os.environ,
        bin_folder=bin_folder(),
        start_sandbox=partial(start_local_sentry, layout),
        say=say,
    )


def _at(session: bring_up.Session, now: datetime, *, force: bool) -> bring_up.Session:
    """The session with one instant for the preview and the `up`, and for all of their processes."""
    environ = dict(bring_up.at(session, now).engine.environ)
    # With --push it may write to the repository, which is none of the program's business.
    environ.pop(GIT_TOKEN, None)
    if force:
        environ[FORCE] = "1"
    return replace(session, engine=replace(session.engine, environ=environ))


def _show_status(layout: Layout, stack: str | None, wanted: list[str] | None) -> None:
    stacks = [check_stack(layout, stack)] if stack is not None else declared_stacks(layout)
    now = instant.now()
    for each in stacks:
        rotations(layout, each, wanted)  # a mistake in the files is said before anything is started
    for each in stacks:
        session = _open(layout, each, lambda _line: None)
        if session.engine.missing_stacks([each]):
            say(f"stack {each} was never applied")
            continue
        _print_status(layout, each, session, now, wanted)


def _print_status(
    layout: Layout, stack: str, session: bring_up.Session, now: datetime, wanted: list[str] | None
) -> None:
    rings = rotations(layout, stack, wanted)
    outputs = session.engine.outputs(stack)
    keys = {name: keys_of(outputs, name) for name in rings}
    every = [key for states in keys.values() for key in states.values()]
    uses = uses_of(partial(session.client, stack), every, now)
    output().print(render_status(f"Stack {stack}, {shown(now)}", rings, keys, uses, now))
