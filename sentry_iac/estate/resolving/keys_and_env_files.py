"""The client keys of a project, and the `.env` files for their DSNs."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any

from sentry_iac.estate.defaults.rules import ENV_NAMES, ENV_VALUES, SAMPLE_RATES
from sentry_iac.estate.model.estate import ApplicationSpec
from sentry_iac.estate.model.keys_and_env_files import (
    EnvFileSpec,
    EnvValue,
    FromProject,
    FurtherKeySpec,
    KeySpec,
    LoaderSpec,
    RateLimitSpec,
    frozen_mapping,
)
from sentry_iac.estate.model.rotation import RotationSpec, generation_of
from sentry_iac.estate.model.words import LOADER
from sentry_iac.estate.resolving.layers import given, merged
from sentry_iac.estate.resolving.project import ProjectInStack
from sentry_iac.estate.resolving.resource_names import clash
from sentry_iac.estate.text.errors import Path, did_you_mean, listed, quoted
from sentry_iac.estate.text.fields import MONITOR_NAME
from sentry_iac.estate.written.keys_and_env_files import EnvFile, FurtherKey, Key, Loader, Variables
from sentry_iac.estate.written.project import SampleRates


def key_of(project: ProjectInStack, rotation: RotationSpec) -> KeySpec:
    """Return the client key that the stack gives a project; `rotation` says how far its rotation is."""
    key = project.written.key or Key()
    if key.is_off:
        return _no_key(project, rotation)
    if key.active is False and rotation.rotated_at is not None:
        project.report_here(
            (*project.path, "key", "active"),
            "is false, and a rotation gave the project this key for its applications; remove the line",
        )
    return KeySpec(name=key.name or project.stack.environment, rotation=rotation, **_settings(key))


def _no_key(project: ProjectInStack, rotation: RotationSpec) -> KeySpec:
    if rotation.rotated_at is not None:
        project.report_here((*project.path, "key"), "is false, but a rotation gave the project a key")
    if project.written.env_file is not None:
        message = "needs a client key for its DSN; write key: {}, or name one under envFiles"
        project.report_here((*project.path, "envFile"), message)
    for name, file in project.written.env_files.items():
        if file.key is None:
            where = (*project.path, "envFiles", name)
            project.report_here(
                where, f"needs a client key for its DSN; name one with key: of {project.name}"
            )
    return KeySpec(name=project.stack.environment, is_declared=False)


def further_keys_of(project: ProjectInStack) -> Iterator[FurtherKeySpec]:
    """Yield the further client keys of a project."""
    for name, key in project.written.keys.items():
        _check_name(project, "keys", name)
        if generation_of(project.name, f"{project.name}-{name}") is not None:
            message = f"{quoted(name)} is what a rotation calls a generation of the project's key; rename it"
            project.report_here((*project.path, "keys", name), message)
        yield FurtherKeySpec(key=name, name=key.name or name, **_settings(key))


def _settings(key: FurtherKey) -> dict[str, Any]:
    limit, loader = key.rate_limit, key.loader or Loader()
    return {
        "is_active": given(key.active, default=True),
        "rate_limit": None if limit is None else RateLimitSpec(count=limit.count, window=limit.window),
        "browser_sdk_version": key.browser_sdk_version,
        "loader": LoaderSpec(**{part: getattr(loader, written) for written, part in LOADER.items()}),
        "dsn_endpoint": key.dsn_endpoint,
    }


Taken = dict[FilePath, dict[str, str]]
"""The variables that are written to each file, with the one who writes them."""


def env_file_of(project: ProjectInStack, taken: Taken) -> EnvFileSpec | None:
    """Return the `.env` file of a project, or None.

    Args:
        project: the project.
        taken: who writes what; this function adds the file's variables.
    """
    env_file = project.written.env_file
    if env_file is None:
        return None
    return _env_file(project, env_file, (*project.path, "envFile"), project.name, taken)


def further_env_files_of(project: ProjectInStack, taken: Taken) -> Iterator[EnvFileSpec]:
    """Yield the further `.env` files of a project; `taken` is as for `env_file_of`."""
    for name, env_file in project.written.env_files.items():
        path = (*project.path, "envFiles", name)
        _check_name(project, "envFiles", name)
        keys = project.written.keys
        if env_file.key is not None and env_file.key not in keys:
            known = did_you_mean(env_file.key, keys) or f"; known: {listed(keys) or 'none'}"
            message = f"{quoted(env_file.key)} is no key under keys of {project.name}{known}"
            project.report_here((*path, "key"), message)
        spec = _env_file(project, env_file, path, f"{name} of {project.name}", taken)
        yield replace(spec, name=name, key=env_file.key)


def clashes(applications: Iterable[ApplicationSpec]) -> Iterator[tuple[Path, str]]:
    """Yield the keys and files whose resources would have the name of another one's, with what is wrong."""
    applications = list(applications)
    keys: dict[str, str] = {}
    files = {each.name: each.name for each in applications if each.env_file is not None}
    for each in applications:
        for key in each.further_keys:
            name = f"{each.name}-{key.key}"
            others = (one.name for one in applications if generation_of(one.name, name) is not None)
            other = keys.setdefault(name, each.name) if name in keys else next(others, None)
            keys.setdefault(name, each.name)
            if other is not None and other != each.name:
                yield ("projects", each.name, "keys", key.key), clash(name, f"a key of {other}")
        for file in each.further_env_files:
            name = f"{each.name}-{file.name}"
            if name in files:
                path = ("projects", each.name, "envFiles", file.name)
                yield path, clash(name, f"a file of {files[name]}")
            files.setdefault(name, each.name)


def _check_name(project: ProjectInStack, section: str, name: str) -> None:
    if not MONITOR_NAME.fullmatch(name):
        message = f"{quoted(name)} cannot be a name here; use letters, digits, - and _"
        project.report_here((*project.path, section, name), message)


def _env_file(
    project: ProjectInStack, env_file: EnvFile, path: Path, writer: str, taken: Taken
) -> EnvFileSpec:
    stack = project.stack
    root = os.path.expanduser(stack.config.app_root).replace(os.sep, "/")  # noqa: PTH111 - stays text
    relative = posixpath.normpath(posixpath.join(root, env_file.path))
    absolute = FilePath(os.path.normpath(stack.project_dir / relative))
    values = _values(project, path, env_file)
    written = taken.setdefault(absolute, {})
    if both := [name for name in values if name in written]:
        message = (
            f"is the file that {written[both[0]]} writes too, and both write {listed(both)}; "
            "give one of them a prefix or other names"
        )
        project.report_here((*path, "path"), message)
    written.update({name: writer for name in values if name not in written})
    return EnvFileSpec(
        path=relative,
        absolute_path=absolute,
        in_app=posixpath.normpath(env_file.path),
        values=frozen_mapping(values),
    )


def _values(project: ProjectInStack, path: Path, env_file: EnvFile) -> dict[str, EnvValue]:
    available = _available(project)
    names: dict[str, Variables] = {**dict.fromkeys(ENV_VALUES[project.kind], True), **env_file.keys}
    values: dict[str, EnvValue] = {}
    for source, variables in names.items():
        value = available[source]
        if value is None:
            continue
        for name in _names(source, variables, env_file.prefix):
            if name in values:
                where = (*path, "keys", source) if source in env_file.keys else path
                project.report_here(where, f"{name} already holds another value; choose another name")
            values[name] = value
    return values


def _names(source: str, variables: Variables, prefix: str) -> tuple[str, ...]:
    if isinstance(variables, bool):
        return (f"{prefix}{ENV_NAMES[source]}",) if variables else ()
    return (variables,) if isinstance(variables, str) else variables


def _available(project: ProjectInStack) -> dict[str, EnvValue | None]:
    config = project.stack.config
    of_project = config.projects.get(project.name)
    rates = merged(
        (layer.settings.sample_rates for layer in project.layers if layer.settings.sample_rates),
        SampleRates(),
    )
    return {
        "dsn": FromProject.DSN,
        "environment": project.stack.environment,
        # No guess from git, for with it every commit would change the infrastructure.
        "release": (of_project and of_project.release) or config.release or None,
        "tracesSampleRate": given(rates.traces, SAMPLE_RATES.traces),
        "replaysSessionSampleRate": given(rates.replays_session, SAMPLE_RATES.replays_session),
        "replaysOnErrorSampleRate": given(rates.replays_on_error, SAMPLE_RATES.replays_on_error),
        "profilesSampleRate": given(rates.profiles, SAMPLE_RATES.profiles),
        "organization": FromProject.ORGANIZATION,
        "project": project.slug,
    }
