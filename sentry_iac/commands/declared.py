"""What a stack declares, as commands read it."""

from __future__ import annotations

from sentry_iac.local.errors import CommandError
from sentry_iac.local.layout import Layout
from sentry_iac.spec import Estate, SpecError, load_estate, read_stack_file


def declared_estate(layout: Layout, stack: str) -> Estate:
    """Return what `sentry.yaml` and the stack's config declare; `organization/stack` has the config of its last part.

    Raises:
        CommandError: either is wrong; the text has file and line.
    """
    name = stack.rsplit("/", 1)[-1]
    try:
        return load_estate(layout.root / "sentry.yaml", read_stack_file(name, layout.root))
    except SpecError as error:
        raise CommandError(str(error)) from error
