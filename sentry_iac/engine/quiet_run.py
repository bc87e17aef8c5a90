"""A run of the engine that shows nothing on the terminal, and returns the engine's events."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sentry_iac.engine.event_log import EventLog
from sentry_iac.engine.programs import find_pulumi
from sentry_iac.engine.terminal_run import wait_for

if TYPE_CHECKING:
    from pulumi.automation.events import EngineEvent


@dataclass(frozen=True)
class Told:
    """The result of a run of the engine.

    Attributes:
        code: its exit code.
        events: the engine's events in their order, secrets masked.
        text: everything that it printed; never show it as it is.
    """

    code: int
    events: list[EngineEvent]
    text: str


def run_quietly(project: Path, variables: Mapping[str, str], *words: str) -> Told:
    """Run `pulumi` and return what it said.

    Pulumi's automation API does the same, but when interrupted leaves a thread that never ends.

    Args:
        project: the folder with Pulumi.yaml.
        variables: its environment besides this process's own; includes PATH.
        words: the command and its options.

    Raises:
        CommandError: there is no `pulumi`.
        KeyboardInterrupt: interrupted; the engine has ended.
    """
    command = [find_pulumi(variables["PATH"]), *words, "--non-interactive", "--color", "never"]
    with tempfile.TemporaryDirectory(prefix="sentry-iac-") as folder:
        events, printed = Path(folder) / "events", Path(folder) / "printed"
        with printed.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 - the CLI and our own arguments, no shell
                [*command, "--event-log", str(events)],
                cwd=project,
                # --event-log needs this variable.
                env={**os.environ, **variables, "PULUMI_DEBUG_COMMANDS": "true"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            try:
                code = process.wait()
            except KeyboardInterrupt:
                # The terminal sent Ctrl-C to Pulumi, too.
                wait_for(process)
                raise
        return Told(
            code,
            list(EventLog(events).new()),
            printed.read_text(encoding="utf-8", errors="replace"),
        )
