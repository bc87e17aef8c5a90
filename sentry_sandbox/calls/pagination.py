"""Pages of lists, announced in the `Link` header."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from sentry_sandbox.calls.call import Call, reply
from sentry_sandbox.http.errors import detail
from sentry_sandbox.store import Record
from sentry_sandbox.store.lookups import as_id

MAX_PER_PAGE = 100
_CURSOR = re.compile(r"^(\d{1,9}):(\d{1,9}):([01])$")


def paginate(
    call: Call,
    records: Sequence[Record],
    shape: Callable[[Record], Any],
    *,
    per_page: int = MAX_PER_PAGE,
    hits: bool = False,
) -> Response:
    """One page of a list.

    Args:
        call: its query holds `cursor` and `per_page`.
        records: the whole list.
        shape: JSON body of one record; only called for those on the page.
        per_page: length of a page unless the query says otherwise.
        hits: whether the length of the whole list goes into `X-Hits`.

    Raises:
        ApiError: 400 for a broken cursor or page length.
    """
    size = _per_page(call, per_page)
    match = _CURSOR.match(call.query("cursor") or "0:0:0")
    if match is None:
        raise detail(400, "Invalid cursor parameter.")
    start = int(match[2])
    stop = start + size
    headers = {
        "Link": ", ".join(
            (
                _link(call, "previous", f"0:{max(start - size, 0)}:1", start > 0),
                _link(call, "next", f"0:{stop}:0", stop < len(records)),
            )
        )
    }
    if hits:
        headers["X-Hits"] = str(len(records))
    return reply([shape(record) for record in records[start:stop]], headers=headers)


def _per_page(call: Call, default: int) -> int:
    text = call.query("per_page")
    if text is None:
        return default
    size = as_id(text)
    if size is None or not 1 <= size <= MAX_PER_PAGE:
        if size is not None and size > MAX_PER_PAGE:
            raise detail(400, f"Invalid per_page value. Cannot exceed {MAX_PER_PAGE}.")
        raise detail(400, f"Invalid per_page value. Must be between 1 and {MAX_PER_PAGE}.")
    return size


def _link(call: Call, relation: str, cursor: str, more: bool) -> str:
    kept = [(name, value) for name, value in call.request.query_params.multi_items() if name != "cursor"]
    url = f"{call.public_url}{call.request.url.path}?{urlencode([*kept, ('cursor', cursor)])}"
    return f'<{url}>; rel="{relation}"; results="{str(more).lower()}"; cursor="{cursor}"'
