"""Refusals of ingest."""

from __future__ import annotations

from collections.abc import Mapping


class Refusal(Exception):
    """A request that ingest refuses.

    Args:
        status: HTTP status.
        text: the text of `detail`.
        headers: more headers.
    """

    def __init__(self, status: int, text: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(text)
        self.status = status
        self.text = text
        self.headers = dict(headers or {})


def rejected() -> Refusal:
    """403: well-formed, but no active key of this project."""
    return Refusal(403, "event submission rejected with_reason: ProjectId")
