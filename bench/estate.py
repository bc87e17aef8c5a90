"""An estate of any size: a Pulumi project whose `sentry.yaml` declares N applications."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]


def write_estate(folder: Path, applications: int, plugin: Path, *, privacy: str | None = None) -> None:
    """Make a project in `folder`: the shipped program, and N applications of alternating kinds.

    Args:
        folder: made; must not exist.
        applications: N; each has a project, a key, three monitors, two alerts and an `.env` file.
        plugin: the folder that holds the `pulumi-resource-sentry` to measure.
        privacy: the value of every project's `privacy:`; None leaves it out.
    """
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "__main__.py", folder)
    shutil.copytree(ROOT / "components", folder / "components")
    (folder / ".venv").symlink_to(sys.prefix)
    settings = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())
    settings["plugins"]["providers"] = [{"name": "sentry", "path": str(plugin)}]
    (folder / "Pulumi.yaml").write_text(json.dumps(settings))
    stack = {"gvses-sentry:environment": "bench", "gvses-sentry:appRoot": "apps"}
    (folder / "Pulumi.bench.yaml").write_text(yaml.safe_dump({"config": stack}))
    projects = {
        f"app-{number:03}": {
            "team": "bench",
            "platform": "javascript-react" if number % 2 else "python-fastapi",
            "envFile": {"path": f"app-{number:03}/.env"},
            **({} if privacy is None else {"privacy": privacy}),
        }
        for number in range(applications)
    }
    estate = {"teams": {"bench": {"displayName": "Bench"}}, "projects": projects}
    (folder / "sentry.yaml").write_text(yaml.safe_dump(estate, sort_keys=False))
