"""Side effects: what Sentry adds to a new project, and removes with a deleted one."""

from __future__ import annotations

import secrets
import time

from sentry_sandbox.behaviour.bodies.key import DEFAULT_BROWSER_SDK, LOADER_OPTIONS
from sentry_sandbox.behaviour.rules.project import new_filters, new_options, new_settings
from sentry_sandbox.controls.quirks import Quirks
from sentry_sandbox.store import JsonObject, Record, Store

HIGH_PRIORITY_ALERT = "Send a notification for high priority issues"


def add_key(
    store: Store,
    project: Record,
    *,
    name: str,
    rate_limit: JsonObject | None = None,
    public: str | None = None,
    secret: str | None = None,
) -> Record:
    """Store a new, active client key."""
    return store.keys.add(
        {
            "name": name,
            "secret": secret or secrets.token_hex(16),
            "isActive": True,
            "rateLimit": rate_limit,
            "browserSdkVersion": DEFAULT_BROWSER_SDK,
            "loader": dict(LOADER_OPTIONS),
            "lastEvent": None,
        },
        organization_id=project.organization_id,
        project_id=project.id,
        slug=public or secrets.token_hex(16),
    )


def _system_detector(store: Store, project: Record, kind: str, name: str, visible_from: float) -> Record:
    return store.detectors.add(
        {
            "name": name,
            "type": kind,
            "description": None,
            "owner": None,
            "enabled": True,
            "createdBy": None,
            "config": {},
            "dataSource": None,
            "conditionGroup": None,
        },
        organization_id=project.organization_id,
        project_id=project.id,
        visible_from=visible_from,
    )


def _dynamic_detector(store: Store, project: Record, visible_from: float) -> None:
    detector = _system_detector(store, project, "metric_issue", "High Error Count (Default)", visible_from)
    detector.body["config"] = {"detectionType": "dynamic", "comparisonDelta": None}
    detector.body["dataSource"] = {
        "id": store.nested_id(),
        "sourceId": store.nested_id(),
        "queryId": store.nested_id(),
        "dataset": "events",
        "query": "",
        "aggregate": "count()",
        "timeWindow": 900,
        "environment": None,
        "eventTypes": ["error", "default"],
        "extrapolationMode": "unknown",
        "queryType": 0,
    }
    detector.body["conditionGroup"] = {
        "id": store.nested_id(),
        "conditions": [
            {
                "id": store.nested_id(),
                "type": "anomaly_detection",
                "comparison": {"seasonality": "auto", "sensitivity": "low", "thresholdType": 0},
                "conditionResult": 75,
            }
        ],
    }
    store.detectors.save(detector)


def _high_priority_alert(store: Store, organization: Record, detector: Record) -> None:
    def condition(kind: str) -> JsonObject:
        return {"id": store.nested_id(), "type": kind, "comparison": True, "conditionResult": True}

    action = {
        "id": store.nested_id(),
        "type": "email",
        "integrationId": None,
        "data": {"fallthroughType": "ActiveMembers"},
        "config": {"targetType": "issue_owners", "targetIdentifier": None, "targetDisplay": None},
        "status": "active",
    }
    workflow = store.workflows.add(
        {
            "name": HIGH_PRIORITY_ALERT,
            "enabled": True,
            "environment": None,
            "owner": None,
            "createdBy": None,
            "config": {"frequency": 0},
            "triggers": {
                "id": store.nested_id(),
                "logicType": "any-short",
                "conditions": [
                    condition("new_high_priority_issue"),
                    condition("existing_high_priority_issue"),
                ],
                "actions": [],
            },
            "actionFilters": [
                {"id": store.nested_id(), "logicType": "any-short", "conditions": [], "actions": [action]}
            ],
        },
        organization_id=organization.id,
    )
    store.detector_workflows.add(detector.id, workflow.id)


def add_project(
    store: Store,
    quirks: Quirks,
    organization: Record,
    team: Record,
    *,
    slug: str,
    name: str,
    platform: str | None,
    default_rules: bool,
) -> Record:
    """Store a new project with everything Sentry adds to it: key `Default`, monitors, and an alert if wanted.

    Args:
        store: the tables.
        quirks: decide whether and when the default monitors appear.
        organization: its organization.
        team: the team that gets access.
        slug: free slug.
        name: display name.
        platform: known platform or `None`.
        default_rules: whether the high-priority alert is made too.
    """
    store.redirects.forget_slug(organization.id, slug)
    project = store.projects.add(
        {
            "name": name,
            "filters": new_filters(platform),
            "platform": platform,
            "isBookmarked": False,
            "firstEvent": None,
            "firstTransaction": False,
            "settings": new_settings(),
            "options": new_options(),
        },
        organization_id=organization.id,
        slug=slug,
    )
    store.project_teams.add(project.id, team.id)
    add_key(store, project, name="Default")
    if not quirks.default_detectors_missing:
        visible_from = 0.0
        if quirks.default_detectors_delay_ms:
            visible_from = time.time() + quirks.default_detectors_delay_ms / 1000
        _system_detector(store, project, "error", "Error Monitor", visible_from)
        issues = _system_detector(store, project, "issue_stream", "Issue Stream", visible_from)
        if quirks.default_metric_detector:
            _dynamic_detector(store, project, visible_from)
        if default_rules:
            _high_priority_alert(store, organization, issues)
    return project


def remove_project(store: Store, quirks: Quirks, project: Record) -> None:
    """Forget a project with its keys, monitors and events. Alerts stay behind, as in Sentry.

    Its former slugs lead to something that nobody may see until Sentry's job has removed the project itself.
    """
    for slug in store.redirects.former_slugs(project.id):
        store.former_slugs_of_deleted.add(
            {"until": time.time() + 60 * quirks.deletion_minutes},
            organization_id=project.organization_id,
            slug=slug,
        )
    for key in store.keys.in_project(project.id):
        store.key_usage.forget(key.slug)
    for detector in store.detectors.in_project(project.id):
        store.detector_workflows.remove_left(detector.id)
    kept_by_it = (store.issues, store.replays, store.replay_jobs, store.openings)
    for table in (store.keys, store.detectors, store.events, *kept_by_it):
        table.remove_in_project(project.id)
    store.project_teams.remove_left(project.id)
    store.environment_projects.remove_right(project.id)
    store.redirects.forget_project(project.id)
    store.projects.remove(project.id)


def ensure_environment(
    store: Store, organization_id: int, name: str, project_id: int | None = None
) -> Record:
    """The environment of this name, which is added if it is new."""
    environment = store.environments.find(organization_id=organization_id, slug=name)
    if environment is None:
        environment = store.environments.add({}, organization_id=organization_id, slug=name)
    if project_id is not None:
        store.environment_projects.add(environment.id, project_id)
    return environment
