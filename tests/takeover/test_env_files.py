"""Applications keep their `.env` files, to the last byte, while the organization is taken over."""

from __future__ import annotations

from pathlib import Path

from tests.sentry_api import SentryByHand
from tests.takeover.mover import Mover


def test_a_file_with_a_dsn_is_declared_and_stays_as_it_is(
    tmp_path: Path, by_hand: SentryByHand, sentry_env: dict[str, str]
) -> None:
    by_hand.team("core")
    by_hand.project("core", "web")
    dsn = by_hand.get("projects/{org}/web/keys/")[0]["dsn"]["public"]
    env = tmp_path / "app" / "web" / ".env"
    env.parent.mkdir(parents=True)
    env.write_text(f"# ours\nA=1\nSENTRY_DSN={dsn}\nSENTRY_ENVIRONMENT=staging\n")
    before = env.read_bytes()
    mover = Mover(tmp_path, by_hand, sentry_env, "yaml")

    mover.export("--app", "app")
    mover.adopt()
    mover.preview()

    assert env.read_bytes() == before
    assert "path: web/.env" in mover.texts()["sentry.yaml"]
    assert dsn not in "".join(mover.texts().values())
    assert mover.writes() == []
