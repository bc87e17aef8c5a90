"""The installed programs say who they are, and what they miss."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pulumi_sentry import __version__
from pulumi_sentry.plugin.__main__ import main as provider
from sentry_iac.commands import main

WITHOUT = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name == {package!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Missing())
from sentry_iac.commands import main
main(["status"])
"""


def test_the_command_line_tells_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert (ended.value.code, capsys.readouterr().out) == (0, f"{__version__}\n")


@pytest.mark.parametrize(
    ("option", "begins"), [("--version", __version__), ("--help", "pulumi-resource-sentry")]
)
def test_the_provider_answers_a_person(
    option: str, begins: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["pulumi-resource-sentry", option])
    provider()
    assert capsys.readouterr().out.startswith(begins)


@pytest.mark.parametrize("package", ["typer", "yaml", "rich"])
def test_without_its_extra_the_command_line_names_it(package: str) -> None:
    ended = subprocess.run(  # noqa: S603  # this interpreter
        [sys.executable, "-c", WITHOUT.format(package=package)], capture_output=True, text=True, check=False
    )

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        f"error: sentry-iac needs the package {package}; "
        "`pip install 'pulumi-sentry[cli]'` brings all that it needs\n"
    )
