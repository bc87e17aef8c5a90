from __future__ import annotations

from pathlib import Path

import pytest

from sentry_iac.engine.torn_state import is_torn, mend_torn_state
from sentry_iac.files.layout import Layout

OLDER, NEWER = '{"version": 3, "checkpoint": 1}', '{"version": 3, "checkpoint": 2}'
CHECKSUM = '{"md5": "AA=="}'


@pytest.fixture
def checkpoint(layout: Layout) -> Path:
    """A stack as Pulumi's file backend leaves it: checkpoint, backup, a checksum of each."""
    folder = layout.state / ".pulumi" / "stacks" / "example"
    folder.mkdir(parents=True)
    for name, text in (("dev.json", NEWER), ("dev.json.bak", OLDER)):
        (folder / name).write_text(text)
        (folder / f"{name}.attrs").write_text(CHECKSUM)
    return folder / "dev.json"


def test_a_whole_state_is_left_alone(layout: Layout, checkpoint: Path) -> None:
    before = {path.name: path.read_text() for path in checkpoint.parent.iterdir()}
    assert mend_torn_state(layout) == []
    assert {path.name: path.read_text() for path in checkpoint.parent.iterdir()} == before


def test_a_checksum_that_was_cut_off_is_done_without(layout: Layout, checkpoint: Path) -> None:
    checkpoint.with_name("dev.json.attrs").write_text("")
    [said] = mend_torn_state(layout)
    assert "dev.json.attrs" in said
    assert not checkpoint.with_name("dev.json.attrs").exists()
    assert checkpoint.read_text() == NEWER


def test_a_checkpoint_that_was_cut_off_gives_way_to_its_backup(layout: Layout, checkpoint: Path) -> None:
    checkpoint.write_text(NEWER[:10])
    [said] = mend_torn_state(layout)
    assert "dev.json.bak" in said
    assert checkpoint.read_text() == OLDER
    assert not checkpoint.with_name("dev.json.attrs").exists()


def test_without_a_whole_backup_nothing_is_invented(layout: Layout, checkpoint: Path) -> None:
    checkpoint.write_text(NEWER[:10])
    checkpoint.with_name("dev.json.bak").write_text("")
    assert mend_torn_state(layout) == []
    assert checkpoint.read_text() == NEWER[:10]


@pytest.mark.parametrize(
    ("said", "torn"),
    [
        ("EOF", True),
        ("failed to load checkpoint: EOF", True),
        ("failed to load checkpoint: place 1: unexpected end of JSON input", True),
        ('failed to load checkpoint: blob (key "x"): permission denied', False),
    ],
)
def test_what_pulumi_says_of_it_is_known(said: str, torn: bool) -> None:
    assert is_torn(said) is torn
