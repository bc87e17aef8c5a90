"""Options of a project, by Sentry's own key, in the form that Sentry keeps them in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

_LINES = ("filters:error_messages", "filters:log_messages")
_LOWER_LINES = ("filters:blacklisted_ips", "filters:releases", "sentry:csp_ignored_sources")
"""Options that Sentry keeps as lines: each trimmed, empty ones dropped, these in lower case."""


def kept_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options in the form that Sentry keeps them in (sentry: `clean_newline_inputs`)."""
    return {name: _kept(name, value) for name, value in options.items()}


def _kept(name: str, value: Any) -> Any:
    if not isinstance(value, str) or name not in (*_LINES, *_LOWER_LINES):
        return value
    lines = [line.strip() for line in value.splitlines() if line.strip()]
    return "\n".join(line.lower() if name in _LOWER_LINES else line for line in lines)


if TYPE_CHECKING:
    Options = dict[str, Any]
else:
    from typing import Annotated

    from pydantic import AfterValidator

    Options = Annotated[dict[str, Any], AfterValidator(kept_options)]
    """Options as an argument."""
