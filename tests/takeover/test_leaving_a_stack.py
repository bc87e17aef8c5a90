"""The script by which a stack forgets what is taken over, carried out by the real Pulumi."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from sentry_iac.engine.backend import NO_UPDATE_CHECKS
from sentry_iac.export.other_tools import Coming, coming_from, scripts
from tests.e2e.engine import BIN
from tests.e2e.project import PASSPHRASE
from tests.unit.sentry_iac.export.states import organization, pulumi_resource

_PROVIDER = {
    "urn": "urn:pulumi:prod::shop::pulumi:providers:sentry::default",
    "custom": True,
    "type": "pulumi:providers:sentry",
    "id": "11111111-1111-1111-1111-111111111111",
}


class _OldStack:
    """A stack of pulumiverse's package, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "state").mkdir()
        (folder / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
        self._env = {
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "HOME": os.environ["HOME"],
            "PULUMI_BACKEND_URL": (folder / "state").as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            **NO_UPDATE_CHECKS,
        }
        self.run("pulumi", "stack", "init", "prod")

    def run(self, *words: str) -> str:
        ran = subprocess.run(  # noqa: S603
            words, cwd=self.folder, env=self._env, capture_output=True, text=True, timeout=120, check=False
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout

    def has(self, *resources: dict[str, Any]) -> Path:
        """Put resources into the state, and return what `pulumi stack export` then prints."""
        file = self.folder / "stack.json"
        content = json.loads(self.run("pulumi", "stack", "export"))
        provider = f"{_PROVIDER['urn']}::{_PROVIDER['id']}"
        content["deployment"]["resources"] = [
            _PROVIDER,
            *({**each, "provider": provider} for each in resources),
        ]
        file.write_text(json.dumps(content))
        self.run("pulumi", "stack", "import", "--file", str(file))
        self.run("pulumi", "stack", "export", "--file", str(file))
        return file

    def urns(self) -> list[str]:
        resources = json.loads(self.run("pulumi", "stack", "export"))["deployment"]["resources"]
        return [each["urn"] for each in resources]


def test_a_stack_forgets_what_is_taken_over_and_keeps_the_rest(tmp_path: Path) -> None:
    stack, has = _OldStack(tmp_path), organization()
    team = pulumi_resource("SentryTeam", "web", "web", protect=True)
    project = pulumi_resource("SentryProject", "it's", "shop", dependencies=[team["urn"]])
    dashboard = pulumi_resource("SentryDashboard", "board", "acme/1")
    file = stack.has(team, dashboard, project)
    ids = {"sentry:index:Team": {"web": "1"}, "sentry:index:Project": {"shop": "10"}}
    outcomes = Coming(has, coming_from([], [file])).outcomes(has, ids)

    (script,) = scripts(outcomes).items()
    (tmp_path / script[0]).write_text(script[1])
    stack.run("sh", script[0])

    assert stack.urns() == [_PROVIDER["urn"], dashboard["urn"]]
