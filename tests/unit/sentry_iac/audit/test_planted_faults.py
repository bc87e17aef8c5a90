"""The example applications pass every check that reads files; what is broken in a copy is found by exactly its check.

An edit is made of the texts it replaces, so that it fails loudly where the examples no longer have them.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from sentry_iac.audit import Outcome, Subject
from sentry_iac.audit.application import (
    back_end,
    back_end_options,
    front_end,
    front_end_options,
    mcp,
    secrets,
    source_maps,
)
from sentry_iac.audit.organization import operations
from sentry_iac.drift.record import DriftOutcome, DriftRecord, remember_drift
from sentry_iac.files.layout import Layout
from tests.repository import ROOT
from tests.unit.sentry_iac.audit.support import NOW, findings, outcomes, subject
from tests.unit.sentry_iac.source.support import git, repository

CHECKS = (
    *front_end.CHECKS,
    *front_end_options.CHECKS,
    *source_maps.CHECKS,
    *back_end.CHECKS,
    *back_end_options.CHECKS,
    *secrets.CHECKS,
    *mcp.CHECKS,
    *operations.CHECKS,
)
BY_NAME = {each.name: each for each in CHECKS}

INSTRUMENT_TS = "frontend/src/instrument.ts"
MAIN_TSX = "frontend/src/main.tsx"
VITE = "frontend/vite.config.ts"
INSTRUMENT_PY = "backend/instrument.py"
MAIN_PY = "backend/main.py"
DRIFT = ".github/workflows/drift.yml"
PREVIEW = ".github/workflows/preview.yml"
KEY = "5d41402abc4b2a76b9719d911017c592"
DSN = f"https://{KEY}@o17.ingest.us.sentry.io/4509"
TOKEN = "sntryu_" + "7f0c" * 16

Edit = Callable[[Path], None]


def swap(name: str, old: str, new: str) -> Edit:
    """Replace each place of a text in a file."""

    def edit(root: Path) -> None:
        path = root / name
        text = path.read_text()
        assert old in text, f"{name} has no {old!r} any more"
        path.write_text(text.replace(old, new))

    return edit


def cut(name: str, pattern: str, new: str = "") -> Edit:
    """Replace what a pattern finds in a file."""

    def edit(root: Path) -> None:
        path = root / name
        text, times = re.subn(pattern, new, path.read_text(), flags=re.DOTALL)
        assert times, f"{name} has nothing like {pattern!r} any more"
        path.write_text(text)

    return edit


def add(name: str, text: str) -> Edit:
    """Append a text to a file."""

    def edit(root: Path) -> None:
        path = root / name
        path.write_text((path.read_text() if path.exists() else "") + text)

    return edit


def to_the_end(name: str, pattern: str) -> Edit:
    """Move what a pattern finds in a file to its end."""

    def edit(root: Path) -> None:
        path = root / name
        found = re.search(pattern, path.read_text())
        assert found, f"{name} has nothing like {pattern!r} any more"
        cut(name, re.escape(found[0]))(root)
        add(name, f"\n{found[0]}\n")(root)

    return edit


def both(*edits: Edit) -> Edit:
    """Make several edits that are one fault."""

    def edit(root: Path) -> None:
        for each in edits:
            each(root)

    return edit


def another_replay(root: Path) -> None:
    """Two versions of the SDK in one page."""
    path = root / "frontend/package-lock.json"
    lock = json.loads(path.read_text())
    lock["packages"]["node_modules/@sentry/replay"]["version"] = "11.9.0"
    path.write_text(json.dumps(lock, indent=2))


def committed_once(root: Path) -> None:
    """A `.env` file in the history, and long gone."""
    add("backend/.env", f"SENTRY_DSN={DSN}\n")(root)
    git(root, "add", "--force", "backend/.env")
    git(root, "commit", "--quiet", "--message", "by mistake")
    git(root, "rm", "--quiet", "backend/.env")
    git(root, "commit", "--quiet", "--message", "taken back")


def drifted(root: Path) -> None:
    """A look that found something."""
    remember_drift(Layout(root), "dev", DriftRecord(NOW, DriftOutcome.DRIFT))


def long_ago(root: Path) -> None:
    """A look that nobody repeated."""
    remember_drift(Layout(root), "dev", DriftRecord(NOW - timedelta(days=9), DriftOutcome.NONE))


FAULTS: list[tuple[str, str, Edit]] = [
    ("front-end.sdk-version", "an old major", swap("frontend/package-lock.json", "11.12.0", "10.12.0")),
    ("front-end.one-version", "two versions", another_replay),
    ("front-end.init-before-render", "imported last", to_the_end(MAIN_TSX, r'import "\./instrument";')),
    ("front-end.init-before-render", "not imported", cut(MAIN_TSX, r'import "\./instrument";')),
    (
        "front-end.init-before-render",
        "in a comment",
        swap(MAIN_TSX, 'import "./instrument";', '// import "./instrument";'),
    ),
    (
        "front-end.dsn-from-env",
        "a literal",
        swap(INSTRUMENT_TS, "dsn: import.meta.env.VITE_SENTRY_DSN", f'dsn: "{DSN}"'),
    ),
    (
        "front-end.sample-rates",
        "all traces",
        cut(INSTRUMENT_TS, r"tracesSampleRate: [^\n]*", "tracesSampleRate: 1.0,"),
    ),
    (
        "front-end.sample-rates",
        "all sessions",
        cut(INSTRUMENT_TS, r"replaysSessionSampleRate: [^\n]*", "replaysSessionSampleRate: 1,"),
    ),
    (
        "front-end.sample-rates",
        "one rate for every environment",
        cut(INSTRUMENT_TS, r"replaysOnErrorSampleRate: [^\n]*", "replaysOnErrorSampleRate: 1.0,"),
    ),
    (
        "front-end.sample-rates",
        "no page loads",
        swap(INSTRUMENT_TS, "Sentry.browserTracingIntegration(),", ""),
    ),
    ("front-end.replay-masked", "texts", swap(INSTRUMENT_TS, "maskAllText: true", "maskAllText: false")),
    ("front-end.replay-masked", "inputs", swap(INSTRUMENT_TS, "maskAllInputs: true", "maskAllInputs: false")),
    ("front-end.replay-masked", "media", swap(INSTRUMENT_TS, "blockAllMedia: true", "blockAllMedia: false")),
    ("front-end.no-personal-data", "who it is", swap(INSTRUMENT_TS, "userInfo: false", "userInfo: true")),
    (
        "front-end.no-personal-data",
        "everything",
        cut(INSTRUMENT_TS, r"dataCollection: [^\n]*", "sendDefaultPii: false,"),
    ),
    (
        "front-end.before-send",
        "none",
        swap(INSTRUMENT_TS, "beforeSend(event, hint)", "beforeSendLog(event, hint)"),
    ),
    (
        "front-end.environment-and-release",
        "a literal",
        cut(INSTRUMENT_TS, r"environment: [^\n]*", 'environment: "production",'),
    ),
    ("front-end.source-maps-uploaded", "switched off", swap(VITE, "disable: !authToken", "disable: true")),
    ("front-end.source-maps-uploaded", "no plugin", cut(VITE, r"sentryVitePlugin\(\{.*?\n      \}\),")),
    (
        "front-end.source-maps-not-published",
        "published",
        both(
            cut(VITE, r"build: \{ sourcemap: [^\n]*", "build: { sourcemap: true },"),
            cut(VITE, r"sourcemaps: \{ filesToDeleteAfterUpload[^\n]*"),
        ),
    ),
    (
        "back-end.sdk-version",
        "an old major",
        cut("backend/requirements.txt", r"sentry-sdk==[\d.]+", "sentry-sdk==1.45.1"),
    ),
    ("back-end.init-before-app", "imported last", to_the_end(MAIN_PY, r"import instrument[^\n]*")),
    ("back-end.init-before-app", "not imported", cut(MAIN_PY, r"import instrument[^\n]*")),
    (
        "back-end.init-before-app",
        "in a string",
        cut(MAIN_PY, r"import instrument[^\n]*", 'LATER = "import instrument"'),
    ),
    ("back-end.env-before-init", "not loaded", cut(INSTRUMENT_PY, r"\nload_dotenv\([^\n]*")),
    ("back-end.env-before-init", "loaded last", to_the_end(INSTRUMENT_PY, r"\nload_dotenv\([^\n]*")),
    (
        "back-end.dsn-from-env",
        "a literal",
        swap(INSTRUMENT_PY, 'dsn=os.environ.get("SENTRY_DSN")', f'dsn="{DSN}"'),
    ),
    ("back-end.no-default-pii", "on", swap(INSTRUMENT_PY, "send_default_pii=False", "send_default_pii=True")),
    (
        "back-end.no-default-pii",
        "everything",
        swap(INSTRUMENT_PY, "send_default_pii=False", 'data_collection={"cookies": False}'),
    ),
    (
        "back-end.integrations",
        "off",
        cut(INSTRUMENT_PY, r"integrations=\[.*?\],", "auto_enabling_integrations=False,"),
    ),
    (
        "back-end.sample-rates",
        "all traces",
        cut(INSTRUMENT_PY, r"traces_sample_rate=[^\n]*", "traces_sample_rate=1.0,"),
    ),
    (
        "back-end.sample-rates",
        "all profiles",
        cut(INSTRUMENT_PY, r"profiles_sample_rate=[^\n]*", "profiles_sample_rate=1.0,"),
    ),
    ("back-end.before-send", "none", swap(INSTRUMENT_PY, "    before_send=before_send,\n", "")),
    (
        "back-end.environment-and-release",
        "a literal",
        cut(INSTRUMENT_PY, r"environment=[^\n]*", 'environment="production",'),
    ),
    ("privacy.no-dsn-in-files", "in a page", add("README.md", f"\nIt sends to {DSN}\n")),
    ("privacy.no-dsn-in-files", "in a comment", add("frontend/src/App.tsx", f"// {DSN}\n")),
    ("privacy.no-token-in-files", "in a script", add("deploy.sh", f"export SENTRY_AUTH_TOKEN={TOKEN}\n")),
    (
        "privacy.no-token-in-files",
        "in the build",
        swap(VITE, "process.env.SENTRY_AUTH_TOKEN", f'"{TOKEN}"'),
    ),
    ("privacy.env-ignored", "not ignored", swap(".gitignore", "\n.env\n", "\n")),
    ("privacy.env-not-in-history", "once", committed_once),
    (
        "mcp.scoped",
        "any organization",
        swap(".mcp.json", "https://mcp.sentry.dev/mcp/gvses", "https://mcp.sentry.dev/mcp"),
    ),
    (
        "mcp.no-token",
        "in a header",
        swap(
            ".mcp.json",
            '"type": "http",',
            f'"type": "http", "headers": {{"Authorization": "Bearer {TOKEN}"}},',
        ),
    ),
    (
        "operations.previews",
        "in a comment",
        swap(PREVIEW, ".venv/bin/sentry-iac preview", "true # sentry-iac preview"),
    ),
    ("operations.drift-wired", "by hand", cut(DRIFT, r"schedule:\n[^\n]*\n\s*")),
    ("operations.drift-wired", "not at all", swap(DRIFT, "sentry-iac drift", "sentry-iac status")),
    ("operations.drift-green", "drift", drifted),
    ("operations.drift-green", "long ago", long_ago),
]


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of the example applications, with this project's workflows."""
    root = tmp_path_factory.mktemp("healthy") / "dashboard"
    leave = shutil.ignore_patterns("node_modules", "dist", ".venv", ".env", "__pycache__", "*.tsbuildinfo")
    shutil.copytree(ROOT / "examples" / "gvses", root, ignore=leave)
    for name in (".gitignore", DRIFT, PREVIEW):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    repository(root)
    remember_drift(Layout(root), "dev", DriftRecord(NOW, DriftOutcome.NONE))
    return root


def about(root: Path) -> Subject:
    return subject(root, {"frontend": root / "frontend", "backend": root / "backend"})


def test_the_example_applications_pass(healthy: Path) -> None:
    for check in CHECKS:
        for finding in findings(check, about(healthy)):
            assert finding.outcome is Outcome.PASS, f"{check.name}: {finding.evidence}"
            assert finding.fix is None


def test_every_check_has_a_fault_that_it_finds() -> None:
    # Without an entry there is nothing to narrow: that is not one fault alone, and test_mcp.py has it.
    assert set(BY_NAME) - {name for name, _, _ in FAULTS} == {"mcp.server"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "edit"),
    [pytest.param(name, edit, id=f"{name}: {what}") for name, what, edit in FAULTS],
)
def test_a_planted_fault_is_found_by_exactly_its_check(
    name: str, edit: Edit, healthy: Path, tmp_path: Path
) -> None:
    root = tmp_path / "dashboard"
    shutil.copytree(healthy, root)
    edit(root)
    git(root, "add", "--all")
    found = outcomes(CHECKS, about(root))
    wrong = {each: outcome for each, outcome in found.items() if outcome is not Outcome.PASS}
    assert list(wrong) == [name], wrong
    assert wrong[name] in {Outcome.FAIL, Outcome.WARN}
    for finding in findings(BY_NAME[name], about(root)):
        assert finding.fix or finding.outcome is Outcome.PASS
        assert KEY not in finding.evidence
        assert TOKEN not in finding.evidence
