"""What a stack declares, read from its project folder."""

from __future__ import annotations

from sentry_iac.errors import CommandError
from sentry_iac.estate import Estate, SpecError, StackSettings, load_estate, read_stack_file
from sentry_iac.files.layout import Layout


def declared_estate(layout: Layout, stack: str) -> Estate:
    """Return what `sentry.yaml` and the stack's config declare.

    Raises:
        CommandError: either is wrong; the text has file and line.
    """
    settings = declared_settings(layout, stack)
    try:
        return load_estate(layout.root / "sentry.yaml", settings)
    except SpecError as error:
        raise CommandError(str(error)) from error


def declared_settings(layout: Layout, stack: str) -> StackSettings:
    """Return the stack's config; `organization/stack` has that of its last part.

    Raises:
        CommandError: it is wrong; the text has file and line.
    """
    try:
        return read_stack_file(stack.rsplit("/", 1)[-1], layout.root)
    except SpecError as error:
        raise CommandError(str(error)) from error
