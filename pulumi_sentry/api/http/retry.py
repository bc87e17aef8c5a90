"""A table of the failures after which a request may be sent again, and the wait before.

GET, PUT (always whole objects) and DELETE may be repeated. A POST may be repeated only if Sentry certainly did not act:
the request was never sent, it was rate limited (429), or Sentry turned it away on purpose (503 *with* Retry-After; a
503 without it can come from a gateway that lost its connection after passing the request on).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus

REPEATABLE = frozenset({"GET", "PUT", "DELETE"})
EVERY = REPEATABLE | {"POST"}

_FIRST_WAIT = 0.5
_LONGEST_WAIT = 16.0


class Failure(Enum):
    """Failures without an answer."""

    NOT_SENT = "not sent"
    ANSWER_LOST = "answer lost"


@dataclass(frozen=True, slots=True)
class RetryRule:
    """One line of the table.

    Args:
        failure: a status, or a failure without an answer.
        methods: methods that may be sent again then.
        tries: how often the request may go out in all, or None if only the total wait is bounded.
        only_with_retry_after: applies only if the answer has ``Retry-After``.
    """

    failure: Failure | int
    methods: frozenset[str]
    tries: int | None
    only_with_retry_after: bool = False


_RULES = (
    RetryRule(Failure.NOT_SENT, EVERY, tries=4),
    RetryRule(Failure.ANSWER_LOST, REPEATABLE, tries=3),
    RetryRule(HTTPStatus.TOO_MANY_REQUESTS, EVERY, tries=None),
    RetryRule(HTTPStatus.BAD_GATEWAY, REPEATABLE, tries=5),
    RetryRule(HTTPStatus.SERVICE_UNAVAILABLE, REPEATABLE, tries=5),
    RetryRule(HTTPStatus.SERVICE_UNAVAILABLE, frozenset({"POST"}), tries=5, only_with_retry_after=True),
    RetryRule(HTTPStatus.GATEWAY_TIMEOUT, REPEATABLE, tries=5),
)

LOST_AT_GATEWAY = frozenset(
    {HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}
)
"""Statuses after which the answer to an unrepeated POST counts as lost."""


def may_retry(method: str, failure: Failure | int, *, tries_made: int, retry_after: float | None) -> bool:
    """Whether the table allows another try after ``tries_made`` tries."""
    return any(
        rule.failure == failure
        and method in rule.methods
        and (rule.tries is None or tries_made < rule.tries)
        and (retry_after is not None or not rule.only_with_retry_after)
        for rule in _RULES
    )


def backoff(tries_made: int, *, random: float) -> float:
    """Seconds to wait after ``tries_made`` tries if the server names no time: doubling, capped, spread.

    Args:
        tries_made: 1 or more.
        random: a number in [0, 1); at least half of the wait is always kept.
    """
    wait = min(_LONGEST_WAIT, _FIRST_WAIT * 2.0 ** min(tries_made - 1, 10))
    return wait * (0.5 + random / 2)
