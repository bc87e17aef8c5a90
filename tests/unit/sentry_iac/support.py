from __future__ import annotations

import sys
from pathlib import Path

from sentry_iac.files.layout import Layout

FAKE_SANDBOX = Path(__file__).with_name("fake_sandbox.py")


def fake_sandbox_command(layout: Layout, port: int) -> list[str]:
    """The command line of a stand-in for the sandbox."""
    return [sys.executable, "-I", "-S", str(FAKE_SANDBOX), str(port), str(layout.sandbox_token_file)]
