"""The Pulumi program: load what is declared, declare it, export what applications and people need."""

import sys
from pathlib import Path

import pulumi

import pulumi_sentry as sentry
from components import Application, JoinedProject, JoinedTeam, OrganizationPrivacy, Receivers, TeamAccess
from components.broken_off import EXPLAINED, end_quietly_when_broken_off
from components.short_traces import keep_traces_short
from sentry_iac.estate import Estate, SpecError, load_estate, load_stack_settings

HERE = Path(__file__).parent


def stack_config() -> dict[str, str]:
    """This project's part of the stack's configuration, as the engine hands it over."""
    namespace = f"{pulumi.get_project()}:"
    config = pulumi.runtime.config.CONFIG.get()
    return {key.removeprefix(namespace): value for key, value in config.items() if key.startswith(namespace)}


def own_applications(estate: Estate) -> dict[str, Application]:
    """Declare teams, people and projects, with all that belongs to them."""
    teams = {
        team.name: sentry.Team(team.name, sentry.TeamArgs(slug=team.slug, name=team.display_name))
        for team in estate.teams
    }
    TeamAccess(estate.people, teams)
    receivers = Receivers(teams)
    return {spec.name: Application(spec, teams, receivers) for spec in estate}


def joined_applications(estate: Estate, owner: str) -> dict[str, Application]:
    """Declare what this stack has of its own in projects of the stack `owner`."""
    projects = {spec.name: JoinedProject(spec.slug, owner) for spec in estate}
    teams = {team.name: JoinedTeam(team.slug, owner, after=list(projects.values())) for team in estate.teams}
    receivers = Receivers(teams)
    return {spec.name: Application(spec, teams, receivers, joined=projects[spec.name]) for spec in estate}


def main() -> None:
    """Declare the estate of the stack that is running."""
    stack_file = HERE / f"Pulumi.{pulumi.get_stack()}.yaml"
    estate = load_estate(HERE / "sentry.yaml", load_stack_settings(stack_config(), stack_file))
    applications = (
        own_applications(estate) if estate.joins is None else joined_applications(estate, estate.joins)
    )
    if estate.organization is not None:
        OrganizationPrivacy(estate.organization)
    pulumi.export("environment", estate.environment)
    pulumi.export("applications", {name: app.summary() for name, app in applications.items()})


end_quietly_when_broken_off()
keep_traces_short()
try:
    main()
except SpecError as error:
    pulumi.log.error(str(error))
    sys.exit(EXPLAINED)
