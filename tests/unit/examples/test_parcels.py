"""The second example estate is what `init` writes, and what people added to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from sentry_iac.commands import main
from tests.e2e.from_wheel import EXAMPLE, first_command

SAME = ("Pulumi.yaml", "__main__.py", ".gitignore")


@pytest.fixture
def began(tmp_path: Path) -> Path:
    with pytest.raises(SystemExit) as ended:
        main(first_command(tmp_path / "parcels"))
    assert ended.value.code == 0
    return tmp_path / "parcels"


def holds(more: Any, less: Any) -> bool:
    """Whether a value has all that another one has."""
    if isinstance(less, dict):
        return isinstance(more, dict) and all(key in more and holds(more[key], less[key]) for key in less)
    return bool(more == less)


def test_its_skeleton_is_what_init_writes(began: Path) -> None:
    for name in SAME:
        assert (EXAMPLE / name).read_text() == (began / name).read_text()
    for path in began.glob("*.yaml"):
        assert holds(yaml.safe_load((EXAMPLE / path.name).read_text()), yaml.safe_load(path.read_text())), (
            path.name
        )


def test_it_has_twelve_projects_three_teams_and_two_environments() -> None:
    estate = yaml.safe_load((EXAMPLE / "sentry.yaml").read_text())
    stacks = list(EXAMPLE.glob("Pulumi.*.yaml"))
    assert (len(estate["projects"]), len(estate["teams"]), len(stacks)) == (12, 3, 2)
