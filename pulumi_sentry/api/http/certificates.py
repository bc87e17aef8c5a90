"""The certificates that this machine trusts."""

from __future__ import annotations

import functools
import ssl

import httpx2


@functools.cache
def certificates(*, trust_env: bool) -> ssl.SSLContext:
    """Return them; they are read once, since that takes longer than a request.

    Args:
        trust_env: whether `SSL_CERT_FILE` and `SSL_CERT_DIR` count.
    """
    return httpx2.create_ssl_context(trust_env=trust_env)
