"""The state keeps the declaring line of each resource, as the installed SDK finds it, and no other entry."""

from collections.abc import Callable
from typing import Any

import pulumi.runtime.resource as sdk
import pytest
from pulumi.runtime.proto import source_pb2

from sentry_iac.sdk.short_traces import keep_traces_short


class Innermost:
    """As `pulumi.Resource` asks for the trace."""

    def __init__(self) -> None:
        self.trace: Any = sdk._get_stack_trace()


class Middle(Innermost):
    def __init__(self) -> None:
        super().__init__()


class Outermost(Middle):
    def __init__(self) -> None:
        super().__init__()


def declared_twice() -> list[Any]:
    return [Outermost().trace for _ in range(2)]


@pytest.fixture(autouse=True)
def _sdk_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sdk, "_get_stack_trace", sdk._get_stack_trace)


def test_the_declaring_line_is_the_one_that_the_sdk_finds() -> None:
    whole = declared_twice()[0]
    keep_traces_short()
    for trace in declared_twice():
        assert len(trace.frames) == 1
        assert trace.frames[0] == whole.frames[0]
        assert trace.frames[0].pc.uri.endswith("test_short_traces.py")


def other(frames: list[Any]) -> Callable[[], Any]:
    return lambda: source_pb2.StackTrace(frames=frames)


def test_an_sdk_that_finds_another_line_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    place = source_pb2.StackFrame(pc=source_pb2.SourcePosition(uri="file:///program.py", line=7))
    monkeypatch.setattr(sdk, "_get_stack_trace", other([place, place]))
    keep_traces_short()
    assert declared_twice() == [source_pb2.StackTrace(frames=[place])] * 2


def test_an_sdk_without_the_function_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(sdk, "_get_stack_trace")
    keep_traces_short()
    assert not hasattr(sdk, "_get_stack_trace")


def test_an_sdk_without_its_helper_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = declared_twice()[0]
    monkeypatch.setattr(sdk, "_get_stack_trace", other(list(whole.frames)))
    monkeypatch.delattr(sdk, "_get_source_position_for_frame")
    keep_traces_short()
    assert declared_twice() == [source_pb2.StackTrace(frames=whole.frames[:1])] * 2
