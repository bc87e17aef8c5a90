"""Makes an estate from `sentry.yaml` and a stack's config, one kind of object after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from sentry_iac.estate.defaults.rules import kind_of
from sentry_iac.estate.model.access import TeamSpec
from sentry_iac.estate.model.estate import ApplicationSpec, Estate
from sentry_iac.estate.resolving.alerts import alerts_of
from sentry_iac.estate.resolving.custom_alerts import alerts_of_several, custom_alerts_of
from sentry_iac.estate.resolving.in_stack import in_stack
from sentry_iac.estate.resolving.keys_and_env_files import (
    Taken,
    clashes,
    env_file_of,
    further_env_files_of,
    further_keys_of,
    key_of,
)
from sentry_iac.estate.resolving.layers import Layer, Source, given, last
from sentry_iac.estate.resolving.listening import Ears
from sentry_iac.estate.resolving.metric_monitors import metric_monitors_of
from sentry_iac.estate.resolving.owners import named_owner
from sentry_iac.estate.resolving.ownership import ownership_of
from sentry_iac.estate.resolving.people import people_of, shared_with
from sentry_iac.estate.resolving.policy import policy_of
from sentry_iac.estate.resolving.project import ProjectInStack
from sentry_iac.estate.resolving.resource_names import clashes_of_watchers
from sentry_iac.estate.resolving.retention import retention_of
from sentry_iac.estate.resolving.rotation import resolve_rotation
from sentry_iac.estate.resolving.settings import filters_of, organization_of, project_settings_of
from sentry_iac.estate.resolving.uptime_and_cron import cron_monitors_of, uptime_monitors_of
from sentry_iac.estate.stack.joining import joined
from sentry_iac.estate.stack.settings import StackSettings
from sentry_iac.estate.text.errors import Path, Problem, did_you_mean, listed, quoted
from sentry_iac.estate.text.fields import PROJECT_SLUG_LENGTH, SLUG, TEAM_SLUG_LENGTH
from sentry_iac.estate.written.access import Team
from sentry_iac.estate.written.allotment import allotment_of
from sentry_iac.estate.written.file import SentryYaml
from sentry_iac.estate.written.guard import guard_of
from sentry_iac.estate.written.owners import OWN_TEAM
from sentry_iac.estate.written.project import Guarded, Overridable, Project

_TITLE_LENGTH: Final = 50

NO_PLATFORM: Final = "none"
"""The word under `platform` for a project without an SDK."""


class Resolver:
    """Builds an estate from valid models, and collects problems that only their combination shows.

    Args:
        spec: the content of `sentry.yaml`.
        source: the file.
        stack: the stack.
        declared_teams: the names of all teams in the file. An invalid team counts, so that a reference to it is not
            reported as well.
        declared_projects: the names of all projects in the file, valid or not.
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
        self._source = source
        self._stack = stack
        self._whole = spec
        part = in_stack(spec, stack, (declared_teams, declared_projects), self._report)
        self._spec, self._known_teams, self._known_projects = part.spec, part.teams, part.projects
        self._projects: dict[str, ProjectInStack] = {}

    def estate(self) -> Estate:
        """Return the estate; use it only if `problems` is empty."""
        for name in self._stack.config.projects:
            if name not in self._known_projects:
                known = self._known_projects
                hint = did_you_mean(name, known) or f"; known: {listed(known)}"
                message = known.lacking(name) or f"is no project of sentry.yaml{hint}"
                self.problems.append(self._stack.source.problem(("projects", name), message))
        without_own_alerts = {each.name: each for each in self._applications()}
        for path, message in clashes(tuple(without_own_alerts.values())):
            self._report(path, message)
        ears = Ears(without_own_alerts, self._known_projects)
        applications = tuple(
            replace(each, custom_alerts=tuple(custom_alerts_of(self._projects[each.name], ears)))
            for each in without_own_alerts.values()
        )
        for path, message in clashes_of_watchers(applications):
            self._report(path, message)
        estate = Estate(
            environment=self._stack.environment,
            teams=tuple(self._teams()),
            applications=applications,
            people=tuple(people_of(self._spec, self._report)),
            organization=organization_of(self._spec.organization, self._report),
            retention=retention_of(self._spec.retention, self._report),
            guard=guard_of(self._spec.guard),
            policy=policy_of(self._whole),
            allotment=allotment_of(self._spec.allotment, self._report),
            alerts=tuple(
                alerts_of_several(
                    self._spec.alerts,
                    Layer(Overridable(), self._source, ()),
                    self._known_teams,
                    ears,
                    self.problems.append,
                )
            ),
        )
        return joined(estate, self._stack.config.join) if self._stack.owner else estate

    def _report(self, path: Path, message: str) -> None:
        self.problems.append(self._source.problem(path, message))

    def _teams(self) -> Iterator[TeamSpec]:
        taken: dict[str, str] = {}
        for name, team in self._spec.teams.items():
            suffix = self._suffix_of(team)
            slug = self._slug(("teams", name), team.slug, TEAM_SLUG_LENGTH, taken, suffix)
            by = self._whole.teams[name].managed
            yield TeamSpec(
                name=name,
                slug=slug,
                display_name=team.display_name or slug,
                managed=bool(team.managed),
                made_by=by if isinstance(by, tuple) else (),
            )

    def _suffix_of(self, part: Team | Project) -> str:
        added = part.slug_suffix is True and (isinstance(part, Project) or part.managed)
        return self._stack.slug_suffix if added else ""

    def _team_slugs(self) -> dict[str, str]:
        suffix = self._stack.slug_suffix
        known = {
            name: f"{team.slug or name}{self._suffix_of(team)}" for name, team in self._spec.teams.items()
        }
        return {**{name: f"{name}{suffix}" for name in self._known_teams}, **known}

    def _applications(self) -> Iterator[ApplicationSpec]:
        slugs: dict[str, str] = {}
        files: Taken = {}
        built_ins = self._spec.defaults.built_ins if self._spec.defaults else None
        for name, written in self._spec.projects.items():
            path = ("projects", name)
            if written.team not in self._known_teams:
                self._report((*path, "team"), self._known_teams.unknown(written.team))
            project = ProjectInStack(
                name=name,
                slug=self._slug(path, written.slug, PROJECT_SLUG_LENGTH, slugs, self._suffix_of(written)),
                kind=written.kind or kind_of(written.platform),
                written=written,
                layers=self._layers(name, written),
                stack=self._stack,
                teams=self._known_teams,
                owner=self._owner(name, written),
                built_ins=given(written.built_ins, given(built_ins, default=True)),
                report=self.problems.append,
                report_here=self._report,
            )
            self._projects[name] = project
            yield self._application(project, files)

    def _owner(self, name: str, project: Project) -> str | None:
        """Return the word for who owns what names nobody itself; report one that names nobody."""
        shared = self._spec.defaults.owner if self._spec.defaults else None
        word = given(project.owner, shared)
        if word is not None and word != OWN_TEAM:
            where = ("projects", name) if project.owner is not None else ("defaults",)
            named_owner(word, self._known_teams, lambda message: self._report((*where, "owner"), message))
        return word

    def _application(self, project: ProjectInStack, files: Taken) -> ApplicationSpec:
        written = project.written
        monitors = tuple(metric_monitors_of(project))
        uptime, crons = tuple(uptime_monitors_of(project)), tuple(cron_monitors_of(project))
        return ApplicationSpec(
            name=project.name,
            slug=project.slug,
            display_name=written.display_name or project.slug[:_TITLE_LENGTH],
            team=written.team,
            kind=project.kind,
            platform="" if written.platform == NO_PLATFORM else written.platform,
            remove_default_key=written.remove_default_key,
            settings=project_settings_of(self._spec, project),
            key=key_of(project, resolve_rotation(self._stack, project.name, self.problems)),
            monitors=monitors,
            alerts=tuple(alerts_of(project, has_monitors=bool(monitors or uptime or crons))),
            env_file=env_file_of(project, files),
            further_keys=tuple(further_keys_of(project)),
            further_env_files=tuple(further_env_files_of(project, files)),
            uptime=uptime,
            crons=crons,
            spike_protection=_spike_protection(project.layers),
            shared_with=shared_with(project.path, written, self._known_teams, self._report),
            filters=filters_of(self._spec, written),
            ownership=ownership_of(
                written, project.path, self._team_slugs(), self._known_teams, self._report
            ),
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

    def _slug(self, path: Path, given: str | None, longest: int, taken: dict[str, str], suffix: str) -> str:
        name = str(path[-1])
        if given is None and not SLUG.fullmatch(name):
            message = (
                f"{quoted(name)} is not a slug; use small letters, digits, - and _, or add a slug: to it"
            )
            self._report(path, message)
        where = path if given is None else (*path, "slug")
        slug = f"{given or name}{suffix}"
        if len(slug) > longest:
            with_suffix = f" with the stack's suffix {suffix}" if suffix else ""
            message = f"is {len(slug)} characters long{with_suffix}; Sentry takes at most {longest}"
            self._report(where, message)
        if slug in taken:
            self._report(where, f"has the slug {slug}, as {taken[slug]} has; choose another")
        taken.setdefault(slug, name)
        return slug


def _spike_protection(layers: Sequence[Layer]) -> bool | None:
    """Return whether it is on; None if nobody says."""
    found = last(
        ((layer, layer.settings) for layer in layers),
        lambda settings: settings.spike_protection if isinstance(settings, Guarded) else None,
    )
    return None if found is None else found[1]
