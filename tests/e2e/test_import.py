"""`pulumi import` takes over existing objects, and prints a program that runs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.e2e.engine import BIN
from tests.e2e.project import PulumiProject
from tests.repository import ROOT
from tests.sentry_api import SentryByHand

PRINTED = Path(__file__).parent / "golden" / "imported-shop.py.txt"
"""The output of Pulumi 3.274's importer for `examples/shop`; the Python host that Go builds here cannot print it."""


def test_the_program_that_an_import_prints_changes_nothing(
    by_hand: SentryByHand, tmp_path: Path, sentry_env: dict[str, str]
) -> None:
    by_hand.admin("POST", "reset")  # the printed ids are those of a new Sentry
    theirs = _shop(tmp_path / "theirs", sentry_env)
    theirs.init("dev")
    theirs.up("dev")
    key = by_hand.get("projects/{org}/shop/keys/?status=active")[0]["id"]
    found = {
        "web": ("Team", "web"),
        "shop": ("Project", f"{sentry_env['SENTRY_URL']}/organizations/sandbox/projects/shop/"),
        "production": ("ProjectKey", f"shop/{key}"),
        "slow": ("MetricMonitor", "3"),
        "tell": ("Alert", f"{sentry_env['SENTRY_URL']}/organizations/sandbox/monitors/alerts/1/"),
    }

    ours = _shop(tmp_path / "ours", sentry_env)
    ours.init("dev")
    resources = [
        {"type": f"sentry:index:{kind}", "name": name, "id": reference}
        for name, (kind, reference) in found.items()
    ]
    (ours.folder / "found.json").write_text(json.dumps({"resources": resources}))
    ours.pulumi("import", "-s", "dev", "--yes", "--file", "found.json", "--generate-code=false")
    token = by_hand.get("projects/{org}/shop/")["securityToken"]
    (ours.folder / "__main__.py").write_text(PRINTED.read_text().replace("a-token", token))
    ours.pulumi("preview", "-s", "dev", "--expect-no-changes")


def _shop(folder: Path, env: dict[str, str]) -> PulumiProject:
    shutil.copytree(ROOT / "examples" / "shop", folder)
    settings = folder / "Pulumi.yaml"
    settings.write_text(settings.read_text().replace("../../.venv/bin", str(BIN)))
    return PulumiProject(folder, env)
