"""The shipped program's stack dev as a program for the model engine.

The program runs once, in a process of its own (`python -m tests.faults.shipped_estate`), against Pulumi's mocks, which
answer every output by a placeholder with its origin. `.env` files are left out, since Sentry does not see them.
"""

from __future__ import annotations

import asyncio
import json
import re
import runpy
import subprocess
import sys
from collections.abc import Mapping
from functools import cache, partial
from typing import Any

from tests.faults.model_engine import Program
from tests.repository import ROOT

PROJECT, STACK = "gvses-sentry", "dev"

_PLACEHOLDER = re.compile(r"<([^<>]+)\.([A-Za-z]+)>")


@cache
def shipped_program() -> Program:
    """Every resource of the shipped estate that Sentry knows, in the order of the program."""
    recorded = subprocess.run(  # noqa: S603  # our own command line
        [sys.executable, "-m", __name__], cwd=ROOT, check=True, capture_output=True, text=True, timeout=60
    )
    return {name: (kind, partial(_filled_in, inputs)) for name, kind, inputs in json.loads(recorded.stdout)}


def _filled_in(value: Any, outputs: Mapping[str, dict[str, Any]]) -> Any:
    if isinstance(value, dict):
        return {key: _filled_in(item, outputs) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled_in(item, outputs) for item in value]
    if isinstance(value, str):
        return _PLACEHOLDER.sub(lambda match: str(outputs[match[1]][match[2]]), value)
    return value


def _record() -> list[tuple[str, str, Any]]:
    import pulumi  # noqa: PLC0415  # in the process of its own alone
    import yaml  # noqa: PLC0415
    from pulumi.runtime import set_all_config, set_mocks  # noqa: PLC0415
    from pulumi.runtime.stack import run_pulumi_func  # noqa: PLC0415

    from pulumi_sentry.plugin.registry import registry  # noqa: PLC0415

    recorded: list[tuple[str, str, Any]] = []

    class Recorder(pulumi.runtime.Mocks):
        def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
            cls = registry().resources.get(args.typ)
            if cls is None:
                return None, {}
            kind = args.typ.rsplit(":", 1)[-1]
            name = f"{kind}/{args.name}"
            if kind != "EnvFile":
                recorded.append((name, kind, args.inputs))
            outputs = {spec.wire_name: f"<{name}.{spec.wire_name}>" for spec in cls.outputs.values()}
            return f"<{name}.id>", {**args.inputs, **outputs}

        def call(self, args: pulumi.runtime.MockCallArgs) -> tuple[dict[str, Any], None]:
            return {}, None

    config = yaml.safe_load((ROOT / f"Pulumi.{STACK}.yaml").read_text())["config"]
    set_all_config(
        {key: value if isinstance(value, str) else json.dumps(value) for key, value in config.items()}
    )

    def program() -> None:
        runpy.run_path(str(ROOT / "__main__.py"))

    async def run() -> None:
        set_mocks(Recorder(), project=PROJECT, stack=STACK)
        await run_pulumi_func(program)

    asyncio.run(run())
    return recorded


if __name__ == "__main__":
    print(json.dumps(_record()))
