"""Ends a program without a word of its own when the engine has broken it off: the engine tells the failure.

When a resource fails, the engine interrupts the program and ends its calls. Pulumi's SDK would print a traceback for
the interrupt and for a cancelled call, and an error of its own for a call without an answer. These would hide the
error that matters.
"""

from __future__ import annotations

import asyncio
import inspect
import os
import signal
import sys
import threading
from contextlib import suppress
from functools import cache
from pathlib import PurePath
from types import FrameType
from typing import Any, Final

import grpc
import pulumi.runtime.settings as sdk

EXPLAINED: Final = 32
"""The exit code that tells Pulumi's Python host that the error has been shown."""

_HOST: Final = "pulumi-language-python-exec"
"""The file by which the host runs a program. Where a process runs one otherwise, it is not ours to end."""

_MACHINERY: Final = ("asyncio", "concurrent", "pulumi", __name__.partition(".")[0])
"""The packages whose code runs a program."""

_TELLER: Final = "grpc_error_to_exception"
_BROKEN_OFF: Final = (grpc.StatusCode.CANCELLED, grpc.StatusCode.UNAVAILABLE)


@cache
def end_quietly_when_broken_off() -> None:
    """Let the program of this process end so, if Pulumi's host runs it. Every resource and lookup asks for it.

    Two things are replaced, each only where it is as known: Python's own handler of interrupts, and the function by
    which the SDK makes an exception of a failed call. Lookups keep the latter: they also fail with errors of the
    provider, which nobody else tells.
    """
    if threading.current_thread() is not threading.main_thread() or not _is_run_by_host():
        return
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        with suppress(RuntimeError):  # no loop runs
            signal.signal(signal.SIGINT, _Interrupt(asyncio.get_running_loop()))
    tell = getattr(sdk, _TELLER, None)
    if inspect.isfunction(tell) and len(inspect.signature(tell).parameters) == 1:

        def tell_or_end(error: Any) -> Any:
            return SystemExit(EXPLAINED) if error.code() in _BROKEN_OFF else tell(error)

        setattr(sdk, _TELLER, tell_or_end)


class _Interrupt:
    """Ends the program as an interrupt does, so that it can clean up, and prints nothing.

    An interrupt strikes anywhere. Python prints what is raised while it frees an object, as asyncio does then. So the
    program's own code is ended where it is, and everything else at the next turn of the event loop.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def __call__(self, _number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # somebody who cannot wait asks again
        while frame is not None and not _is_machinery(frame):
            if _package(frame) == "__main__" and PurePath(frame.f_code.co_filename).name != _HOST:
                self._end()
            frame = frame.f_back
        if self._loop.is_closed():
            # The program has ended, and Python is about to: it would print whatever is raised now.
            sys.stdout.flush()
            os._exit(EXPLAINED)
        self._loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        raise SystemExit(EXPLAINED)


def _is_machinery(frame: FrameType) -> bool:
    return _package(frame) in _MACHINERY or frame.f_code.co_name == "__del__"


def _package(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]


def _is_run_by_host() -> bool:
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        if PurePath(frame.f_code.co_filename).name == _HOST:
            return True
        frame = frame.f_back
    return False
