"""What the client takes of one server at most. A broken proxy or a hostile server ends in a sentence, not in a hang."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """The limits of answers.

    Args:
        size: most bytes of one answer, unpacked. A page of a hundred large alerts has less than one megabyte.
        list_size: most bytes of all pages of one list, which all stay in memory: some 250,000 issues.
        seconds: most seconds from a request to the end of its answer, without the waits for rate limits. Gateways give
            Sentry 30 to 60 s. The timeout of a single read does not see an answer that comes byte by byte.
        pages: most pages of one list: a million objects. A purge lists every old issue of a project.
        depth: most levels of lists and objects in each other. Sentry's deepest answer, a monitor, has less than ten.
            Code that reads an answer level by level must not reach the end of Python's stack.
    """

    size: int = 50_000_000
    list_size: int = 500_000_000
    seconds: float = 120.0
    pages: int = 10_000
    depth: int = 100


DEFAULT_BOUNDS = Bounds()
