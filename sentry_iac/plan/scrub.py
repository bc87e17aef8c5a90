"""Removes secrets from the engine's texts before people see them.

The engine masks values that are marked as secrets. This module masks the rest: a DSN in a description, a token in an
error, a password in the address of a backend.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from pulumi_sentry.api.http.redact import Redactor

_NAMES: Final = re.compile(r"TOKEN|SECRET|PASSWORD|PASSPHRASE|CREDENTIAL|_KEY$|ACCESS_KEY", re.IGNORECASE)
_PASSWORD: Final = re.compile(r"://[^/@\s:]*:([^/@\s]+)@")
_SHORTEST: Final = 8
_COLOUR: Final = re.compile(r"<\{%[^%]*%\}>|\x1b\[[0-9;]*m")
_LINE: Final = 300


class Scrubber:
    """Makes texts fit for people: one line, no secret, no control character, not too long.

    Args:
        environ: the engine's environment; values of variables named like secrets are removed everywhere.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        values = {value for name, value in environ.items() if _NAMES.search(name)}
        # The address of a backend may hold a password.
        values |= {found for value in environ.values() for found in _PASSWORD.findall(value)}
        # Longest first: otherwise a shorter secret inside a longer one would leave half of it.
        self._secrets = sorted((value for value in values if len(value) >= _SHORTEST), key=len, reverse=True)
        self._redactor = Redactor(environ.get("SENTRY_AUTH_TOKEN", ""))

    def __repr__(self) -> str:
        """Remove the known secrets."""
        return "Scrubber()"

    def __call__(self, text: str, *, limit: int = _LINE) -> str:
        """Return `text` for people, cut to `limit` characters."""
        text = _COLOUR.sub("", text)
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return self._redactor.clean(text, limit=limit)
