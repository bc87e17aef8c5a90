"""What the other languages need: the programs that Go builds, and SDKs from the schema."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pulumi_sentry.plugin.registry import registry
from pulumi_sentry.plugin.schema import package_schema
from sentry_iac.pulumi_cli.steps import StepError
from tests.e2e.languages.shop import located, plugin_folder, run
from tools.languages.programs import SDK, programs


@pytest.fixture(scope="session")
def hosts() -> Path:
    """The folder of the language hosts."""
    try:
        return programs()
    except StepError as error:
        pytest.skip(f"there are no language hosts: {error}")


@pytest.fixture
def plugin(tmp_path: Path) -> Path:
    """The folder of the provider, with its environment."""
    return plugin_folder(tmp_path / "checkout")


@pytest.fixture(scope="session")
def write_sdk(hosts: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Path], None]:
    """Writes the package for a language into a folder, as `pulumi package add` does."""
    schema = tmp_path_factory.mktemp("schema") / "schema.json"
    schema.write_text(json.dumps(package_schema(registry())))

    def write(language: str, folder: Path) -> None:
        run([hosts / SDK, schema, language, folder], schema.parent)

    return write


def needed(program: str) -> str:
    """The path of a program; the test is skipped where there is none."""
    found = located(program)
    if found is None:
        pytest.skip(f"{program} is not installed")
    return found
