"""What a person finds in, or adds to, the organization of the audited stack."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.unit.sentry_iac.audit.conftest import Audited

Json = dict[str, Any]


def key_of(audited: Audited, project: str = "api") -> str:
    """The id of the first key of a project."""
    return str(audited.hand.get(f"projects/{{org}}/{project}/keys/")[0]["id"])


def new_key(audited: Audited, project: str, name: str) -> str:
    """The public key of one that is made now."""
    made = audited.hand.call("POST", f"projects/{{org}}/{project}/keys/", {"name": name})
    return str(made["dsn"]["public"])


def monitor_of(audited: Audited, rule: str = "5xx", project: str = "api") -> Json:
    """A monitor of a project, by its rule."""
    wanted = next(each.name for each in audited.estate.application(project).monitors if each.rule == rule)
    found = audited.hand.monitors(project, "metric_issue")
    return next(each for each in found if each["name"] == wanted)


def alert_of(audited: Audited, project: str = "api") -> Json:
    """The alert of the monitors of a project."""
    wanted = next(
        each.name for each in audited.estate.application(project).alerts if each.source == "monitors"
    )
    monitor = monitor_of(audited, project=project)["id"]
    alerts = audited.hand.get("organizations/{org}/workflows/")
    return next(each for each in alerts if each["name"] == wanted and monitor in each["detectorIds"])


def change_alert(audited: Audited, alert: Json, change: Callable[[Json], None]) -> None:
    """Change an alert by hand."""
    change(alert)
    audited.hand.call("PUT", f"organizations/{{org}}/workflows/{alert['id']}/", alert)
