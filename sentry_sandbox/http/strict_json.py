"""Reads JSON strictly, so that a value can always be stored and sent back."""

from __future__ import annotations

import json
import math
from typing import Any


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("number out of range")
    return number


def _no_constant(text: str) -> float:
    raise ValueError(f"{text} is not JSON")


def parse(raw: bytes | str) -> Any:
    """The value that a JSON text holds.

    Raises:
        ValueError: it is no JSON, too deeply nested, or holds NaN or half a surrogate pair.
    """
    try:
        value = json.loads(raw, parse_float=_finite, parse_constant=_no_constant)
        json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("too deeply nested") from None
    return value
