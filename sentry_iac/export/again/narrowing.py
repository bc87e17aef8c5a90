"""Leaves out what a stack cannot have: teams and projects without its suffix, and what belongs to them."""

from __future__ import annotations

from collections.abc import Collection
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
        return (found.resource.token, found.id) in state or str(found.args.slug).endswith(slug_suffix)

    projects = {each.id for each in inventory.projects if ours(each)}
    teams = {each.id for each in inventory.teams if ours(each)}
    monitors = (inventory.metric_monitors, inventory.uptime_monitors, inventory.cron_monitors)
    others = _monitors_of_others(inventory, projects)
    alerts = tuple(
        each
        for each in inventory.alerts
        if (token("Alert"), each.id) in state or not others.issuperset(map(str, each.args.monitors))
    )
    metric, uptime, cron = (_inside(each, projects) for each in monitors)
    return replace(
        inventory,
        teams=tuple(each for each in inventory.teams if each.id in teams),
        memberships=tuple(each for each in inventory.memberships if str(each.args.team) in teams),
        projects=tuple(each for each in inventory.projects if each.id in projects),
        project_teams=tuple(
            each for each in _inside(inventory.project_teams, projects) if str(each.args.team) in teams
        ),
        keys=_inside(inventory.keys, projects),
        inbound_filters=_inside(inventory.inbound_filters, projects),
        ownership_rules=_inside(inventory.ownership_rules, projects),
        spike_protections=_inside(inventory.spike_protections, projects),
        metric_monitors=metric,
        uptime_monitors=uptime,
        cron_monitors=cron,
        alerts=alerts,
    )


def _inside(kind: tuple[Found[Any], ...], projects: Collection[str]) -> tuple[Found[Any], ...]:
    return tuple(each for each in kind if str(each.args.project) in projects)


def _monitors_of_others(inventory: Inventory, projects: Collection[str]) -> set[str]:
    kinds = (inventory.metric_monitors, inventory.uptime_monitors, inventory.cron_monitors)
    named = {each.id for kind in kinds for each in kind if str(each.args.project) not in projects}
    for project in inventory.projects:
        if project.id not in projects:
            streams = ("issue_stream_monitor_id", "error_monitor_id")
            named |= {str(project.outputs[each]) for each in streams if project.outputs.get(each)}
    return named
