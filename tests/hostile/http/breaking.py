"""Where the fields of an answer are, and what may be in their place."""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

Place = tuple[str | int, ...]

DROPPED = object()
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
WRONG_ONES = min(int(os.environ.get("FUZZ_EXAMPLES", "1")), 11)
"""Of the following, in place of each field; `make soak` takes all."""

WRONG: tuple[Any, ...] = (None, True, 7, -0.5, "", "text", [], [None], [["a"]], {}, {"id": None})


def fields(value: Any, path: Place = (), *, items: int = 1) -> Iterator[Place]:
    """Where each value of an answer is, the inner ones first; of a list only some items."""
    parts = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value[:items])
        if isinstance(value, list)
        else ()
    )
    for name, inner in parts:
        yield from fields(inner, (*path, name), items=items)
        yield (*path, name)


def broken(answer: Any, path: Place, instead: Any) -> Any:
    answer = copy.deepcopy(answer)
    inner = answer
    for name in path[:-1]:
        inner = inner[name]
    if instead is DROPPED:
        del inner[path[-1]]
    else:
        inner[path[-1]] = instead
    return answer
