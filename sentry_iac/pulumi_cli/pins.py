"""The version of the Pulumi CLI that this version is made for, read from the Go modules in `pins`."""

from __future__ import annotations

import hashlib
import platform
import re
from dataclasses import dataclass
from pathlib import Path

from sentry_iac.pulumi_cli.steps import StepError

FOLDER = Path(__file__).resolve().parent / "pins"
"""The shipped pins."""

_TOOL = re.compile(r"^tool\s+(\S+)\s*$", re.MULTILINE)
_GO = re.compile(r"^go\s+(\S+)\s*$", re.MULTILINE)
_VERSION = re.compile(r"v?(\d+)\.(\d+)\.(\d+)")


@dataclass(frozen=True, order=True)
class Version:
    """A version of the Pulumi CLI."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        """As releases are named, without the v."""
        return f"{self.major}.{self.minor}.{self.patch}"

    def is_served_by(self, other: Version) -> bool:
        """Whether another CLI can stand in for this one.

        It has to have the same major version, and this minor version or a later one. Patches differ in fixes only, and
        older minor versions are not tested with this project.
        """
        return other.major == self.major and other.minor >= self.minor


def parse_version(text: str) -> Version | None:
    """Read what `pulumi version` prints; None when there is no version in it."""
    found = _VERSION.search(text)
    return Version(*(int(part) for part in found.groups())) if found else None


@dataclass(frozen=True)
class GoTool:
    """A program that Go can build from a module folder of ours."""

    folder: Path

    @property
    def package(self) -> str:
        """The import path in the `tool` line of its go.mod."""
        return self._read(_TOOL, "tool")

    @property
    def go_version(self) -> str:
        """The oldest Go that builds it."""
        return self._read(_GO, "go")

    @property
    def digest(self) -> str:
        """A digest of the pinned modules."""
        both = b"".join((self.folder / name).read_bytes() for name in ("go.mod", "go.sum"))
        return hashlib.sha256(both).hexdigest()

    def module_version(self, module: str) -> str:
        """Return the pinned version of a module, such as `v1.2.3`."""
        return self._read(
            re.compile(rf"^\s*(?:require\s+)?{re.escape(module)}\s+(\S+)", re.MULTILINE), module
        )

    def _read(self, pattern: re.Pattern[str], what: str) -> str:
        path = self.folder / "go.mod"
        found = pattern.search(path.read_text(encoding="utf-8"))
        if found is None:
            raise StepError(
                f"{path} has no {what} line; install pulumi-sentry again (in a checkout: `git checkout` restores it)"
            )
        return found[1]


@dataclass(frozen=True)
class Pins:
    """The CLI and its language host, as pinned."""

    cli: GoTool
    language_host: GoTool

    @property
    def version(self) -> Version:
        """The version of the CLI."""
        text = self.cli.module_version("github.com/pulumi/pulumi/pkg/v3")
        version = parse_version(text)
        if version is None:
            raise StepError(f"{self.cli.folder / 'go.mod'}: {text} is not a version of Pulumi")
        return version

    @property
    def key(self) -> str:
        """A name for this pair of versions on this kind of machine."""
        digest = hashlib.sha256(f"{self.cli.digest}{self.language_host.digest}".encode()).hexdigest()
        return f"{self.version}-{platform.system().lower()}-{platform.machine().lower()}-{digest[:12]}"


def read_pins(folder: Path = FOLDER) -> Pins:
    """Return the pins in a folder with a Go module for each program."""
    return Pins(GoTool(folder / "pulumi-cli"), GoTool(folder / "pulumi-language-python"))
