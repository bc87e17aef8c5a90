"""Asks the real engine what it would do, or what differs; nothing is written, neither at Sentry nor to the state."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sentry_iac.engine.engine import SAYS_NOTHING
from sentry_iac.engine.programs import is_about_our_provider
from sentry_iac.engine.quiet_run import Told, run_quietly
from sentry_iac.engine.torn_state import HINT, is_torn
from sentry_iac.errors import CommandError
from sentry_iac.plan.steps import Step, is_apart, read_steps
from sentry_iac.runs.surroundings import Surroundings
from sentry_iac.stacks.salt import without_a_new_salt

_REASONS = 3
_ERROR = re.compile(r"\berror: (.*)")
# The engine's words before our provider's message.
NOISE = re.compile(r"^.*(?:configure provider '[^']*'|resource '[^']*' has a problem): ", re.DOTALL)
_EXPORT = "export PULUMI_CONFIG_PASSPHRASE with the one that the state of stack {stack} is encrypted with"
_HINTS = {
    "no stack named": "; `sentry-iac up --stack {stack}` makes it",
    "unable to read PULUMI_CONFIG_PASSPHRASE_FILE": f"; {_EXPORT}",
    "incorrect passphrase": f"; {_EXPORT}",
}
"""The way out, by a part of Pulumi's error."""
_REFUSED = "the token may not do this"
_WITHOUT_A_LOOK = "--no-refresh leaves out the look at Sentry"


@dataclass(frozen=True)
class Found:
    """The engine's answer.

    Attributes:
        steps: one for each resource, also for those that stay as they are.
        warnings: not yet scrubbed.
        apart: whether the look at Sentry, if there was one, found a difference from the state.
    """

    steps: list[Step]
    warnings: list[str]
    apart: bool = False


def preview(around: Surroundings, *, new_stack: bool = False, refresh: bool = False) -> Found:
    """Run `pulumi preview` and return what an `up` would do.

    Args:
        around: where the engine runs.
        new_stack: whether to make the stack first, in a temporary state only.
        refresh: whether to look at Sentry first for what somebody deleted or changed there.

    Raises:
        CommandError: Pulumi failed; the text holds its reason, without secrets.
    """
    with without_a_new_salt(around.stack_file):
        if new_stack:
            around.engine.create_stack(around.stack)
        told = run(around, "preview", *(["--refresh"] if refresh else []))
    if told.code != 0:
        reason = why_it_failed("preview", around, told)
        # With a refresh the provider reads more than without one, such as members.
        way = f"; {_WITHOUT_A_LOOK}" if refresh and _REFUSED in reason else ""
        raise CommandError(f"{reason}{way}")
    return Found(read_steps(told.events), _warnings(told), is_apart(told.events))


def look_for_drift(around: Surroundings) -> Found:
    """Run `pulumi refresh --preview-only` and return what differs from the state.

    Raises:
        CommandError: Pulumi failed; the text holds its reason, without secrets.
    """
    with without_a_new_salt(around.stack_file):
        told = run(around, "refresh", "--preview-only")
    if told.code != 0:
        raise CommandError(why_it_failed("refresh", around, told))
    return Found(read_steps(told.events, refresh=True), _warnings(told))


def last_changes(around: Surroundings) -> dict[str, datetime]:
    """Return when each resource last changed in the state, by URN.

    Raises:
        CommandError: the state cannot be read.
    """
    return around.engine.last_changes(around.stack)


def run(around: Surroundings, *words: str) -> Told:
    return run_quietly(around.project, around.variables, *words, "--stack", around.stack)


def why_it_failed(verb: str, around: Surroundings, told: Told) -> str:
    scrub = around.scrubber
    said = [*_said(told, "error"), *_ERROR.findall(told.text)]
    shown = [scrub(NOISE.sub("", each)) for each in said]
    telling = [each for each in dict.fromkeys(shown) if each and each not in SAYS_NOTHING]
    reason = "; ".join(telling[:_REASONS]) or "no reason was given"
    hint = HINT if any(map(is_torn, telling)) else ""
    hint = next((hint for sign, hint in _HINTS.items() if sign in reason), hint)
    return f"pulumi {verb} of stack {around.stack} failed: {reason}{hint.format(stack=around.stack)}"


def _warnings(told: Told) -> list[str]:
    return [each for each in _said(told, "warning") if not is_about_our_provider(each)]


def _said(told: Told, severity: str) -> list[str]:
    return [
        event.diagnostic_event.message
        for event in told.events
        if event.diagnostic_event is not None and event.diagnostic_event.severity == severity
    ]
