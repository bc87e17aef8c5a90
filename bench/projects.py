"""An estate to measure, in a folder with a state of its own, on one of the providers."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench import terraform
from bench.estate import ROOT, write_estate
from bench.provider import PEAK_FILE
from sentry_iac.engine.backend import NO_UPDATE_CHECKS
from sentry_sandbox.server import SandboxServer

BIN = Path(sys.prefix) / "bin"

OPERATIONS = {
    "first up": ("up", "--yes", "--skip-preview"),
    "preview": ("preview", "--expect-no-changes"),
    "second up": ("up", "--yes", "--skip-preview", "--expect-no-changes"),
    "refresh": ("refresh", "--yes", "--skip-preview", "--expect-no-changes"),
}


def plugin_folder(folder: Path, module: str) -> Path:
    """A folder with a `pulumi-resource-sentry` that runs a module of this room."""
    folder.mkdir(exist_ok=True)
    script = folder / "pulumi-resource-sentry"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m {module} "$@"\n')
    script.chmod(0o755)
    return folder


class PulumiProject:
    """An estate on Pulumi.

    Args:
        folder: made; must not exist.
        applications: their number.
        plugin: the folder of the provider.
        sandbox: the Sentry to work on; None for a provider that sends no requests.
        privacy: as for `write_estate`.
    """

    def __init__(
        self,
        folder: Path,
        applications: int,
        plugin: Path,
        sandbox: SandboxServer | None = None,
        privacy: str | None = None,
    ) -> None:
        write_estate(folder, applications, plugin, privacy=privacy)
        self.folder = folder
        self._peaks = folder / "peaks"
        (folder / "state").mkdir()
        self._env = {
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "HOME": os.environ["HOME"],
            "PYTHONPATH": str(ROOT),
            "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": "bench",
            **NO_UPDATE_CHECKS,
            PEAK_FILE: str(self._peaks),
        }
        if sandbox is not None:
            self._env |= {
                "SENTRY_URL": sandbox.url,
                "SENTRY_AUTH_TOKEN": sandbox.token,
                "SENTRY_ORG": sandbox.organization,
            }
        self._pulumi("stack", "init", "bench")

    def run(self, operation: str, **env: str) -> float:
        """Run one of `OPERATIONS`; the seconds of the whole command."""
        self._peaks.unlink(missing_ok=True)
        return self._pulumi(*OPERATIONS[operation], **env)

    def first_up(self) -> float:
        """Run the first `sentry-iac up`, which shows its plan before; the seconds of the whole command."""
        self._peaks.unlink(missing_ok=True)
        return timed([str(BIN / "sentry-iac"), "up", "--yes", "--stack", "bench"], self.folder, self._env)

    @property
    def peak(self) -> float:
        """The most memory that a process of the provider took in the last operation, in MiB; 0 where unknown."""
        if not self._peaks.exists():
            return 0.0
        return max(map(int, self._peaks.read_text().split())) / 1024

    @property
    def state_size(self) -> float:
        """The size of the state in MiB."""
        return (
            sum(file.stat().st_size for file in (self.folder / "state").rglob("stacks/**/bench.json")) / 2**20
        )

    def _pulumi(self, *arguments: str, **env: str) -> float:
        return timed(["pulumi", *arguments, "--non-interactive"], self.folder, {**self._env, **env})


class TerraformProject:
    """The same estate on Terraform.

    Args:
        folder: made; must not exist.
        source: the folder of a `PulumiProject`, whose `sentry.yaml` is taken.
        programs: as `terraform.programs` gives them.
        sandbox: the Sentry to work on.
    """

    def __init__(
        self, folder: Path, source: Path, programs: tuple[Path, Path], sandbox: SandboxServer
    ) -> None:
        self._program, provider = programs
        terraform.write_configuration(folder, source, provider, sandbox.url, sandbox.organization)
        self._folder = folder
        self._env = terraform.environment(folder, sandbox.token)

    def run(self, operation: str) -> float:
        """Run Terraform's counterpart of one of `OPERATIONS`; the seconds of the whole command."""
        arguments = [str(self._program), *terraform.OPERATIONS[operation], "-input=false", "-no-color"]
        return timed(arguments, self._folder, self._env)


def timed(command: Sequence[str], folder: Path, env: Mapping[str, str]) -> float:
    """Run a command; its seconds.

    Raises:
        SystemExit: it failed.
    """
    started = time.perf_counter()
    ended = subprocess.run(
        command,
        cwd=folder,
        env=dict(env),
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if ended.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{ended.stdout[-3000:]}{ended.stderr[-3000:]}")
    return time.perf_counter() - started
