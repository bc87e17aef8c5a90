"""Stands in for a newer `pulumi-language-python`: installs and runs a plugin that is a folder with PulumiPlugin.yaml.

The newest Python host that Go can build does not understand how a newer engine names the folder. This one does with it
what Pulumi's own does since 2024: `python -m venv`, `pip install -r requirements.txt`, then `python FOLDER ARGUMENTS`.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import grpc
import grpc.aio
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2


class _Host(language_pb2_grpc.LanguageRuntimeServicer):
    async def GetPluginInfo(self, request: Any, context: Any) -> plugin_pb2.PluginInfo:
        return plugin_pb2.PluginInfo(version="3.274.1")

    async def InstallDependencies(
        self, request: language_pb2.InstallDependenciesRequest, context: Any
    ) -> AsyncIterator[language_pb2.InstallDependenciesResponse]:
        folder, python = _environment(request.info)
        if python.exists():
            return
        for command in (
            [sys.executable, "-m", "venv", str(python.parents[1])],
            [str(python), "-m", "pip", "install", "--quiet", "-r", "requirements.txt"],
        ):
            process = await asyncio.create_subprocess_exec(*command, cwd=folder)
            if await process.wait() != 0:
                await context.abort(grpc.StatusCode.INTERNAL, f"{command} failed")
        yield language_pb2.InstallDependenciesResponse(stdout=b"installed\n")

    async def RunPlugin(
        self, request: language_pb2.RunPluginRequest, context: Any
    ) -> AsyncIterator[language_pb2.RunPluginResponse]:
        folder, python = _environment(request.info)
        process = await asyncio.create_subprocess_exec(
            python,
            folder,
            *request.args,
            cwd=request.pwd,
            env=dict(each.split("=", 1) for each in request.env),
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        try:
            while line := await process.stdout.readline():
                yield language_pb2.RunPluginResponse(stdout=line)
            yield language_pb2.RunPluginResponse(exitcode=await process.wait())
        finally:
            if process.returncode is None:
                process.terminate()
                await process.wait()


def _environment(info: language_pb2.ProgramInfo) -> tuple[Path, Path]:
    folder = Path(info.program_directory)
    return folder, folder / str(info.options["virtualenv"]) / "bin" / "python"


async def _serve() -> None:
    server = grpc.aio.server()
    language_pb2_grpc.add_LanguageRuntimeServicer_to_server(_Host(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    print(port, flush=True)
    parent = os.getppid()
    try:
        while os.getppid() == parent:  # a killed engine stops no host
            await asyncio.sleep(0.5)
    finally:
        await server.stop(None)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):  # so the engine ends a host
        asyncio.run(_serve())
