"""Keeps the state small: of the calls that led to a resource only the first is kept, the line that declares it.

Pulumi's SDK records all of them, its own and the language host's included: a dozen places for each resource, which
are half of the state, and the engine writes the state after each step. Nothing shows more than the first one.
"""

from __future__ import annotations

from typing import Any

import pulumi.runtime.resource as sdk

_TAKER = "_get_stack_trace"


def keep_traces_short() -> None:
    """Have it so in this program; an SDK that takes its traces in another way is left as it is."""
    take = getattr(sdk, _TAKER, None)
    if not callable(take):
        return

    def take_first() -> Any:
        trace = take()
        del trace.frames[1:]
        return trace

    setattr(sdk, _TAKER, take_first)
