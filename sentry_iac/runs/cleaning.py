"""Removes what `sentry-iac up` made, unless it is the only record of objects in a real Sentry."""

from __future__ import annotations

import shutil
from collections.abc import Callable

from sentry_iac.errors import CommandError
from sentry_iac.files.layout import Layout
from sentry_iac.runs.same_sentry import held_by
from sentry_iac.sandbox.background import stop_sandbox
from sentry_iac.stack_name import short_name
from sentry_iac.stacks.last_applied import real_stacks
from sentry_iac.stacks.local_state import local_resources, local_stacks
from sentry_iac.stacks.salt import drop_local_salts


def clean(layout: Layout, *, force: bool, say: Callable[[str], None]) -> None:
    """Stop the sandbox and remove `.local`, with the state of every stack in it.

    Args:
        layout: the project.
        force: whether to remove even the only state of a real Sentry.
        say: shows one line of progress.

    Raises:
        CommandError: `.local` holds the only state of objects in a real Sentry, or the only passphrase
            of secrets in a stack file; nothing was removed.
    """
    if not force:
        _refuse_to_forget(layout)
        drop_local_salts(layout)
    url = stop_sandbox(layout)
    if url is not None:
        say(f"stopped the sandbox at {url}")
    if layout.local.is_symlink():
        raise CommandError(f"{layout.local} is a link to another folder; remove it by hand")
    if layout.local.exists():
        try:
            shutil.rmtree(layout.local)
        except OSError as error:
            raise CommandError(f"cannot remove {layout.local}: {error.strerror}") from error
        say("removed .local")


def _refuse_to_forget(layout: Layout) -> None:
    counts = local_stacks(layout)
    # `up` remembers its targets; after a plain `pulumi up` only the states tell.
    real = {
        stack: f"{held.place.site} ({held.place.organization})"
        for stack in counts
        for held in held_by(layout, stack, local_resources(layout, stack))
        if held.count and held.place.is_known and not held.place.is_local
    }
    for stack, url in {**real, **real_stacks(layout)}.items():
        if counts.get(short_name(stack), 0) > 0:
            raise CommandError(
                f"stack {stack} manages objects at {url}, and .local has its only state; "
                f"`pulumi destroy -s {stack}` first, or move the state to another backend, "
                "or run `make clean FORCE=1` to forget it"
            )
