"""Merges the layers of a declaration into an estate.

A later layer wins, value by value: built-in rules, `defaults`, the project, the stack, and last what the
stack says about the project.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import Any, Final

from sentry_iac.estate.defaults.rules import (
    ALERTS,
    DATASETS,
    ENV_NAMES,
    ENV_VALUES,
    MONITORS,
    SAMPLE_RATES,
    kind_of,
)
from sentry_iac.estate.model.estate import (
    AlertSpec,
    ApplicationSpec,
    EnvFileSpec,
    EnvValue,
    Estate,
    FromProject,
    KeySpec,
    LoaderSpec,
    MetricMonitorSpec,
    ProjectKind,
    ProjectSettings,
    RateLimitSpec,
    TeamEmail,
    TeamSpec,
    frozen_mapping,
)
from sentry_iac.estate.resolving.layers import Layer, Source
from sentry_iac.estate.resolving.people import people_of, shared_with
from sentry_iac.estate.resolving.policy import policy_of
from sentry_iac.estate.resolving.rotation import resolve_rotation
from sentry_iac.estate.resolving.settings import (
    filters_of,
    organization_of,
    ownership_of,
    private_settings,
    retention_of,
)
from sentry_iac.estate.resolving.watching import Watching
from sentry_iac.estate.stack.joining import joined
from sentry_iac.estate.stack.settings import StackSettings
from sentry_iac.estate.text.errors import Path, Problem, did_you_mean, listed, quoted
from sentry_iac.estate.text.fields import PROJECT_SLUG_LENGTH, SLUG, TEAM_SLUG_LENGTH, SpecModel
from sentry_iac.estate.text.units import Threshold, window_text
from sentry_iac.estate.written.allotment import allotment_of
from sentry_iac.estate.written.file import EnvFile, Key, Project, SentryYaml
from sentry_iac.estate.written.guard import guard_of
from sentry_iac.estate.written.monitors import MonitorSettings
from sentry_iac.estate.written.settings import Settings
from sentry_rules import aggregates

_TITLE_LENGTH: Final = 50
_PLAIN_ENVIRONMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._\-]*", re.ASCII)
_MONITOR_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_\-]*", re.ASCII)


class Resolver:
    """Builds an estate from valid models and collects what only shows once they are seen together.

    `declared_teams` and `declared_projects` are the names in the file, valid or not: whoever refers to a team
    that has some mistake must not be told that there is no such team.
    """

    def __init__(
        self,
        spec: SentryYaml,
        source: Source,
        stack: StackSettings,
        declared_teams: Sequence[str],
        declared_projects: Sequence[str],
    ) -> None:
        self.problems: list[Problem] = []
        self._spec = spec
        self._source = source
        self._stack = stack
        self._declared_teams = declared_teams
        self._declared_projects = declared_projects

    def estate(self) -> Estate:
        """Return the estate; it is only worth something while `problems` is empty."""
        for name in self._stack.config.projects:
            if name not in self._declared_projects:
                hint = did_you_mean(name, self._declared_projects)
                known = hint or f"; known: {listed(self._declared_projects)}"
                self._report(self._stack.source, ("projects", name), f"is no project of sentry.yaml{known}")
        estate = Estate(
            environment=self._stack.environment,
            teams=tuple(self._teams()),
            applications=tuple(self._applications()),
            people=tuple(people_of(self._spec, self._report_here)),
            organization=organization_of(self._spec.organization, self._report_here),
            retention=retention_of(self._spec.retention, self._report_here),
            guard=guard_of(self._spec.guard),
            policy=policy_of(self._spec),
            allotment=allotment_of(self._spec.allotment, self._report_here),
        )
        return joined(estate, self._stack.config.join) if self._stack.owner else estate

    def _report_here(self, path: Path, message: str) -> None:
        self._report(self._source, path, message)

    def _report(self, source: Source, path: Path, message: str) -> None:
        self.problems.append(source.problem(path, message))

    def _teams(self) -> Iterator[TeamSpec]:
        taken: dict[str, str] = {}
        for name, team in self._spec.teams.items():
            slug = self._slug(("teams", name), team.slug, TEAM_SLUG_LENGTH, taken)
            yield TeamSpec(name=name, slug=slug, display_name=team.display_name or slug)

    def _team_slugs(self) -> dict[str, str]:
        suffix = self._stack.slug_suffix
        known = {name: f"{team.slug or name}{suffix}" for name, team in self._spec.teams.items()}
        return {**{name: f"{name}{suffix}" for name in self._declared_teams}, **known}

    def _applications(self) -> Iterator[ApplicationSpec]:
        slugs: dict[str, str] = {}
        files: dict[FilePath, str] = {}
        for name, project in self._spec.projects.items():
            path = ("projects", name)
            if project.team not in self._declared_teams:
                hint = did_you_mean(project.team, self._declared_teams)
                known = hint or f"; known: {listed(self._declared_teams) or 'none'}"
                self._report(self._source, (*path, "team"), f"{quoted(project.team)} is not a team{known}")
            slug = self._slug(path, project.slug, PROJECT_SLUG_LENGTH, slugs)
            kind = project.kind or kind_of(project.platform)
            layers = self._layers(name, project)
            monitors = tuple(self._monitors(slug, kind, layers))
            watching = Watching(
                slug,
                self._stack.environment,
                layers,
                self.problems.append,
                only_of_stack=self._stack.owner is not None,
            )
            uptime, crons = tuple(watching.uptime()), tuple(watching.crons())
            has_monitors = bool(monitors or uptime or crons)
            yield ApplicationSpec(
                name=name,
                slug=slug,
                display_name=project.display_name or slug[:_TITLE_LENGTH],
                team=project.team,
                kind=kind,
                platform=project.platform,
                remove_default_key=project.remove_default_key,
                settings=self._settings(path, project),
                key=replace(
                    _key(project.key or Key(), self._stack.environment),
                    rotation=resolve_rotation(self._stack, name, self.problems),
                ),
                monitors=monitors,
                alerts=tuple(
                    replace(alert, notify=watching.receivers(alert.key, project.team, self._declared_teams))
                    for alert in _alerts(slug, project.team, layers, has_monitors=has_monitors)
                ),
                env_file=self._env_file((*path, "envFile"), project.env_file, kind, layers, files),
                uptime=uptime,
                crons=crons,
                spike_protection=watching.spike_protection(),
                shared_with=shared_with(path, project, self._declared_teams, self._report_here),
                filters=filters_of(self._spec, project),
                ownership=ownership_of(project, path, self._team_slugs(), self._report_here),
            )

    def _layers(self, name: str, project: Project) -> list[Layer]:
        layers = [Layer(project, self._source, ("projects", name))]
        if self._spec.defaults is not None:
            layers.insert(0, Layer(self._spec.defaults, self._source, ("defaults",)))
        layers.append(Layer(self._stack.config, self._stack.source, ()))
        if name in self._stack.config.projects:
            own = self._stack.config.projects[name]
            layers.append(Layer(own, self._stack.source, ("projects", name)))
        return layers

    def _slug(self, path: Path, given: str | None, longest: int, taken: dict[str, str]) -> str:
        name = str(path[-1])
        if given is None and not SLUG.fullmatch(name):
            message = (
                f"{quoted(name)} is not a slug; use small letters, digits, - and _, or add a slug: to it"
            )
            self._report(self._source, path, message)
        where = path if given is None else (*path, "slug")
        suffix = self._stack.slug_suffix
        slug = f"{given or name}{suffix}"
        if len(slug) > longest:
            with_suffix = f" with the stack's suffix {suffix}" if suffix else ""
            message = f"is {len(slug)} characters long{with_suffix}; Sentry takes at most {longest}"
            self._report(self._source, where, message)
        if slug in taken:
            self._report(self._source, where, f"has the slug {slug}, as {taken[slug]} has; choose another")
        taken.setdefault(slug, name)
        return slug

    def _settings(self, path: Path, project: Project) -> ProjectSettings:
        shared = self._spec.defaults and self._spec.defaults.settings
        merged = {**_written(shared or Settings()), **_written(project.settings or Settings())}
        least, most = merged.get("digests_min_delay"), merged.get("digests_max_delay")
        if least is not None and most is not None and least > most:
            self._report(self._source, (*path, "settings"), "digestsMinDelay is longer than digestsMaxDelay")
        return ProjectSettings(**private_settings(self._spec, path, project, merged, self._report_here))

    def _monitors(self, slug: str, kind: ProjectKind, layers: Sequence[Layer]) -> Iterator[MetricMonitorSpec]:
        written = [(layer, layer.settings.monitors.by_name()) for layer in layers if layer.settings.monitors]
        own = [name for _, monitors in written for name in monitors if name not in MONITORS[kind]]
        for rule in dict.fromkeys([*MONITORS[kind], *own]):
            spoken = [(layer, monitors[rule]) for layer, monitors in written if rule in monitors]
            if spoken and spoken[-1][1].is_off:
                continue
            monitor = self._monitor(rule, slug, kind, spoken)
            if monitor is not None:
                yield monitor

    def _monitor(
        self, rule: str, slug: str, kind: ProjectKind, spoken: Sequence[tuple[Layer, MonitorSettings]]
    ) -> MetricMonitorSpec | None:
        built_in = MONITORS[kind].get(rule)
        merged: dict[str, Any] = {"dataset": "spans", "window": 300, "query": ""}
        if built_in is not None:
            merged.update(
                aggregate=built_in.aggregate,
                query=built_in.query,
                window=built_in.window,
                threshold=built_in.threshold,
                dataset=built_in.dataset,
            )
        for _, settings in spoken:
            merged.update(_written(settings))
        at = _Places(self.problems, spoken, rule)
        if built_in is None and not self._is_whole(rule, merged, at):
            return None
        dataset = DATASETS[merged["dataset"]]
        if merged["window"] < dataset.shortest_window:
            shortest = window_text(dataset.shortest_window)
            at.report("window", f"Sentry measures {merged['dataset']} over {shortest} or longer")
        if reason := aggregates.complaint(merged["aggregate"], dataset.dataset):
            at.report("aggregate", reason)
        title = built_in.title if built_in else rule
        threshold = merged["threshold"]
        return MetricMonitorSpec(
            rule=rule,
            name=merged.get("name") or f"{slug}: {title}",
            description=merged.get("description"),
            enabled=merged.get("enabled", True),
            aggregate=merged["aggregate"],
            dataset=dataset.dataset,
            query=filtered(merged["query"], self._stack.environment),
            query_type=dataset.query_type,
            event_types=dataset.event_types,
            time_window=merged["window"],
            threshold=threshold.value if isinstance(threshold, Threshold) else threshold,
            comparison=merged.get("comparison", "gt"),
            priority=merged.get("priority", "high"),
        )

    @staticmethod
    def _is_whole(rule: str, merged: Mapping[str, Any], at: _Places) -> bool:
        missing = [key for key in ("aggregate", "threshold") if key not in merged]
        if not _MONITOR_NAME.fullmatch(rule):
            at.report(None, f"{quoted(rule)} cannot name a monitor; use letters, digits, - and _")
            return False
        if missing:
            names = list(MONITORS["backend"])
            hint = did_you_mean(rule, names)
            message = f"is none of the built-in monitors {listed(names)}{hint}"
            at.report(None, f"{message}; one of your own also needs {' and '.join(missing)}")
            return False
        wanted = measured_in(merged["aggregate"])
        given = merged["threshold"].unit
        if wanted is not None and given != wanted:
            example = {"count": "50", "duration": "2s", "percentage": "1%"}[wanted]
            message = f"is a {given}, but {merged['aggregate']} is a {wanted}; write e.g. {example}"
            at.report("threshold", message)
        return True

    def _env_file(
        self,
        path: Path,
        env_file: EnvFile | None,
        kind: ProjectKind,
        layers: Sequence[Layer],
        taken: dict[FilePath, str],
    ) -> EnvFileSpec | None:
        if env_file is None:
            return None
        root = os.path.expanduser(self._stack.config.app_root).replace(os.sep, "/")  # noqa: PTH111 - stays text
        relative = posixpath.normpath(posixpath.join(root, env_file.path))
        absolute = FilePath(os.path.normpath(self._stack.project_dir / relative))
        if absolute in taken:
            self._report(self._source, (*path, "path"), f"is the file that {taken[absolute]} writes too")
        taken.setdefault(absolute, str(path[-2]))
        return EnvFileSpec(
            path=relative,
            absolute_path=absolute,
            in_app=posixpath.normpath(env_file.path),
            values=frozen_mapping(self._env_values(path, env_file, kind, layers)),
        )

    def _env_values(
        self, path: Path, env_file: EnvFile, kind: ProjectKind, layers: Sequence[Layer]
    ) -> dict[str, EnvValue]:
        available = self._available(layers)
        names: dict[str, str | bool] = {
            source: f"{env_file.prefix}{ENV_NAMES[source]}" for source in ENV_VALUES[kind]
        }
        names.update(env_file.keys)
        values: dict[str, EnvValue] = {}
        for source, name in names.items():
            value = available[source]
            if isinstance(name, bool) or value is None:
                continue
            if name in values:
                where = (*path, "keys", source) if source in env_file.keys else path
                self._report(self._source, where, f"{name} already holds another value; choose another name")
            values[name] = value
        return values

    def _available(self, layers: Sequence[Layer]) -> dict[str, EnvValue | None]:
        rates = dict(SAMPLE_RATES)
        release = self._stack.config.release
        for layer in layers:
            rates.update(_written(layer.settings.sample_rates))
            release = getattr(layer.settings, "release", None) or release
        return {
            "dsn": FromProject.DSN,
            "environment": self._stack.environment,
            # Nothing rather than a guess from git, which would make every commit a change of infrastructure.
            "release": release or None,
            "tracesSampleRate": rates["traces"],
            "replaysSessionSampleRate": rates["replays_session"],
            "replaysOnErrorSampleRate": rates["replays_on_error"],
            "profilesSampleRate": rates["profiles"],
        }


@dataclass(frozen=True, slots=True)
class _Places:
    """Reports a problem of a monitor where its value was written last."""

    problems: list[Problem]
    spoken: Sequence[tuple[Layer, MonitorSettings]]
    rule: str

    def report(self, name: str | None, message: str) -> None:
        writers = [layer for layer, settings in self.spoken if name in _written(settings)]
        layer = writers[-1] if writers else self.spoken[0][0]
        path: Path = (*layer.path, "monitors", self.rule)
        if writers and name is not None:
            path = (*path, name)
        self.problems.append(layer.source.problem(path, message))


def filtered(query: str, environment: str) -> str:
    """Return `query` narrowed to one environment, in Sentry's search syntax."""
    if _PLAIN_ENVIRONMENT.fullmatch(environment):
        value = environment
    else:
        # An asterisk is a wildcard in quotes, too.
        escaped = re.sub(r'(["\\*])', r"\\\1", environment)
        value = f'"{escaped}"'
    return f"{query.strip()} environment:{value}".strip()


def measured_in(aggregate: str) -> str | None:
    """Return what an aggregate yields (count, duration or percentage), None where that is not known."""
    name, _, argument = aggregate.partition("(")
    if name == "failure_rate":
        return "percentage"
    if name in {"count", "count_unique", "count_if"}:
        return "count"
    if argument.startswith("span.duration"):
        return "duration"
    return None


def _written(settings: SpecModel | None) -> dict[str, Any]:
    """Return the fields that hold something, by their Python name."""
    if settings is None:
        return {}
    values = ((name, getattr(settings, name)) for name in type(settings).model_fields)
    return {name: value for name, value in values if value is not None}


def _key(key: Key, environment: str) -> KeySpec:
    limit = key.rate_limit
    loader = {f"has_{name}": value for name, value in _written(key.loader).items()}
    return KeySpec(
        name=key.name or environment,
        rate_limit=None if limit is None else RateLimitSpec(count=limit.count, window=limit.window),
        browser_sdk_version=key.browser_sdk_version,
        loader=LoaderSpec(**loader),
    )


def _alerts(slug: str, team: str, layers: Sequence[Layer], *, has_monitors: bool) -> Iterator[AlertSpec]:
    written = [layer.settings.alerts.by_name() for layer in layers if layer.settings.alerts]
    for key, rule in ALERTS.items():
        spoken = [alerts[key] for alerts in written if key in alerts]
        if (spoken and spoken[-1].is_off) or (rule.source == "monitors" and not has_monitors):
            continue
        merged: dict[str, Any] = {}
        for settings in spoken:
            merged.update(_written(settings))
        yield AlertSpec(
            key=key,
            name=merged.get("name") or f"{slug}: {rule.title}",
            enabled=merged.get("enabled", True),
            source=rule.source,
            triggers=rule.triggers,
            minimum_priority=rule.minimum_priority,
            frequency=merged.get("frequency", rule.frequency),
            notify=(TeamEmail(team=team),),
        )
