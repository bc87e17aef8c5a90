"""The Pulumi program of a project with a `sentry.yaml`: load what is declared, declare it, export what people need."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pulumi

import pulumi_sentry as sentry
from pulumi_sentry.declaration import EXPLAINED
from sentry_iac.components import (
    AnyTeam,
    Application,
    CustomAlerts,
    JoinedProject,
    JoinedTeam,
    OrganizationPrivacy,
    Receivers,
    TeamAccess,
    UnmanagedTeam,
)
from sentry_iac.estate import Estate, SpecError, TeamSpec, load_estate, load_stack_settings
from sentry_iac.sdk.debug_lines import drop_debug_lines
from sentry_iac.sdk.short_traces import keep_traces_short


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What a program has declared.

    Attributes:
        estate: what `sentry.yaml` and the stack file say.
        applications: its applications, by the name of the project in `sentry.yaml`.
    """

    estate: Estate
    applications: Mapping[str, Application]


def declare(folder: Path | None = None) -> Declared:
    """Declare everything in `sentry.yaml` for the stack that is running, and export it.

    The stack's outputs are `environment`, `applications` and, where alerts belong to no project, `alerts`. A mistake
    in `sentry.yaml` or the stack file ends the program with one error that names file and line.

    Args:
        folder: the project's folder, with `sentry.yaml` and the stack files; None: the folder in which Pulumi
            runs the program.
    """
    keep_traces_short()
    drop_debug_lines()
    try:
        return _declare(folder or Path.cwd())
    except SpecError as error:
        pulumi.log.error(str(error))
        sys.exit(EXPLAINED)


def _declare(folder: Path) -> Declared:
    stack_file = folder / f"Pulumi.{pulumi.get_stack()}.yaml"
    estate = load_estate(folder / "sentry.yaml", load_stack_settings(_stack_config(), stack_file))
    applications = _own(estate) if estate.joins is None else _joined(estate, estate.joins)
    if estate.organization is not None:
        OrganizationPrivacy(estate.organization)
    pulumi.export("environment", estate.environment)
    pulumi.export("applications", {name: app.summary() for name, app in applications.items()})
    return Declared(estate=estate, applications=applications)


def _stack_config() -> dict[str, str]:
    # This project's part of the stack's configuration, as the engine hands it over.
    namespace = f"{pulumi.get_project()}:"
    config = pulumi.runtime.config.CONFIG.get()
    return {key.removeprefix(namespace): value for key, value in config.items() if key.startswith(namespace)}


def _own(estate: Estate) -> dict[str, Application]:
    teams = {team.name: _team(team) for team in estate.teams}
    TeamAccess(estate.people, teams)
    receivers = Receivers(teams)
    applications = {spec.name: Application(spec, teams, receivers) for spec in estate}
    _custom_alerts(estate, applications, receivers)
    return applications


def _custom_alerts(estate: Estate, applications: Mapping[str, Application], receivers: Receivers) -> None:
    alerts = CustomAlerts(estate, applications, receivers).alerts
    if alerts:
        pulumi.export("alerts", {name: alert.id for name, alert in alerts.items()})


def _team(team: TeamSpec) -> AnyTeam:
    if not team.managed:
        return UnmanagedTeam(team.name, team.slug, team.made_by)
    return sentry.Team(team.name, sentry.TeamArgs(slug=team.slug, name=team.display_name))


def _joined(estate: Estate, owner: str) -> dict[str, Application]:
    # What this stack has of its own in projects of the stack `owner`.
    projects = {spec.name: JoinedProject(spec.slug, owner) for spec in estate}
    after = list(projects.values())
    teams: dict[str, AnyTeam] = {
        team.name: JoinedTeam(team.slug, owner, after=after)
        if team.managed
        else UnmanagedTeam(team.name, team.slug, team.made_by)
        for team in estate.teams
    }
    receivers = Receivers(teams)
    applications = {
        spec.name: Application(spec, teams, receivers, joined=projects[spec.name]) for spec in estate
    }
    _custom_alerts(estate, applications, receivers)
    return applications
