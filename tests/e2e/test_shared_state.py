"""A team's state in PostgreSQL: every `up`, from any checkout, works on the same stack."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from sentry_sandbox.server import SandboxServer
from sentry_sandbox.settings import Settings
from tests.e2e.engine import BIN
from tests.e2e.postgres import PASSWORD, postgres
from tests.e2e.project import Project, Ran
from tests.faults.faults import clear, hold_answer, struck, until
from tests.faults.test_kill_sweep import objects
from tests.sandbox import person_at, variables_of
from tests.sentry_api import SentryByHand

SALT = re.compile(r"^encryptionsalt: .*$", re.MULTILINE)


class Team:
    """Two checkouts of the shipped project on two machines, the state that they share, and their Sentry."""

    def __init__(self, folder: Path, env: dict[str, str], hand: SentryByHand) -> None:
        self.one, self.other = (Project(folder / name, env) for name in ("one", "other"))
        self.hand = hand

    def start(self, project: Project, *words: str) -> subprocess.Popen[str]:
        """`sentry-iac`, in a group of processes of its own."""
        return subprocess.Popen(  # noqa: S603  # our own command line
            [str(BIN / "sentry-iac"), *words],
            cwd=project.folder,
            env=project.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, project: Project, *words: str) -> Ran:
        """`sentry-iac`, until it ends."""
        return ended(self.start(project, *words))

    def objects(self) -> dict[str, Counter[str]]:
        """How often each name is at Sentry."""
        return objects(self.hand)


def ended(process: subprocess.Popen[str]) -> Ran:
    text = process.communicate(timeout=300)[0]
    assert "Traceback" not in text
    assert PASSWORD not in text
    return Ran(process.returncode, text)


def running_in(folder: Path, program: str) -> list[int]:
    """The processes of a program at work in a project."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if program in (process / "cmdline").read_text() and (process / "cwd").samefile(folder):
                found.append(int(process.name))
        except OSError:
            continue  # it ended meanwhile, or is somebody else's
    return found


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """The team after two first `up`s at the same moment."""
    with postgres() as url, SandboxServer(Settings()) as sandbox:
        env = {
            **variables_of(sandbox),
            "PULUMI_BACKEND_URL": url,
        }
        hand = person_at(sandbox)
        here = Team(tmp_path_factory.mktemp("team"), env, hand)
        both = [
            here.start(each, "up", "--no-sandbox", "--yes", "--wait", "4") for each in (here.one, here.other)
        ]
        for ran in map(ended, both):
            assert ran.code == 0, ran.text
        yield here
        hand.close()


def test_two_first_ups_at_once_make_one_of_everything(team: Team) -> None:
    made = team.objects()
    assert all(count == 1 for names in made.values() for count in names.values())
    assert [len(names) for names in made.values()] == [1, 2, 2, 8, 4, 3]
    file = team.one.folder / "Pulumi.dev.yaml"
    fresh = SALT.sub("", file.read_text())
    file.write_text(fresh)
    ran = team.run(team.one, "preview")
    assert re.fullmatch(r"Stack dev: nothing to do; \d+ unchanged\n", ran.text), ran.text
    assert file.read_text() == fresh
    ran = team.run(team.other, "drift")
    assert re.fullmatch(r"Stack dev: no drift; \d+ as declared\n", ran.text)


def test_a_second_up_names_the_first_and_a_killed_one_is_cancelled_and_made_whole(team: Team) -> None:
    team.one.edit("sentry.yaml", "threshold: 2s,", "threshold: 3s,")
    team.other.edit("sentry.yaml", "threshold: 2s,", "threshold: 3s,")
    hold_answer(team.hand, method="PUT", path="*/detectors/*")
    first = team.start(team.one, "up", "--no-sandbox", "--yes")
    until(lambda: first.poll() is not None or struck(team.hand))
    os.killpg(first.pid, signal.SIGSTOP)
    try:
        ran = team.run(team.other, "up", "--no-sandbox", "--yes")
        assert ran.code == 1
        said = ran.text.splitlines()[-1]
        assert re.search(
            r"error: stack dev is locked: \S+@\S+ \(process \d+\) has been at work on it since ", said
        )
        assert "pulumi cancel --stack dev" in said
        # A command that only reads does not wait for the lock.
        assert team.run(team.other, "preview").code == 0
    finally:
        os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    clear(team.hand)
    # The provider, in a group of its own, ends with its engine; Pulumi's language host takes its time.
    until(lambda: not running_in(team.one.folder, "pulumi-resource-sentry"))
    for host in running_in(team.one.folder, "pulumi-language-python"):
        with suppress(ProcessLookupError):
            os.kill(host, signal.SIGKILL)
    # A checkout without a salt uses the state's, so that no `up` encrypts the state anew.
    exported = json.loads(team.other.pulumi("stack", "export", "--stack", "dev").text)
    salt = exported["deployment"]["secrets_providers"]["state"]["salt"]
    assert f"encryptionsalt: {salt}\n" in (team.one.folder / "Pulumi.dev.yaml").read_text()
    # The lock outlives its process.
    team.other.pulumi("cancel", "--stack", "dev", "--yes")
    assert team.run(team.other, "up", "--no-sandbox", "--yes").code == 0
    assert all(count == 1 for names in team.objects().values() for count in names.values())
    ran = team.run(team.one, "preview")
    assert ran.text.startswith("Stack dev: nothing to do; "), ran.text


def test_without_the_passphrase_or_the_database_it_says_what_is_missing(team: Team) -> None:
    for more, said in (
        (
            {"PULUMI_CONFIG_PASSPHRASE": "of somebody else"},
            "export PULUMI_CONFIG_PASSPHRASE with the one that",
        ),
        (
            {"PULUMI_BACKEND_URL": f"postgres://pulumi:{PASSWORD}@127.0.0.1:1/postgres"},
            "unable to open state database",
        ),
    ):
        kept = dict(team.one.env)
        team.one.env.update(more)
        ran = team.run(team.one, "preview")
        team.one.env.update(kept)
        assert ran.code == 1
        assert len(ran.text.splitlines()) == 1
        assert said in ran.text
