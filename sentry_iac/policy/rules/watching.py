"""Projects have monitors, and alerts that tell people of their issues."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sentry_iac.policy.planned import UNKNOWN, Planned, Resource, of_type
from sentry_iac.policy.rule import Finding, in_project

_MONITORS: Final = ("5xx", "latency", "error-rate")
_ALERT: Final = "monitors"
_BESIDE: Final = "high-priority"
"""The built-in alerts: one listens to the monitors, the other leaves their issues out."""


def missing_monitors(planned: Planned) -> Iterator[Finding]:
    """Yield the monitors that a project should have, if they are missing or switched off."""
    for name, resources in planned.applications.items():
        monitors = {each.name: each for each in of_type(resources, "MetricMonitor")}
        for rule in _MONITORS:
            wanted = f"{name}-{rule}"
            monitor = monitors.get(wanted)
            if monitor is None:
                yield Finding(
                    resource=wanted,
                    urn=resources[0].urn,
                    says=f"project {name} has no monitor {rule}",
                    fix=in_project(name, "monitors", rule, value="true"),
                )
            elif not monitor.is_on("enabled"):
                yield Finding(
                    resource=wanted,
                    urn=monitor.urn,
                    says=f"monitor {rule} of project {name} is switched off",
                    fix=in_project(name, "monitors", rule, "enabled", value="true"),
                )


def alerts_that_tell_nobody(planned: Planned) -> Iterator[Finding]:
    """Yield the projects whose monitors tell nobody."""
    for name, resources in planned.applications.items():
        wanted = f"{name}-{_ALERT}"
        alerts = {each.name: each for each in of_type(resources, "Alert")}
        has_owners = any(of_type(resources, "OwnershipRules"))
        alert = alerts.get(wanted)
        own = (each for each in alerts.values() if each.name != f"{name}-{_BESIDE}")
        if alert is None and any(
            each.is_on("enabled") and _reaches_somebody(each, has_owners=has_owners) for each in own
        ):
            continue  # an alert of the team's own takes its place
        if alert is None:
            yield Finding(
                resource=wanted,
                urn=resources[0].urn,
                says=f"project {name} has no alert that listens to its monitors",
                fix=in_project(name, "alerts", _ALERT, value="true"),
            )
        elif not alert.is_on("enabled"):
            yield Finding(
                resource=wanted,
                urn=alert.urn,
                says=f"the alert that listens to the monitors of project {name} is switched off",
                fix=in_project(name, "alerts", _ALERT, "enabled", value="true"),
            )
        elif not _reaches_somebody(alert, has_owners=has_owners):
            yield Finding(
                resource=wanted,
                urn=alert.urn,
                says=f"the alert that listens to the monitors of project {name} tells nobody",
                fix=in_project(name, "alerts", _ALERT, "notify", value="[team]"),
            )


def _reaches_somebody(alert: Resource, *, has_owners: bool) -> bool:
    filters = alert.arguments.get("actionFilters")
    if not isinstance(filters, list):
        return filters == UNKNOWN
    for each in filters:
        actions = each.get("actions") if isinstance(each, dict) else None
        if UNKNOWN in (each, actions) or any(
            _tells(action, has_owners=has_owners) for action in actions or ()
        ):
            return True
    return False


def _tells(action: Any, *, has_owners: bool) -> bool:
    if not isinstance(action, dict) or action.get("targetType") != "issue_owners":
        return True
    data = action.get("data")
    return has_owners or not isinstance(data, dict) or data.get("fallthroughType") != "NoOne"
