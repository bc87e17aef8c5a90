"""The name of a stack, as people and backends write it."""

from __future__ import annotations


def short_name(stack: str) -> str:
    """Return a stack's own name: Pulumi Cloud writes `organization/project/stack`, other backends the last part alone.

    Args:
        stack: its name in either form.
    """
    return stack.rsplit("/", 1)[-1]
