"""A program in Go: its package is generated from the schema, compiled with it, and run as a binary."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from pulumi_sentry.plugin.examples import FOLDER, example
from tests.e2e.languages.conftest import needed
from tests.e2e.languages.shop import HERE, Shop, every_example, is_made, run
from tests.sentry_api import SentryByHand
from tools.languages.examples import translated


@pytest.fixture(scope="module")
def project(
    hosts: Path, write_sdk: Callable[[str, Path], None], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder with one compiled program for all examples, each example, and the package that they import."""
    go = needed("go")
    folder = tmp_path_factory.mktemp("go") / "shop"
    shutil.copytree(HERE / "go", folder)
    write_sdk("go", folder / "sdks" / "sentry")
    source = folder / "all"
    source.mkdir()
    (source / "all.yaml").write_text(yaml.safe_dump(every_example(), sort_keys=False))
    (folder / "main.go").write_text(translated(source)["all"]["go"])
    for path in FOLDER.glob("*.yaml"):
        program = folder / "examples" / path.stem
        program.mkdir(parents=True)
        (program / "main.go").write_text(example(path.stem)["go"])
    run([go, "build", "-buildvcs=false", "-ldflags=-s -w", "-o", "compiled", "."], folder, GOWORK="off")
    return folder


def test_every_example_compiles(project: Path) -> None:
    run([needed("go"), "vet", "./examples/..."], project, GOWORK="off")


def test_every_example_in_go_is_made_and_then_there_is_nothing_to_do(
    project: Path, hosts: Path, plugin: Path, sentry_env: dict[str, str], by_hand: SentryByHand
) -> None:
    runtime = {"name": "go", "options": {"binary": "compiled"}}
    shop = Shop(project, sentry_env, runtime=runtime, programs=hosts, plugin=plugin)
    shop.init("dev")
    shop.up("dev")
    is_made(shop, by_hand)
    assert sentry_env["SENTRY_AUTH_TOKEN"] not in shop.state_text()
