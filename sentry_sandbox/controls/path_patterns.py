"""The patterns that say which paths a fault or a deprecation is for."""

from __future__ import annotations

import fnmatch
import re


def compile_path(pattern: str) -> re.Pattern[str]:
    """A glob (`/api/0/organizations/*/workflows/`), or a regular expression when it starts with `^`.

    Raises:
        ValueError: the regular expression is not valid.
    """
    try:
        return re.compile(pattern if pattern.startswith("^") else fnmatch.translate(pattern))
    except re.error as error:
        raise ValueError(f'path "{pattern}" is no regular expression: {error}') from None
