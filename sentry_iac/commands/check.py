"""`sentry-iac check`: the rules of the policy pack, without the engine's policy plugin; nothing is written.

The resources come from a real preview, as for the pack. The resolved estate would be faster, but the program may
declare more, and the provider fills in defaults.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from sentry_iac.commands.shared.console import output, say_progress
from sentry_iac.commands.shared.local_sentry import load, require_sandbox
from sentry_iac.commands.shared.options import HERE, Project, Stack
from sentry_iac.engine.programs import bin_folder
from sentry_iac.errors import CommandError
from sentry_iac.files.layout import Layout, find_layout
from sentry_iac.plan.planned import planned_resources
from sentry_iac.plan.scrub import Scrubber
from sentry_iac.policy import Judged, Planned, PolicySpec, judge, rules_for, rules_off
from sentry_iac.runs import dry_run
from sentry_iac.runs.base_sandbox import empty_sandbox
from sentry_iac.runs.surroundings import Surroundings, find_surroundings
from sentry_iac.stacks.declared import declared_estate
from sentry_iac.stacks.target import TOKEN

EXIT_REFUSED = 2

_SIGNS = {True: "X", False: "!"}


class CheckFormat(StrEnum):
    """How the findings are shown."""

    TEXT = "text"
    JSON = "json"


def check(
    stack: Stack = "dev",
    project: Project = HERE,
    sandbox: Annotated[
        bool, typer.Option("--sandbox", help="Look at a new stack in an empty sandbox; needs no token.")
    ] = False,
    sandbox_without_token: Annotated[
        bool,
        typer.Option("--sandbox-without-token", help=f"Do as --sandbox does where {TOKEN} is empty."),
    ] = False,
    form: Annotated[CheckFormat, typer.Option("--format", "-f", help="How to show it.")] = CheckFormat.TEXT,
) -> None:
    """Hold a stack as it will be against the rules of docs/policy.md. A token that may read is enough.

    Exit code: 0 nothing is refused, 1 failed, 2 a mandatory rule is violated.
    """
    layout = find_layout(project)
    policy = declared_estate(layout, stack).policy
    empty = sandbox or (sandbox_without_token and not os.environ.get(TOKEN, "").strip())
    with _surroundings(layout, stack, empty=empty) as (around, notes):
        found = _preview(around, empty=empty)
    judged = judge(Planned(planned_resources(found.steps), policy.people), stack, policy)
    if form is CheckFormat.JSON:
        typer.echo(render_json(stack, policy, judged, around.scrubber), nl=False)
    else:
        print_table(stack, policy, judged, notes, around.scrubber)
    if any(each.refuses for each in judged):
        raise typer.Exit(EXIT_REFUSED)


def render_json(stack: str, policy: PolicySpec, judged: list[Judged], scrub: Scrubber) -> str:
    """Return the findings for programs; later versions may add keys, and none changes its meaning."""
    value = {
        "stack": stack,
        "production": policy.is_production(stack),
        "refused": any(each.refuses for each in judged),
        "rules": [
            {"name": rule.name, "level": setting.level, "because": setting.because}
            for rule, setting in (*rules_for(stack, policy), *rules_off(policy))
        ],
        "findings": [
            {
                "rule": each.rule.name,
                "level": each.setting.level,
                "resource": scrub(each.finding.resource),
                "says": scrub(each.finding.says),
                "fix": {
                    "line": scrub(str(each.finding.fix)),
                    "path": [scrub(part) for part in each.finding.fix.path],
                    "value": scrub(each.finding.fix.value),
                },
            }
            for each in judged
        ],
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def print_table(
    stack: str, policy: PolicySpec, judged: list[Judged], notes: Iterable[str], scrub: Scrubber
) -> None:
    """Show the findings to people."""
    console = output()
    looked = sum(1 for _ in rules_for(stack, policy))
    kind = "production" if policy.is_production(stack) else "not production"
    refused = sum(each.refuses for each in judged)
    result = f"{_counted(len(judged), 'finding')}, {refused} refused" if judged else "nothing found"
    console.print(Text(f"Stack {stack} ({kind}): {_counted(looked, 'rule')}, {result}"), soft_wrap=True)
    if judged:
        table = Table(show_lines=True)
        table.add_column("")
        table.add_column("Rule", no_wrap=True)
        table.add_column("Resource", overflow="fold")
        table.add_column("What is wrong, and the line of sentry.yaml that mends it", overflow="fold")
        for each in judged:
            said = Text(scrub(each.finding.says)).append(f"\n{scrub(str(each.finding.fix))}", style="bold")
            if each.setting.because:
                said.append(f"\n{each.setting.level}: {scrub(each.setting.because)}", style="dim")
            cells = (_SIGNS[each.refuses], each.rule.name, scrub(each.finding.resource))
            table.add_row(*(Text(cell) for cell in cells), said)
        console.print(table)
    for rule, setting in rules_off(policy):
        because = f": {scrub(setting.because)}" if setting.because else ""
        console.print(Text(f"Off: {rule.name}{because}"), soft_wrap=True)
    for note in notes:
        console.print(Text(f"Note: {note}"), soft_wrap=True)


def _preview(around: Surroundings, *, empty: bool) -> dry_run.Found:
    try:
        return dry_run.preview(around, new_stack=empty)
    except CommandError as error:
        if not empty:
            raise
        raise CommandError(
            f"{error}; an empty sandbox has neither integrations nor projects of another stack: where it is one of "
            f"these that is missing, export {TOKEN} and leave --sandbox out"
        ) from error


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


@contextmanager
def _surroundings(layout: Layout, stack: str, *, empty: bool) -> Iterator[tuple[Surroundings, list[str]]]:
    if not empty:
        yield find_surroundings(layout, stack, os.environ, bin_folder()), []
        return
    require_sandbox()
    start = load("sentry_sandbox.server").SandboxServer
    say_progress("starting an empty sandbox")
    with empty_sandbox(layout, stack, environ=os.environ, bin_folder=bin_folder(), start=start) as found:
        yield found
