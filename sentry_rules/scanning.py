"""Steps through a text from left to right, as Sentry's grammars of rules do."""

from __future__ import annotations

import re
from typing import Final

SPACES: Final = re.compile(r" *")
COMMENT: Final = re.compile(r"#[^\r\n]*")


def past(what: re.Pattern[str], text: str, at: int) -> int:
    """Return where a pattern ends that begins at a place; that place itself where it does not.

    Args:
        what: the pattern.
        text: the text.
        at: the place.
    """
    found = what.match(text, at)
    return at if found is None else found.end()
