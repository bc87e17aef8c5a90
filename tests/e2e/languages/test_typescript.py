"""A program in TypeScript: its package is generated from the schema, and its words are checked by the compiler."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from pulumi_sentry.plugin.examples import FOLDER, example
from tests.e2e.languages.conftest import needed
from tests.e2e.languages.shop import HERE, NPM_QUIET, Shop, every_example, is_made, run
from tests.sentry_api import SentryByHand
from tools.languages.examples import translated

CONFIGURED = """
new sentry.Provider("configured", {});
"""


@pytest.fixture(scope="module")
def project(
    hosts: Path, write_sdk: Callable[[str, Path], None], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder with one program for all examples, each example, and the packages that they import."""
    npm = needed("npm")
    folder = tmp_path_factory.mktemp("typescript") / "shop"
    shutil.copytree(HERE / "typescript", folder)
    run([npm, "ci", *NPM_QUIET], folder)
    sdk = folder / "node_modules" / "pulumi-sentry"
    write_sdk("nodejs", sdk)
    # The newest @pulumi/pulumi that there is here is older than the generator: one function is missing in it.
    compiled = subprocess.run(  # noqa: S603  # what npm has just installed
        [folder / "node_modules" / ".bin" / "tsc"], cwd=sdk, capture_output=True, text=True, check=False
    )
    assert re.findall(r"^.*error TS(?!.*existsResource).*$", compiled.stdout, re.MULTILINE) == []
    shutil.copy(sdk / "package.json", sdk / "bin")
    source = folder / "all"
    source.mkdir()
    (source / "all.yaml").write_text(yaml.safe_dump(every_example(), sort_keys=False))
    (folder / "index.ts").write_text(translated(source)["all"]["typescript"] + CONFIGURED)
    (folder / "examples").mkdir()
    for path in FOLDER.glob("*.yaml"):
        (folder / "examples" / f"{path.stem}.ts").write_text(example(path.stem)["typescript"])
    return folder


def test_every_example_compiles(project: Path) -> None:
    run([project / "node_modules" / ".bin" / "tsc"], project)


def test_every_example_in_typescript_is_made_and_a_provider_keeps_its_place_and_no_token(
    project: Path, hosts: Path, plugin: Path, sentry_env: dict[str, str], by_hand: SentryByHand
) -> None:
    shop = Shop(project, sentry_env, runtime="nodejs", programs=hosts, plugin=plugin)
    shop.init("dev")
    shop.up("dev")
    is_made(shop, by_hand)
    exported = shop.pulumi("stack", "export", "-s", "dev").text
    state = json.loads(exported[exported.index("{") : exported.rindex("}") + 1])
    (configured,) = [
        each for each in state["deployment"]["resources"] if each["urn"].endswith("::configured")
    ]
    assert configured["inputs"]["organization"] == sentry_env["SENTRY_ORG"]
    assert configured["inputs"]["baseUrl"] == sentry_env["SENTRY_URL"]
    assert "token" not in configured["inputs"]
    assert sentry_env["SENTRY_AUTH_TOKEN"] not in shop.state_text()


def test_a_word_that_there_is_not_does_not_compile(project: Path) -> None:
    wrong = project / "wrong.ts"
    wrong.write_text(
        example("MetricMonitor")["typescript"].replace("sentry.MonitorConditionType.Gt", '"greater"')
    )
    right = project / "right.ts"
    right.write_text(example("MetricMonitor")["typescript"].replace("sentry.MonitorConditionType.Gt", '"gt"'))
    options = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "commonjs"]
    compiled = subprocess.run(  # noqa: S603  # what npm has installed
        [project / "node_modules" / ".bin" / "tsc", *options, "wrong.ts", "right.ts"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert compiled.stdout.count("error") == 1, compiled.stdout
    assert compiled.stdout.startswith("wrong.ts")
