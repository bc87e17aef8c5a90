"""Checkers find what a user gets wrong, and nothing in a program that is right."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

import pulumi_sentry
from pulumi_sentry.plugin.registry import registry
from pulumi_sentry.plugin.stubs import stub
from tests.repository import ROOT

STUB = ROOT / "pulumi_sentry" / "__init__.pyi"
PROGRAM = (ROOT / "tests" / "typing" / "program.py").read_text(encoding="utf-8")


def checked(*command: str) -> str:
    """What a checker says of the program and of the mistakes; empty where it has nothing to say."""
    ran = subprocess.run(  # noqa: S603  # our own command line
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return "" if ran.returncode == 0 else ran.stdout + ran.stderr


def test_the_stub_is_what_the_declarations_print() -> None:
    assert STUB.read_text(encoding="utf-8") == stub(registry()), f"{STUB.name} is stale: run `make docs`"


def test_the_program_uses_everything() -> None:
    resources = {cls.__name__ for cls in registry().resources.values()}
    lookups = {lookup.names()[0] for lookup in registry().lookups.values()}
    assert {name for name in resources | lookups if f"sentry.{name}(" not in PROGRAM} == set()


@pytest.mark.slow
def test_mypy_knows_every_type_and_finds_every_mistake() -> None:
    assert checked("mypy", "--strict", "tests/typing") == ""


@pytest.mark.slow
def test_pyright_knows_every_type_and_finds_every_mistake() -> None:
    if shutil.which("node") is None:
        pytest.skip("pyright runs on Node.js, which is not installed")
    assert checked("pyright", "--pythonpath", sys.executable) == ""


def test_every_name_of_the_package_is_in_the_stub() -> None:
    text = STUB.read_text(encoding="utf-8")
    assert [name for name in pulumi_sentry.__all__ if f'    "{name}",' not in text] == []
