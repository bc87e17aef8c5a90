"""SARIF of an audit, held to the published schema, which an npm package has."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from jsonschema.validators import validator_for

from sentry_iac.audit import CHECKS, render
from tests.e2e.test_audit_page import found
from tests.unit.sentry_iac.audit.render.test_sarif import REPORT
from tests.unit.sentry_iac.audit.reports import report

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("npm"), reason="npm is not installed"),
]

PACKAGE = "@microsoft/jest-sarif@1.0.0-beta.0"
SCHEMA = "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"


def test_it_is_as_the_published_schema_says(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text("{}")
    subprocess.run(  # noqa: S603  # our own command line
        ["npm", "install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", PACKAGE],  # noqa: S607
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=300,
    )
    schema = json.loads((tmp_path / SCHEMA).read_text())
    validator = validator_for(schema)(schema)

    for each in (REPORT, report(), report(*((check, (found(check.name),)) for check in CHECKS))):
        log = json.loads(render(each, "sarif"))
        assert [error.message for error in validator.iter_errors(log)] == []
    log["runs"][0]["results"][0]["level"] = "grave"
    assert list(validator.iter_errors(log))
