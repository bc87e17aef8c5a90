"""The SDK's own debug lines are dropped; everybody else's reach the engine."""

from typing import Any

import pytest
from pulumi import log
from pulumi.runtime import settings

from sentry_iac.sdk.debug_lines import KEEP, drop_debug_lines


class Engine:
    """Takes what the SDK would send to the engine."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def Log(self, request: Any) -> None:
        self.heard.append(request.message)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    made = Engine()
    monkeypatch.setattr(log, "debug", log.debug)
    monkeypatch.setattr(settings, "get_engine", lambda: made)
    return made


def says(module: str, line: str) -> None:
    """A module logs a line."""
    exec("from pulumi import log; log.debug(line)", {"__name__": module, "line": line})  # noqa: S102 - our own text


def test_lines_of_the_sdk_are_dropped_and_those_of_a_program_are_sent(engine: Engine) -> None:
    drop_debug_lines()
    says("pulumi.runtime.resource", "registering resource")
    says("__main__", "the program's own line")
    says("pulumi_sentry.declaration", "the provider's classes are no part of the SDK")
    assert engine.heard == ["the program's own line", "the provider's classes are no part of the SDK"]


def test_the_variable_keeps_them(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEEP, "1")
    drop_debug_lines()
    says("pulumi.runtime.resource", "registering resource")
    assert engine.heard == ["registering resource"]
