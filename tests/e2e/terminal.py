"""A command on a terminal of its own, and a person who types there."""

from __future__ import annotations

import os
import pty
import select
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

CTRL_C = "\x03"
_REACTION = 0.3
_PATIENCE = 120.0
"""Seconds to wait for a text before the test fails."""


class Terminal:
    """Runs a command with a terminal as its input and output; it ends with the block.

    Attributes:
        text: everything that it has printed so far, as lines that end in a line feed.
    """

    def __init__(self, words: Sequence[str], folder: Path, env: Mapping[str, str]) -> None:
        self.text = ""
        self._pid, self._terminal = pty.fork()
        if self._pid == 0:
            os.chdir(folder)
            os.execve(words[0], list(words), {**env, "COLUMNS": "200", "TERM": "dumb"})  # noqa: S606

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._terminal)

    def reads(self, wanted: str) -> None:
        """Wait until a text was printed."""
        end = time.monotonic() + _PATIENCE
        while wanted not in self.text:
            assert self._more(end), f"it ended without {wanted!r}:\n{self.text}"

    def types(self, keys: str) -> None:
        """Press some keys."""
        os.write(self._terminal, keys.encode())

    def answers(self, question: str, keys: str) -> None:
        """Wait for a question, and press some keys as soon as a person could."""
        self.reads(question)
        # The question is printed a moment before the answer is read; a Ctrl-C in between counts at the next key only.
        time.sleep(_REACTION)
        self.types(keys)

    def ends(self) -> int:
        """Wait for its end, and return the exit code."""
        end = time.monotonic() + _PATIENCE
        while self._more(end):
            pass
        return os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])

    def _more(self, end: float) -> bool:
        ready, _, _ = select.select([self._terminal], [], [], max(end - time.monotonic(), 0))
        assert ready, f"nothing comes any more:\n{self.text}"
        try:
            read = os.read(self._terminal, 65_536)
        except OSError:
            # Linux reports a closed other end like this.
            return False
        self.text += read.decode(errors="replace").replace("\r\n", "\n")
        return bool(read)
