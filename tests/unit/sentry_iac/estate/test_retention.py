"""Retention is asserted, never pretended to be set: the table, and what breaks it."""

from __future__ import annotations

import pytest

from sentry_iac.estate import PurgeSpec, RetentionSpec, SpecError, StackSettings, parse_estate
from sentry_iac.estate.model.retention import TABLE, RetentionSource

HEAD = "teams: {core: {}}\nprojects: {api: {platform: python-fastapi, team: core}}\n"


def retention(text: str, stack: StackSettings) -> RetentionSpec | None:
    return parse_estate(f"{HEAD}retention: {text}\n", stack).retention


def complaint(text: str, stack: StackSettings) -> str:
    with pytest.raises(SpecError) as caught:
        retention(text, stack)
    return str(caught.value)


@pytest.mark.parametrize(
    ("plan", "days"),
    [
        ("developer", [30, 30, 30, 30, 30, 30, 30, 30]),
        ("team", [90, 30, 30, 90, 30, 30, 90, 90]),
        ("trial", [90, 30, 30, 90, 30, 30, 90, 90]),
        ("business", [90, 30, 30, 90, 30, 30, 90, 90]),
        ("enterprise", [90, 30, 30, 90, 30, 30, 90, 90]),
    ],
)
def test_the_plan_decides_by_kind_of_data(stack: StackSettings, plan: str, days: list[int]) -> None:
    found = retention(f"{{plan: {plan}}}", stack)
    assert found is not None
    assert found.source == f"plan {plan}"
    order = ("errors", "logs", "spans", "replays", "profiles", "crons", "uptime", "attachments")
    assert found.days == dict(zip(order, days, strict=True))


def test_a_self_hosted_sentry_has_one_number_for_everything(stack: StackSettings) -> None:
    found = retention("{self-hosted: {days: 45}}", stack)
    assert found is not None
    assert set(found.days.values()) == {45}


def test_what_holds_is_accepted(stack: StackSettings) -> None:
    bounds = "errors: {atLeast: 90d, atMost: 90d}, logs: {atLeast: 4w}, spans: {atMost: 30d}"
    assert retention(f"{{plan: team, {bounds}}}", stack) is not None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "{plan: developer, errors: {atLeast: 90d}}",
            "retention.errors.atLeast: plan developer keeps errors for 30 d, less than 90 d "
            "(Errors: Developer 30 d, Team 90 d, Business 90 d); "
            "no setting changes that: choose another plan, or expect less",
        ),
        (
            "{plan: team, replays: {atMost: 30d}}",
            "retention.replays.atMost: plan team keeps replays for 90 d, more than 30 d "
            "(Session replays: Developer 30 d, Team 90 d, Business 90 d); "
            "write purge: { replays: 30d } and run `sentry-iac purge` daily, or expect more",
        ),
        (
            "{plan: team, replays: {atMost: 30d}, purge: {replays: 60d}}",
            "purge.replays deletes only after 60 d: lower it to 30d",
        ),
        (
            "{plan: team, logs: {atMost: 7d}, purge: {issues: 7d, replays: 7d}}",
            "retention.logs.atMost: plan team keeps logs for 30 d, more than 7 d "
            "(Logs: Developer 30 d, Team 30 d, Business 30 d); Sentry has no API that deletes them",
        ),
        (
            "{plan: business, spans: {atMost: 90d}}",
            "plan business keeps spans for 396 d, more than 90 d "
            "(Spans: Developer 30 d, Team 30 d, Business 30 d, sampled 396 d)",
        ),
        (
            "{plan: business, legacyTransactions: true, spans: {atMost: 30d}}",
            "(Transactions (billed as transactions): Developer 90 d, Team 90 d, Business 90 d)",
        ),
        (
            "{self-hosted: {days: 90}, uptime: {atMost: 30d}}",
            "self-hosted Sentry keeps uptime for 90 d, more than 30 d (self-hosted, one number for everything: 90 d)",
        ),
        (
            "{plan: team, errors: {atLeast: 60d}, purge: {issues: 30d}}",
            "retention.errors.atLeast: is 60 d, but purge.issues deletes after 30 d; correct one of them",
        ),
        (
            "{plan: developer, purge: {replays: 30d}}",
            "retention.purge.replays: is 30 d, but plan developer keeps replays for 30 d "
            "(Session replays: Developer 30 d, Team 90 d, Business 90 d): nothing would ever be due",
        ),
        ("{plan: team, errors: {atLeast: 9d, atMost: 3d}}", "atLeast is longer than atMost"),
        ("{errors: {atLeast: 9d}}", "needs either plan: (on sentry.io) or self-hosted: { days: … }"),
        ("{plan: team, self-hosted: {days: 30}}", "and not both"),
        (
            "{plan: buisness}",
            '"buisness" is not one of developer, team, business, enterprise or trial (did you mean',
        ),
        ("{plan: team, errors: {atMost: 90}}", "90 has no unit; write 90d or 90w"),
        ("{plan: team, purge: {replays: 0d}}", '"0d" is less than a day; write e.g. 30d'),
    ],
)
def test_what_does_not_hold_fails_with_the_row_that_breaks_it(
    stack: StackSettings, text: str, said: str
) -> None:
    message = complaint(text, stack)
    assert message.startswith("sentry.yaml:3: retention")
    assert said in message


def test_a_purge_covers_what_is_kept_too_long(stack: StackSettings) -> None:
    found = retention(
        "{plan: team, replays: {atMost: 30d}, errors: {atMost: 60d}, purge: {replays: 30d, issues: 45d}}",
        stack,
    )
    assert found is not None
    assert found.purge == PurgeSpec(issues=45, replays=30)


def test_every_kind_of_data_has_a_row() -> None:
    assert set(TABLE) == {"errors", "logs", "spans", "replays", "profiles", "crons", "uptime", "attachments"}
    assert RetentionSource(plan="team").kept("errors").days == 90
