"""The real provider in a process of its own that can be killed, started in milliseconds.

A server process that has imported everything forks the providers, so that thousands can be started in a test.
What runs in the fork is the entry point of `pulumi-resource-sentry`; only its waits are made short.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Mapping
from multiprocessing.connection import Connection
from typing import Any

import grpc
import httpx2
from pulumi.runtime.proto import provider_pb2_grpc

from pulumi_sentry.api.http import retry, sender
from pulumi_sentry.plugin import __main__ as plugin

SHORT_WAIT = 0.02
"""Seconds before the first retry; half a second in real life."""

ANSWER_TIMEOUT = 0.7
"""Seconds until an answer counts as lost; a minute in real life."""

LOG_FILE = "PROVIDER_LOG_FILE"
"""Names the file for a provider's standard error."""

_START = 30.0

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload([__name__])


def _serve(port_pipe: Connection, environment: Mapping[str, str]) -> None:
    os.environ.update(environment)
    time.tzset()
    retry._FIRST_WAIT = SHORT_WAIT
    sender._TIMEOUT = httpx2.Timeout(ANSWER_TIMEOUT, pool=None)
    if LOG_FILE in environment:
        os.dup2(os.open(environment[LOG_FILE], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), 2)
    sys.argv = ["pulumi-resource-sentry"]
    reading, writing = os.pipe()
    os.dup2(writing, 1)
    os.close(writing)
    sys.stdout = os.fdopen(1, "w")
    # The port is the first line on stdout; reading it must not block the server.
    import threading  # noqa: PLC0415  # needed in the fork alone

    def hand_over() -> None:
        with os.fdopen(reading) as lines:
            port_pipe.send(int(lines.readline()))

    threading.Thread(target=hand_over, daemon=True).start()
    plugin.main()


class ProviderProcess:
    """A provider that runs until it is stopped or killed."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        receiving, sending = _forks.Pipe(duplex=False)
        self._process = _forks.Process(target=_serve, args=(sending, dict(environment)), daemon=True)
        self._process.start()
        sending.close()
        if not receiving.poll(_START):
            raise RuntimeError("the provider did not start; its reason is on stderr")
        port = receiving.recv()
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}")
        self.stub: Any = provider_pb2_grpc.ResourceProviderStub(self._channel)

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    def stop(self) -> None:
        """End it as the engine does after an operation."""
        if self._process.pid is not None and self.alive:
            os.kill(self._process.pid, signal.SIGINT)
        self._process.join()
        self._channel.close()

    def kill(self) -> None:
        """kill -9."""
        self._process.kill()
        self._process.join()
        self._channel.close()
