from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.pins import Pins, read_pins

Program = Callable[[Path, str], Path]


@pytest.fixture
def program() -> Program:
    """Writes a shell script that stands in for a program."""

    def write(path: Path, body: str = "exit 0") -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{textwrap.dedent(body)}\n")
        path.chmod(0o755)
        return path

    return write


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout with an environment and pins of its own."""
    root = tmp_path / "a checkout"
    (root / ".venv" / "bin").mkdir(parents=True)
    for name, go_mod in (
        (
            "pulumi-cli",
            "go 1.26.6\n\ntool example.com/cli/cmd/pulumi\n\nrequire (\n"
            "\tgithub.com/pulumi/pulumi/pkg/v3 v3.274.1 // indirect\n)\n",
        ),
        ("pulumi-language-python", "go 1.26\n\ntool example.com/host/cmd/pulumi-language-python\n"),
    ):
        folder = root / "tools" / name
        folder.mkdir(parents=True)
        (folder / "go.mod").write_text(go_mod)
        (folder / "go.sum").write_text("")
    return root


@pytest.fixture
def pins(project: Path) -> Pins:
    return read_pins(project / "tools")
