"""The three commands on organizations of several kinds, and on a bad day."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

from sentry_sandbox.server import SandboxServer
from tests.e2e.project import Project
from tests.sentry_api import SentryByHand
from tests.takeover.lived_in import fill
from tests.takeover.making import Maker
from tests.takeover.mover import Mover


def test_the_shipped_estate_comes_back_from_what_it_made(
    tmp_path: Path, by_hand: SentryByHand, sentry_env: dict[str, str]
) -> None:
    shipped = Project(tmp_path / "shipped", sentry_env)
    shipped.init("prod")
    shipped.up("prod")
    mover = Mover(tmp_path, by_hand, sentry_env, "yaml")

    mover.export()
    mover.adopt()
    mover.preview()

    written = mover.texts()["sentry.yaml"]
    assert "latency: {threshold: 2s}" in written  # a built-in monitor is as short as by hand
    assert mover.writes() == []


def test_three_hundred_resources_take_seconds_and_no_write(
    tmp_path: Path, by_hand: SentryByHand, sentry_env: dict[str, str]
) -> None:
    by_hand.team("core")
    for number in range(100):
        by_hand.project("core", f"app-{number}")
        by_hand.metric_monitor(f"app-{number}", "latency")
    mover = Mover(tmp_path, by_hand, sentry_env, "yaml")

    exported = mover.export()
    asked = by_hand.admin("GET", "requests")["total"]
    adopted = mover.adopt()
    mover.preview()

    # Three answers a project of which Sentry has no list, and a page for each hundred of everything else.
    assert asked <= 3 * 100 + 20
    assert "303 resources" in exported.text
    assert "100 MetricMonitor, 100 Project, 100 ProjectKey" in adopted.text
    assert mover.writes() == []


async def test_an_adoption_that_is_killed_goes_on_when_it_is_run_again(
    tmp_path: Path, sandbox: SandboxServer, by_hand: SentryByHand, sentry_env: dict[str, str]
) -> None:
    async with Maker(sandbox) as maker:
        await fill(by_hand, maker)
    mover = Mover(tmp_path, by_hand, sentry_env, "yaml")
    mover.export(code=3)

    for seconds in (1.0, 3.0, 5.0, 7.0):
        killed = subprocess.Popen(
            ["sentry-iac", "adopt", "--stack", "prod"],  # noqa: S607
            cwd=mover.project,
            env=mover.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(seconds)
        os.killpg(killed.pid, signal.SIGKILL)
        killed.wait()

    mover.adopt()
    mover.preview()
    assert mover.writes() == []
