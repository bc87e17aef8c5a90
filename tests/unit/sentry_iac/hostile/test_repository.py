"""The audit lets git start nothing that an audited repository names, and tells git no secret."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from sentry_iac.audit import Outcome
from sentry_iac.audit.application import secrets
from tests.unit.sentry_iac.audit.support import findings, subject
from tests.unit.sentry_iac.hostile.apart import apart
from tests.unit.sentry_iac.hostile.repository_rows import TRAPS, Trap
from tests.unit.sentry_iac.source.support import git, repository, write

KEY = "5d41402abc4b2a76b9719d911017c592"
DSN = f"https://{KEY}@o17.ingest.us.sentry.io/4509"


@pytest.fixture
def app(tmp_path: Path) -> Path:
    folder = tmp_path / "app"
    files = {".gitignore": ".env\n", "backend/main.py": "print(1)\n", "frontend/package.json": "{}\n"}
    return repository(write(folder, files))


def said(app: Path) -> list[str]:
    """What the checks that ask git say."""
    about = subject(app, {"backend": app / "backend", "frontend": app / "frontend"})
    return [each.evidence for check in secrets.CHECKS for each in findings(check, about)]


def script(path: Path, *commands: str) -> Path:
    path.write_text("\n".join(["#!/bin/sh", *commands, ""]))
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.name)
def test_a_program_of_the_repository_does_not_run(trap: Trap, app: Path, tmp_path: Path) -> None:
    proof = tmp_path / "proof"
    trap.make(app, script(tmp_path / "program", f"echo ran >>{proof}", "cat"))
    proof.unlink(missing_ok=True)
    assert apart(lambda: said(app))
    assert not proof.exists()


def test_git_is_told_no_secret(app: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = tmp_path / "known"
    own = tmp_path / "bin"
    own.mkdir()
    script(own / "git", f"env >>{known}", f'exec {shutil.which("git")} "$@"')
    monkeypatch.setenv("PATH", f"{own}{os.pathsep}{os.environ['PATH']}")
    for name in ("SENTRY_AUTH_TOKEN", "PULUMI_ACCESS_TOKEN", "PULUMI_CONFIG_PASSPHRASE", "GITHUB_TOKEN"):
        monkeypatch.setenv(name, "a-secret-of-ours")
    assert said(app)
    assert "GIT_DIR=" in known.read_text()
    assert "a-secret-of-ours" not in known.read_text()


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a form feed before it", f"a\f{DSN}\n", 1),
        ("a line separator before it", f"a\u2028{DSN}\n", 1),
        ("a next line before it", f"a\x85{DSN}\n", 1),
        ("a carriage return before it", f"a\r{DSN}\n", 1),
        ("made-up ones before it", f"https://{'a' * 32}@o1.ingest.sentry.io/1 {DSN}\n", 1),
    ],
)
def test_a_dsn_is_found_whatever_stands_beside_it(name: str, text: str, line: int, app: Path) -> None:
    (app / "notes.md").write_bytes(text.encode(errors="surrogateescape"))
    git(app, "add", "notes.md")
    assert f"notes.md:{line} has 5d41…@o17.ingest.us.sentry.io" in said(app), name


@pytest.mark.parametrize("told", ["binary", "-text", "-diff", "-diff -text -merge", "diff=own"])
@pytest.mark.parametrize("where", [".gitattributes", ".git/info/attributes"])
def test_attributes_hide_no_file(told: str, where: str, app: Path) -> None:
    git(app, "config", "diff.own.binary", "true")
    (app / where).parent.mkdir(exist_ok=True)
    (app / where).write_text(f"* {told}\n")
    (app / "notes.md").write_text(f"first\n{DSN}\n")
    git(app, "add", "--all")
    assert "notes.md:2 has 5d41…@o17.ingest.us.sentry.io" in said(app)


def test_a_file_that_looks_binary_is_searched(app: Path) -> None:
    (app / "app.wasm").write_bytes(b"\0asm\1\n\0\0" + DSN.encode() + b"\0\n" + bytes(range(256)) * 9)
    git(app, "add", "--all")
    assert "app.wasm:2 has 5d41…@o17.ingest.us.sentry.io" in said(app)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\nb.md", r"a\nb.md:1"),
        ("a\n2:b.md", r"a\n2:b.md:1"),
        ("a\x1b[2J.md", r"a\x1b[2J.md:1"),
        ("a\u202eb.md", r"a\u202eb.md:1"),
        (os.fsdecode(b"a\xff.md"), r"a\udcff.md:1"),
    ],
)
def test_a_file_is_named_whole_and_in_one_line(name: str, shown: str, app: Path) -> None:
    (app / name).write_text(DSN)
    git(app, "add", "--all")
    assert f"{shown} has 5d41…@o17.ingest.us.sentry.io" in said(app)


def test_a_repository_of_another_user_is_audited_all_the_same(app: Path) -> None:
    about = subject(app, {"backend": app / "backend"})
    if os.geteuid() == 0:
        shutil.chown(app / ".git", 65534)
        shutil.chown(app, 65534)
    assert [each.outcome for each in findings(secrets.no_dsn_in_files, about)] == [Outcome.PASS]
