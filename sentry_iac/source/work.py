"""A bound for what one question about source makes its reader do.

Source can say in a few lines what takes for ever to put together: `a = {...b, ...b}`, `b = {...c, ...c}`, and so on.
"""

from __future__ import annotations

from typing import Final

from sentry_iac.source.unreadable import Unreadable
from sentry_iac.source.values import Place

_MOST: Final = 20_000
_BYTES: Final = 64
"""Bytes of source to go through that count as one part."""


class Work:
    """The parts that the answer to one question may be made of.

    Args:
        place: what is asked about.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self._left = _MOST

    def spend(self, parts: int = 1, *, length: int = 0) -> None:
        """Count some parts.

        Args:
            parts: how many.
            length: bytes of source that are gone through for them.

        Raises:
            Unreadable: these are too many.
        """
        self._left -= parts + length // _BYTES
        if self._left < 0:
            raise Unreadable(
                f"{self._place.path.name}:{self._place.line} is put together from more than {_MOST} parts, and was "
                "not read to its end",
                fix="write the options into the call itself",
            )
