"""What Sentry's own SDK and sentry-cli make in an organization is taken over as what people make in it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
import sentry_sdk
from sentry_sdk.crons import MonitorStatus, capture_checkin

from tests.e2e.engine import BIN
from tests.sentry_api import SentryByHand
from tests.takeover.mover import Mover


@pytest.fixture
def dsn(by_hand: SentryByHand) -> str:
    """The DSN of a project that somebody made by hand."""
    by_hand.team("core")
    by_hand.project("core", "jobs")
    return str(by_hand.get("projects/{org}/jobs/keys/")[0]["dsn"]["public"])


def test_a_cron_monitor_that_a_job_made_by_checking_in_is_adopted(
    tmp_path: Path, dsn: str, by_hand: SentryByHand, sentry_env: dict[str, str]
) -> None:
    client = sentry_sdk.Client(dsn=dsn, environment="production", default_integrations=False)
    with sentry_sdk.new_scope() as scope:
        scope.set_client(client)
        capture_checkin(
            monitor_slug="nightly-import",
            status=MonitorStatus.OK,
            monitor_config={
                "schedule": {"type": "crontab", "value": "0 3 * * *"},
                "timezone": "Europe/Berlin",
                "checkin_margin": 5,
                "max_runtime": 60,
                "failure_issue_threshold": 2,
                "recovery_threshold": 3,
            },
        )
    client.close(timeout=10)
    mover = Mover(tmp_path, by_hand, sentry_env, "yaml")

    mover.export()
    mover.adopt()
    mover.preview()

    written = mover.texts()["sentry.yaml"]
    assert "nightly-import:" in written
    assert "schedule: 0 3 * * *" in written
    assert "timezone: Europe/Berlin" in written
    assert mover.writes() == []


def test_a_cron_monitor_that_sentry_cli_made_around_a_job_is_adopted(
    tmp_path: Path, dsn: str, by_hand: SentryByHand, sentry_env: dict[str, str]
) -> None:
    schedule = ("--schedule", "*/30 * * * *", "--max-runtime", "20", "--timezone", "Asia/Tokyo")
    subprocess.run(  # noqa: S603  # Sentry's own program
        [str(BIN / "sentry-cli"), "monitors", "run", *schedule, "half-hourly", "--", "true"],
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "SENTRY_DSN": dsn},
        cwd=tmp_path,
        check=True,
        timeout=60,
    )
    mover = Mover(tmp_path / "moved", by_hand, sentry_env, "yaml")

    mover.export()
    mover.adopt()
    mover.preview()

    written = mover.texts()["sentry.yaml"]
    assert "half-hourly:" in written
    assert "schedule: '*/30 * * * *'" in written or 'schedule: "*/30 * * * *"' in written
    assert "timezone: Asia/Tokyo" in written
    assert mover.writes() == []
