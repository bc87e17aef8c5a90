"""The running sandbox: the ASGI application and its socket."""

from sentry_sandbox.server.sockets import PortTakenError, SandboxServer

__all__ = ["PortTakenError", "SandboxServer"]
