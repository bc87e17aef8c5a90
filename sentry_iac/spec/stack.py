"""What differs per environment: the project's own keys in `Pulumi.<stack>.yaml`.

The values come from the engine where there is one, and from the files where there is none; both ways end in
the same validation. The file is looked at in both cases, because only it knows the lines.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from sentry_iac.spec.document import Document, read_document
from sentry_iac.spec.errors import Path, Problem, SpecError, did_you_mean, quoted
from sentry_iac.spec.joining import contradictions
from sentry_iac.spec.models import Overridable, Watched
from sentry_iac.spec.rotation_config import Rotation, RotationPolicy
from sentry_iac.spec.units import wrong
from sentry_iac.spec.validation import alias_of, validate

PROJECT_FILE: Final = "Pulumi.yaml"
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
    """What one stack changes about one project."""

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
    """A validated stack config, and where its values were written.

    `owner` is the stack that it joins, None where it has projects of its own.
    """

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
        """What the slugs of its teams and projects end in: the owner's suffix where it joins another stack."""
        return (self.owner or self).config.slug_suffix


@dataclass(frozen=True, slots=True)
class StackSource:
    """Finds the file and line of a stack config value; config that no file holds is `stack config`."""

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
        """Return the scalar at `path` as it was written in the file, None where there is none."""
        inside = self._inside(path)
        return None if self.document is None or inside is None else self.document.text(inside)

    def _inside(self, path: Path) -> Path | None:
        if self.document is None or not path:
            return None
        for key in (f"{self.namespace}:{path[0]}", str(path[0])):
            if ("config", key) in self.document.lines:
                return ("config", key, *path[1:])
        return None


def load_stack_settings(values: Mapping[str, object], stack_file: FilePath) -> StackSettings:
    """Validate a stack's config.

    `values` are the project's own config keys without their namespace; objects may be given as the JSON text
    in which the engine passes them. `stack_file` is `Pulumi.<stack>.yaml`; where it is
    missing, problems have no line. Raises SpecError.
    """
    document = read_document(stack_file) if stack_file.is_file() else None
    source = StackSource(_project(stack_file.parent)[0], document)
    written = _own_values(document, source.namespace)
    # The engine passes every scalar as text, after reading an unquoted 1.0 as 1: the file knows better.
    misread = {
        key: value
        for key, value in written.items()
        if key in values and key not in _OBJECTS and isinstance(value, bool | int | float)
    }
    return _with_owner(_load({**values, **misread}, stack_file.parent, source))


def read_stack_file(stack: str, project_dir: FilePath) -> StackSettings:
    """Read and validate `Pulumi.<stack>.yaml` without an engine, with the defaults that Pulumi.yaml gives.

    Encrypted values are left out, and so is config that only exists elsewhere. Raises SpecError.
    """
    return _with_owner(_read_alone(stack, project_dir))


def _read_alone(stack: str, project_dir: FilePath) -> StackSettings:
    document = read_document(project_dir / f"Pulumi.{stack}.yaml")
    namespace, defaults = _project(project_dir)
    values = {**defaults, **_own_values(document, namespace)}
    return _load(values, project_dir, StackSource(namespace, document))


def _with_owner(stack: StackSettings) -> StackSettings:
    """Return the settings with those of the stack that they join, where they join one."""
    name, source = stack.config.join, stack.source
    if not name:
        return stack
    if not (stack.project_dir / f"Pulumi.{name}.yaml").is_file():
        declared = [
            file.name[len("Pulumi.") : -len(".yaml")] for file in stack.project_dir.glob("Pulumi.*.yaml")
        ]
        hint = did_you_mean(name, declared)
        message = f"there is no stack {name}: Pulumi.{name}.yaml is missing{hint}"
        raise SpecError([source.problem(("join",), message)])
    owner = _read_alone(name, stack.project_dir)
    if problems := [source.problem(path, message) for path, message in contradictions(stack, owner)]:
        raise SpecError(problems)
    return replace(stack, owner=owner)


def _load(values: Mapping[str, object], project_dir: FilePath, source: StackSource) -> StackSettings:
    plain = {key: _decoded(key, value) for key, value in values.items()}
    config, problems = validate(StackConfig, plain, source.problem, source.text, lambda _path: False)
    if problems or config is None:
        raise SpecError(problems)
    return StackSettings(config, FilePath(os.path.normpath(project_dir.absolute())), source)


def _own_values(document: Document | None, namespace: str) -> dict[str, object]:
    """Return the values of the project's own keys in a stack file, encrypted ones left out."""
    root = None if document is None else document.value
    config = root.get("config") if isinstance(root, dict) else None
    return {
        key.removeprefix(f"{namespace}:"): value
        for key, value in (config.items() if isinstance(config, dict) else ())
        if (key.startswith(f"{namespace}:") or ":" not in key)
        and not (isinstance(value, dict) and set(value) == {"secure"})
    }


def _project(project_dir: FilePath) -> tuple[str, dict[str, object]]:
    """Return a Pulumi project's name, which is the namespace of its config keys, and the keys' defaults."""
    document = read_document(project_dir / PROJECT_FILE)
    root = document.value if isinstance(document.value, dict) else {}
    name = root.get("name")
    if not isinstance(name, str):
        raise SpecError([document.problem(("name",), "is missing; it is the project's name")])
    return name, {
        key: declaration["default"]
        for key, declaration in _own_values(document, name).items()
        if isinstance(declaration, dict) and "default" in declaration
    }


_OBJECTS: Final = {
    alias_of(StackConfig, name)
    for name in StackConfig.model_fields
    if name in {*Overridable.model_fields, "projects", "rotation"}
}


def _decoded(key: str, value: object) -> object:
    if key not in _OBJECTS or not isinstance(value, str):
        return value
    try:
        decoded: object = json.loads(value)
    except (ValueError, RecursionError):
        return value
    return decoded
