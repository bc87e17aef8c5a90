"""The command line starts quickly, and completes what people type."""

from __future__ import annotations

import subprocess
import sys

import pytest

from sentry_iac.commands import main
from sentry_iac.commands.app import COMMANDS

HEAVY = ("pulumi", "grpc", "pydantic", "httpx2", "yaml", "jinja2", "dotenv", "asyncio")

WITH_MODULES = """
import sys
from sentry_iac.commands import main
try:
    main({words!r})
finally:
    print("imported:", *({heavy!r} & sys.modules.keys()), file=sys.stderr)
"""


def completed(*words: str, begun: str = "") -> list[str]:
    """The answers to the tabulator key after some words, as bash gets them."""
    line = ["sentry-iac", *words, begun]
    ended = subprocess.run(
        [sys.executable, "-c", "from sentry_iac.commands import main; main()"],
        env={
            "_SENTRY_IAC_COMPLETE": "complete_bash",
            "COMP_WORDS": " ".join(line),
            "COMP_CWORD": str(len(line) - 1),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.stdout.split()


def test_the_list_of_commands_imports_nothing_heavy() -> None:
    program = WITH_MODULES.format(words=["--help"], heavy=set(HEAVY))
    ended = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0
    assert ended.stderr.split() == ["imported:"]
    assert all(f"  {command.name} " in ended.stdout for command in COMMANDS)


@pytest.mark.parametrize("command", ["status", "env"])
def test_what_only_reads_this_machine_starts_without_pulumis_sdk(command: str) -> None:
    program = WITH_MODULES.format(words=[command, "--help"], heavy={"pulumi", "grpc"})
    ended = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr.split()) == (0, ["imported:"])


def test_a_summary_stands_on_one_line_of_80_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit):
        main(["--help"])
    lines = capsys.readouterr().out.splitlines()
    for command in COMMANDS:
        assert any(line.endswith(f"  {command.short_help}") for line in lines), command.name


def test_names_and_options_are_completed() -> None:
    assert completed(begun="pre") == ["preview"]
    assert "--no-refresh" in completed("preview", begun="--no")


def test_it_shows_the_completion_of_a_shell() -> None:
    ended = subprocess.run(  # noqa: S603 - a shell and this interpreter
        [
            "/bin/bash",
            "-c",
            f"'{sys.executable}' -c 'from sentry_iac.commands import main; main()' --show-completion; true",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "_COMPLETE=complete_bash" in ended.stdout
