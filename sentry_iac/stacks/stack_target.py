"""Which Sentry a stack is applied to, as its file and the shell say."""

from __future__ import annotations

from collections.abc import Mapping

from sentry_iac.files.layout import Layout
from sentry_iac.sandbox import background
from sentry_iac.stacks.config import read_sentry_config
from sentry_iac.stacks.target import Target, real_target


def real_target_of(layout: Layout, stack: str, environ: Mapping[str, str]) -> Target | None:
    """Return the real Sentry of a stack; None means the local sandbox, which may not run yet.

    Args:
        layout: the project.
        stack: the stack's name.
        environ: the environment of the command.

    Raises:
        CommandError: real Sentry is half configured, or the stack's file is not YAML.
    """
    return real_target(
        environ,
        read_sentry_config(layout, stack),
        stack_file=layout.stack_file(stack).name,
        sandbox_token=background.known_token(layout),
        sandbox_url=background.known_url(layout),
    )
