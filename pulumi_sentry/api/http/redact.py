"""Makes text from outside fit for people: no secret, no control character, no more than a line."""

from __future__ import annotations

import re
from urllib.parse import quote

_MASK = "***"
_TOKEN = re.compile(r"sntry[a-z]_[A-Za-z0-9+/=_-]+")
_USERINFO = re.compile(r"(?<=://)[^/@\s]+(?=@)")
_CLIENT_KEY = re.compile(r"(?<![0-9A-Fa-f])([0-9A-Fa-f]{4})[0-9A-Fa-f]{28}(?![0-9A-Fa-f])")


class Redactor:
    """Removes the token, DSNs and client keys from texts.

    Args:
        token: the bearer token in use; anything that looks like a Sentry token is removed as well.
    """

    def __init__(self, token: str) -> None:
        self._secrets = tuple({secret for secret in (token, quote(token, safe="")) if secret})

    def __repr__(self) -> str:
        return "Redactor()"

    def clean(self, text: str, *, limit: int = 300) -> str:
        """Return one line of ``text`` without secrets, cut to ``limit`` characters."""
        for secret in self._secrets:
            text = text.replace(secret, _MASK)
        text = mask_client_keys(_USERINFO.sub(_MASK, _TOKEN.sub(_MASK, text)))
        # Lone surrogates are not printable either: they would break the encoding of the message.
        text = " ".join("".join(char if char.isprintable() else " " for char in text).split())
        # Cutting comes last: half a secret would not be recognised.
        return text if len(text) <= limit else f"{text[: limit - 1]}…"


def mask_client_keys(text: str) -> str:
    """Cut each client key in ``text`` (32 hex digits, what makes a DSN a secret) to its first four digits."""
    return _CLIENT_KEY.sub(r"\1…", text)
