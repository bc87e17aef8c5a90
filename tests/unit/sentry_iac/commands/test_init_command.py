"""`sentry-iac init` asks a person, takes options from a script, and ends with the next command."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from sentry_iac.commands import main
from tests.e2e.terminal import CTRL_C, Terminal
from tests.repository import ROOT
from tests.sentry_api import SentryByHand

OPTIONS = ("--organization", "acme", "--project", "shop=python-django")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SENTRY_ORG", raising=False)


def init(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["init", *words])
    return int(ended.value.code or 0)


@pytest.mark.parametrize(("there", "more"), [(True, ""), (False, " && sentry-iac pulumi install")])
def test_the_last_lines_say_what_comes_next(
    there: bool,
    more: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "pulumi").touch(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin") if there else "/nowhere")
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert init("acme-sentry", *OPTIONS) == 0
    assert capsys.readouterr().out.splitlines() == [
        "==> wrote acme-sentry: 1 project in sentry.yaml, stacks dev and prod; nothing was written at Sentry",
        f"==> next: cd acme-sentry{more} && sentry-iac up",
        "==> that is a local Sentry; for yours, `export SENTRY_AUTH_TOKEN=... SENTRY_ORG=acme` before it",
    ]


def test_the_next_command_names_a_stack_that_is_not_the_usual_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert init("acme-sentry", *OPTIONS, "--environment", "staging", "--environment", "prod") == 0
    assert "sentry-iac up --stack staging\n" in capsys.readouterr().out


def test_without_a_terminal_it_names_the_options_that_lack(capsys: pytest.CaptureFixture[str]) -> None:
    assert init("acme-sentry") == 2
    said = "error: there is no terminal to ask on; add --organization acme and --project shop=python-django\n"
    assert capsys.readouterr().err == said
    assert not Path("acme-sentry").exists()


def test_an_organization_is_read_with_a_token_only(capsys: pytest.CaptureFixture[str]) -> None:
    assert init("acme-sentry", "--from-sentry", "--organization", "acme") == 1
    assert "there is no SENTRY_AUTH_TOKEN" in capsys.readouterr().err
    assert init("acme-sentry", "--from-sentry", *OPTIONS) == 2
    assert "leave --project and --team out" in capsys.readouterr().err


def test_an_organization_that_is_there_is_written_down(
    sentry_env: dict[str, str], by_hand: SentryByHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_hand.team("web")
    by_hand.project("web", "shop")
    for name, value in sentry_env.items():
        monkeypatch.setenv(name, value)
    assert init("acme-sentry", "--from-sentry") == 0
    assert {"adopt.json", "sentry.yaml", "Pulumi.prod.yaml"} < {
        path.name for path in Path("acme-sentry").iterdir()
    }
    assert "  shop:\n" in Path("acme-sentry", "sentry.yaml").read_text()


def test_a_person_is_asked_again_until_the_answer_is_right(tmp_path: Path) -> None:
    with asked(tmp_path) as person:
        person.answers("Organization", "Acme Inc\r")
        person.answers("is not a slug", "acme\r")
        person.answers("Environments, production last [dev, prod]", "\r")
        person.answers("Project, as a slug", "shop\r")
        person.answers("Platform", "python-djago\r")
        person.answers("did you mean python-django?", "python-django\r")
        person.answers("Team [acme]", "web\r")
        person.answers("an empty line ends", "shop\r")
        person.answers("project shop is there already", "\r")
        assert person.ends() == 0
        assert "next: cd acme-sentry" in person.text
    written = (tmp_path / "acme-sentry" / "sentry.yaml").read_text()
    assert "  shop:\n    platform: python-django\n    team: web\n" in written


def test_ctrl_c_writes_nothing(tmp_path: Path) -> None:
    with asked(tmp_path) as person:
        person.answers("Organization", CTRL_C)
        assert person.ends() == 130
    assert not (tmp_path / "acme-sentry").exists()


def asked(folder: Path) -> Terminal:
    words = [sys.executable, "-c", "from sentry_iac.commands import main; main()", "init", "acme-sentry"]
    return Terminal(words, folder, {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)})
