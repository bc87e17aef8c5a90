"""Fetches a file by HTTP, with an end to its size and to its silence."""

from __future__ import annotations

import hashlib
import http.client
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from sentry_iac.pulumi_cli.steps import StepError

_SILENCE_SECONDS = 30.0
_PIECE = 1 << 20


def fetch(url: str, path: Path, most: int) -> str:
    """Write what an address answers into a file, and return its SHA-256.

    Args:
        url: the address, of https, or of http on this machine.
        path: the file; it must not be there yet.
        most: bytes that it may have.

    Raises:
        StepError: there is no whole answer, or a longer one.
    """
    if not url.startswith(("https://", "http://127.0.0.1:")):
        raise StepError(f"{url}: only https is fetched")
    digest, size = hashlib.sha256(), 0
    try:
        with urlopen(url, timeout=_SILENCE_SECONDS) as answer, path.open("xb") as file:  # noqa: S310 - looked at above
            said = answer.headers.get("Content-Length")
            while piece := answer.read(_PIECE):
                size += len(piece)
                if size > most:
                    raise StepError(f"{url}: this is longer than {most} bytes")
                digest.update(piece)
                file.write(piece)
    except (OSError, http.client.HTTPException) as error:
        raise StepError(f"{url}: {_reason(error)}") from error
    if said is not None and said.isdecimal() and int(said) != size:
        raise StepError(f"{url}: the answer ended after {size} of {said} bytes")
    return digest.hexdigest()


def _reason(error: Exception) -> object:
    if isinstance(error, URLError) and not isinstance(error, HTTPError):
        return error.reason
    return str(error) or type(error).__name__
