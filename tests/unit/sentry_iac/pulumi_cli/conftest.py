from __future__ import annotations

from pathlib import Path

import pytest

from sentry_iac.pulumi_cli.pins import Pins, read_pins


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
        folder = root / "pins" / name
        folder.mkdir(parents=True)
        (folder / "go.mod").write_text(go_mod)
        (folder / "go.sum").write_text("")
    return root


@pytest.fixture
def pins(project: Path) -> Pins:
    return read_pins(project / "pins")
