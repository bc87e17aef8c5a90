"""Puts a whole `sentry.yaml` together, and takes out again what nobody can declare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pulumi_sentry.inventory import Found, Inventory
from sentry_iac.errors import CommandError
from sentry_iac.estate import SpecError, StackSettings, parse_estate
from sentry_iac.estate.resolving.resolver import NO_PLATFORM
from sentry_iac.estate.stack.settings import StackConfig, StackSource
from sentry_iac.estate.written.owners import NOBODY, OWN_TEAM
from sentry_iac.export.names import Names
from sentry_iac.export.ordinary import is_ordinary, worth_saying
from sentry_iac.export.report import Left
from sentry_iac.export.yaml.access import keys_of, teams_and_people
from sentry_iac.export.yaml.alerts import alerts_of, alerts_of_several
from sentry_iac.export.yaml.context import Context
from sentry_iac.export.yaml.emit import emit
from sentry_iac.export.yaml.lifting import lifted
from sentry_iac.export.yaml.metric_monitors import environments, metric_monitors_of
from sentry_iac.export.yaml.pieces import Declared, Piece, document_of, ids_of, inside, smallest_around
from sentry_iac.export.yaml.settings import filters_of, organization_settings, ownership_of, settings_of
from sentry_iac.export.yaml.uptime_and_cron import cron_monitors_of, uptime_monitors_of

_USUAL_ENVIRONMENT: Final = "production"
_ANY: Final = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An export to `sentry.yaml`.

    Attributes:
        text: the file.
        pieces: its parts.
        environment: what the stack is for: the environment at which most monitors look.
        ids: the ids of what it declares, by type and by resource name.
        left: what it could not declare.
    """

    text: str
    environment: str
    ids: Mapping[str, Mapping[str, str]]
    left: list[Left]
    pieces: Sequence[Piece] = ()


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


def write_yaml(inventory: Inventory, names: Names, usual: Usual | None = None) -> Written:
    """Return the `sentry.yaml` of an inventory: whatever is no estate is left out, and named.

    Args:
        inventory: what was read.
        names: names of everything in it.
        usual: what is usual in it; whatever makes the file shortest unless given.
    """
    usual = usual or _usual(inventory)
    context = Context(
        inventory=inventory,
        names=names,
        environment=usual.environment,
        monitor_environment=usual.monitor_environment,
        usual_owner=usual.owner,
        slug_suffix=usual.slug_suffix,
    )
    left: list[Left] = []
    while True:
        pieces = [*_pieces(context)]
        wrong = [*_doubles(pieces), *_problems(pieces, context)]
        if not wrong:
            break
        # What listens to a monitor is wrong only because the monitor is.
        of_alerts = [each for each in wrong if "alerts" in each[0]]
        for path, why in [each for each in wrong if each not in of_alerts] or of_alerts:
            left += _leave_out(pieces, path, why, context)
    text = _text(lifted(document_of(pieces)), context)
    return Written(
        text=text, environment=context.environment, ids=ids_of(pieces), left=left, pieces=tuple(pieces)
    )


def _leave_out(pieces: list[Piece], path: Sequence[Any], why: str, context: Context) -> Iterator[Left]:
    """Leave out what stands at a place from now on."""
    gone = smallest_around(pieces, path)
    if gone is None:
        raise CommandError(
            f"this export is no estate ({'.'.join(map(str, path))}: {why}), which is a mistake of sentry-iac; "
            "`--format python` may do it meanwhile"
        )
    more = [one for piece in inside(pieces, gone) for one in piece.declares if one not in gone.declares]
    new = {one.key for one in (*gone.declares, *more)} - context.left_out
    context.left_out.update(new)
    if new:
        also = f" (and {len(more)} objects inside it)" if more else ""
        yield Left(f"{gone.what}{also}", gone.page, why)


def _usual(inventory: Inventory) -> Usual:
    looks = environments(inventory.metric_monitors)
    named = [environment for environment, _ in looks.most_common() if environment != _ANY]
    environment = named[0] if named else _USUAL_ENVIRONMENT
    monitors = _ANY if looks[_ANY] > looks[environment] else environment
    return Usual(environment=environment, monitor_environment=monitors, owner=_usual_owner(inventory))


def _usual_owner(inventory: Inventory) -> str:
    """Return who owns most monitors and alerts: nobody, or each project's own team."""
    teams = {project.id: f"team:{project.args.team}" for project in inventory.projects}
    kinds = (inventory.metric_monitors, inventory.uptime_monitors, inventory.cron_monitors)
    owners = [found.args.owner for kind in (*kinds, inventory.alerts) for found in kind]
    own = [
        found for kind in kinds for found in kind if found.args.owner == teams.get(str(found.args.project))
    ]
    return NOBODY if owners.count(None) > len(own) else OWN_TEAM


def _pieces(context: Context) -> Iterator[Piece]:
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
    head = {
        "platform": said.get("platform") or NO_PLATFORM,
        **context.slug(str(project.args.slug), name),
        **({"team": context.names.teams.get(str(project.args.team))} if project.args.team else {}),
        **({"displayName": project.args.name} if project.args.name != name[:50] else {}),
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
        (inventory.ownership_rules, "ownership", lambda each: ownership_of(each, context.team_words())),
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
    for monitors, write_monitors in (
        (inventory.metric_monitors, metric_monitors_of),
        (inventory.uptime_monitors, uptime_monitors_of),
        (inventory.cron_monitors, cron_monitors_of),
    ):
        of_project = [found for found in monitors if found.args.project == project.id]
        of_project.sort(key=lambda each: context.names.monitors[each.id])
        yield from write_monitors(project, of_project, context)
    yield from alerts_of(project, context)


def _doubles(pieces: Iterable[Piece]) -> Iterator[tuple[Sequence[Any], str]]:
    """Find resources of one type and one name: a name is made of two, and the seam may lie elsewhere."""
    seen: set[tuple[str, str]] = set()
    for piece in pieces:
        for declared in piece.declares:
            resource = declared.found.resource.token, declared.name
            if resource in seen:
                yield piece.path, f"another resource is named {declared.name} already"
            seen.add(resource)


def _problems(pieces: Iterable[Piece], context: Context) -> list[tuple[Sequence[Any], str]]:
    try:
        parse_estate(
            _text(document_of(pieces), context), settings_for(context.environment, context.slug_suffix)
        )
    except SpecError as error:
        return [(problem.path, problem.message) for problem in error.problems]
    return []


def settings_for(environment: str, slug_suffix: str) -> StackSettings:
    """Return the settings of a stack that changes nothing of what a file says."""
    config = StackConfig.model_validate({"environment": environment, "slugSuffix": slug_suffix})
    return StackSettings(config, Path(), StackSource("", None))


def _text(document: Mapping[str, Any], context: Context) -> str:
    return emit(
        document, f"The Sentry organization {context.inventory.slug}, as `sentry-iac export` found it."
    )
