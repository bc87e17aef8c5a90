"""Finds the stack that a provider works for, the folder of its state, and the folder of our own notes.

The engine does not tell a provider. The urn of any resource names stack and project. The engine's variables and the
file that `pulumi login` writes name the backend (https://www.pulumi.com/docs/iac/concepts/state-and-backends/).
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

BACKEND = "PULUMI_BACKEND_URL"

_SCHEME = "file://"
_PROJECT_BACKEND = re.compile(r"""^backend:[\s{]+url:\s*["']?(?P<url>[^\s"'}]+)""", re.MULTILINE)
"""Finds `backend.url` of Pulumi.yaml, in block or flow style, without loading YAML."""


@dataclass(frozen=True)
class StackName:
    """A stack, by the two names with which each of its urns begins.

    Attributes:
        stack: its name.
        project: the name of its Pulumi project.
    """

    stack: str
    project: str

    @classmethod
    def of(cls, urn: str) -> StackName:
        """The stack of a urn, `urn:pulumi:<stack>::<project>::<types>::<name>`."""
        stack, project, *_ = [*urn.removeprefix("urn:pulumi:").split("::"), ""]
        return cls(stack, project)


def file_backend(environ: Mapping[str, str] | None = None) -> Path | None:
    """The folder of a file backend, the one with `.pulumi` in it; None where the state is kept elsewhere.

    Args:
        environ: the environment; the process's own by default.
    """
    environ = os.environ if environ is None else environ
    address = environ.get(BACKEND) or _of_project() or _logged_in(environ)
    if not address.startswith(_SCHEME):
        return None
    path = unquote(address.removeprefix(_SCHEME).partition("?")[0])
    folder = Path(path).expanduser()
    return folder if (folder / ".pulumi").is_dir() else None


def notes_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Where to keep our own notes of a stack: beside the state of a file backend, else in the user's state folder.

    Args:
        environ: the environment; the process's own by default.
    """
    environ = os.environ if environ is None else environ
    backend = file_backend(environ)
    if backend is not None:
        return backend / ".pulumi-sentry"
    states = environ.get("XDG_STATE_HOME")
    return (Path(states) if states else Path.home() / ".local" / "state") / "pulumi-sentry"


def _of_project() -> str:
    """The backend that Pulumi.yaml names; the engine starts a provider in the folder of the project."""
    with suppress(OSError, ValueError):
        found = _PROJECT_BACKEND.search(Path("Pulumi.yaml").read_text("utf-8"))
        return found["url"] if found is not None else ""
    return ""


def _logged_in(environ: Mapping[str, str]) -> str:
    home = environ.get("PULUMI_HOME")
    file = (Path(home) if home else Path.home() / ".pulumi") / "credentials.json"
    try:
        current = json.loads(file.read_bytes()).get("current")
    except (OSError, ValueError, AttributeError):
        return ""
    return current if isinstance(current, str) else ""
