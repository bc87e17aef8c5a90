"""How many examples a property gets: all of them, unless somebody waits for the answer."""

from __future__ import annotations

import os

_SHARE = int(os.environ.get("FUZZ_SHARE", "100"))


def examples(many: int) -> int:
    """Return how many examples to try: in `make check` a part (`FUZZ_SHARE`, in percent), else all."""
    return max(1, many * _SHARE // 100)
