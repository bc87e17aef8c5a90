"""Builds the programs from the modules beside this file, once for all checkouts of a user."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from sentry_iac.pulumi_cli.sources import cache_folder
from sentry_iac.pulumi_cli.steps import StepError, guarded, locked, run, say

FOLDER: Final = Path(__file__).parent

SDK: Final = "pulumi-sentry-sdk"
TRANSLATE: Final = "pulumi-sentry-translate"

_PROGRAMS: Final[Mapping[str, tuple[str, str]]] = {
    SDK: ("sdk", "."),
    TRANSLATE: ("translate", "."),
    "pulumi-language-yaml": ("translate", "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml"),
    "pulumi-language-nodejs": ("nodejs", "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs"),
    "pulumi-language-go": ("go", "github.com/pulumi/pulumi/sdk/v3/go/pulumi-language-go"),
}
"""The folder of the Go module, and the package in it, for each program."""


def programs() -> Path:
    """Return the folder of the programs; build those that are missing.

    Raises:
        StepError: Go is missing, or cannot build one of them.
    """
    cache = cache_folder()
    folder = cache / f"languages-{platform.system().lower()}-{platform.machine().lower()}-{_digest()}"
    with locked(cache / "languages.lock", "building the language hosts"):
        for name, (module, package) in _PROGRAMS.items():
            if not os.access(folder / name, os.X_OK):
                _build(folder / name, FOLDER / module, package)
    return folder


def _build(program: Path, module: Path, package: str) -> None:
    go = shutil.which("go", path=os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/local/go/bin"]))
    if go is None:
        raise StepError(f"no `go` on PATH, which builds {program.name}")
    say(f"building {program.name} with Go")
    program.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=program.parent) as unfinished:
        made = Path(unfinished) / program.name
        ended = run(
            [go, "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", made, package],
            label=f"building {program.name}",
            cwd=module,
            env={**os.environ, "GOWORK": "off"},
        )
        if ended.code != 0:
            raise StepError(f"`go build` of {program.name} failed: {ended.tail()}")
        made.rename(program)


def _digest() -> str:
    digest = hashlib.sha256()
    for path in sorted([*FOLDER.glob("*/go.*"), *FOLDER.glob("*/*.go")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


if __name__ == "__main__":
    raise SystemExit(guarded(lambda: say(f"the language hosts are in {programs()}")))
