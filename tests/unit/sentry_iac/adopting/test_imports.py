"""`adopt.json` has ids for one stack, or by the names of several; both readers of it agree."""

from __future__ import annotations

import json
from pathlib import Path

import pulumi
import pytest

from pulumi_sentry.declaration.importing import IMPORTS, id_to_import
from sentry_iac.adopting.imports import FILE, Imports, read_imports
from sentry_iac.errors import CommandError

TEAM = "sentry:index:Team"
HERE = pulumi.get_stack()
"""The stack of a program that no engine runs."""


def written(folder: Path, **stacks: str) -> Path:
    ids = {stack: {TEAM: {"core": id}} for stack, id in stacks.items()}
    path = folder / FILE
    path.write_text(Imports(url="https://sentry.io", organization="acme", stacks=ids).text())
    return path


def test_a_file_of_one_stack_names_no_stack_and_is_read_for_any(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, prod="7")
    monkeypatch.setenv(IMPORTS, str(path))

    assert json.loads(path.read_text()) == {
        "sentry": {"url": "https://sentry.io", "organization": "acme"},
        "resources": {TEAM: {"core": "7"}},
    }
    assert read_imports(path, "acme/live").stacks == {"live": {TEAM: {"core": "7"}}}
    assert id_to_import(TEAM, "core") == "7"


def test_each_stack_has_its_own_ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, **{"dev": "3", HERE: "7"})
    monkeypatch.setenv(IMPORTS, str(path))

    assert read_imports(path, "acme/dev").stacks["dev"] == {TEAM: {"core": "3"}}
    assert read_imports(path, "dev").count == 2
    assert id_to_import(TEAM, "core") == "7"
    assert id_to_import(TEAM, "other") is None


def test_a_stack_that_the_file_does_not_name_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, dev="3", prod="7")
    monkeypatch.setenv(IMPORTS, str(path))

    with pytest.raises(CommandError, match="has objects of stack dev and prod, and none of qa"):
        read_imports(path, "qa")
    with pytest.raises(ValueError, match=f"for stack {HERE}"):
        id_to_import(TEAM, "core")


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"sentry": {}, "resources": []}', '{"sentry": 1, "stacks": 2}']
)
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)

    with pytest.raises(CommandError, match="export again"):
        read_imports(tmp_path / FILE, "prod")


@pytest.mark.parametrize("url", ["https://sentry.io", "https://sentry.io/", "https://sentry.io/api/0/"])
def test_an_address_is_the_same_however_it_was_configured(tmp_path: Path, url: str) -> None:
    imports = read_imports(written(tmp_path, prod="7"), "prod")

    assert imports.are_of(url, "acme")
    assert not imports.are_of(url, "other")
    assert not imports.are_of("https://sentry.example.com", "acme")
