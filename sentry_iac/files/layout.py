"""Where things are kept inside a project folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from sentry_iac.errors import CommandError
from sentry_iac.stack_name import short_name

_STACK_FILE = re.compile(r"^Pulumi\.(?P<stack>.+)\.yaml$")


@dataclass(frozen=True)
class Layout:
    """The paths of one project folder, the one with `Pulumi.yaml`.

    Everything that a command creates is below `local`; removing that folder removes all of it.
    """

    root: Path

    @property
    def local(self) -> Path:
        """The git-ignored folder that commands write into."""
        return self.root / ".local"

    @property
    def env_file(self) -> Path:
        """A shell sources this file to run plain `pulumi` commands."""
        return self.local / "env"

    @property
    def passphrase_file(self) -> Path:
        """The random passphrase that encrypts secrets in the local state."""
        return self.local / "passphrase"

    @property
    def state(self) -> Path:
        """The folder of Pulumi's file backend."""
        return self.local / "state"

    @property
    def state_url(self) -> str:
        """`state` as Pulumi writes a backend: `file://…`."""
        return self.state.as_uri()

    @property
    def targets_file(self) -> Path:
        """The record of which Sentry each stack was last applied to."""
        return self.local / "targets.json"

    @property
    def lock(self) -> Path:
        """Held while a command changes the processes or files below `local`."""
        return self.local / "lock"

    def rotation_lock(self, stack: str) -> Path:
        """Return the lock that is held from reading a stack's rotations until the next step is applied."""
        return self.local / f"rotate-{short_name(stack)}.lock"

    @property
    def sandbox(self) -> Path:
        """The data folder of the local Sentry."""
        return self.local / "sandbox"

    @property
    def sandbox_token_file(self) -> Path:
        """The token that the local Sentry takes."""
        return self.sandbox / "token"

    @property
    def sandbox_process_file(self) -> Path:
        """The record of the running local Sentry."""
        return self.sandbox / "process.json"

    @property
    def sandbox_port_file(self) -> Path:
        """The local Sentry's last port, which is tried first: DSNs name it."""
        return self.sandbox / "port"

    @property
    def sandbox_log(self) -> Path:
        """The output of the local Sentry."""
        return self.sandbox / "log"

    def drift_file(self, stack: str) -> Path:
        """Return the record of a stack's last look for drift."""
        return self.local / "drift" / f"{short_name(stack)}.json"

    def stack_file(self, stack: str) -> Path:
        """Return the configuration file of a stack; `organization/stack` has the file of its last part."""
        return self.root / f"Pulumi.{short_name(stack)}.yaml"

    def declared_stacks(self) -> list[str]:
        """Return the stacks that have a file in the project, in the order of their names."""
        found = (_STACK_FILE.match(path.name) for path in self.root.glob("Pulumi.*.yaml"))
        return sorted(each["stack"] for each in found if each)

    def shown(self, path: Path) -> str:
        """Return a path for people: relative to the project folder where it is inside."""
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else str(path)


def find_layout(start: Path) -> Layout:
    """Return the project that `start` is in: the nearest folder upwards with a `Pulumi.yaml`.

    Raises:
        CommandError: there is none.
    """
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / "Pulumi.yaml").is_file():
            return Layout(folder)
    raise CommandError(
        f"no Pulumi.yaml in {here} or above it; change to your project folder, or name it with --project"
    )
