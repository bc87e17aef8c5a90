"""Every part of a `sentry.yaml` that speaks of one stack, in the order of the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pulumi_sentry.inventory import Found, Inventory
from sentry_iac.estate.resolving.resolver import NO_PLATFORM
from sentry_iac.estate.written.owners import NOBODY, OWN_TEAM
from sentry_iac.export.ordinary import is_ordinary, worth_saying
from sentry_iac.export.stacks.shares import Share, usual_environment
from sentry_iac.export.yaml.access import keys_of, teams_and_people
from sentry_iac.export.yaml.alerts import alerts_of, alerts_of_several
from sentry_iac.export.yaml.context import Context
from sentry_iac.export.yaml.env_files import env_files_of
from sentry_iac.export.yaml.metric_monitors import environments, metric_monitors_of
from sentry_iac.export.yaml.pieces import Declared, Piece, inside
from sentry_iac.export.yaml.settings import filters_of, organization_settings, ownership_of, settings_of
from sentry_iac.export.yaml.uptime_and_cron import cron_monitors_of, uptime_monitors_of

_ANY: Final = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What a file says for all of its projects, so that they need not say it.

    Attributes:
        environment: what the stack is for.
        monitor_environment: whose events monitors look at.
        owner: the word for who owns monitors and alerts.
        slug_suffix: what the stack adds to every slug.
    """

    environment: str
    monitor_environment: str
    owner: str
    slug_suffix: str = ""


def usual_of(share: Share, owner: str) -> Usual:
    """Return what makes the file of a stack shortest.

    Args:
        share: what the stack has.
        owner: the word for who owns most monitors and alerts.
    """
    looks = environments(share.inventory.metric_monitors)
    named = [environment for environment, _ in looks.most_common() if environment != _ANY]
    environment = named[0] if named else usual_environment(share.stack)
    monitors = _ANY if looks[_ANY] > looks[environment] else environment
    return Usual(environment=environment, monitor_environment=monitors, owner=owner, slug_suffix=share.suffix)


def context_of(share: Share, usual: Usual) -> Context:
    """Return what the writers need to know of a stack.

    Args:
        share: what the stack has.
        usual: what is usual in it.
    """
    return Context(
        stack=share.stack,
        inventory=share.inventory,
        names=share.names,
        environment=usual.environment,
        monitor_environment=usual.monitor_environment,
        usual_owner=usual.owner,
        slug_suffix=usual.slug_suffix,
        elsewhere=share.elsewhere,
        env_files=share.env_files,
    )


def usual_owner(inventory: Inventory) -> str:
    """Return the word for who owns most monitors and alerts: nobody, or each project's own team."""
    teams = {project.id: f"team:{project.args.team}" for project in inventory.projects}
    owners = [found.args.owner for found in (*inventory.monitors, *inventory.alerts)]
    own = [found for found in inventory.monitors if found.args.owner == teams.get(str(found.args.project))]
    return NOBODY if owners.count(None) > len(own) else OWN_TEAM


def pieces_of(context: Context) -> Iterator[Piece]:
    """Yield the parts of the file, without those that are left out, and without what stands inside them."""
    context.heard.clear()
    gone: list[Piece] = []
    for piece in _all(context):
        out = piece.declares and all(one.key in context.left_out for one in piece.declares)
        if out:
            gone.append(piece)
        elif not any(inside([piece], each) for each in gone):
            yield piece


def _all(context: Context) -> Iterator[Piece]:
    inventory = context.inventory
    yield Piece(("teams",), {})
    yield from teams_and_people(context)
    defaults: dict[str, Any] = {"builtIns": False}
    if context.monitor_environment != context.environment:
        defaults["monitorEnvironment"] = context.monitor_environment
    if context.usual_owner != OWN_TEAM:
        defaults["owner"] = context.usual_owner
    yield Piece(("defaults",), defaults)
    yield Piece(("projects",), {})
    for project in sorted(inventory.projects, key=lambda each: str(each.args.slug)):
        yield from _project(project, context)
    yield from alerts_of_several(context)
    organization = inventory.organization
    if organization is not None and not is_ordinary(organization):
        yield Piece(
            ("organization", "settings"),
            organization_settings(organization),
            (Declared(organization, "organization"),),
            "the settings of the organization",
        )


def _project(project: Found[Any], context: Context) -> Iterator[Piece]:
    inventory, name = context.inventory, context.names.projects[project.id]
    said = worth_saying(project)
    slug = str(project.args.slug)
    head = {
        "platform": said.get("platform") or NO_PLATFORM,
        **context.slug(slug, name),
        **({"team": context.names.teams.get(str(project.args.team))} if project.args.team else {}),
        **({"displayName": project.args.name} if project.args.name != slug[:50] else {}),
    }
    yield Piece(("projects", name), head, (Declared(project, name),), f"project '{name}'")
    shared = [each for each in inventory.project_teams if each.args.project == project.id]
    if shared:
        teams = [(context.names.teams[each.args.team], each) for each in shared]
        teams.sort(key=lambda pair: pair[0])
        yield Piece(
            ("projects", name, "sharedWith"),
            [team for team, _ in teams],
            tuple(Declared(each, f"{name}-{team}") for team, each in teams),
        )
    if settings := settings_of(project):
        yield Piece(("projects", name, "settings"), settings)
    for kind, key, write in (
        (inventory.inbound_filters, "filters", filters_of),
        (inventory.ownership_rules, "ownership", lambda rules: ownership_of(rules, context.team_words())),
    ):
        for found in kind:
            if found.args.project == project.id and not is_ordinary(found):
                what = f"the {key} of project '{name}'"
                yield Piece(("projects", name, key), write(found), (Declared(found, name),), what)
    for found in inventory.spike_protections:
        if found.args.project == project.id and not is_ordinary(found):
            yield Piece(("projects", name, "spikeProtection"), found.args.enabled, (Declared(found, name),))
    keys = [key for key in inventory.keys if key.args.project == project.id]
    yield from keys_of(keys, name, context.names, context.environment)
    files = context.env_files.get(project.id, ())
    yield from env_files_of(project, files, context.names, context.environment)
    for monitors, write_monitors in (
        (inventory.metric_monitors, metric_monitors_of),
        (inventory.uptime_monitors, uptime_monitors_of),
        (inventory.cron_monitors, cron_monitors_of),
    ):
        of_project = [found for found in monitors if found.args.project == project.id]
        of_project.sort(key=lambda each: context.names.monitors[each.id])
        yield from write_monitors(project, of_project, context)
    yield from alerts_of(project, context)
