"""Leaves out what a stack cannot have: teams and projects without its suffix, and what belongs to them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pulumi_sentry.inventory import Found, Inventory
from sentry_iac.export.again.entries import token
from sentry_iac.export.again.present import Ids


def of_stack(inventory: Inventory, slug_suffix: str, state: Ids) -> Inventory:
    """Return the part of an inventory that a stack may declare.

    Args:
        inventory: what was read.
        slug_suffix: what the stack adds to every slug.
        state: the objects that the stack has, whatever they are called.
    """
    if not slug_suffix:
        return inventory

    def ours(found: Found[Any]) -> bool:
        return found.key in state or str(found.args.slug).endswith(slug_suffix)

    projects = {each.id for each in inventory.projects if ours(each)}
    teams = {each.id for each in inventory.teams if ours(each)}
    others = {id for id, project in inventory.projects_of_monitors().items() if project not in projects}
    alerts = tuple(
        each
        for each in inventory.alerts
        if (token("Alert"), each.id) in state or not others.issuperset(map(str, each.args.monitors))
    )
    of_projects = inventory.in_projects(projects)
    of_projects["project_teams"] = tuple(
        each for each in of_projects["project_teams"] if str(each.args.team) in teams
    )
    return replace(
        inventory,
        teams=tuple(each for each in inventory.teams if each.id in teams),
        memberships=tuple(each for each in inventory.memberships if str(each.args.team) in teams),
        projects=tuple(each for each in inventory.projects if each.id in projects),
        alerts=alerts,
        **of_projects,
    )
