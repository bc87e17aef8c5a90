"""People at a terminal see a progress bar; a log gets no character of it."""

from __future__ import annotations

import io
import sys

import pytest

from sentry_iac.commands.shared.progress import progress_bar


class Terminal(io.StringIO):
    """What a person looks at."""

    def isatty(self) -> bool:
        return True


def shown(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(sys, "stdout", stream)
    with progress_bar("looking", 3) as done:
        for name in ("one", "two", "three"):
            done(name)
    return stream.getvalue()


def test_a_terminal_shows_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    text = shown(Terminal(), monkeypatch)
    assert "looking: three" in text
    assert "3/3" in text


def test_a_log_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(io.StringIO(), monkeypatch) == ""


def test_ci_gets_none_even_where_it_has_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    assert shown(Terminal(), monkeypatch) == ""
