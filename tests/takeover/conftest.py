"""What all takeovers of this folder share."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _notes_of_creations_apart(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keep the journals of what tests make out of the home folder."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
