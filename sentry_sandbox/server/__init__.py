"""A sandbox that runs: the ASGI application, and the socket that it listens on."""

from sentry_sandbox.server.sockets import PortTakenError, SandboxServer

__all__ = ["PortTakenError", "SandboxServer"]
