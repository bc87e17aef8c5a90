"""A page in a real browser sends with its DSN before a rotation and after it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from dotenv import dotenv_values

from tests.e2e import browser
from tests.e2e.rotation import DAY, Estate
from tests.sentry_api import SentryByHand


@pytest.mark.skipif(bool(browser.missing()), reason=f"{browser.missing()} is not installed")
def test_a_page_sends_before_and_after_a_rotation(
    tmp_path: Path, by_hand: SentryByHand, sentry_env: dict[str, str]
) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    estate = Estate(tmp_path / "project", sentry_env, ["web"])
    estate.edit("sentry.yaml", "platform: python", "platform: javascript-react")
    estate.edit("sentry.yaml", "path: web/.env", "path: web/.env, prefix: VITE_")
    estate.up_at(now)

    def errors() -> set[str]:
        return {event["title"] for event in by_hand.admin("GET", "state")["events"]}

    with browser.site(tmp_path / "site") as site:
        before = dotenv_values(estate.path("web"))
        page = site.put_page(before, "before the rotation")
        browser.visit(page, tmp_path / "profile", lambda: "Error: before the rotation" in errors())

        estate.iac("rotate", "--stack", "prod", now=now)
        # The injected time is after the grace, and no event came in the day before it.
        estate.up_at(now + 7 * DAY)
        after = dotenv_values(estate.path("web"))
        assert after["VITE_SENTRY_DSN"] != before["VITE_SENTRY_DSN"]
        page = site.put_page(after, "after the rotation")
        browser.visit(page, tmp_path / "profile", lambda: "Error: after the rotation" in errors())
    assert errors() == {"Error: before the rotation", "Error: after the rotation"}
