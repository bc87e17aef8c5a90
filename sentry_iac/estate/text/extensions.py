"""Keys that begin with `x-`: a place for anchors, which nobody reads."""

from __future__ import annotations

from typing import Any, Final

_PREFIX: Final = "x-"

EXTENSION_PATTERN: Final = f"^{_PREFIX}"
"""Such keys, in a JSON schema."""


def is_extension(key: object) -> bool:
    """Whether a key is for the file's author alone."""
    return isinstance(key, str) and key.startswith(_PREFIX)


def without_extensions(value: Any) -> Any:
    """Return a mapping without such keys; anything else as it is."""
    if not isinstance(value, dict):
        return value
    return {key: inner for key, inner in value.items() if not is_extension(key)}


def allow_extensions(schema: dict[str, Any]) -> None:
    """Let the JSON schema of a mapping with fixed keys allow them."""
    if schema.get("additionalProperties") is False:
        schema["patternProperties"] = {EXTENSION_PATTERN: {}}
