"""The settings that a sandbox is started with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 9600
FIXED_TOKEN = "sandbox-token"  # noqa: S105 - documented on purpose: it opens nothing but this sandbox
"""The token of a sandbox that was started without a token file."""

_LATENCY = re.compile(r"^(\d+(?:\.\d+)?)\s*(ms|s)?$")


@dataclass(frozen=True)
class Settings:
    """How one sandbox behaves for its whole life; `sentry_sandbox.controls.quirks` holds what changes while it runs.

    Args:
        organization: slug of the organization that exists from the start.
        data: folder of the SQLite file; `None` keeps everything in memory.
        token: bearer token with every scope.
        latency_ms: wait before each management API and ingest request, in milliseconds.
        public_url: origin that DSNs, links and page addresses are made of, without a trailing slash.
        seed: also create team `default-team`, environment `production` and some integrations.
    """

    organization: str = "sandbox"
    data: Path | None = None
    token: str = FIXED_TOKEN
    latency_ms: float = 0.0
    public_url: str = f"http://{DEFAULT_HOST}:{DEFAULT_PORT}"
    seed: bool = False

    def __repr__(self) -> str:
        return (
            f"Settings(organization={self.organization!r}, data={self.data!r}, latency_ms={self.latency_ms!r}, "
            f"public_url={self.public_url!r}, seed={self.seed!r})"
        )


def parse_latency(text: str) -> float:
    """Milliseconds in `50ms`, `0.2s` or `50`.

    Raises:
        ValueError: the text is no duration.
    """
    match = _LATENCY.match(text.strip())
    if match is None:
        raise ValueError(f'"{text}" is not a latency; write e.g. 50ms or 0.2s')
    return float(match[1]) * (1000.0 if match[2] == "s" else 1.0)


def parse_public_url(text: str) -> str:
    """The origin in an address such as `http://sentry.test:9600/`.

    Raises:
        ValueError: the text is no such address.
    """
    try:
        parts = urlsplit(text.strip())
        is_origin = (
            parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
        )
    except ValueError:
        is_origin = False
    if not is_origin or "@" in parts.netloc or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(
            f'"{text}" is not an address without a path; write e.g. http://sentry.test:{DEFAULT_PORT}'
        )
    return f"{parts.scheme}://{parts.netloc.lower()}"
