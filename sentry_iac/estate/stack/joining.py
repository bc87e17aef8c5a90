"""Joining: the part of an estate that remains where another stack owns the teams and projects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from sentry_iac.estate.model.estate import ApplicationSpec, Estate, ProjectSettings
from sentry_iac.estate.model.owners import TeamOwner
from sentry_iac.estate.model.receivers import TeamEmail
from sentry_iac.estate.stack.settings import StackSettings
from sentry_iac.estate.text.errors import Path, quoted

_JOIN: Final = ("join",)


def contradictions(stack: StackSettings, owner: StackSettings) -> Iterator[tuple[Path, str]]:
    """Yield the mistakes in a joining stack, and their places in its config.

    Args:
        stack: the joining stack.
        owner: the stack that it names.
    """
    name = stack.config.join
    if stack.source.document is not None and stack.source.document == owner.source.document:
        yield _JOIN, "is this stack itself; name the one that owns the projects, or leave it out to own them"
        return
    if owner.config.join:
        yield _JOIN, f"{name} owns no projects, it joins {owner.config.join}; join that one"
        return
    if stack.config.slug_suffix:
        yield ("slugSuffix",), f"has no use beside join: the slugs are those of stack {name}; leave it out"
    if stack.environment == owner.environment:
        message = f"{quoted(stack.environment)} is what stack {name} has too; its own one tells them apart"
        yield ("environment",), message
    for project, settings in stack.config.projects.items():
        if settings.spike_protection is not None:
            path = ("projects", project, "spikeProtection")
            yield path, f"is a setting of the whole project, which stack {name} owns; set it there"


def joined(estate: Estate, owner: str) -> Estate:
    """Return the part of an estate that a joining stack declares.

    Keys, monitors, alerts and `.env` files stay, under names that end in the environment. Settings of the organization,
    of teams and of the project go. Teams stay if something refers to them.

    Args:
        estate: resolved as if the stack owned all of it, with the owner's slugs.
        owner: the owning stack.
    """
    applications = tuple(_joined(application, estate.environment) for application in estate)
    teams = {name for application in applications for name in _teams(application)}
    return replace(
        estate,
        teams=tuple(team for team in estate.teams if team.name in teams),
        applications=applications,
        people=(),
        organization=None,
        # A purge deletes from whole projects, so only the owner has it.
        retention=estate.retention and replace(estate.retention, purge=None),
        joins=owner,
        alerts=(),
    )


def _joined(application: ApplicationSpec, environment: str) -> ApplicationSpec:
    def apart(name: str) -> str:
        return f"{name} ({environment})"

    key = application.key
    return replace(
        application,
        remove_default_key=False,
        settings=ProjectSettings(),
        key=key if key.name == environment else replace(key, name=apart(key.name)),
        further_keys=tuple(replace(each, name=apart(each.name)) for each in application.further_keys),
        monitors=tuple(replace(each, name=apart(each.name)) for each in application.monitors),
        alerts=tuple(
            replace(
                each,
                name=apart(each.name),
                environment=environment if each.source == "issue-stream" else None,
            )
            for each in application.alerts
        ),
        custom_alerts=tuple(replace(each, name=apart(each.name)) for each in application.custom_alerts),
        uptime=tuple(replace(each, name=apart(each.name)) for each in application.uptime),
        crons=tuple(replace(each, name=apart(each.name)) for each in application.crons),
        spike_protection=None,
        shared_with=(),
        filters=None,
        ownership=None,
    )


def _teams(application: ApplicationSpec) -> Iterator[str]:
    yield application.team
    own = application.custom_alerts
    for receivers in (
        *(alert.notify for alert in application.alerts),
        *(group.notify for alert in own for group in alert.filters),
    ):
        yield from (receiver.team for receiver in receivers if isinstance(receiver, TeamEmail))
    comparisons = (
        each.comparison
        for alert in own
        for each in (*alert.triggers, *(one for group in alert.filters for one in group.conditions))
    )
    owners: tuple[object, ...] = (
        *(each.owner for each in application.monitors),
        *(each.owner for each in application.uptime),
        *(each.owner for each in application.crons),
        *(each.owner for each in application.alerts),
        *(each.owner for each in own),
        *(who for each in comparisons if isinstance(each, Mapping) for who in each.values()),
    )
    yield from (owner.team for owner in owners if isinstance(owner, TeamOwner))
