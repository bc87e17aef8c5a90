"""Drives the real Pulumi engine: inline programs through the Automation API, each in a project of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pulumi import automation
from pulumi.automation import events

from sentry_iac.engine.backend import NO_UPDATE_CHECKS

BIN = Path(sys.prefix) / "bin"
"""The folder of the CLI, the language host and `pulumi-resource-sentry`."""

PROJECT = "contract"

Program = Callable[[], None]


@dataclass
class Step:
    """A step of the engine on one resource, done or planned."""

    op: str
    diffs: dict[str, str] = field(default_factory=dict)


@dataclass
class Run:
    """One operation of the engine.

    Attributes:
        steps: by resource name, without those that stay the same, and without the stack itself.
        text: everything it printed.
        outputs: the stack's outputs after an `up`.
    """

    steps: dict[str, Step]
    text: str
    outputs: Mapping[str, Any] = field(default_factory=dict)


class Stack:
    """A stack of a project of its own, on the file backend."""

    def __init__(self, folder: Path, env: Mapping[str, str], name: str = "test") -> None:
        self.folder = folder
        self.env = dict(env)
        self.name = name
        state = folder / "state"
        state.mkdir(parents=True, exist_ok=True)
        settings = {
            "name": PROJECT,
            "runtime": "python",
            "plugins": {"providers": [{"name": "sentry", "path": str(BIN)}]},
        }
        (folder / "Pulumi.yaml").write_text(json.dumps(settings))
        self.printed: list[str] = []

    @cached_property
    def _created(self) -> automation.Stack:
        env = {
            "PULUMI_BACKEND_URL": f"file://{self.folder / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": "of no importance",
            **NO_UPDATE_CHECKS,
            **self.env,
        }
        return automation.create_stack(
            self.name,
            PROJECT,
            _nothing,
            opts=automation.LocalWorkspaceOptions(work_dir=str(self.folder), env_vars=env),
        )

    def _stack(self, program: Program) -> automation.Stack:
        self._created.workspace.program = program
        return self._created

    def up(self, program: Program, replace: Sequence[str] = ()) -> Run:
        """`pulumi up`; raises `automation.CommandError` where it fails.

        Args:
            program: declares the resources.
            replace: urns for `--replace`.
        """
        recorder = _Recorder(self)
        stack = self._stack(program)
        result = stack.up(on_event=recorder, on_output=recorder.text, replace=list(replace))
        return recorder.run({name: output.value for name, output in result.outputs.items()})

    def preview(self, program: Program, *, refresh: bool = False) -> Run:
        """`pulumi preview`, with `--refresh` if asked for."""
        recorder = _Recorder(self)
        self._stack(program).preview(on_event=recorder, on_output=recorder.text, refresh=refresh)
        return recorder.run()

    def taint(self, *urns: str) -> None:
        """`pulumi state taint`: the next `up` makes these anew."""
        self._tainting("taint", urns)

    def untaint(self, *urns: str) -> None:
        """`pulumi state untaint`."""
        self._tainting("untaint", urns)

    def _tainting(self, verb: str, urns: Sequence[str]) -> None:
        workspace = self._created.workspace
        subprocess.run(  # noqa: S603  # our own command line
            ["pulumi", "state", verb, *urns, "--stack", self.name, "--yes", "--non-interactive"],  # noqa: S607
            cwd=self.folder,
            env={**os.environ, **(workspace.env_vars or {})},
            check=True,
            capture_output=True,
        )

    def refresh(self) -> Run:
        """`pulumi refresh`."""
        recorder = _Recorder(self)
        self._stack(_nothing).refresh(on_event=recorder, on_output=recorder.text)
        return recorder.run()

    def destroy(self) -> Run:
        """`pulumi destroy`."""
        recorder = _Recorder(self)
        self._stack(_nothing).destroy(on_event=recorder, on_output=recorder.text)
        return recorder.run()

    def state(self) -> dict[str, Any]:
        """The state as the backend keeps it: plain text but for secrets, which are encrypted."""
        file = self.folder / "state" / ".pulumi" / "stacks" / PROJECT / f"{self.name}.json"
        latest: dict[str, Any] = json.loads(file.read_text())["checkpoint"]["latest"]
        return latest

    def resource(self, name: str) -> dict[str, Any]:
        """A resource of the state by its name."""
        return next(r for r in self.state()["resources"] if r["urn"].rsplit("::", 1)[-1] == name)


class _Recorder:
    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._lines: list[str] = []
        self._steps: dict[str, Step] = {}

    def text(self, line: str) -> None:
        self._lines.append(line)
        self._stack.printed.append(line)

    def __call__(self, event: events.EngineEvent) -> None:
        for occurred in (event.resource_pre_event, event.res_outputs_event):
            if occurred is None:
                continue
            step = occurred.metadata
            name = step.urn.rsplit("::", 1)[-1]
            if step.op in ("same", "read") or step.type.startswith(("pulumi:pulumi:", "pulumi:providers:")):
                continue
            if step.op == "refresh":
                continue
            diffs = {path: diff.diff_kind.value for path, diff in (step.detailed_diff or {}).items()}
            self._steps[name] = Step(str(step.op.value), diffs)

    def run(self, outputs: Mapping[str, Any] | None = None) -> Run:
        return Run(self._steps, "\n".join(self._lines), outputs or {})


def _nothing() -> None:
    """Declares nothing; refresh and destroy do not run it."""
