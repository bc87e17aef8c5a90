from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from sentry_iac.files.shell_env import render_shell_env

SHELLS = [shell for shell in ("sh", "bash", "dash") if shutil.which(shell)]
AWKWARD = "a 'quoted' \"word\" $HOME `date` \\ é"


def sourced(
    shell: str, text: str, folder: Path, script: str, environ: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    path = folder / "it's a file"
    path.write_text(text)
    return subprocess.run(  # noqa: S603 - a shell and our own script
        [shell, "-euc", f'. "$1"; {script}', shell, str(path)],
        env={"PATH": "/usr/bin:/bin", **(environ or {})},
        cwd="/",
        capture_output=True,
        text=True,
        check=True,
    )


@pytest.mark.parametrize("shell", SHELLS)
def test_any_value_arrives_as_it_is(shell: str, tmp_path: Path) -> None:
    text = render_shell_env({"VALUE": AWKWARD}, {}, {}, tmp_path)
    assert sourced(shell, text, tmp_path, 'printf %s "$VALUE"').stdout == AWKWARD


@pytest.mark.parametrize("shell", SHELLS)
def test_the_programs_come_first_on_path_once_however_often_it_is_sourced(shell: str, tmp_path: Path) -> None:
    folder = tmp_path / "bin [it's] *"
    text = render_shell_env({}, {}, {}, folder)
    twice = sourced(shell, text, tmp_path, '. "$1"; printf %s "$PATH"').stdout
    assert twice == f"{folder}:/usr/bin:/bin"


@pytest.mark.parametrize("shell", SHELLS)
def test_a_variable_that_the_user_must_bring_is_asked_for_and_never_set(shell: str, tmp_path: Path) -> None:
    text = render_shell_env({}, {"SENTRY_AUTH_TOKEN": "the token of your Sentry"}, {}, tmp_path)
    answer = sourced(shell, text, tmp_path, 'printf %s "${SENTRY_AUTH_TOKEN-unset}"')
    assert answer.stdout == "unset"
    assert "SENTRY_AUTH_TOKEN is not set in this shell" in answer.stderr
    answer = sourced(shell, text, tmp_path, "true", {"SENTRY_AUTH_TOKEN": "x"})
    assert answer.stderr == ""


@pytest.mark.parametrize("shell", SHELLS)
def test_one_of_two_alternatives_is_enough(shell: str, tmp_path: Path) -> None:
    text = render_shell_env({}, {"ONE": "to decrypt"}, {"ONE": "OTHER"}, tmp_path)
    assert "ONE or OTHER is not set" in sourced(shell, text, tmp_path, "true").stderr
    assert sourced(shell, text, tmp_path, "true", {"OTHER": "x"}).stderr == ""
