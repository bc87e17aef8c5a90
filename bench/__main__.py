"""Measures `up`, a second `preview` and `up`, and `refresh`, beside a provider that does nothing.

    python -m bench --size 10 --size 30

Requests are counted at the sandbox, which adds 50 ms to each answer and enforces Sentry's limits. Seconds are the
whole command's; each is shown beside the floor's, measured right after it in the same run.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import httpx2
import typer
from rich.console import Console
from rich.table import Table

from bench.estate import ROOT, write_estate
from sentry_sandbox.server import SandboxServer
from sentry_sandbox.settings import Settings

BIN = Path(sys.prefix) / "bin"
LATENCY = 50
"""Milliseconds that the sandbox adds to each answer."""

OPERATIONS = {
    "first up": ("up", "--yes", "--skip-preview"),
    "preview": ("preview", "--expect-no-changes"),
    "second up": ("up", "--yes", "--skip-preview", "--expect-no-changes"),
    "refresh": ("refresh", "--yes", "--skip-preview", "--expect-no-changes"),
}


@dataclass
class Measured:
    """One operation at one size."""

    seconds: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    requests: int = 0
    writes: int = 0
    refused: int = 0
    at_once: int = 0


class Run:
    """One project with a state of its own, on one provider."""

    def __init__(self, folder: Path, applications: int, plugin: Path, env: Mapping[str, str]) -> None:
        write_estate(folder, applications, plugin)
        self.folder = folder
        (folder / "state").mkdir()
        self.env = {
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "HOME": os.environ["HOME"],
            "PYTHONPATH": str(ROOT),
            "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": "bench",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            **env,
        }
        self.pulumi("stack", "init", "bench")

    def pulumi(self, *arguments: str) -> float:
        """Run a command; its seconds."""
        started = time.perf_counter()
        ended = subprocess.run(
            ["pulumi", *arguments, "--non-interactive"],
            cwd=self.folder,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        if ended.returncode:
            raise SystemExit(f"pulumi {' '.join(arguments)} failed:\n{ended.stdout[-3000:]}{ended.stderr}")
        return time.perf_counter() - started


def measure(applications: int, repeat: int, work: Path) -> dict[str, Measured]:
    """All operations at one size, `repeat` times each from an empty organization."""
    results = {name: Measured() for name in OPERATIONS}
    floor_plugin = work / "floor"
    floor_plugin.mkdir(exist_ok=True)
    script = floor_plugin / "pulumi-resource-sentry"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bench.floor "$@"\n')
    script.chmod(0o755)
    for turn in range(repeat):
        with SandboxServer(Settings(latency_ms=LATENCY)) as sandbox:
            admin = httpx2.Client(base_url=f"{sandbox.url}/_sandbox/")
            admin.post("quirks", json={"rate_limit": {"enforced": True}}).raise_for_status()
            env = {
                "SENTRY_URL": sandbox.url,
                "SENTRY_AUTH_TOKEN": sandbox.token,
                "SENTRY_ORG": sandbox.organization,
            }
            ours = Run(work / f"ours-{applications}-{turn}", applications, BIN, env)
            floor = Run(work / f"floor-{applications}-{turn}", applications, floor_plugin, env)
            for name, arguments in OPERATIONS.items():
                admin.delete("requests").raise_for_status()
                results[name].seconds.append(ours.pulumi(*arguments))
                _count(results[name], admin.get("requests").raise_for_status().json())
                results[name].floor.append(floor.pulumi(*arguments))
            admin.close()
    return results


def _count(measured: Measured, log: Mapping[str, Any]) -> None:
    measured.requests, measured.writes = log["total"], log["writes"]
    measured.refused = sum(entry["status"] == 429 for entry in log["requests"])
    measured.at_once = log["maxInFlight"]


def main(
    size: Annotated[list[int] | None, typer.Option(help="Applications; may be given several times.")] = None,
    repeat: Annotated[int, typer.Option(help="Runs of each size; the median is shown.")] = 1,
) -> None:
    """Measure, and print the table."""
    table = Table(
        title=f"{LATENCY} ms latency, 40 requests/s and 25 at once enforced, {os.cpu_count()} cores"
    )
    for column in ("N", "resources", "operation"):
        table.add_column(column)
    for column in ("requests", "writes", "429", "at once", "seconds", "floor", "ratio"):
        table.add_column(column, justify="right")
    with tempfile.TemporaryDirectory() as work:
        for applications in size or [10, 30]:
            for name, found in measure(applications, repeat, Path(work)).items():
                ours, floor = statistics.median(found.seconds), statistics.median(found.floor)
                table.add_row(
                    str(applications),
                    str(1 + 8 * applications),
                    name,
                    str(found.requests),
                    str(found.writes),
                    str(found.refused),
                    str(found.at_once),
                    f"{ours:.1f}",
                    f"{floor:.1f}",
                    f"{ours / floor:.2f}",
                )
    Console(width=100).print(table)


if __name__ == "__main__":
    typer.run(main)
