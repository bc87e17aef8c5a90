"""`python -m sentry_sandbox`: run a sandbox in the foreground until SIGINT or SIGTERM."""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import shlex
import signal
import sqlite3
import sys
from pathlib import Path

from sentry_sandbox.server.sockets import Listener, PortTakenError
from sentry_sandbox.settings import (
    DEFAULT_HOST,
    DEFAULT_PORT,
    FIXED_TOKEN,
    Settings,
    parse_latency,
    parse_public_url,
)


def _latency(text: str) -> float:
    try:
        return parse_latency(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _public_url(text: str) -> str:
    try:
        return parse_public_url(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _arguments(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m sentry_sandbox",
        description="A local Sentry: management API, ingest and a page to look at.",
    )
    parser.add_argument("--host", default=DEFAULT_HOST, help="address to listen on (%(default)s)")
    parser.add_argument(
        "--port", type=int, default=DEFAULT_PORT, help="port to listen on, 0 for a free one (%(default)s)"
    )
    parser.add_argument(
        "--public-url",
        type=_public_url,
        metavar="URL",
        help="address by which others reach it, such as http://sentry.test:9600: DSNs and links have it, and "
        "requests to its host are answered (default: the address it listens on)",
    )
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="where to keep the data (default: in memory)"
    )
    parser.add_argument(
        "--latency", type=_latency, default=0.0, metavar="TIME", help="wait before each answer, e.g. 50ms"
    )
    parser.add_argument("--org", default="sandbox", help="slug of the organization (%(default)s)")
    parser.add_argument(
        "--token-file",
        type=Path,
        metavar="FILE",
        help=f"file with the token, made when missing (default: the fixed token {FIXED_TOKEN})",
    )
    parser.add_argument(
        "--seed", action="store_true", help="start with a team, the environment production and integrations"
    )
    return parser.parse_args(words)


def read_or_make_token(path: Path) -> str:
    """The token in a file; a missing file is made with a random one and mode 0600.

    Raises:
        OSError: the file cannot be read or made.
        ValueError: the file is empty.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        token = path.read_text(encoding="utf-8").strip()
        if not token:
            raise ValueError(f"{path} is empty; remove it and start again") from None
        return token
    token = f"sntryu_{secrets.token_hex(32)}"
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"{token}\n")
    return token


def _announcement(url: str, settings: Settings, token_file: Path | None) -> str:
    """What a shell has to export, in the words that it takes."""
    # A token of a file stays there; the fixed one is no secret.
    token = FIXED_TOKEN if token_file is None else f'"$(cat {shlex.quote(str(token_file.absolute()))})"'
    return "\n".join(
        (
            f"listening on {url}",
            f"organization: {settings.organization}",
            f"token: {FIXED_TOKEN if token_file is None else f'in {token_file}'}",
            "In another shell:",
            f"  export SENTRY_URL={shlex.quote(settings.public_url)} SENTRY_ORG={shlex.quote(settings.organization)} "
            f"SENTRY_AUTH_TOKEN={token}",
        )
    )


async def _serve(listener: Listener) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, listener.stop)
    await listener.serve()


def main(words: list[str] | None = None) -> int:
    """Run a sandbox; the exit code."""
    arguments = _arguments(words)
    try:
        token = read_or_make_token(arguments.token_file) if arguments.token_file else FIXED_TOKEN
        settings = Settings(
            organization=arguments.org,
            data=arguments.data,
            token=token,
            latency_ms=arguments.latency,
            seed=arguments.seed,
        )
        listener = Listener(
            settings,
            host=arguments.host,
            port=arguments.port,
            public_url=arguments.public_url,
            on_started=lambda: print(
                _announcement(listener.url, listener.settings, arguments.token_file), flush=True
            ),
        )
    except (OSError, ValueError, PortTakenError) as error:
        print(f"sentry_sandbox: {error}", file=sys.stderr)
        return 1
    except sqlite3.Error as error:
        print(f"sentry_sandbox: cannot use the data in {arguments.data}: {error}", file=sys.stderr)
        return 1
    asyncio.run(_serve(listener))
    return 0


if __name__ == "__main__":
    sys.exit(main())
