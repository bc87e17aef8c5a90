"""Keeps Pulumi's SDK from telling the engine what it is doing, at each step of each resource.

The SDK logs five lines for a resource and waits for the engine to take each. Only `pulumi up --debug` shows them, and
the engine does not tell a program whether it does. They take a third of a large preview.
"""

from __future__ import annotations

import os
import sys
from typing import Any, Final

from pulumi import log

KEEP: Final = "SENTRY_IAC_SDK_DEBUG"
"""The variable that, set to anything, keeps the SDK's lines for `pulumi up --debug`."""

_SDK: Final = "pulumi."


def drop_debug_lines() -> None:
    """Drop the debug lines of the SDK's own modules; those of a program and of everybody else are sent as ever."""
    if os.environ.get(KEEP):
        return
    send = log.debug

    def send_unless_the_sdk_says_it(*words: Any, **more: Any) -> None:
        if not str(sys._getframe(1).f_globals.get("__name__", "")).startswith(_SDK):
            send(*words, **more)

    log.debug = send_unless_the_sdk_says_it
