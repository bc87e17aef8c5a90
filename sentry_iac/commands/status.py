"""`sentry-iac status`: what runs on this machine for this project."""

from __future__ import annotations

import os
from typing import TypedDict

from sentry_iac.commands.shared.options import HERE, AnyStack, Directory
from sentry_iac.commands.shared.reports import AsJson, Format, Output, ReportFormat, chosen, publish_lines
from sentry_iac.errors import CommandError
from sentry_iac.files.layout import Layout, find_layout
from sentry_iac.runs.same_sentry import asked_place, held_by
from sentry_iac.sandbox.background import running_sandbox
from sentry_iac.stack_name import short_name
from sentry_iac.stacks.local_state import local_resources, local_stacks


def status(
    stack: AnyStack = None,
    directory: Directory = HERE,
    form: ReportFormat = Format.TEXT,
    as_json: AsJson = False,
    output: Output = None,
) -> None:
    """Show the sandbox's address and the stacks whose state is in this project's folder, with the Sentry each is of.

    It counts the objects at Sentry and the .env files of a stack, as `up` and `preview` do.
    """
    form = chosen(form, as_json)
    layout = find_layout(directory)
    sandbox = running_sandbox(layout)
    stacks = [
        _stack(layout, name, count)
        for name, count in local_stacks(layout).items()
        if stack is None or name == short_name(stack)
    ]
    lines = [f"sandbox: {sandbox or 'not running'}"]
    for each in stacks:
        where = f" in {' and '.join(each['places'])}" if each["places"] else ""
        lines += [f"stack {each['stack']}: {each['resources']} resources{where}", *each["notes"]]
    if stack is not None and not stacks:
        lines.append(f"stack {stack}: has no state in {layout.shown(layout.state)}")
    if not layout.env_file.exists():
        lines.append("no .local/env yet: `sentry-iac up` writes it")
    publish_lines(lines, {"sandbox": sandbox, "stacks": stacks}, form, output)


class _Stack(TypedDict):
    stack: str
    resources: int
    places: list[str]
    notes: list[str]


def _stack(layout: Layout, stack: str, count: int) -> _Stack:
    held = held_by(layout, stack, local_resources(layout, stack))
    places = dict.fromkeys(str(each.place) for each in held if each.place.is_known)
    notes = []
    try:
        asked = asked_place(layout, stack, os.environ)
    except CommandError as error:
        notes.append(f"stack {stack}: {error}")
    else:
        refusals = (each.refusal(asked, stack, "`sentry-iac up` would stop") for each in held)
        notes += [each for each in refusals if each is not None]
    return {"stack": stack, "resources": count, "places": list(places), "notes": notes}
