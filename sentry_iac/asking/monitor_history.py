"""Asks Sentry about the last days, for the backtest of the monitors in a plan."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from pulumi_sentry.api import SentryClient
from pulumi_sentry.api.errors import BadRequest, Forbidden, SentryError
from sentry_iac.plan.backtest import DAYS, Question, read_values, told
from sentry_iac.stacks.sentry_access import SentryAccess

_MOST: Final = 30
# Sentry limits the buckets of an answer for spans and logs; a week of five minutes is 2016.
_MOST_BUCKETS: Final = 2016


@dataclass(frozen=True)
class Past:
    """Sentry's answers about the last days.

    Attributes:
        sentences: one a monitor, by its URN.
        notes: why there are none, where the reason holds for all monitors.
    """

    sentences: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def backtests(questions: Sequence[Question], access: SentryAccess, now: datetime | None = None) -> Past:
    """Ask about each monitor.

    Args:
        questions: the monitors.
        access: the Sentry to ask.
        now: the end of the period; the current time unless given.
    """
    end = (now or datetime.now(UTC)).replace(microsecond=0)
    left_out = {each.urn: f"last {DAYS} days: not asked, too many monitors" for each in questions[_MOST:]}
    try:
        return Past(asyncio.run(_ask(questions[:_MOST], access, end)) | left_out)
    except Forbidden:
        return not_shown("the token has no scope event:read.")
    except SentryError as error:
        return not_shown(str(error))


def not_shown(reason: str) -> Past:
    """Return no answers, with the reason."""
    return Past(notes=(f"The past of monitors is not shown: {reason}",))


async def _ask(questions: Sequence[Question], access: SentryAccess, end: datetime) -> dict[str, str]:
    async with SentryClient(
        organization=access.organization, token=access.token, base_url=access.url
    ) as client:
        return {each.urn: await _tell(client, each, end) for each in questions}


async def _tell(client: SentryClient, question: Question, end: datetime) -> str:
    values: list[tuple[float, float]] = []
    start = end - timedelta(days=DAYS)
    step = timedelta(seconds=question.window * _MOST_BUCKETS)
    try:
        while start < end:
            until = min(start + step, end)
            answer = await client.explore.series(
                project=question.project,
                dataset=question.dataset,
                aggregate=question.aggregate,
                query=question.query,
                start=start,
                end=until,
                interval=question.window,
            )
            values += read_values(answer)
            start = until
    except BadRequest:
        return f"last {DAYS} days: unknown, Sentry cannot compute this for the past"
    return told(question, values)
