"""What holds for every test."""

from __future__ import annotations

from sentry_iac.sandbox.processes import hear_interrupts


def pytest_configure() -> None:
    """Start the programs of tests as a terminal would."""
    hear_interrupts()
