"""Lists that Sentry returns in no fixed order."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import TypeVar

from sentry_sandbox.controls.quirks import Quirks

_DICE = random.SystemRandom()
T = TypeVar("T")


def in_no_order(quirks: Quirks, items: Iterable[T]) -> list[T]:
    """The items in random order, unless the switch is off."""
    result = list(items)
    if quirks.shuffle_conditions:
        _DICE.shuffle(result)
    return result
