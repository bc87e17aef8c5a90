"""Ends the program silently when the engine has broken it off: the engine reports the failure.

When a resource fails, the engine interrupts the program and stops answering its calls. Pulumi's SDK would print a
traceback for the interrupt and for a cancelled call, and an error of its own for a call without an answer. These would
hide the error that matters.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

import grpc
import pulumi.runtime.settings as sdk

EXPLAINED = 32
"""The exit code that tells Pulumi's Python host that the error has been shown."""

_TELLER = "grpc_error_to_exception"
_BROKEN_OFF = (grpc.StatusCode.CANCELLED, grpc.StatusCode.UNAVAILABLE)


def end_quietly_when_broken_off() -> None:
    """Replace the SDK's error handler; if the SDK lacks it, silence only the interrupt.

    Lookups keep the SDK's handler: they also fail with errors of the provider, which nobody else reports.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    tell = getattr(sdk, _TELLER, None)
    if not callable(tell):
        return

    def tell_or_end(error: Any) -> Any:
        if error.code() in _BROKEN_OFF:
            # From any thread: the SDK would print an exception that passes it.
            sys.stdout.flush()
            os._exit(EXPLAINED)
        return tell(error)

    setattr(sdk, _TELLER, tell_or_end)
