"""Teams, people and client keys, as `sentry.yaml` says them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic.alias_generators import to_camel

from pulumi_sentry.inventory import Found, Inventory
from sentry_iac.estate import resource_name
from sentry_iac.estate.model.words import LOADER
from sentry_iac.estate.text.units import duration_text
from sentry_iac.export.names import Names
from sentry_iac.export.ordinary import worth_saying
from sentry_iac.export.stacks.shares import teams_used
from sentry_iac.export.yaml.context import Context
from sentry_iac.export.yaml.pieces import Declared, Piece


def teams_and_people(context: Context) -> Iterator[Piece]:
    """Yield the parts under `teams` and `people`."""
    inventory, names = context.inventory, context.names
    inside: dict[str, list[Found[Any]]] = defaultdict(list)
    for membership in inventory.memberships:
        inside[membership.args.team].append(membership)
    by_name = sorted(inventory.members, key=lambda each: names.members[each.id])
    members = {found.id: found for found in by_name}
    told = set(context.elsewhere)
    yield from _teams_of_others(inventory, names)
    for team in sorted(inventory.teams, key=lambda each: names.teams[each.id]):
        name = names.teams[team.id]
        slug = context.slug(str(team.args.slug), name)
        own = (
            slug if team.args.name in (None, str(team.args.slug)) else {**slug, "displayName": team.args.name}
        )
        yield Piece(("teams", name), own, (Declared(team, name),), f"team '{name}'")
        known = [each for each in inside[team.id] if each.args.member in names.members]
        for membership in sorted(known, key=lambda each: names.members[each.args.member]):
            email = names.members[membership.args.member]
            declares, said = [Declared(membership, f"{name}-{email}")], {}
            member = members.get(membership.args.member)
            if member is not None and member.id not in told:
                said = _person(member)
                declares.append(Declared(member, email))
                told.add(member.id)
            role = {"teamRole": membership.args.role} if membership.args.role else {}
            yield Piece(
                ("teams", name, "people", email),
                {**said, **role},
                tuple(declares),
                f"{email} in team '{name}'",
            )
    for member in by_name:
        elsewhere = member.id in context.elsewhere
        if member.id not in told or elsewhere:
            email = names.members[member.id]
            said = {**({"managed": [context.stack]} if elsewhere else {}), **_person(member)}
            yield Piece(("people", email), said, (Declared(member, email),), email)


def _teams_of_others(inventory: Inventory, names: Names) -> Iterator[Piece]:
    """Yield the teams that the file names and does not declare."""
    own = {team.id for team in inventory.teams}
    for id in dict.fromkeys(teams_used(inventory)):
        if id not in own and id in names.teams:
            yield Piece(("teams", names.teams[id]), {"managed": False})


def _person(member: Found[Any]) -> dict[str, Any]:
    said = worth_saying(member)
    role = said.get("org_role")
    renews = {} if "renew_expired" not in said else {"renewExpired": said["renew_expired"]}
    return {**({} if role in (None, "member") else {"orgRole": role}), **renews}


def keys_of(keys: list[Found[Any]], project: str, names: Names, environment: str) -> Iterator[Piece]:
    """Yield the parts of a project's client keys: its own one, which rotates, and the further ones.

    Args:
        keys: its keys.
        project: its name in the file.
        names: names of everything.
        environment: the stack's environment, after which the own key would be called.
    """
    of_project = next((id for id, name in names.projects.items() if name == project), "")
    is_told = of_project in names.own_keys
    own = (
        next((key for key in keys if key.id == names.own_keys[of_project]), None)
        if is_told
        else _own_key(keys, environment)
    )
    for key in sorted(keys, key=lambda each: (each is not own, names.keys[each.id])):
        said = key_settings(key)
        if key is own:
            named = {} if key.args.name == environment else {"name": key.args.name}
            declares = (Declared(key, resource_name(project, 1)),)
            yield Piece(("projects", project, "key"), {**named, **said}, declares)
            continue
        name = names.keys[key.id]
        named = {} if key.args.name == name else {"name": key.args.name}
        yield Piece(
            ("projects", project, "keys", name),
            {**named, **said},
            (Declared(key, f"{project}-{name}"),),
            f"client key '{key.args.name}' of project '{project}'",
        )
    if own is None and not is_told:
        yield Piece(("projects", project, "key"), False)


def _own_key(keys: list[Found[Any]], environment: str) -> Found[Any] | None:
    """Return the key that applications use, as far as anybody can tell: an active one, the oldest of its name."""
    wanted = (environment, "Default")

    def rank(key: Found[Any]) -> tuple[bool, int, str]:
        called = wanted.index(key.args.name) if key.args.name in wanted else len(wanted)
        return (not key.args.is_active, called, str(key.outputs.get("date_created", "")))

    return min(keys, key=rank, default=None)


def key_settings(key: Found[Any]) -> dict[str, Any]:
    said = worth_saying(key)
    written: dict[str, Any] = {}
    if "is_active" in said:
        written["active"] = said["is_active"]
    if "rate_limit" in said:
        limit = said["rate_limit"]
        written["rateLimit"] = {"count": limit.count, "window": duration_text(limit.window, "s")}
    if "browser_sdk_version" in said:
        written["browserSdkVersion"] = said["browser_sdk_version"]
    if "dynamic_sdk_loader_options" in said:
        options = said["dynamic_sdk_loader_options"]
        written["loader"] = _loader({part: getattr(options, part) for part in LOADER.values()})
    return written


def _loader(options: Mapping[str, Any]) -> dict[str, Any]:
    return {to_camel(word): options[part] for word, part in LOADER.items() if options[part] is not None}
