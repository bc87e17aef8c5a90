"""A large first `sentry-iac up` writes its state once, at the end; after a kill, the journal has what it made."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml

from bench.estate import write_estate
from sentry_iac.engine.checkpoints import _MANY
from tests.e2e.project import PulumiProject
from tests.faults.faults import clear, hold_answer, struck, until
from tests.faults.running import Running
from tests.sentry_api import SentryByHand

BIN = Path(sys.prefix) / "bin"
IAC = str(BIN / "sentry-iac")
APPLICATIONS = 7
OBJECTS = 1 + 8 * APPLICATIONS


@pytest.fixture
def project(tmp_path: Path, sentry_env: dict[str, str]) -> PulumiProject:
    """A project whose first `up` makes just enough."""
    assert OBJECTS > _MANY > OBJECTS - 8
    write_estate(tmp_path / "project", APPLICATIONS, BIN)
    return PulumiProject(tmp_path / "project", sentry_env)


def up(project: PulumiProject) -> tuple[int, str]:
    """`sentry-iac up`: its exit code, and what it said."""
    ended = subprocess.run(  # noqa: S603  # our own command line
        [IAC, "up", "--yes", "--stack", "bench"],
        cwd=project.folder,
        env=project.env,
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.returncode, ended.stdout + ended.stderr


def projects_at_sentry(by_hand: SentryByHand) -> Counter[str]:
    return Counter(one["slug"] for one in by_hand.admin("GET", "state")["projects"])


def declares(project: PulumiProject, applications: dict[str, object]) -> None:
    path = project.folder / "sentry.yaml"
    path.write_text(yaml.safe_dump({**yaml.safe_load(path.read_text()), "projects": applications}))


def test_what_a_killed_one_made_is_taken_over_and_what_left_the_program_meanwhile_is_named(
    by_hand: SentryByHand, project: PulumiProject
) -> None:
    applications = yaml.safe_load((project.folder / "sentry.yaml").read_text())["projects"]
    hold_answer(by_hand, after=OBJECTS - 20)
    running = Running(project, IAC, "up", "--yes", "--stack", "bench")
    until(lambda: running.ended or struck(by_hand), longest=300)
    assert not running.ended, running.printed
    assert "Pulumi writes its state once, at the end" in running.printed
    running.kill(engine=True)
    clear(by_hand)
    made = projects_at_sentry(by_hand)
    assert made

    # One application leaves the program: nobody asks for what the killed run made of it.
    gone = min(made)
    project.pulumi("cancel", "-s", "bench", "--yes", fails=None)
    declares(project, {name: one for name, one in applications.items() if name != gone})
    code, said = up(project)
    assert code == 1
    assert f"Project {gone}" in said
    assert "delete it there, or declare it again" in said
    code, again = up(project)
    assert (code, f"Project {gone}" in again) == (1, True), "it is said until somebody did something"

    # Declared again, it is taken over, and everything is there once.
    declares(project, applications)
    code, said = up(project)
    assert code == 0, said
    assert projects_at_sentry(by_hand) == Counter(list(applications))
    state = by_hand.admin("GET", "state")
    assert set(Counter((one["projectId"], one["name"]) for one in state["keys"]).values()) == {1}
    assert set(Counter((one["projectId"], one["name"]) for one in state["detectors"]).values()) == {1}
    assert set(Counter(one["name"] for one in state["workflows"]).values()) == {1}
    assert up(project)[0] == 0
