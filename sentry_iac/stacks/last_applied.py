"""Which Sentry each stack was last applied to, so that `make clean` never forgets objects in a real one."""

from __future__ import annotations

import json

from sentry_iac.files.layout import Layout
from sentry_iac.files.private_files import read_if_present, write_private
from sentry_iac.stacks.target import Target


def remember_target(layout: Layout, stack: str, target: Target) -> None:
    """Note where a stack is about to be applied."""
    known = real_stacks(layout)
    known.pop(stack, None)
    if not target.is_sandbox:
        known[stack] = f"{target.url} ({target.organization})"
    write_private(layout.targets_file, json.dumps(known, indent=2, sort_keys=True) + "\n")


def forget_target(layout: Layout, stack: str) -> None:
    """Note that a stack has no objects anywhere any longer."""
    known = real_stacks(layout)
    if known.pop(stack, None) is not None:
        write_private(layout.targets_file, json.dumps(known, indent=2, sort_keys=True) + "\n")


def real_stacks(layout: Layout) -> dict[str, str]:
    """Return the stacks that were last applied to a real Sentry, each with that Sentry's address."""
    try:
        known = json.loads(read_if_present(layout.targets_file) or "{}")
    except ValueError:
        return {}
    return {str(stack): str(url) for stack, url in known.items()} if isinstance(known, dict) else {}
