"""What pipelines run, and how the last look for drift ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from sentry_iac.audit import Check, Finding, Outcome
from sentry_iac.audit.organization import operations
from sentry_iac.drift.record import DriftOutcome, DriftRecord, last_drift, remember_drift
from sentry_iac.files.layout import Layout
from sentry_iac.github import GitHub
from tests.unit.sentry_iac.audit.support import NOW, findings, subject
from tests.unit.sentry_iac.source.support import write

WORKFLOW = """
    # sentry-iac preview
    on:
      {trigger}
    jobs:
      look:
        steps:
          - name: sentry-iac preview
            run: |
              echo begin
              # sentry-iac preview
              .venv/bin/sentry-iac {verb} --stack "$STACK"
    """
NIGHTLY = WORKFLOW.format(trigger='schedule: [{ cron: "1 2 * * *" }]', verb="drift")
GITHUB = {"GITHUB_REPOSITORY": "acme/dashboard", "GITHUB_TOKEN": "ghs_0123456789"}


def found(check: Check, root: Path, *, environ: Mapping[str, str] | None = None) -> Finding:
    return findings(check, subject(root, {"backend": root / "backend"}, environ=environ))[0]


@pytest.mark.parametrize(
    ("name", "text", "where"),
    [
        (".github/workflows/pull.yml", WORKFLOW.format(trigger="pull_request:", verb="preview"), ":11 "),
        (
            ".gitlab-ci.yml",
            "preview:\n  script:\n    - make venv\n    - sentry-iac preview --stack prod\n",
            ":4 ",
        ),
        (
            ".gitlab-ci.yml",
            "preview:\n  script: !reference [a, b]\n  after_script: sentry-iac  preview\n",
            ":3 ",
        ),
        (".circleci/config.yml", "jobs:\n  a:\n    steps:\n      - run: sentry-iac preview\n", ":4 "),
        ("Jenkinsfile", "// sentry-iac preview\nsh 'sentry-iac preview'\n", ":2 "),
    ],
)
def test_a_preview_is_found_in_any_pipeline(name: str, text: str, where: str, tmp_path: Path) -> None:
    finding = found(operations.previews, write(tmp_path, {name: text}))
    assert finding.outcome is Outcome.PASS
    assert finding.evidence.startswith(f"{name}{where}")


@pytest.mark.parametrize(
    "text",
    [
        WORKFLOW.format(trigger="pull_request:", verb="status"),
        "broken: [",
        "# sentry-iac preview",
        "a: {name: sentry-iac preview}",
    ],
)
def test_a_comment_or_a_name_is_no_preview(text: str, tmp_path: Path) -> None:
    finding = found(operations.previews, write(tmp_path, {".github/workflows/pull.yml": text}))
    assert finding.outcome is Outcome.FAIL
    assert "docs/ci.md" in (finding.fix or "")


@pytest.mark.parametrize(
    ("trigger", "outcome"),
    [
        ('schedule: [{ cron: "1 2 * * *" }]', Outcome.PASS),
        ("workflow_dispatch:", Outcome.WARN),
    ],
)
def test_a_look_for_drift_needs_a_schedule(trigger: str, outcome: Outcome, tmp_path: Path) -> None:
    text = WORKFLOW.format(trigger=trigger, verb="drift")
    finding = found(operations.drift_wired, write(tmp_path, {".github/workflows/drift.yml": text}))
    assert finding.outcome is outcome


class TestLastLook:
    @pytest.mark.parametrize(
        ("outcome", "age", "expected"),
        [
            (DriftOutcome.NONE, timedelta(hours=30), Outcome.PASS),
            (DriftOutcome.NONE, timedelta(days=3), Outcome.WARN),
            (DriftOutcome.DRIFT, timedelta(hours=1), Outcome.FAIL),
            (DriftOutcome.FAILED, timedelta(hours=1), Outcome.FAIL),
        ],
    )
    def test_what_the_last_look_on_this_machine_found_counts(
        self, outcome: DriftOutcome, age: timedelta, expected: Outcome, tmp_path: Path
    ) -> None:
        remember_drift(Layout(tmp_path), "dev", DriftRecord(NOW - age, outcome))
        finding = found(operations.drift_green, tmp_path)
        assert finding.outcome is expected
        assert finding.evidence.startswith(".local/drift/dev.json: ")

    def test_without_any_it_is_unknown(self, tmp_path: Path) -> None:
        finding = found(operations.drift_green, tmp_path)
        assert finding.outcome is Outcome.UNKNOWN
        assert finding.fix == "sentry-iac drift --stack dev"

    @pytest.mark.parametrize(
        "text", ["", "[]", '{"when": "now", "outcome": "none"}', '{"when": "2026-11-25"}']
    )
    def test_a_broken_note_counts_as_none(self, text: str, tmp_path: Path) -> None:
        write(tmp_path, {".local/drift/dev.json": text})
        assert last_drift(Layout(tmp_path), "dev") is None

    @pytest.mark.parametrize(
        ("runs", "outcome"),
        [
            ([{"conclusion": "success", "updated_at": "2026-11-25T03:20:00Z"}], Outcome.PASS),
            ([{"conclusion": "failure", "updated_at": "2026-11-25T03:20:00Z"}], Outcome.FAIL),
            ([{"conclusion": "success", "updated_at": "2026-11-20T03:20:00Z"}], Outcome.WARN),
            ([{"conclusion": "success", "updated_at": "2026-11-25T03:20:00"}], Outcome.PASS),
            ([{"conclusion": "success", "updated_at": "0001-01-01T00:00:00+23:00"}], Outcome.UNKNOWN),
            ([{"conclusion": "success", "updated_at": 7}], Outcome.UNKNOWN),
            ([{"conclusion": "success"}], Outcome.UNKNOWN),
            (["success"], Outcome.UNKNOWN),
            ([], Outcome.UNKNOWN),
        ],
    )
    def test_github_is_asked_for_the_last_run(
        self,
        runs: list[Any],
        outcome: Outcome,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        asked = []

        def answer(request: httpx2.Request) -> httpx2.Response:
            asked.append(str(request.url))
            return httpx2.Response(200, json={"workflow_runs": runs})

        transport = httpx2.MockTransport(answer)
        monkeypatch.setattr(
            operations, "github_from", lambda _: GitHub("acme/dashboard", "t", transport=transport)
        )
        write(tmp_path, {".github/workflows/nightly.yml": NIGHTLY})
        assert found(operations.drift_green, tmp_path, environ=GITHUB).outcome is outcome
        (url,) = asked
        assert url.endswith(
            "/repos/acme/dashboard/actions/workflows/nightly.yml/runs?status=completed&per_page=1"
        )

    def test_where_github_refuses_it_is_unknown(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        transport = httpx2.MockTransport(lambda _: httpx2.Response(403))
        monkeypatch.setattr(
            operations, "github_from", lambda _: GitHub("acme/dashboard", "t", transport=transport)
        )
        write(tmp_path, {".github/workflows/nightly.yml": NIGHTLY})
        finding = found(operations.drift_green, tmp_path, environ=GITHUB)
        assert finding.outcome is Outcome.UNKNOWN
        assert "GitHub answered 403" in finding.evidence
        remember_drift(Layout(tmp_path), "dev", DriftRecord(NOW, DriftOutcome.NONE))
        assert found(operations.drift_green, tmp_path, environ=GITHUB).outcome is Outcome.PASS
