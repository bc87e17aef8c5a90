"""The executable `pulumi-resource-sentry`: listens on loopback, prints its port, serves until told to stop."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys

import grpc.aio
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.proto import provider_pb2_grpc

from pulumi_sentry._version import __version__
from pulumi_sentry.plugin.registry import registry
from pulumi_sentry.plugin.servicer import ProviderServicer
from pulumi_sentry.plugin.session import ProviderSession

GRACE = 5.0
"""Seconds that calls under way get to finish once the engine says stop."""


_LOOK = 2.0
"""Seconds between two looks whether the engine still lives."""


_HELP = f"""\
pulumi-resource-sentry {__version__}: the Pulumi provider for Sentry.

Pulumi starts it by itself, in a program that declares resources of the package `sentry`. Started by hand it listens on
loopback, prints its port, and serves an engine that attaches to it (PULUMI_DEBUG_PROVIDERS=sentry:PORT).

  --version  print the version
  --help     print this

PULUMI_SENTRY_LOG=DEBUG tells on standard error what it asks Sentry. PULUMI_SENTRY_READ_ONLY=1 keeps it from every
request that would write."""


async def serve(engine_address: str) -> None:
    """Serve the provider until SIGINT or SIGTERM, or until the engine that started it is gone.

    Args:
        engine_address: where the engine listens; empty when a person starts the provider by hand.
    """
    served = registry()
    session = ProviderSession(kinds=served.kind)
    session.attach(engine_address)
    server = grpc.aio.server(options=_GRPC_CHANNEL_OPTIONS)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(ProviderServicer(served, session), server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()

    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    # The engine stops a plugin with SIGINT. A person's Ctrl-C does not arrive here: the engine runs plugins in their
    # own process group, records the answers to requests under way, and stops the plugins afterwards.
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)

    print(port, flush=True)  # the engine reads the port from the first line
    orphaned = asyncio.create_task(_until_gone(engine_address)) if engine_address else None
    if orphaned is not None:
        # A killed engine stops no plugin, and the token would stay in the memory of this process.
        orphaned.add_done_callback(lambda _: stopped.set())
    await stopped.wait()
    session.stopping = True
    alone = orphaned is not None and orphaned.done()
    if orphaned is not None:
        orphaned.cancel()
    await server.stop(GRACE)
    if not alone:
        session.end_in_order()
    await session.close()


async def _until_gone(engine_address: str) -> None:
    """Wait until nobody listens at an address, `host:port`, any more."""
    host, _, port = engine_address.rpartition(":")
    while True:
        try:
            _, writer = await asyncio.open_connection(host, int(port))
        except ConnectionRefusedError:
            return
        except (OSError, ValueError):
            # This does not tell whether the engine lives.
            pass
        else:
            writer.close()
        await asyncio.sleep(_LOOK)


def main() -> None:
    """Entry point of the console script."""
    arguments = sys.argv[1:]
    if "--version" in arguments:
        print(__version__)
        return
    if {"--help", "-h"} & set(arguments):
        print(_HELP)
        return
    # Otherwise pydantic would read the metadata of every installed package to look for plugins.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    logging.basicConfig(stream=sys.stderr, format="pulumi-sentry: %(message)s")
    level = logging.getLevelNamesMapping().get(os.environ.get("PULUMI_SENTRY_LOG", "").upper())
    # Only ours: the HTTP library would log addresses with client keys in them.
    logging.getLogger("pulumi_sentry").setLevel(level or logging.WARNING)
    positional = [argument for argument in arguments if not argument.startswith("-")]
    asyncio.run(serve(positional[0] if positional else ""))


if __name__ == "__main__":
    main()
