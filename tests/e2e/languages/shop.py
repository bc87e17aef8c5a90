"""One program that declares what every example declares, in a language other than Python."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from pulumi_sentry.plugin.examples import FOLDER
from tests.e2e.engine import BIN
from tests.e2e.project import PulumiProject
from tests.repository import ROOT
from tests.sentry_api import SentryByHand

HERE = Path(__file__).parent

NPM_QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")

_HOST = f"""#!/bin/sh
exec env PYTHONPATH="{ROOT}" "{sys.executable}" -m tests.e2e.languages.plugin_host "$@"
"""


def every_example() -> dict[str, Any]:
    """One program for all examples; what several of them declare has to be the same in each."""
    resources: dict[str, Any] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        for name, declared in yaml.safe_load(path.read_text())["resources"].items():
            assert resources.setdefault(name, declared) == declared, (
                f"{path.name} declares {name} in its own way"
            )
    return {"resources": resources}


def plugin_folder(folder: Path, *, ready: bool = True) -> Path:
    """The provider as a checkout has it; with `ready` as Pulumi leaves it, with an environment that is ours."""
    folder.mkdir()
    for name in ("pulumi_sentry", "sentry_rules"):
        (folder / name).symlink_to(ROOT / name)
    plugin = folder / "plugin"
    shutil.copytree(ROOT / "plugin", plugin, ignore=shutil.ignore_patterns("venv", "__pycache__"))
    if ready:
        python = plugin / "venv" / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        python.chmod(0o755)
    return plugin


class Shop(PulumiProject):
    """A Pulumi project that takes the provider from a folder, on a machine where nobody installed it."""

    patience = 300  # a machine that does other things as well is slow with Go

    def __init__(
        self,
        folder: Path,
        env: Mapping[str, str],
        *,
        runtime: Any,
        programs: Path,
        plugin: Path | None = None,
        program: Mapping[str, Any] | None = None,
    ) -> None:
        """Write the project.

        Args:
            folder: an empty folder, or one that holds a program.
            env: variables that name a Sentry.
            runtime: as Pulumi.yaml says it.
            programs: the folder of the language hosts.
            plugin: the folder of the provider.
            program: a program in YAML.
        """
        super().__init__(folder, env)
        programs_here = folder / "programs"
        programs_here.mkdir()
        (programs_here / "pulumi").symlink_to(BIN / "pulumi")
        host = programs_here / "pulumi-language-python"
        host.write_text(_HOST)
        host.chmod(0o755)
        tools = {str(Path(found).parent) for name in ("node", "go") if (found := located(name))}
        self.env |= {
            "PATH": os.pathsep.join([str(programs_here), str(programs), *sorted(tools), "/usr/bin", "/bin"]),
            "PULUMI_HOME": str(folder / "home"),
        }
        assert shutil.which("pulumi-resource-sentry", path=self.env["PATH"]) is None
        self.settings: dict[str, Any] = {"name": "shop", "runtime": runtime}
        if plugin is not None:
            self.settings["packages"] = {"sentry": str(plugin)}
        (folder / "shop").mkdir()  # where an example writes an .env file
        self.write({**self.settings, **(program or {})})

    def write(self, settings: Mapping[str, Any]) -> None:
        """Write Pulumi.yaml."""
        (self.folder / "Pulumi.yaml").write_text(yaml.safe_dump(dict(settings), sort_keys=False))


def located(program: str) -> str | None:
    """The path of a program; Go may be where its archive puts it."""
    return shutil.which(program) or shutil.which(program, path="/usr/local/go/bin")


def run(command: Sequence[str | Path], folder: Path, **env: str) -> str:
    """Run a compiler or another tool; its failure fails the test with what it printed."""
    ended = subprocess.run(  # noqa: S603  # our own command lines
        command,
        cwd=folder,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def is_made(shop: Shop, by_hand: SentryByHand) -> None:
    """Demand that Sentry has what the examples declare, and that the next preview finds nothing to do."""
    assert [each["slug"] for each in by_hand.get("organizations/{org}/projects/")] == ["shop"]
    alerts = {each["name"]: each for each in by_hand.get("organizations/{org}/workflows/")}
    (action,) = alerts["Tell web that the shop is slow"]["actionFilters"][0]["actions"]
    assert (action["type"], action["config"]["targetType"]) == ("email", "team")
    monitors = {each["name"] for each in by_hand.get("organizations/{org}/detectors/")}
    assert {"Shop is slow", "The shop answers", "Nightly export"} <= monitors
    written = (shop.folder / "shop" / ".env").read_text()
    assert "SENTRY_ENVIRONMENT=production" in written
    assert "SENTRY_DSN=http" in written
    shop.pulumi("preview", "-s", "dev", "--expect-no-changes")
