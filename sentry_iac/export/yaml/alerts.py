"""Alerts, as `sentry.yaml` says them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pulumi_sentry.alerts.actions import EmailIssueOwners, EmailTeam, EmailUser, SentryApp, Webhook
from pulumi_sentry.alerts.kinds import typed_action
from pulumi_sentry.declaration import Args
from pulumi_sentry.inventory import Found
from sentry_iac.estate.defaults.rules import ALERTS
from sentry_iac.estate.model.alerts import ID, OWN_MONITORS, PROJECT_SECTIONS
from sentry_iac.estate.text.units import duration_text
from sentry_iac.estate.written.conditions import NOT
from sentry_iac.estate.written.owners import OWN_TEAM
from sentry_iac.estate.written.receivers import ISSUE_OWNERS
from sentry_iac.export.names import sections_made_with
from sentry_iac.export.yaml.context import Context
from sentry_iac.export.yaml.pieces import Declared, Path, Piece
from sentry_rules.actions import FALLTHROUGHS
from sentry_rules.condition_kinds import EVENT_FILTER, KINDS, Argument
from sentry_rules.conditions import arguments_of

_MANY: Final = 3
"""Monitors of a project from which on an alert listens to all of them by one word."""

_ASSIGNED: Final = "assigned_to"
_ACTIVE: Final = "active-members"
_FALLTHROUGHS: Final = {sentry: word for word, sentry in FALLTHROUGHS.items()}


def alerts_of(project: Found[Any], context: Context) -> Iterator[Piece]:
    """Yield the alerts that listen to monitors of one project."""
    name = context.names.projects[project.id]
    context.heard.update({id: (name, section, "") for id, section in sections_made_with(project).items()})
    for alert in _by_name(context):
        if context.names.projects_of_alerts[alert.id] == project.id:
            key = context.names.alerts[alert.id]
            key = f"{key}-alert" if key in ALERTS else key
            yield _piece(alert, ("projects", name, "alerts", key), project, context)


def alerts_of_several(context: Context) -> Iterator[Piece]:
    """Yield the alerts that listen to monitors of several projects."""
    for alert in _by_name(context):
        if context.names.projects_of_alerts[alert.id] is None:
            yield _piece(alert, ("alerts", context.names.alerts[alert.id]), None, context)


def _by_name(context: Context) -> list[Found[Any]]:
    return sorted(context.inventory.alerts, key=lambda each: context.names.alerts[each.id])


def _piece(alert: Found[Any], path: Path, project: Found[Any] | None, context: Context) -> Piece:
    args, key = alert.args, path[-1]
    before = f"{context.names.projects[project.id]}-" if project is not None else ""
    own_team = str(project.args.team) if project is not None else ""
    written: dict[str, Any] = {"name": args.name}
    if not args.enabled:
        written["enabled"] = False
    words = _heard(args.monitors, project, context)
    written["listensTo"] = words[0] if len(words) == 1 else words
    written["when"] = [_condition(each, context) for each in args.triggers]
    filters = [_filter(each, own_team, context) for each in args.action_filters]
    written |= filters[0] if len(filters) == 1 else {"actionFilters": filters}
    if args.frequency is not None:
        written["frequency"] = duration_text(args.frequency, "m")
    if args.environment is not None:
        written["seenEnvironment"] = args.environment
    if project is not None:
        written |= context.owner(args.owner, own_team)
    elif args.owner is not None:
        written["owner"] = context.named_owner(args.owner)
    where = f" of project '{path[1]}'" if project is not None else ""
    return Piece(path, written, (Declared(alert, f"{before}{key}"),), f"alert '{args.name}'{where}")


def _heard(monitors: list[str], project: Found[Any] | None, context: Context) -> list[str]:
    own = context.names.projects[project.id] if project is not None else ""
    places = [context.heard.get(str(each)) for each in monitors]
    all_own = {each for each in context.heard.values() if each[0] == own and each[1] not in PROJECT_SECTIONS}
    if len(all_own) >= _MANY and set(places) == all_own:
        return [OWN_MONITORS]
    return sorted(
        _word(place, own) if place is not None else f"{ID}{id}"
        for id, place in zip(monitors, places, strict=True)
    )


def _word(place: tuple[str, str, str], own: str) -> str:
    project, section, key = place
    before = "" if project == own else f"{project}/"
    if section in PROJECT_SECTIONS:
        return f"{before}{section}"
    taken = (*PROJECT_SECTIONS, OWN_MONITORS)
    return f"{before}{key}" if section == "metrics" and key not in taken else f"{before}{section}/{key}"


def _condition(condition: Any, context: Context) -> Any:
    wire = condition.declared()
    arguments = arguments_of(wire["type"], wire["comparison"])
    who = (arguments or {}).get("targetIdentifier", "") if wire["type"] == _ASSIGNED else ""
    if arguments is None or not str(who or "0").isdecimal():
        return {key: value for key, value in wire.items() if key != "result" or value is not True}
    if wire["type"] == _ASSIGNED:
        arguments = _assigned(arguments, context)
    arguments = _in_order(arguments, KINDS[wire["type"]].arguments)
    said = {wire["type"]: arguments} if arguments else wire["type"]
    return said if wire.get("result", True) else {NOT: said}


def _in_order(arguments: Mapping[str, Any], known: Mapping[str, Argument]) -> dict[str, Any]:
    """Return arguments in the order of the manual: Sentry keeps none."""
    said = {name: _whole(arguments[name]) for name in known if name in arguments}
    if isinstance(said.get("filters"), list):
        said["filters"] = [_in_order(each, EVENT_FILTER) for each in said["filters"]]
    return said


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _assigned(arguments: Mapping[str, Any], context: Context) -> dict[str, Any]:
    who = arguments.get("targetIdentifier")
    known = {"Team": context.names.teams, "Member": context.inventory.users}.get(arguments["targetType"], {})
    return {**arguments, **({"targetIdentifier": known.get(str(who), who)} if who else {})}


def _filter(action_filter: Any, own_team: str, context: Context) -> dict[str, Any]:
    conditions = [_condition(each, context) for each in action_filter.conditions]
    return {
        **({"logic": action_filter.logic_type} if action_filter.logic_type != "all" else {}),
        **({"if": conditions} if conditions else {}),
        "notify": _receivers([each.declared() for each in action_filter.actions], own_team, context),
    }


def _receivers(actions: list[dict[str, Any]], own_team: str, context: Context) -> list[Any]:
    found: list[Any] = []
    for action in actions:
        receiver = _receiver(action, own_team, context)
        # Nobody is told twice by one word; an action as Sentry spells it may stand there twice.
        found.append(_raw(action) if receiver in found else receiver)
    return found


def _receiver(action: Mapping[str, Any], own_team: str, context: Context) -> Any:
    typed = typed_action(action)
    if typed is None:
        return _raw(action)
    said = _said(typed)
    match typed:
        case EmailTeam() | EmailUser() | EmailIssueOwners():
            return _mail(said, own_team, context) or _raw(action)
        case Webhook():
            return {"webhook": said["service"]}
        case SentryApp():
            settings = [each.declared() for each in said.get("settings", [])]
            return {"app": said["app"], **({"settings": settings} if settings else {})}
    return _through_integration(str(action["type"]), typed, said, context)


def _mail(said: Mapping[str, Any], own_team: str, context: Context) -> Any:
    """Return a receiver of mail; None for a team or a person whom the file does not know."""
    if "team" in said:
        return OWN_TEAM if said["team"] == own_team else context.names.teams.get(said["team"])
    if "user" in said:
        return context.inventory.users.get(said["user"])
    word = _FALLTHROUGHS[said.get("fallthrough", "ActiveMembers")]
    return {"email": ISSUE_OWNERS, "fallthrough": word} if word != _ACTIVE else ISSUE_OWNERS


def _through_integration(kind: str, typed: Args, said: dict[str, Any], context: Context) -> Any:
    id = said.pop("integration")
    installed = list(context.inventory.integrations.values())
    named = context.inventory.integrations.get(id)
    name = named[1] if named is not None and installed.count(named) == 1 else f"{ID}{id}"
    model = type(typed).model_fields
    return {kind: name, **{model[key].alias or key: _sorted(value) for key, value in said.items()}}


def _said(typed: Args) -> dict[str, Any]:
    return {
        name: value
        for name, info in type(typed).model_fields.items()
        if (value := getattr(typed, name)) is not None and (info.is_required() or value != info.default)
    }


def _raw(action: Mapping[str, Any]) -> dict[str, Any]:
    return {"action": {key: _sorted(value) for key, value in action.items() if value not in (None, {})}}


def _sorted(value: Any) -> Any:
    """Return a mapping of the integration's own names in an order that does not change."""
    return dict(sorted(value.items())) if isinstance(value, Mapping) else value
