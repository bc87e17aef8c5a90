from __future__ import annotations

from pathlib import Path

import pytest

from sentry_iac.estate import StackSettings, load_stack_settings

PROJECT_FILE = "name: acme-sentry\nruntime: python\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with the Pulumi project `acme-sentry` in it, and nothing else."""
    (tmp_path / "Pulumi.yaml").write_text(PROJECT_FILE)
    return tmp_path


@pytest.fixture
def stack(project: Path) -> StackSettings:
    """A stack that sets nothing but its environment."""
    return load_stack_settings({"environment": "production"}, project / "Pulumi.prod.yaml")
