"""What a reviewer wants to know of a new resource, or of one that goes."""

from __future__ import annotations

from sentry_iac.plan.arguments import mapping
from sentry_iac.plan.directory import Directory
from sentry_iac.plan.steps import Step
from sentry_iac.plan.words.alerts import actions, monitors
from sentry_iac.plan.words.monitors import firing
from sentry_iac.plan.words.values import duration, value


def facts(step: Step, directory: Directory) -> list[str]:
    """Return what a reviewer wants to know of a new resource."""
    new = step.new
    if step.type == "MetricMonitor":
        source = mapping(new.get("dataSource"))
        return [
            f"{value(source.get('aggregate'))} {firing(new)} in {duration(source.get('timeWindow'))}",
            f"of {value(source.get('query'))}",
        ]
    if step.type == "Alert":
        return [f"for {monitors(new, directory)}", *actions(new, directory)]
    if step.type in ("TeamMembership", "Member"):
        role = new.get("role") or new.get("orgRole")
        return [f"as {role}"] if role else []
    if step.type == "Project":
        said = [f"platform {value(new.get('platform'))}"] if new.get("platform") else []
        if new.get("removeDefaultKey") is True:
            said.append("the client key that Sentry makes with it goes")
        return said
    return []


def farewell(step: Step) -> list[str]:
    """Return what a reviewer wants to know of a resource that goes; mostly nothing, for its risk says it."""
    if step.type != "Member":
        return []
    if step.old.get("removeFromOrganization"):
        return ["leaves the organization"]
    return ["no longer declared; stays in the organization"]
