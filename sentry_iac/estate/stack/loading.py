"""Loads a stack's settings: the project's own keys in `Pulumi.<stack>.yaml`.

The values come from the engine or, without one, from the files; both ways end in the same validation. Both read the
file, because only it has the lines.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Final

from sentry_iac.estate.stack.joining import contradictions
from sentry_iac.estate.stack.prefixes import REQUIRED, foreign_keys
from sentry_iac.estate.stack.settings import StackConfig, StackSettings, StackSource
from sentry_iac.estate.text.document import Document, read_document
from sentry_iac.estate.text.errors import SpecError, did_you_mean
from sentry_iac.estate.text.validation import alias_of, validate
from sentry_iac.estate.written.project import Overridable

PROJECT_FILE: Final = "Pulumi.yaml"


def load_stack_settings(values: Mapping[str, object], stack_file: FilePath) -> StackSettings:
    """Validate a stack's config.

    `values` are the project's own config keys without their namespace; objects may be given as the JSON text
    in which the engine passes them. `stack_file` is `Pulumi.<stack>.yaml`; where it is
    missing, problems have no line. Raises SpecError.
    """
    document = read_document(stack_file) if stack_file.is_file() else None
    source = StackSource(_project(stack_file.parent)[0], document)
    written = _own_values(document, source.namespace)
    # The engine passes every scalar as text and reads an unquoted 1.0 as 1; the file has the original.
    misread = {
        key: value
        for key, value in written.items()
        if key in values and key not in _OBJECTS and isinstance(value, bool | int | float)
    }
    name = stack_file.name[len("Pulumi.") : -len(".yaml")]
    return _with_owner(_load(name, {**values, **misread}, stack_file.parent, source))


def read_stack_file(stack: str, project_dir: FilePath) -> StackSettings:
    """Read and validate `Pulumi.<stack>.yaml` without an engine, with the defaults of Pulumi.yaml.

    Encrypted values are left out, and so is config from elsewhere. Raises SpecError.
    """
    return _with_owner(_read_alone(stack, project_dir))


def check_stack_file(stack: str, project_dir: FilePath) -> None:
    """Refuse a stack file whose keys begin with the name of another project.

    Unlike `read_stack_file` it takes a file without `environment`, which the engine may know from elsewhere. Raises
    SpecError.
    """
    namespace, defaults = _project(project_dir)
    document = read_document(project_dir / f"Pulumi.{stack}.yaml")
    if REQUIRED not in {**defaults, **_own_values(document, namespace)}:
        problems = foreign_keys(document, namespace)
        if problems:
            raise SpecError(problems)


def parse_stack_settings(values: Mapping[str, object], name: str, stacks: tuple[str, ...]) -> StackSettings:
    """Validate the config of a stack that has no file yet.

    `values` are the project's own config keys, and `stacks` the names of all stacks. Raises SpecError.
    """
    config, problems = validate(StackConfig, dict(values), StackSource("", None).problem, lambda _: None)
    if problems or config is None:
        raise SpecError(problems)
    return StackSettings(name, stacks, config, FilePath(), StackSource("", None))


def _read_alone(stack: str, project_dir: FilePath) -> StackSettings:
    document = read_document(project_dir / f"Pulumi.{stack}.yaml")
    namespace, defaults = _project(project_dir)
    values = {**defaults, **_own_values(document, namespace)}
    return _load(stack, values, project_dir, StackSource(namespace, document))


def _with_owner(stack: StackSettings) -> StackSettings:
    """Return the settings, with those of the stack that they join, if any."""
    name, source = stack.config.join, stack.source
    if not name:
        return stack
    if not (stack.project_dir / f"Pulumi.{name}.yaml").is_file():
        hint = did_you_mean(name, stack.stacks)
        message = f"there is no stack {name}: Pulumi.{name}.yaml is missing{hint}"
        raise SpecError([source.problem(("join",), message)])
    owner = _read_alone(name, stack.project_dir)
    if problems := [source.problem(path, message) for path, message in contradictions(stack, owner)]:
        raise SpecError(problems)
    return replace(stack, owner=owner)


def _load(
    name: str, values: Mapping[str, object], project_dir: FilePath, source: StackSource
) -> StackSettings:
    plain = {key: _decoded(key, value) for key, value in values.items()}
    config, problems = validate(StackConfig, plain, source.problem, source.text)
    if problems or config is None:
        unread = [] if REQUIRED in plain else foreign_keys(source.document, source.namespace)
        raise SpecError(unread or problems)
    files = sorted(file.name for file in project_dir.glob("Pulumi.*.yaml"))
    stacks = dict.fromkeys([name, *(file[len("Pulumi.") : -len(".yaml")] for file in files)])
    folder = FilePath(os.path.normpath(project_dir.absolute()))
    return StackSettings(name, tuple(sorted(stacks)), config, folder, source)


def _own_values(document: Document | None, namespace: str) -> dict[str, object]:
    """Return the values of the project's own keys in a stack file, without encrypted ones."""
    root = None if document is None else document.value
    config = root.get("config") if isinstance(root, dict) else None
    return {
        key.removeprefix(f"{namespace}:"): _readable(value)
        for key, value in (config.items() if isinstance(config, dict) else ())
        if (key.startswith(f"{namespace}:") or ":" not in key) and not _is_encrypted(value)
    }


def _readable(value: object) -> object:
    """Return a value without the encrypted ones inside it."""
    if isinstance(value, dict):
        return {key: _readable(each) for key, each in value.items() if not _is_encrypted(each)}
    return value


def _is_encrypted(value: object) -> bool:
    return isinstance(value, dict) and set(value) == {"secure"}


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
    if name in {*Overridable.model_fields, "projects", "rotation"} - {"monitor_environment"}
}


def _decoded(key: str, value: object) -> object:
    if key not in _OBJECTS or not isinstance(value, str):
        return value
    try:
        decoded: object = json.loads(value)
    except (ValueError, RecursionError):
        return value
    return decoded
