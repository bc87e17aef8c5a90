"""The project's own keys in `Pulumi.<stack>.yaml`, and the line of each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Annotated, Final

from pydantic import AfterValidator

from sentry_iac.estate.text.document import Document
from sentry_iac.estate.text.errors import Path, Problem, quoted
from sentry_iac.estate.text.saying import key, required
from sentry_iac.estate.text.units import wrong
from sentry_iac.estate.written.project import Overridable, Watched
from sentry_iac.estate.written.rotation import Rotation, RotationPolicy

_NO_FILE: Final = "stack config"

_ENVIRONMENT_LENGTH: Final = 64

_APP_ROOT: Final = ".local/app"

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


class StackProject(Watched, Overridable, title="Project in a stack"):
    """The changes of one stack to one project."""

    release: Release | None = key(
        "The release that this application runs.", example="shop@1.4.2", unless="the stack's release"
    )
    rotation: Rotation | None = key(
        "How its DSN rotates, and how far the rotation is. `sentry-iac rotate` writes it.",
        example={"generation": 2, "rotatedAt": "2026-11-24T10:00:00Z"},
        unless="as in the whole stack",
    )


class StackConfig(Overridable, title="Stack file"):
    """The project's keys in a stack's config."""

    environment: Annotated[str, AfterValidator(_environment)] = required(
        "The environment's name in Sentry; monitors look at its events only.", example="production"
    )
    slug_suffix: Annotated[str, AfterValidator(_suffix)] = key(
        "It is added to every slug, so that stacks can share an organization.",
        example="-dev",
        unless="nothing is added",
        default="",
    )
    app_root: Annotated[str, AfterValidator(_app_root)] = key(
        "The folder where the applications live, relative to the Pulumi project.",
        example="..",
        usual=_APP_ROOT,
        default=_APP_ROOT,
    )
    release: Release = key(
        "The release that is written to .env files.",
        example="shop@1.4.2",
        unless="the SDKs find it out themselves",
        default="",
    )
    join: Annotated[str, AfterValidator(_stack_name)] = key(
        "The stack whose teams and projects this one uses in place of its own.",
        example="prod",
        unless="it has its own",
        default="",
    )
    rotation: RotationPolicy | None = key(
        "How all DSNs of the stack rotate.", example={"grace": "3d"}, unless="each key has its own value"
    )
    projects: dict[str, StackProject] = key(
        "What is different for single projects, by their names in sentry.yaml.",
        example={"shop": {"monitors": {"latency": {"threshold": "3s"}}}},
        unless="nothing is",
        default={},
    )


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
        for written in (f"{self.namespace}:{path[0]}", str(path[0])):
            if ("config", written) in self.document.lines:
                return ("config", written, *path[1:])
        return None
