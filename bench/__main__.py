"""Measures `up`, a second `preview` and `up`, and `refresh`, beside a provider that does nothing and beside Terraform.

    python -m bench --size 10 --size 30

Requests are counted at the sandbox, which adds 50 ms to each answer and enforces Sentry's limits. Seconds are the
whole command's; each is shown beside the floor's and the peer's, measured right after it in the same run. What is
printed is Markdown, to be pasted.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import httpx2
import typer
from rich.box import MARKDOWN
from rich.console import Console
from rich.table import Table

from bench import terraform
from bench.projects import BIN, OPERATIONS, PulumiProject, TerraformProject, plugin_folder
from bench.start import milliseconds_to_start
from sentry_iac.engine.checkpoints import ONCE
from sentry_iac.sandbox.processes import hear_interrupts
from sentry_sandbox.server import SandboxServer
from sentry_sandbox.settings import Settings

LATENCY = 50
"""Milliseconds that the sandbox adds to each answer."""

WITHOUT_CHECKPOINTS = "first up without checkpoints"
WITH_PLAN = "first sentry-iac up"
"""The plan, and an `up` that chooses its checkpoints by it. Terraform's counterpart is the first up: it plans, too."""


@dataclass
class Counted:
    """The requests and the seconds of one command."""

    seconds: list[float] = field(default_factory=list)
    requests: int = 0
    writes: int = 0
    refused: int = 0
    at_once: int = 0

    def add(self, seconds: float, log: Mapping[str, Any]) -> None:
        """Add one run."""
        self.seconds.append(seconds)
        self.requests, self.writes, self.at_once = log["total"], log["writes"], log["maxInFlight"]
        self.refused = sum(entry["status"] == 429 for entry in log["requests"])


@dataclass
class Measured:
    """One operation at one size."""

    ours: Counted = field(default_factory=Counted)
    floor: list[float] = field(default_factory=list)
    peer: Counted = field(default_factory=Counted)
    peak: list[float] = field(default_factory=list)


class Sentry:
    """A Sentry with latency and enforced limits, which counts requests."""

    def __init__(self, server: SandboxServer, admin: httpx2.Client) -> None:
        self.server = server
        self._admin = admin

    def forget(self) -> None:
        """Forget the requests so far."""
        self._admin.delete("requests").raise_for_status()

    def log(self) -> Mapping[str, Any]:
        """The requests since then."""
        log: Mapping[str, Any] = self._admin.get("requests").raise_for_status().json()
        return log


@contextmanager
def sentry() -> Iterator[Sentry]:
    """An empty one."""
    with (
        SandboxServer(Settings(latency_ms=LATENCY)) as server,
        httpx2.Client(
            base_url=f"{server.url}/_sandbox/", headers={"Authorization": f"Bearer {server.token}"}
        ) as admin,
    ):
        admin.post("quirks", json={"rate_limit": {"enforced": True}}).raise_for_status()
        yield Sentry(server, admin)


@dataclass(frozen=True)
class Bench:
    """The settings for all sizes.

    Args:
        work: a folder for everything.
        repeat: runs of each size.
        privacy: the projects' privacy setting.
        peer: the programs of the peer; None without them.
    """

    work: Path
    repeat: int
    privacy: str | None
    peer: tuple[Path, Path] | None

    def measure(self, applications: int) -> dict[str, Measured]:
        """All operations at one size, each time from an empty organization."""
        results = {name: Measured() for name in [*OPERATIONS, WITHOUT_CHECKPOINTS, WITH_PLAN]}
        for turn in range(self.repeat):
            folder = self.work / f"{applications}-{turn}"
            with sentry() as asked, sentry() as asked_by_peer:
                ours = self._project(folder / "ours", applications, "bench.provider", asked)
                floor = self._project(folder / "floor", applications, "bench.floor")
                peer = self.peer and TerraformProject(
                    folder / "terraform", ours.folder, self.peer, asked_by_peer.server
                )
                for name in OPERATIONS:
                    found = results[name]
                    asked.forget()
                    found.ours.add(ours.run(name), asked.log())
                    found.peak.append(ours.peak)
                    found.floor.append(floor.run(name))
                    if peer:
                        asked_by_peer.forget()
                        found.peer.add(peer.run(name), asked_by_peer.log())
            with sentry() as asked:
                ours = self._project(folder / "quick", applications, "bench.provider", asked)
                floor = self._project(folder / "quick-floor", applications, "bench.floor")
                found = results[WITHOUT_CHECKPOINTS]
                found.ours.add(ours.run("first up", **ONCE), asked.log())
                found.peak.append(ours.peak)
                found.floor.append(floor.run("first up", **ONCE))
            with sentry() as asked:
                ours = self._project(folder / "planned", applications, "bench.provider", asked)
                found = results[WITH_PLAN]
                found.ours.add(ours.first_up(), asked.log())
                found.peak.append(ours.peak)
            results[WITH_PLAN].peer = results["first up"].peer
        return results

    def start(self) -> str:
        """The provider's start time, in a sentence."""
        command = [str(BIN / "pulumi-resource-sentry")]
        ours, floor = milliseconds_to_start(command, [sys.executable, "-m", "bench.floor"])
        with sentry() as asked:
            project = self._project(self.work / "empty", 0, "bench.provider", asked)
            project.run("first up")
            empty = statistics.median(project.run("preview") for _ in range(3)) * 1000
        return (
            f"The provider starts in {ours:.0f} ms (the floor in {floor:.0f} ms), {ours / empty:.0%} of a preview "
            f"of one team ({empty:.0f} ms)."
        )

    def _project(
        self, folder: Path, applications: int, module: str, asked: Sentry | None = None
    ) -> PulumiProject:
        plugin = plugin_folder(self.work / module, module)
        return PulumiProject(
            folder, applications, plugin, asked.server if asked else None, privacy=self.privacy
        )


def _row(found: Measured, peer: tuple[Path, Path] | None) -> list[str]:
    ours = statistics.median(found.ours.seconds)
    floor = statistics.median(found.floor) if found.floor else None
    row = [
        str(found.ours.requests),
        str(found.ours.writes),
        str(found.ours.refused),
        str(found.ours.at_once),
        f"{statistics.median(found.peak):.0f}",
        f"{ours:.1f}",
        "" if floor is None else f"{floor:.1f}",
        "" if floor is None else f"{ours / floor:.2f}",
    ]
    if not found.peer.seconds:
        return [*row, *["not available" if peer is None else "", "", "", ""]]
    theirs = statistics.median(found.peer.seconds)
    return [
        *row,
        str(found.peer.requests),
        str(found.peer.refused),
        f"{theirs:.1f}",
        f"{ours / theirs:.2f}",
    ]


def main(
    size: Annotated[list[int] | None, typer.Option(help="Applications; may be given several times.")] = None,
    repeat: Annotated[int, typer.Option(help="Runs of each size; the medians are shown.")] = 3,
    privacy: Annotated[str | None, typer.Option(help="What `privacy:` of every project says.")] = None,
) -> None:
    """Measure, and print the table."""
    hear_interrupts()
    peer = terraform.programs(os.environ)
    table = Table(box=MARKDOWN)
    for column in ("N", "resources", "operation"):
        table.add_column(column)
    for column in ("requests", "writes", "429", "at once", "MiB", "seconds", "floor", "ratio"):
        table.add_column(column, justify="right")
    for column in ("peer's requests", "429", "seconds", "ours / peer"):
        table.add_column(column, justify="right")
    console = Console(width=200)
    with tempfile.TemporaryDirectory() as work:
        bench = Bench(Path(work), repeat, privacy, peer)
        started = bench.start()
        for applications in size or [10, 30, 100]:
            for name, found in bench.measure(applications).items():
                table.add_row(str(applications), str(1 + 8 * applications), name, *_row(found, peer))
    console.print(f"{os.cpu_count()} cores, {repeat} runs, medians. {started}\n")
    console.print(table)


if __name__ == "__main__":
    typer.run(main)
