"""Looks for the risks of a plan, step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from sentry_iac.plan.directory import Directory
from sentry_iac.plan.risks.access import (
    member_risks,
    membership_risks,
    organization_risks,
    team_risks,
)
from sentry_iac.plan.risks.privacy import privacy_risks
from sentry_iac.plan.risks.projects_and_keys import key_risks, project_risks
from sentry_iac.plan.risks.risk import Risk, Suspect
from sentry_iac.plan.risks.watching import alert_risks, monitor_risks
from sentry_iac.plan.steps import Action, Step

_OF_TYPE: Final[Mapping[str, Callable[[Suspect], Iterator[Risk]]]] = {
    "Project": project_risks,
    "ProjectKey": key_risks,
    "MetricMonitor": monitor_risks,
    "UptimeMonitor": monitor_risks,
    "CronMonitor": monitor_risks,
    "Alert": alert_risks,
    "Team": team_risks,
    "Member": member_risks,
    "TeamMembership": membership_risks,
    "ProjectTeam": membership_risks,
    "OrganizationSettings": organization_risks,
}


def find_risks(
    steps: Sequence[Step], directory: Directory, key_uses: Mapping[str, str] | None = None
) -> list[Risk]:
    """Return the risks of a plan, in the order of its steps.

    Args:
        steps: the plan's steps.
        directory: the names of all resources.
        key_uses: the last use of each lost key, by URN.
    """
    moving = [step for step in steps if step.action is not Action.SAME]
    touched_monitors = frozenset(step.id for step in moving if step.type.endswith("Monitor"))
    projects_with_a_key = frozenset(
        step.parent for step in steps if step.type == "ProjectKey" and step.action is not Action.DELETE
    )
    found: list[Risk] = []
    for step in moving:
        suspect = Suspect(
            step=step,
            directory=directory,
            touched_monitors=touched_monitors,
            projects_with_a_key=projects_with_a_key,
            key_use=(key_uses or {}).get(step.urn, ""),
        )
        if step.type in _OF_TYPE:
            found += _OF_TYPE[step.type](suspect)
        found += privacy_risks(suspect)
    return found
