"""Secrets in files that everybody who clones the repository has."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sentry_iac.audit import Finding, Outcome, Subject
from sentry_iac.audit.application import secrets
from tests.unit.sentry_iac.audit.support import findings, subject
from tests.unit.sentry_iac.source.support import git, repository, write

KEY = "5d41402abc4b2a76b9719d911017c592"
DSN = f"https://{KEY}@o17.ingest.us.sentry.io/4509"
TOKEN = "sntryu_" + "7f0c" * 16
HEX = "9b74c9897bac770ffc029102a200c5de" * 2


@pytest.fixture
def app(tmp_path: Path) -> Path:
    write(
        tmp_path,
        {".gitignore": ".env\n", "backend/main.py": "print(1)\n", "frontend/package.json": "{}\n"},
    )
    return repository(tmp_path)


def about(app: Path) -> Subject:
    return subject(app, {"backend": app / "backend", "frontend": app / "frontend"})


def dsn(app: Path) -> tuple[Finding, ...]:
    return findings(secrets.no_dsn_in_files, about(app))


def token(app: Path) -> tuple[Finding, ...]:
    return findings(secrets.no_token_in_files, about(app))


def test_a_clean_repository_passes(app: Path) -> None:
    for check in secrets.CHECKS:
        assert {each.outcome for each in findings(check, about(app))} == {Outcome.PASS}


def test_a_dsn_in_a_tracked_file_is_found_and_masked(app: Path) -> None:
    write(app, {"docs/setup.md": f"Set it:\n\n    SENTRY_DSN={DSN}\n"})
    git(app, "add", "--all")
    (finding,) = dsn(app)
    assert finding.outcome is Outcome.FAIL
    assert finding.evidence == "docs/setup.md:3 has 5d41…@o17.ingest.us.sentry.io"
    assert finding.fix


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("untracked.md", DSN),
        ("docs/a.md", f"https://{KEY}@sentry.example.com/1"),
        ("docs/a.md", f"https://{'a' * 32}@o1.ingest.sentry.io/1"),
        ("docs/a.md", f"https://{'0123456789abcdef' * 2}@o1.ingest.sentry.io/1"),
        ("docs/a.md", "https://public@o1.ingest.sentry.io/1"),
        ("docs/a.md", f"https://{KEY}@o1.ingest.sentry.io/"),
        ("tests/test_a.py", DSN),
        ("src/a.test.ts", DSN),
    ],
)
def test_what_is_no_secret_is_no_finding(name: str, text: str, app: Path) -> None:
    write(app, {name: text})
    if not name.startswith("untracked"):
        git(app, "add", "--all")
    assert [each.outcome for each in dsn(app)] == [Outcome.PASS]


def test_a_dsn_in_the_call_of_init_is_one_finding_not_two(app: Path) -> None:
    write(app, {"backend/main.py": f'import sentry_sdk\nsentry_sdk.init(\n    dsn="{DSN}",\n)\n'})
    assert [each.outcome for each in dsn(app)] == [Outcome.PASS]
    write(app, {"backend/main.py": f'import sentry_sdk\nOLD = "{DSN}"\nsentry_sdk.init(dsn="{DSN}")\n'})
    assert dsn(app)[0].evidence.startswith("backend/main.py:2 ")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("deploy.sh", f"export SENTRY_AUTH_TOKEN={TOKEN}\n"),
        ("deploy.sh", f"export SENTRY_AUTH_TOKEN='{HEX}'\n"),
        ("vite.config.ts", f'sentryVitePlugin({{ authToken: "{HEX}" }})\n'),
        (".sentryclirc", f"[auth]\ntoken={HEX}\n"),
        ("a.yaml", "key: sntrys_" + "eyJpYXQiOjE3MD" * 3 + "\n"),
    ],
)
def test_a_token_is_found_whatever_it_looks_like(name: str, text: str, app: Path) -> None:
    write(app, {name: text})
    git(app, "add", "--all")
    (finding,) = token(app)
    assert finding.outcome is Outcome.FAIL
    assert finding.evidence.startswith(f"{name}:")
    for secret in (TOKEN, HEX, "eyJpYXQiOjE3MD"):
        assert secret not in finding.evidence


@pytest.mark.parametrize(
    "text",
    ["SENTRY_AUTH_TOKEN=${{ secrets.SENTRY_TOKEN }}", "sntrys_…", f"sha256 {HEX}", f"OTHER_TOKEN={HEX}"],
)
def test_what_is_no_token_of_sentrys_is_no_finding(text: str, app: Path) -> None:
    write(app, {"a.txt": text})
    git(app, "add", "--all")
    assert [each.outcome for each in token(app)] == [Outcome.PASS]


def test_many_lines_are_counted_not_listed(app: Path) -> None:
    write(app, {"a.txt": f"{DSN}\n" * 9})
    git(app, "add", "--all")
    found = dsn(app)
    assert len(found) == 6
    assert found[-1].evidence.startswith("and 4 more lines")


class TestEnvFile:
    def test_a_file_that_git_does_not_ignore_is_found(self, app: Path) -> None:
        write(app, {".gitignore": "backend/.env\n"})
        by_name = {each.about: each for each in findings(secrets.env_ignored, about(app))}
        assert by_name["gvses-backend"].outcome is Outcome.PASS
        assert by_name["gvses-frontend"].outcome is Outcome.FAIL
        assert by_name["gvses-frontend"].fix == "echo .env >>frontend/.gitignore"

    def test_a_tracked_file_is_one_finding_of_history(self, app: Path) -> None:
        write(app, {"backend/.env": f"SENTRY_DSN={DSN}\n"})
        git(app, "add", "--force", "backend/.env")
        assert {each.outcome for each in findings(secrets.env_ignored, about(app))} == {Outcome.PASS}
        assert [each.outcome for each in dsn(app)] == [Outcome.PASS]
        found = findings(secrets.env_not_in_history, about(app))[0]
        assert found.outcome is Outcome.FAIL
        assert found.fix is not None
        assert found.fix.startswith("git rm --cached backend/.env; sentry-iac rotate")

    def test_a_file_that_was_deleted_is_still_in_the_history(self, app: Path) -> None:
        write(app, {"backend/.env": "SENTRY_DSN=x\n"})
        git(app, "add", "--force", "backend/.env")
        git(app, "commit", "--quiet", "--message", "oops")
        git(app, "rm", "--quiet", "backend/.env")
        git(app, "commit", "--quiet", "--message", "gone")
        found = findings(secrets.env_not_in_history, about(app))[0]
        assert found.outcome is Outcome.FAIL
        assert "commit " in found.evidence

    def test_a_shallow_clone_knows_nothing_of_the_past(self, app: Path, tmp_path: Path) -> None:
        git(app, "commit", "--quiet", "--allow-empty", "--message", "second")
        git(app, "clone", "--quiet", "--depth", "1", f"file://{app}", str(tmp_path / "clone"))
        found = findings(secrets.env_not_in_history, about(tmp_path / "clone"))[0]
        assert found.outcome is Outcome.UNKNOWN
        assert "unshallow" in (found.fix or "")


def test_the_file_that_the_stack_wrote_elsewhere_is_looked_at_too(app: Path) -> None:
    write(app, {"written/.gitignore": "!.env\n", "written/.env": "SENTRY_DSN=x\n"})
    whole = subject(app, {"backend": app / "backend"})
    (source,) = whole.sources
    assert source.spec.env_file is not None
    elsewhere = replace(source.spec.env_file, absolute_path=app / "written" / ".env")
    moved = replace(whole, sources=(replace(source, spec=replace(source.spec, env_file=elsewhere)),))
    found = findings(secrets.env_ignored, moved)
    assert [each.outcome for each in found] == [Outcome.PASS, Outcome.FAIL]
    assert found[1].evidence == "no rule of git's ignores written/.env"


def test_outside_of_git_nothing_is_known(tmp_path: Path) -> None:
    write(tmp_path, {"backend/main.py": "print(1)\n"})
    for check in secrets.CHECKS:
        found = findings(check, subject(tmp_path, {"backend": tmp_path / "backend"}))
        assert {each.outcome for each in found} == {Outcome.UNKNOWN}
        assert "git init" in (found[0].fix or "")
