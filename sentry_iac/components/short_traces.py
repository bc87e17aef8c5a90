"""Keeps the state small: of a resource's call stack it keeps only the first entry, the declaring line.

Pulumi's SDK records the whole stack, with its own calls and the language host's: a dozen entries for each resource,
half of the state. The engine writes the state after each step, and nothing shows more than the first entry.
"""

from __future__ import annotations

from typing import Any

import pulumi.runtime.resource as sdk

_TAKER = "_get_stack_trace"


def keep_traces_short() -> None:
    """Replace the SDK's function that records call stacks; do nothing if the SDK lacks it."""
    take = getattr(sdk, _TAKER, None)
    if not callable(take):
        return

    def take_first() -> Any:
        trace = take()
        del trace.frames[1:]
        return trace

    setattr(sdk, _TAKER, take_first)
