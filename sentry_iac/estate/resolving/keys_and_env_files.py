"""The client key of a project, and the `.env` file for its DSN."""

from __future__ import annotations

import os
import posixpath
from pathlib import Path as FilePath

from sentry_iac.estate.defaults.rules import ENV_NAMES, ENV_VALUES, SAMPLE_RATES
from sentry_iac.estate.model.estate import (
    EnvFileSpec,
    EnvValue,
    FromProject,
    KeySpec,
    LoaderSpec,
    RateLimitSpec,
    frozen_mapping,
)
from sentry_iac.estate.model.rotation import RotationSpec
from sentry_iac.estate.resolving.layers import given, merged
from sentry_iac.estate.resolving.project import ProjectInStack
from sentry_iac.estate.text.errors import Path
from sentry_iac.estate.written.file import EnvFile, Key, Loader, SampleRates


def key_of(project: ProjectInStack, rotation: RotationSpec) -> KeySpec:
    """Return the client key that the stack gives a project; `rotation` says how far its rotation is."""
    key = project.written.key or Key()
    limit, loader = key.rate_limit, key.loader or Loader()
    return KeySpec(
        name=key.name or project.stack.environment,
        rate_limit=None if limit is None else RateLimitSpec(count=limit.count, window=limit.window),
        browser_sdk_version=key.browser_sdk_version,
        loader=LoaderSpec(
            has_replay=loader.replay,
            has_performance=loader.performance,
            has_debug=loader.debug,
            has_feedback=loader.feedback,
            has_logs_and_metrics=loader.logs_and_metrics,
        ),
        rotation=rotation,
    )


def env_file_of(project: ProjectInStack, taken: dict[FilePath, str]) -> EnvFileSpec | None:
    """Return the `.env` file of a project, or None.

    Args:
        project: the project.
        taken: which project writes a file; this function adds its project.
    """
    env_file = project.written.env_file
    if env_file is None:
        return None
    path: Path = (*project.path, "envFile")
    stack = project.stack
    root = os.path.expanduser(stack.config.app_root).replace(os.sep, "/")  # noqa: PTH111 - stays text
    relative = posixpath.normpath(posixpath.join(root, env_file.path))
    absolute = FilePath(os.path.normpath(stack.project_dir / relative))
    if absolute in taken:
        project.report_here((*path, "path"), f"is the file that {taken[absolute]} writes too")
    taken.setdefault(absolute, project.name)
    return EnvFileSpec(
        path=relative,
        absolute_path=absolute,
        in_app=posixpath.normpath(env_file.path),
        values=frozen_mapping(_values(project, path, env_file)),
    )


def _values(project: ProjectInStack, path: Path, env_file: EnvFile) -> dict[str, EnvValue]:
    available = _available(project)
    names: dict[str, str | bool] = {
        source: f"{env_file.prefix}{ENV_NAMES[source]}" for source in ENV_VALUES[project.kind]
    }
    names.update(env_file.keys)
    values: dict[str, EnvValue] = {}
    for source, name in names.items():
        value = available[source]
        if isinstance(name, bool) or value is None:
            continue
        if name in values:
            where = (*path, "keys", source) if source in env_file.keys else path
            project.report_here(where, f"{name} already holds another value; choose another name")
        values[name] = value
    return values


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
    }
