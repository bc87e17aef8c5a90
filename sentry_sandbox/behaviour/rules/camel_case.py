"""Bodies of detectors and workflows may have camelCase and snake_case names."""

from __future__ import annotations

import re
from typing import Any

_UNDERSCORE = re.compile(r"(?<=[a-z0-9])_([a-z0-9])")
_KEPT_VERBATIM = ("additionalFields", "additional_fields")


def camelize(value: Any) -> Any:
    """The same JSON with camelCase names; fields that an integration defines stay as they are."""
    if isinstance(value, list):
        return [camelize(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    return {
        _UNDERSCORE.sub(lambda match: match[1].upper(), name): (
            entry if name in _KEPT_VERBATIM else camelize(entry)
        )
        for name, entry in value.items()
    }
