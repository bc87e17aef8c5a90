"""The programs of this environment, and where the engine finds them."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from sentry_iac.errors import CommandError

_PROVIDER: Final = "pulumi-resource-sentry"


def bin_folder() -> Path:
    """Return the folder of this environment's programs: the CLI, its language host and the provider."""
    # Not resolved: a virtual environment's python is a link to the system's.
    return Path(sys.executable).parent


def engine_path(environ: Mapping[str, str], bin_folder: Path) -> str:
    """Return the engine's PATH, with this environment's programs first."""
    return os.pathsep.join([str(bin_folder), *([environ["PATH"]] if environ.get("PATH") else [])])


def is_about_our_provider(warning: str) -> bool:
    """Whether a warning of the engine says that it took the provider of this environment, as it is meant to."""
    return warning.startswith(f"using {_PROVIDER} from $PATH at {bin_folder() / _PROVIDER}")


def find_pulumi(path: str) -> str:
    """Return the `pulumi` executable on a PATH.

    Raises:
        CommandError: there is none.
    """
    found = shutil.which("pulumi", path=path)
    if found is None:
        raise CommandError("there is no `pulumi` on PATH; `sentry-iac pulumi install` installs it")
    return found
