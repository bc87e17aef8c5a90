"""`sentry-iac check`: the rules of the policy pack, without the engine's policy plugin; nothing is written.

The resources come from a real preview, as for the pack. The resolved estate would be faster, but the program may
declare more, and the provider fills in defaults.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated

import typer

from sentry_iac.commands.shared.console import say_progress
from sentry_iac.commands.shared.exit_codes import ExitCode
from sentry_iac.commands.shared.local_sentry import load, require_sandbox
from sentry_iac.commands.shared.options import HERE, Directory, Stack
from sentry_iac.commands.shared.progress import working
from sentry_iac.commands.shared.reports import (
    AsJson,
    Format,
    Output,
    ReportFormat,
    chosen,
    publish_listings,
)
from sentry_iac.engine.programs import bin_folder
from sentry_iac.errors import CommandError
from sentry_iac.estate import outdated_schema
from sentry_iac.files.layout import Layout, find_layout
from sentry_iac.listing import Listing
from sentry_iac.plan.planned import planned_resources
from sentry_iac.plan.scrub import Scrubber
from sentry_iac.policy import Judged, Planned, PolicySpec, judge, rules_for, rules_off
from sentry_iac.runs import dry_run
from sentry_iac.runs.base_sandbox import empty_sandbox
from sentry_iac.runs.surroundings import Surroundings, find_surroundings
from sentry_iac.stacks.declared import declared_estate
from sentry_iac.stacks.target import TOKEN

_WRONG = "What is wrong, and the line of sentry.yaml that mends it"
_SIGNS = {True: "X", False: "!"}


def check(  # noqa: PLR0917 - one argument an option
    stack: Stack = "dev",
    directory: Directory = HERE,
    sandbox: Annotated[
        bool, typer.Option("--sandbox", help="Look at a new stack in an empty sandbox; needs no token.")
    ] = False,
    sandbox_without_token: Annotated[
        bool,
        typer.Option("--sandbox-without-token", help=f"Do as --sandbox does where {TOKEN} is empty."),
    ] = False,
    form: ReportFormat = Format.TEXT,
    as_json: AsJson = False,
    output: Output = None,
) -> None:
    """Hold a stack as it will be against the rules of docs/policy.md. A token that may read is enough.

    Exit code 3: a mandatory rule is broken.
    """
    form = chosen(form, as_json)
    layout = find_layout(directory)
    policy = declared_estate(layout, stack).policy
    empty = sandbox or (sandbox_without_token and not os.environ.get(TOKEN, "").strip())
    with _surroundings(layout, stack, empty=empty) as (around, notes), working(f"looking at {around.where}"):
        found = _preview(around, empty=empty)
    judged = judge(Planned(planned_resources(found.steps), policy.people), stack, policy)
    judged = sorted(judged, key=lambda each: not each.refuses)
    notes = [*notes, *filter(None, [outdated_schema(layout.root)])]
    listing = listing_of(stack, policy, judged, notes, around.scrubber)
    publish_listings([listing], listing.facts, form, output)
    if any(each.refuses for each in judged):
        raise typer.Exit(ExitCode.FOUND)


def listing_of(
    stack: str, policy: PolicySpec, judged: Sequence[Judged], notes: Iterable[str], scrub: Scrubber
) -> Listing:
    """Return the findings, for people and for programs."""
    looked = sum(1 for _ in rules_for(stack, policy))
    kind = "production" if policy.is_production(stack) else "not production"
    refused = sum(each.refuses for each in judged)
    result = f"{_counted(len(judged), 'finding')}, {refused} refused" if judged else "nothing found"
    off = [
        f"Off: {rule.name}{f': {scrub(setting.because)}' if setting.because else ''}"
        for rule, setting in rules_off(policy)
    ]
    return Listing(
        title=f"Stack {stack} ({kind}): {_counted(looked, 'rule')}, {result}",
        columns=("Rule", "Resource", _WRONG),
        prose=frozenset({_WRONG}),
        rows=[_row(each, scrub) for each in judged],
        styles=["red" if each.refuses else "yellow" for each in judged],
        notes=[*off, *(f"Note: {note}" for note in notes)],
        facts=_facts(stack, policy, judged, scrub),
    )


def _row(judged: Judged, scrub: Scrubber) -> tuple[str, ...]:
    because = f"\n{judged.setting.level}: {scrub(judged.setting.because)}" if judged.setting.because else ""
    return (
        f"{_SIGNS[judged.refuses]} {judged.rule.name}",
        scrub(judged.finding.resource),
        f"{scrub(judged.finding.says)}\n{scrub(str(judged.finding.fix))}{because}",
    )


def _facts(stack: str, policy: PolicySpec, judged: Sequence[Judged], scrub: Scrubber) -> object:
    # Later versions may add keys, and none changes its meaning.
    return {
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
