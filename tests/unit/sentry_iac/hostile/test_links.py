"""A look (`check`, `preview`, `drift`) writes through no link: what a checkout points at stays as it is."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sentry_iac.drift.record import DriftOutcome, DriftRecord, remember_drift
from sentry_iac.errors import CommandError
from sentry_iac.files.layout import Layout
from sentry_iac.runs.base_sandbox import copy_checkout, disarm, engine_variables, export
from sentry_iac.stacks.salt import without_a_new_salt
from tests.unit.sentry_iac.source.support import repository, write

STACK = "config:\n  example:environment: production\n  sentry:token: {secure: v1:abc}\n"
RECORD = DriftRecord(datetime(2026, 11, 29, tzinfo=UTC), DriftOutcome.NONE)


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder beside the checkout, with a stack file in it."""
    return write(tmp_path / "outside", {"Pulumi.prod.yaml": STACK, "a/b/c.py": "x = 1\n"})


@pytest.fixture
def checkout(tmp_path: Path, outside: Path) -> Path:
    assert outside.is_dir()
    return write(
        tmp_path / "checkout", {"Pulumi.yaml": "name: example\nruntime: python\n", "sentry.yaml": "{}\n"}
    )


def state_of(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("Pulumi.prod.yaml", "Pulumi.prod.yaml"),
        (".local", ""),
        ("components", "a"),
        ("node_modules", "a"),
    ],
)
def test_a_copy_is_disarmed_and_nothing_outside_changes(
    link: str, target: str, checkout: Path, outside: Path
) -> None:
    (checkout / link).symlink_to(outside / target)
    before = state_of(outside)
    copy = checkout.with_name("copy")
    copy_checkout(checkout, copy)
    disarm(copy, "prod")
    assert state_of(outside) == before
    assert (copy / "Pulumi.prod.yaml").is_file()
    assert not (copy / "Pulumi.prod.yaml").is_symlink()
    assert not (copy / ".local").exists()


@pytest.mark.parametrize("target", ["../outside", "/nowhere", "../../../../../.."])
@pytest.mark.parametrize("link", [".local", "Pulumi.prod.yaml", "components"])
def test_the_base_has_no_link_that_leads_out_of_it(link: str, target: str, checkout: Path) -> None:
    (checkout / link).symlink_to(target)
    (checkout / "same").symlink_to("sentry.yaml")
    base = checkout.with_name("base")
    export(repository(checkout), "HEAD", base)
    assert sorted(path.name for path in base.iterdir()) == ["Pulumi.yaml", "same", "sentry.yaml"]


def test_stack_files_elsewhere_are_refused(checkout: Path) -> None:
    (checkout / "Pulumi.yaml").write_text("name: example\nruntime: python\nstackConfigDir: ../outside\n")
    with pytest.raises(CommandError, match=r"stackConfigDir.*take it out"):
        disarm(checkout, "prod")


def test_a_salt_is_taken_back_from_the_file_that_a_link_names(checkout: Path, outside: Path) -> None:
    stack_file = checkout / "Pulumi.prod.yaml"
    stack_file.symlink_to(outside / "Pulumi.prod.yaml")
    with without_a_new_salt(stack_file):
        # As the engine writes it, through the link.
        stack_file.write_text(f"encryptionsalt: v1:def\n{STACK}")
    assert stack_file.is_symlink()
    assert (outside / "Pulumi.prod.yaml").read_text() == STACK


@pytest.mark.parametrize("link", [".local", ".local/drift"])
def test_a_look_for_drift_is_not_noted_behind_a_link(link: str, checkout: Path, outside: Path) -> None:
    (checkout / link).parent.mkdir(exist_ok=True)
    (checkout / link).symlink_to(outside)
    before = state_of(outside)
    with pytest.raises(CommandError, match="behind a link"):
        remember_drift(Layout(checkout), "prod", RECORD)
    assert state_of(outside) == before


def test_python_writes_no_bytecode_beside_what_a_copy_links_to(tmp_path: Path) -> None:
    class Sentry:
        url = token = organization = "x"

    assert engine_variables(Sentry(), tmp_path, {"PATH": ""}, tmp_path)["PYTHONDONTWRITEBYTECODE"] == "1"
