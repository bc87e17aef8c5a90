"""A run that ends badly says where to find what it has made."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sentry_iac.engine.engine import Engine
from sentry_iac.errors import CommandError


def ends_with(folder: Path, command: str) -> Engine:
    """An engine whose `pulumi` does this and no more."""
    pulumi = folder / "pulumi"
    pulumi.write_text(f"#!/bin/sh\n{command}\n")
    pulumi.chmod(0o755)
    return Engine(str(pulumi), folder, {"PATH": os.environ["PATH"]})


@pytest.mark.parametrize(
    ("command", "checkpoints", "where"),
    [
        ("exit 255", True, "in its state"),
        ("exit 255", False, "in its state"),
        ("kill -9 $$", True, "in its state"),
        ("kill -9 $$", False, "in the provider's journal, for Pulumi was killed"),
    ],
)
def test_what_was_made_is_in_the_state_unless_that_was_never_written(
    tmp_path: Path, command: str, checkpoints: bool, where: str
) -> None:
    with pytest.raises(CommandError, match=f"What was made is {where}: correct the cause"):
        ends_with(tmp_path, command).up("dev", checkpoints=checkpoints)
