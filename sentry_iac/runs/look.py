"""Asks the real engine what it would do, or what differs, and writes nothing: neither at Sentry nor in the state."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sentry_iac.engine.backend import Origin, choose_backend
from sentry_iac.engine.pulumi import Engine, engine_path, find_pulumi
from sentry_iac.engine.quiet import Told, run_quietly
from sentry_iac.engine.torn_state import HINT, is_torn
from sentry_iac.errors import CommandError
from sentry_iac.files.layout import Layout
from sentry_iac.plan.scrub import Scrubber
from sentry_iac.plan.steps import Step, is_apart, read_steps
from sentry_iac.runs.whereabouts import refuse_elsewhere
from sentry_iac.sandbox import background
from sentry_iac.stacks.config import read_project_backend
from sentry_iac.stacks.salt import local_resources, without_a_new_salt
from sentry_iac.stacks.stack_target import real_target_of
from sentry_iac.stacks.target import TOKEN, sandbox_target

_REASONS = 3
_ERROR = re.compile(r"\berror: (.*)")
# How the engine leads to what our provider said.
_NOISE = re.compile(r"^.*(?:configure provider '[^']*'|resource '[^']*' has a problem): ", re.DOTALL)
_EXPORT = "export PULUMI_CONFIG_PASSPHRASE with the one that the state of stack {stack} is encrypted with"
_HINTS = {
    "no stack named": "; `sentry-iac up --stack {stack}` makes it",
    "unable to read PULUMI_CONFIG_PASSPHRASE_FILE": f"; {_EXPORT}",
    "incorrect passphrase": f"; {_EXPORT}",
}
"""What to do next, by a part of what Pulumi says."""
_REFUSED = "the token may not do this"
_WITHOUT_A_LOOK = "--no-refresh leaves out the look at Sentry"
_SAYS_NOTHING = frozenset({"preview failed", "update failed", "refresh failed"})


@dataclass(frozen=True)
class Surroundings:
    """Where the engine runs and what it is told.

    Attributes:
        project: the folder with Pulumi.yaml.
        stack: the stack's name.
        variables: what its environment has on top of this process's; holds a token.
        where: the Sentry that it looks at, for people.
    """

    project: Path
    stack: str
    variables: Mapping[str, str] = field(repr=False)
    where: str

    @property
    def stack_file(self) -> Path:
        """The stack's file in the project."""
        return Layout(self.project).stack_file(self.stack)

    @property
    def scrubber(self) -> Scrubber:
        """What removes every secret that the engine knew."""
        return Scrubber({**os.environ, **self.variables})


@dataclass(frozen=True)
class Found:
    """What the engine said.

    Attributes:
        steps: one a resource, those that stay included.
        warnings: not yet scrubbed.
        apart: whether Sentry, where it was looked at first, had anything that the state does not have.
    """

    steps: list[Step]
    warnings: list[str]
    apart: bool = False


def surroundings(layout: Layout, stack: str, environ: Mapping[str, str], bin_folder: Path) -> Surroundings:
    """Decide which Sentry and which state a look is about; nothing is started or written.

    Real Sentry comes first, as for `up`; without a token the local sandbox serves, if it runs.

    Args:
        layout: the project.
        stack: the stack's name.
        environ: the environment of the command.
        bin_folder: where the CLI, its language host and the provider are.

    Raises:
        CommandError: real Sentry is half configured, the stack's state is of another one, or there is neither a
            token nor a running sandbox.
    """
    target = real_target_of(layout, stack, environ)
    if target is None:
        url, token = background.running_sandbox(layout), background.known_token(layout)
        if url is None or token is None:
            raise CommandError(
                f"there is no {TOKEN}, and no local Sentry runs; export a token that may read, "
                "or run `make up` for a local one"
            )
        target = sandbox_target(url, token, background.ORGANIZATION)
    backend = choose_backend(layout, environ, read_project_backend(layout))
    if backend.state is Origin.LOCAL:
        refuse_elsewhere(layout, stack, target, local_resources(layout, stack))
    return Surroundings(
        layout.root,
        stack,
        {
            # An empty one counts as not set.
            **dict.fromkeys(target.unset, ""),
            **backend.variables(layout),
            **target.variables,
            "PATH": engine_path(environ, bin_folder),
        },
        target.where,
    )


def preview(around: Surroundings, *, new_stack: bool = False, refresh: bool = False) -> Found:
    """Run `pulumi preview` and return what it would do.

    Args:
        around: where the engine runs.
        new_stack: whether the stack has to be made first; for a state of our own only.
        refresh: whether to look at Sentry first, so that what is gone or changed there is seen.

    Raises:
        CommandError: it failed; the text is what it said, without secrets.
    """
    with without_a_new_salt(around.stack_file):
        if new_stack:
            _engine(around).create_stack(around.stack)
        told = _run(around, "preview", *(["--refresh"] if refresh else []))
    if told.code != 0:
        reason = _reason("preview", around, told)
        # A look reads more than a plan by the state alone does, people among it.
        way = f"; {_WITHOUT_A_LOOK}" if refresh and _REFUSED in reason else ""
        raise CommandError(f"{reason}{way}")
    return Found(read_steps(told.events), _said(told, "warning"), is_apart(told.events))


def look_for_drift(around: Surroundings) -> Found:
    """Run `pulumi refresh --preview-only` and return what differs from the state.

    Raises:
        CommandError: it failed; the text is what it said, without secrets.
    """
    with without_a_new_salt(around.stack_file):
        told = _run(around, "refresh", "--preview-only")
    if told.code != 0:
        raise CommandError(_reason("refresh", around, told))
    return Found(read_steps(told.events, refresh=True), _said(told, "warning"))


def last_changes(around: Surroundings) -> dict[str, datetime]:
    """Return when each resource last changed in the state, by URN.

    Raises:
        CommandError: the state cannot be read.
    """
    return _engine(around).last_changes(around.stack)


def build(around: Surroundings) -> None:
    """Create a stack and run `pulumi up`: for a sandbox of our own only.

    Raises:
        CommandError: it failed; the text is what it said, without secrets.
    """
    _engine(around).create_stack(around.stack)
    told = _run(around, "up", "--yes", "--skip-preview", "--suppress-outputs")
    if told.code != 0:
        raise CommandError(_reason("up", around, told))


def _engine(around: Surroundings) -> Engine:
    environ = {**os.environ, **around.variables}
    return Engine(find_pulumi(environ["PATH"]), around.project, environ)


def _run(around: Surroundings, *words: str) -> Told:
    return run_quietly(around.project, around.variables, *words, "--stack", around.stack)


def _reason(verb: str, around: Surroundings, told: Told) -> str:
    scrub = around.scrubber
    said = [*_said(told, "error"), *_ERROR.findall(told.text)]
    shown = [scrub(_NOISE.sub("", each)) for each in said]
    # The engine closes with sentences that only repeat that it failed.
    telling = [each for each in dict.fromkeys(shown) if each and each not in _SAYS_NOTHING]
    reason = "; ".join(telling[:_REASONS]) or "no reason was given"
    hint = HINT if any(map(is_torn, telling)) else ""
    hint = next((hint for sign, hint in _HINTS.items() if sign in reason), hint)
    return f"pulumi {verb} of stack {around.stack} failed: {reason}{hint.format(stack=around.stack)}"


def _said(told: Told, severity: str) -> list[str]:
    return [
        event.diagnostic_event.message
        for event in told.events
        if event.diagnostic_event is not None and event.diagnostic_event.severity == severity
    ]
