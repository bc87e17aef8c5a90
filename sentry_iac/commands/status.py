"""`sentry-iac status`: what runs on this machine for this project."""

from __future__ import annotations

from sentry_iac.commands.console import say
from sentry_iac.commands.options import HERE, Project
from sentry_iac.local.layout import find_layout
from sentry_iac.local.sandbox import running_sandbox
from sentry_iac.local.stack_files import local_stacks
from sentry_iac.local.targets import real_stacks


def status(project: Project = HERE) -> None:
    """Show the sandbox's address and the stacks whose state is in this project's folder."""
    layout = find_layout(project)
    say(f"sandbox: {running_sandbox(layout) or 'not running'}")
    real = real_stacks(layout)
    for stack, count in local_stacks(layout).items():
        say(f"stack {stack}: {count} resources in {real.get(stack, 'the sandbox')}")
    if not layout.env_file.exists():
        say("no .local/env yet: `sentry-iac up` writes it")
