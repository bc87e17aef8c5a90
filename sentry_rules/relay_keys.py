"""Public keys of Relays, as `relay credentials` prints them: 32 bytes in URL-safe base64, without padding.

Relay reads them as points on the curve Ed25519 (RFC 8032, 5.1.3), so that half of all texts of that form are no key.
`sentry-relay` holds this in a test.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from typing import Final

# Of the last letter four bits count, and the other two have to be 0.
_FORM: Final = re.compile(r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")
_PRIME: Final = 2**255 - 19
_D: Final = -121665 * pow(121666, -1, _PRIME) % _PRIME


def complaint(key: str) -> str | None:
    """Return what is wrong with the public key of a Relay, or None where it is one."""
    if not _FORM.fullmatch(key):
        return (
            "is no public key of a Relay: write the 43 letters, digits, - and _ of `relay credentials show`"
        )
    place = (int.from_bytes(urlsafe_b64decode(f"{key}="), "little") % 2**255) % _PRIME
    square = (place * place - 1) * pow(_D * place * place + 1, -1, _PRIME) % _PRIME
    if square and pow(square, (_PRIME - 1) // 2, _PRIME) != 1:
        return "is no public key of a Relay: no such key can be; copy it anew from `relay credentials show`"
    return None
