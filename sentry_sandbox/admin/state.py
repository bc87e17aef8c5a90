"""Everything in a sandbox as plain JSON, for tests to compare."""

from __future__ import annotations

from sentry_sandbox.behaviour.membership import teams_of
from sentry_sandbox.store import JsonObject, Record, Store


def _team(_store: Store, team: Record) -> JsonObject:
    return {"id": team.id_text, "slug": team.slug, "name": team.body["name"]}


def _project(store: Store, project: Record) -> JsonObject:
    return {
        "id": project.id_text,
        "slug": project.slug,
        "name": project.body["name"],
        "platform": project.body["platform"],
        "teams": [str(one) for one in store.project_teams.rights(project.id)],
    }


def _key(_store: Store, key: Record) -> JsonObject:
    return {
        "id": key.slug,
        "name": key.body["name"],
        "projectId": str(key.project_id),
        "isActive": key.body["isActive"],
        "rateLimit": key.body["rateLimit"],
        "lastEvent": key.body["lastEvent"],
    }


def _detector(store: Store, detector: Record) -> JsonObject:
    source = detector.body["dataSource"] or {}
    names = ("aggregate", "query", "timeWindow", "environment")
    return {
        "id": detector.id_text,
        "name": detector.body["name"],
        "type": detector.body["type"],
        "projectId": str(detector.project_id),
        "enabled": detector.body["enabled"],
        **{name: source.get(name) for name in names},
        "workflowIds": [str(one) for one in store.detector_workflows.rights(detector.id)],
    }


def _workflow(store: Store, workflow: Record) -> JsonObject:
    return {
        "id": workflow.id_text,
        "name": workflow.body["name"],
        "enabled": workflow.body["enabled"],
        "detectorIds": [str(one) for one in store.detector_workflows.lefts(workflow.id)],
    }


def _event(_store: Store, event: Record) -> JsonObject:
    return {"id": event.id_text, "projectId": str(event.project_id), "received": event.created, **event.body}


def _member(store: Store, member: Record) -> JsonObject:
    return {
        "id": member.id_text,
        "name": member.slug,
        "orgRole": member.body["orgRole"],
        "pending": member.body["userId"] is None,
        "teams": {team.slug: role for team, role in teams_of(store, member)},
    }


def _release(_store: Store, release: Record) -> JsonObject:
    return {"id": release.id_text, "version": release.slug, **release.body}


def _bundle(_store: Store, bundle: Record) -> JsonObject:
    return {"id": bundle.id_text, **bundle.body}


def _kept(_store: Store, record: Record) -> JsonObject:
    return {"id": record.id_text, "projectId": str(record.project_id), **record.body}


def _named(_store: Store, record: Record) -> JsonObject:
    return {"id": record.id_text, "name": record.slug}


def state(store: Store) -> JsonObject:
    """Counts and objects by kind; each object names the slug of its organization."""
    slugs = {organization.id: organization.slug for organization in store.organizations.everything()}
    kinds = {
        "teams": (store.teams, _team),
        "projects": (store.projects, _project),
        "keys": (store.keys, _key),
        "detectors": (store.detectors, _detector),
        "workflows": (store.workflows, _workflow),
        "environments": (store.environments, _named),
        "integrations": (store.integrations, _named),
        "members": (store.members, _member),
        "events": (store.events, _event),
        "issues": (store.issues, _kept),
        "replays": (store.replays, _kept),
        "replayJobs": (store.replay_jobs, _kept),
        "releases": (store.releases, _release),
        "artifactBundles": (store.artifact_bundles, _bundle),
    }
    objects: JsonObject = {
        "organizations": [
            {"id": one.id_text, "slug": one.slug, "name": one.body["name"]}
            for one in store.organizations.everything()
        ]
    }
    for kind, (table, shape) in kinds.items():
        objects[kind] = [
            {**shape(store, record), "organization": slugs.get(record.organization_id)}
            for record in table.everything()
        ]
    return {"counts": {kind: len(records) for kind, records in objects.items()}, **objects}
