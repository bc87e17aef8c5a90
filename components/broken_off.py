"""Ends the program without a word where the engine has broken it off: what went wrong is the engine's to say.

When a resource fails, the engine interrupts the program and answers no call of it any more. Whichever reaches the
program first, Pulumi's SDK makes noise of: of the interrupt and of a call that is cancelled a traceback, of a call
that finds nobody an error of its own, below the one that matters.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

import grpc
import pulumi.runtime.settings as sdk

EXPLAINED = 32
"""Exit code by which Pulumi's Python host knows that the error has been shown, so that nothing is added to it."""

_TELLER = "grpc_error_to_exception"
_BROKEN_OFF = (grpc.StatusCode.CANCELLED, grpc.StatusCode.UNAVAILABLE)


def end_quietly_when_broken_off() -> None:
    """Have it so in this program; where an SDK tells of failed calls in another way, only the interrupt is quiet.

    Look-ups keep the SDK's way: their calls also fail with what the provider answered, which nobody else tells.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    tell = getattr(sdk, _TELLER, None)
    if not callable(tell):
        return

    def tell_or_end(error: Any) -> Any:
        if error.code() in _BROKEN_OFF:
            # From whichever thread made the call: an exception would have to pass the SDK, which prints it.
            sys.stdout.flush()
            os._exit(EXPLAINED)
        return tell(error)

    setattr(sdk, _TELLER, tell_or_end)
