"""`sentry-iac status`: what runs on this machine for this project."""

from __future__ import annotations

import os

from sentry_iac.commands.shared.console import say
from sentry_iac.commands.shared.options import HERE, Project
from sentry_iac.errors import CommandError
from sentry_iac.files.layout import Layout, find_layout
from sentry_iac.runs.same_sentry import asked_place, held_by
from sentry_iac.sandbox.background import running_sandbox
from sentry_iac.stacks.local_state import local_resources, local_stacks


def status(project: Project = HERE) -> None:
    """Show the sandbox's address and the stacks whose state is in this project's folder, with the Sentry each is of."""
    layout = find_layout(project)
    say(f"sandbox: {running_sandbox(layout) or 'not running'}")
    for stack, count in local_stacks(layout).items():
        _show(layout, stack, count)
    if not layout.env_file.exists():
        say("no .local/env yet: `sentry-iac up` writes it")


def _show(layout: Layout, stack: str, count: int) -> None:
    held = held_by(layout, stack, local_resources(layout, stack))
    places = dict.fromkeys(str(each.place) for each in held if each.place.is_known)
    where = f" in {' and '.join(places)}" if places else ""
    say(f"stack {stack}: {count} resources{where}")
    try:
        asked = asked_place(layout, stack, os.environ)
    except CommandError as error:
        say(f"stack {stack}: {error}")
        return
    for each in held:
        refusal = each.refusal(asked, stack, "`sentry-iac up` would stop")
        if refusal is not None:
            say(refusal)
