"""One option means one thing in every command, and docs/commands.md has them all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sentry_iac.commands import main
from sentry_iac.commands.app import COMMANDS
from sentry_iac.commands.reference import reference
from sentry_iac.commands.shared.exit_codes import MEANINGS, ExitCode
from sentry_iac.commands.shared.lazy import LazyCommand
from tests.repository import ROOT

WITHOUT_A_FOLDER = {"init", "schema", "pulumi", "sandbox", "github-comment", "github-issue"}
"""They look at no project, or make one."""

WITHOUT_A_STACK = {*WITHOUT_A_FOLDER, "down"}
"""These look at no stack either; the sandbox belongs to all stacks of a folder."""

WORDS = {
    "--directory": "FOLDER",
    "--stack": "STACK",
    "--project": "PROJECT",
    "--wait": "MINUTES",
    "--tip-of": "BRANCH",
    "--app": "FOLDER",
}
"""The word for the value of an option that several commands have."""


def options(command: LazyCommand) -> dict[str, Any]:
    """The options of a command by their long names."""
    return {
        max(each.opts, key=len): each for each in command.command.params if each.param_type_name == "option"
    }


EVERY = [
    pytest.param(command, name, option, id=f"{command.name} {name}")
    for command in COMMANDS
    for name, option in options(command).items()
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command.name))
def test_a_command_takes_the_folder_and_the_stack_that_it_looks_at(command: LazyCommand) -> None:
    has = options(command)
    assert ("--directory" in has) == (command.name not in WITHOUT_A_FOLDER)
    assert ("--stack" in has) == (command.name not in WITHOUT_A_STACK)


@pytest.mark.parametrize(("command", "name", "option"), EVERY)
def test_an_option_has_one_name_one_letter_and_a_word_for_its_value(
    command: LazyCommand, name: str, option: Any
) -> None:
    letters = {
        each
        for other in COMMANDS
        for known, one in options(other).items()
        if known == name
        for each in one.opts
        if len(each) == 2
    }
    assert len(letters) <= 1
    assert letters <= set(option.opts)
    sharing = {
        known for other in COMMANDS for known, one in options(other).items() if letters & set(one.opts)
    }
    assert sharing <= {name}
    assert option.help
    if not option.is_flag:
        # Otherwise the help would show a type of Python's.
        assert option.metavar
        assert option.metavar == WORDS.get(name, option.metavar)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command.name))
def test_a_folder_after_project_is_refused_with_a_sentence(
    command: LazyCommand, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if "--project" in options(command):
        pytest.skip("it has a Sentry project")
    monkeypatch.chdir(tmp_path)
    for words in (["--project", "."], ["--project=."]):
        with pytest.raises(SystemExit) as ended:
            main([str(command.name), *words])
        assert ended.value.code == ExitCode.USAGE
        [line] = capsys.readouterr().err.splitlines()
        assert line == (
            f"error: `{command.name}` has no --project, which names a Sentry project; "
            "the folder with Pulumi.yaml is --directory (-C)"
        )


def test_a_folder_where_a_sentry_project_is_asked_for_is_no_project(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Pulumi.yaml", "Pulumi.dev.yaml", "sentry.yaml"):
        (tmp_path / name).write_text((ROOT / name).read_text())
    monkeypatch.setenv("SENTRY_ORG", "acme")
    monkeypatch.delenv("SENTRY_URL", raising=False)
    with pytest.raises(SystemExit) as ended:
        main(["mcp-config", "-C", str(tmp_path), "--project", "."])
    assert ended.value.code == ExitCode.FAILED
    assert "--project names a Sentry project, --directory (-C) the folder" in capsys.readouterr().err


def test_the_page_of_commands_is_as_the_commands_are() -> None:
    page = (ROOT / "docs" / "commands.md").read_text()
    assert page == reference(), "docs/commands.md is stale: run `make docs`"
    for command in COMMANDS:
        assert all(f"`{name}`" in page for name in options(command))


def test_the_exit_codes_stand_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    shown = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert set(MEANINGS) == set(ExitCode)
    assert all(f"{code.value} {meaning}" in shown for code, meaning in MEANINGS.items())
