"""The audit ends on whatever source it is given, and says what it could not read."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from sentry_iac.audit import CHECKS, audit
from sentry_iac.audit.check import Phase
from tests.unit.sentry_iac.audit.support import subject
from tests.unit.sentry_iac.hostile.apart import apart
from tests.unit.sentry_iac.hostile.source_rows import ROWS, Row
from tests.unit.sentry_iac.source.support import git, repository, write

pytestmark = pytest.mark.slow

SOURCE = {
    ".gitignore": ".env\n",
    "backend/main.py": "import sentry_sdk\nimport fastapi\nsentry_sdk.init()\napp = fastapi.FastAPI()\n",
    "frontend/package.json": '{"dependencies": {"@sentry/react": "^10.0.0"}}\n',
    "frontend/src/main.ts": 'import * as Sentry from "@sentry/react"\nSentry.init({})\n',
}
"""The healthy application."""


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Path]:
    yield repository(write(tmp_path, SOURCE))
    # Pytest cannot remove folders that are nested deeper than calls.
    subprocess.run(["rm", "-rf", str(tmp_path / "backend")], check=True)  # noqa: S603, S607 - a folder of this test


def lines(app: Path) -> list[str]:
    """What the audit says before deployment."""
    about = subject(app, {"backend": app / "backend", "frontend": app / "frontend"})
    checks = [each for each in CHECKS if each.phase is Phase.BEFORE]
    report = asyncio.run(audit(about, "nowhere", checks, str))
    return [found.evidence for result in report.results for found in result.findings]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_audit_ends_and_says_what_it_could_not_read(row: Row, app: Path) -> None:
    row.make(app)
    git(app, "add", "--all", "--", ":!frontend/package.json") if row.name.startswith("one letter") else None
    said = apart(lambda: lines(app))
    assert len(said) > 30
    assert any(row.says in each for each in said), ascii(said)
    assert all(each.isprintable() for each in said)
