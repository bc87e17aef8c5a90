"""Runs a program without an engine: Pulumi's mocks take what it declares."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pulumi


class _Mocks(pulumi.runtime.Mocks):
    def __init__(self) -> None:
        self.declared: dict[str, tuple[str, dict[str, Any]]] = {}

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        self.declared[args.name] = (args.typ, args.inputs)
        return f"${{{args.name}.id}}", args.inputs

    def call(self, args: pulumi.runtime.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        raise AssertionError("the program asks something")


def declared_by(program: Callable[[], object]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Run a program; type and inputs of each resource that it declares, by name.

    Args:
        program: may return an output, which is waited for.
    """
    mocks = _Mocks()
    # Pulumi's host gives a program a loop; a test before may have closed the one of this thread.
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        pulumi.runtime.set_mocks(mocks)
        run: Any = pulumi.runtime.test
        run(program)()
    finally:
        asyncio.set_event_loop(None)
        loop.close()
    return mocks.declared
