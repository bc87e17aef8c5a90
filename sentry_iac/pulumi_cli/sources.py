"""The two ways to fetch a Pulumi CLI that is not there yet: the official release, and a build by Go.

Both put a complete folder into a cache of this user, by renaming it there as the last step.
"""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sentry_iac.pulumi_cli.pins import GoTool, Pins
from sentry_iac.pulumi_cli.release import ADDRESS, CHECKSUMS, archive_here, read_checksums
from sentry_iac.pulumi_cli.steps import StepError, run, say
from sentry_iac.pulumi_cli.toolchain import (
    CLI,
    EXECUTOR,
    LANGUAGE_HOST,
    Toolchain,
    UnavailableError,
    inspect_folder,
)

_DOWNLOAD_SECONDS = 300.0
_UNFINISHED = ".unfinished-"
_USUAL_GO = Path("/usr/local/go/bin/go")


def cache_folder() -> Path:
    """Return the folder that keeps fetched CLIs for every environment of this user."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base and Path(base).is_absolute() else Path.home() / ".cache") / "pulumi-sentry"


def cached(cache: Path, pins: Pins) -> Toolchain | None:
    """Return the CLI of an earlier fetch; a damaged one is removed."""
    for folder in (_release_folder(cache, pins), _build_folder(cache, pins)):
        if folder is not None and folder.exists():
            try:
                return inspect_folder(folder / "bin", pins.version)
            except UnavailableError as error:
                say(f"removing a damaged Pulumi CLI from the cache: {error}")
                shutil.rmtree(folder)
    return None


def download(cache: Path, pins: Pins, address: str = ADDRESS) -> Toolchain:
    """Download the official release, and look at its SHA-256 before anything of it is unpacked or started.

    Args:
        cache: the folder for what is fetched.
        pins: the wanted version.
        address: where releases are.

    Raises:
        UnavailableError: there is none for this machine, its SHA-256 is not known here, it cannot be reached, takes too
            long, is another archive, or does not work here.
    """
    archive, digest = _trusted(pins)
    final = _release_folder(cache, pins)
    if archive is None or digest is None or final is None:
        raise UnavailableError(_why_not(archive, pins))
    say(f"downloading the Pulumi CLI {pins.version}")
    with _unfinished(cache) as folder:
        url = f"{address}/v{pins.version}/{archive}"
        result = run(
            [sys.executable, "-m", "sentry_iac.pulumi_cli.download_release", folder, url, digest],
            label="downloading the Pulumi CLI",
            limit=_DOWNLOAD_SECONDS,
        )
        if result.code is None:
            raise UnavailableError(f"the download took longer than {_DOWNLOAD_SECONDS:.0f} s")
        if result.code != 0:
            raise UnavailableError(result.tail().removeprefix("error: "))
        inspect_folder(folder / "bin", pins.version)
        return _keep(folder, final, pins)


def build(cache: Path, pins: Pins) -> Toolchain:
    """Build the CLI and its language host with Go, from the pinned modules.

    Raises:
        UnavailableError: Go is missing or too old, or cannot fetch the modules.
    """
    go = shutil.which("go") or (str(_USUAL_GO) if _USUAL_GO.exists() else None)
    if go is None:
        raise UnavailableError("no `go` on PATH")
    say(f"building the Pulumi CLI {pins.version} with Go; the first time this takes some minutes")
    with _unfinished(cache) as folder:
        programs = folder / "bin"
        programs.mkdir()
        version = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"
        _go_build(go, pins.cli, programs / CLI, f"-s -w -X {version}=v{pins.version}")
        _go_build(go, pins.language_host, programs / LANGUAGE_HOST, "-s -w")
        executor = _package_folder(go, pins.language_host).parent / EXECUTOR
        try:
            shutil.copyfile(executor, programs / EXECUTOR)
        except OSError as error:
            raise UnavailableError(f"the Go module of {LANGUAGE_HOST} has no {EXECUTOR}") from error
        (programs / EXECUTOR).chmod(0o755)
        inspect_folder(programs, pins.version)
        return _keep(folder, _build_folder(cache, pins), pins)


def _trusted(pins: Pins) -> tuple[str | None, str | None]:
    """The archive for this machine, and its SHA-256."""
    archive = archive_here(pins.version)
    path = pins.cli.folder / CHECKSUMS
    try:
        known = read_checksums(path.read_text(encoding="utf-8"), path)
    except FileNotFoundError:
        known = {}
    return archive, known.get(archive or "")


def _why_not(archive: str | None, pins: Pins) -> str:
    if archive is None:
        return f"there is no official release for {platform.system()} on {platform.machine()}"
    return (
        f"{pins.cli.folder.name}/{CHECKSUMS} has no SHA-256 of {archive}, and nothing is downloaded that cannot be "
        "checked; `make pin-pulumi` writes it, for maintainers"
    )


def _release_folder(cache: Path, pins: Pins) -> Path | None:
    digest = _trusted(pins)[1]
    # By its SHA-256, so that nothing is taken that was downloaded without a look at it.
    return cache / f"release-{pins.version}-{digest}" if digest is not None else None


def _build_folder(cache: Path, pins: Pins) -> Path:
    return cache / f"build-{pins.key}"


@contextlib.contextmanager
def _unfinished(cache: Path) -> Iterator[Path]:
    try:
        cache.mkdir(parents=True, exist_ok=True)
        # The caller holds the cache's lock, so a leftover is from a killed run.
        for leftover in cache.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(leftover)
        folder = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=cache))
    except OSError as error:
        raise StepError(
            f"cannot write {cache}: {error.strerror}; make it writable or point XDG_CACHE_HOME elsewhere"
        ) from error
    try:
        folder.chmod(0o755)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _keep(folder: Path, final: Path, pins: Pins) -> Toolchain:
    shutil.rmtree(final, ignore_errors=True)
    folder.rename(final)
    return inspect_folder(final / "bin", pins.version)


def _go_build(go: str, tool: GoTool, output: Path, flags: str) -> None:
    result = run(
        [go, "build", "-trimpath", "-buildvcs=false", f"-ldflags={flags}", "-o", output, tool.package],
        label=f"building {output.name}",
        cwd=tool.folder,
        env=_go_environment(),
    )
    if result.code != 0:
        raise UnavailableError(f"`go build` of {output.name} failed: {result.tail()}")


def _package_folder(go: str, tool: GoTool) -> Path:
    result = run(
        [go, "list", "-f", "{{.Dir}}", tool.package],
        label="asking Go for a folder",
        cwd=tool.folder,
        env=_go_environment(),
    )
    if result.code != 0:
        raise UnavailableError(f"`go list` failed: {result.tail()}")
    return Path(result.tail())


def _go_environment() -> dict[str, str]:
    # A go.work above, and cross-compiling settings, must not apply to tools that run here.
    foreign = {"GOOS", "GOARCH"}
    return {**{name: value for name, value in os.environ.items() if name not in foreign}, "GOWORK": "off"}
