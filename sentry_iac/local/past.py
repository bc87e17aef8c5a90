"""Asks Sentry for the past of the monitors in a plan. Nothing depends on an answer: without one, that is said."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from pulumi_sentry.api import SentryClient
from pulumi_sentry.api.errors import BadRequest, Forbidden, SentryError
from sentry_iac.local.target import DEFAULT_URL, ORGANIZATION, TOKEN, URL
from sentry_iac.plan.backtest import DAYS, Question, read_values, told

_MOST: Final = 30
# Sentry answers a limited number of buckets for spans and logs; a week of five minutes is 2016.
_MOST_BUCKETS: Final = 2016


@dataclass(frozen=True)
class Past:
    """What Sentry said of the last days.

    Attributes:
        sentences: one a monitor, by its URN.
        notes: why there is none, where that holds for all of them.
    """

    sentences: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def backtests(
    questions: Sequence[Question], variables: Mapping[str, str], now: datetime | None = None
) -> Past:
    """Ask about each monitor.

    Args:
        questions: the monitors.
        variables: SENTRY_URL, SENTRY_ORG and SENTRY_AUTH_TOKEN; without a token there is no answer.
        now: the end of the past.
    """
    token, organization = variables.get(TOKEN, ""), variables.get(ORGANIZATION, "")
    if not questions:
        return Past()
    if not token or not organization:
        return Past(notes=(f"The past of monitors is not shown: that takes {TOKEN} and {ORGANIZATION}.",))
    end = (now or datetime.now(UTC)).replace(microsecond=0)
    url = variables.get(URL) or DEFAULT_URL
    left_out = {each.urn: f"last {DAYS} days: not asked, too many monitors" for each in questions[_MOST:]}
    try:
        return Past(asyncio.run(_ask(questions[:_MOST], token, organization, url, end)) | left_out)
    except Forbidden:
        return Past(notes=("The past of monitors is not shown: the token has no scope event:read.",))
    except SentryError as error:
        return Past(notes=(f"The past of monitors is not shown: {error}",))


async def _ask(
    questions: Sequence[Question], token: str, organization: str, url: str, end: datetime
) -> dict[str, str]:
    async with SentryClient(organization=organization, token=token, base_url=url) as client:
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
