"""Keeps the state small: of a resource's call stack it keeps only the first entry, the declaring line.

Pulumi's SDK records the whole stack, with its own calls and the language host's: a dozen entries for each resource,
half of the state. The engine writes the state after each step, and nothing shows more than the first entry. To read
only that one costs a tenth, too.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from functools import cache
from typing import Any

import pulumi.runtime.resource as sdk
from pulumi.runtime.proto import source_pb2

_TAKER = "_get_stack_trace"
_POSITION = "_get_source_position_for_frame"
_CONSTRUCTORS = 3
"""The SDK's two and the resource's own; whoever calls the last one declares the resource."""


def keep_traces_short() -> None:
    """Replace the SDK's function that records call stacks; do nothing if the SDK lacks it.

    The first resource asks both the SDK's function and ours. Unless they agree, the SDK's stays, and is cut.
    """
    take = getattr(sdk, _TAKER, None)
    if not callable(take):
        return

    def take_and_compare() -> Any:
        trace = take()
        del trace.frames[1:]
        first = _first_entry(sys._getframe(1))
        setattr(sdk, _TAKER, _ours if first is not None and trace == first else _cut(take))
        return trace

    setattr(sdk, _TAKER, take_and_compare)


def _ours() -> Any:
    return _first_entry(sys._getframe(1)) or source_pb2.StackTrace()


def _cut(take: Callable[[], Any]) -> Callable[[], Any]:
    def take_first() -> Any:
        trace = take()
        del trace.frames[1:]
        return trace

    return take_first


def _first_entry(frame: Any) -> Any:
    left = _CONSTRUCTORS
    while frame is not None and left:
        left -= frame.f_code.co_name == "__init__"
        frame = frame.f_back
    return (
        None if frame is None else _trace_of(frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name)
    )


@cache
def _trace_of(file: str, line: int, function: str) -> Any:
    position = getattr(sdk, _POSITION, None)
    if not callable(position):
        return None
    place = position(traceback.FrameSummary(file, line, function, lookup_line=False))
    return source_pb2.StackTrace(frames=[source_pb2.StackFrame(pc=place)])
