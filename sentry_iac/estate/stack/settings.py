"""The project's own keys in `Pulumi.<stack>.yaml`, and the line of each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from sentry_iac.estate.text.document import Document
from sentry_iac.estate.text.errors import Path, Problem, quoted
from sentry_iac.estate.text.units import wrong
from sentry_iac.estate.written.file import Overridable, Watched
from sentry_iac.estate.written.rotation import Rotation, RotationPolicy

_NO_FILE: Final = "stack config"

_ENVIRONMENT_LENGTH: Final = 64

_RELEASE_LENGTH: Final = 200

_STACK = re.compile(r"[A-Za-z0-9_.\-]*", re.ASCII)

_SUFFIX = re.compile(r"[a-z0-9_\-]*", re.ASCII)


def _environment(text: str) -> str:
    if not text.strip() or text != text.strip() or "/" in text or not text.isprintable():
        raise wrong(f"{quoted(text)} cannot name an environment; leave out slashes and spaces around it")
    if len(text) > _ENVIRONMENT_LENGTH:
        raise wrong(f"is {len(text)} characters long; Sentry takes at most {_ENVIRONMENT_LENGTH}")
    if text.casefold() == "none":
        raise wrong(f'{quoted(text)} means "no environment" to Sentry; choose another name')
    return text


def _suffix(text: str) -> str:
    if not _SUFFIX.fullmatch(text):
        raise wrong(f"{quoted(text)} cannot end a slug; use small letters, digits, - and _, such as -dev")
    return text


def _release(text: str) -> str:
    if not text.isprintable() or text != text.strip() or any(char in text for char in "/\\"):
        raise wrong(f"{quoted(text)} cannot name a release; leave out slashes and spaces around it")
    if text in {".", "..", "latest"}:
        raise wrong(f"{quoted(text)} cannot name a release; Sentry keeps it for itself")
    if len(text) > _RELEASE_LENGTH:
        raise wrong(f"is {len(text)} characters long; Sentry takes at most {_RELEASE_LENGTH}")
    return text


def _app_root(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise wrong(f"{quoted(text)} is not a folder; leave appRoot out to use .local/app")
    return text


def _stack_name(text: str) -> str:
    if not _STACK.fullmatch(text):
        raise wrong(f"{quoted(text)} is not a stack; name the one that owns the projects, such as prod")
    return text


Release = Annotated[str, AfterValidator(_release)]


class StackProject(Watched, Overridable):
    """The changes of one stack to one project."""

    release: Release | None = Field(default=None, description="The release that this application runs.")
    rotation: Rotation | None = Field(default=None, description="Where the rotation of its DSN stands.")


class StackConfig(Overridable):
    """The project's keys in a stack's config."""

    environment: Annotated[str, AfterValidator(_environment)] = Field(
        description="The environment's name in Sentry; monitors look at its events only."
    )
    slug_suffix: Annotated[str, AfterValidator(_suffix)] = Field(
        default="", description="Added to every slug, so that stacks can share an organization."
    )
    app_root: Annotated[str, AfterValidator(_app_root)] = Field(
        default=".local/app", description="Where the applications live, relative to the Pulumi project."
    )
    release: Release = Field(
        default="",
        description="The release written to .env files; without one the SDKs find it out themselves.",
    )
    join: Annotated[str, AfterValidator(_stack_name)] = Field(
        default="", description="The stack whose teams and projects this one uses in place of its own."
    )
    rotation: RotationPolicy | None = Field(default=None, description="How all DSNs of the stack rotate.")
    projects: dict[str, StackProject] = Field(default={}, description="What is different for one project.")


@dataclass(frozen=True, slots=True)
class StackSettings:
    """A validated stack config, and the lines of its values.

    `name` is the stack's, and `stacks` are the names of all stacks of the project. `owner` is the stack that it joins;
    None if it has projects of its own.
    """

    name: str
    stacks: tuple[str, ...]
    config: StackConfig
    project_dir: FilePath
    source: StackSource = field(repr=False)
    owner: StackSettings | None = None

    @property
    def environment(self) -> str:
        """The environment's name in Sentry."""
        return self.config.environment

    @property
    def slug_suffix(self) -> str:
        """The suffix of its teams' and projects' slugs: the owner's if it joins another stack."""
        return (self.owner or self).config.slug_suffix


@dataclass(frozen=True, slots=True)
class StackSource:
    """Finds the file and line of a stack config value; without a file, the place is `stack config`."""

    namespace: str
    document: Document | None

    def problem(self, path: Path, message: str) -> Problem:
        """Return `message` as a problem of the value at `path`."""
        inside = self._inside(path)
        if self.document is not None and inside is not None:
            return Problem(self.document.file, self.document.line(inside), path, message)
        if self.document is not None and not path:
            return Problem(self.document.file, 1, path, message)
        return Problem(_NO_FILE, None, path, message)

    def text(self, path: Path) -> str | None:
        """Return the scalar at `path` as written in the file, or None."""
        inside = self._inside(path)
        return None if self.document is None or inside is None else self.document.text(inside)

    def _inside(self, path: Path) -> Path | None:
        if self.document is None or not path:
            return None
        for key in (f"{self.namespace}:{path[0]}", str(path[0])):
            if ("config", key) in self.document.lines:
                return ("config", key, *path[1:])
        return None
