"""A sandbox in memory, and bodies of the objects that most tests need."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from httpx2 import Client, Response

from sentry_sandbox.server.app import create_app
from sentry_sandbox.settings import FIXED_TOKEN, Settings
from tests.unit.sentry_sandbox.in_process import InProcess

Json = dict[str, Any]
DEBUG_ID = "1b5a3a6e-6a1b-4a4a-9d0e-0123456789ab"

LATENCY_MONITOR: Json = {
    "name": "p95 latency",
    "type": "metric_issue",
    "owner": None,
    "description": None,
    "dataSources": [
        {
            "queryType": 1,
            "dataset": "events_analytics_platform",
            "aggregate": "p95(span.duration)",
            "query": "is_transaction:true",
            "timeWindow": 300,
            "environment": None,
            "eventTypes": ["trace_item_span"],
            "extrapolationMode": "unknown",
        }
    ],
    "conditionGroup": {
        "logicType": "any",
        "conditions": [
            {"type": "gt", "comparison": 2000, "conditionResult": 75},
            {"type": "lte", "comparison": 2000, "conditionResult": 0},
        ],
    },
    "config": {"detectionType": "static"},
}


def monitor(**changes: Any) -> Json:
    """The latency monitor, changed at the top level."""
    return {**json.loads(json.dumps(LATENCY_MONITOR)), **changes}


def uptime(**changes: Any) -> Json:
    """An uptime monitor, changed at the top level."""
    source = {
        "url": "https://shop.example.com/health",
        "method": "HEAD",
        "headers": [["Accept", "text/plain"]],
        "body": None,
        "intervalSeconds": 300,
        "timeoutMs": 5000,
        "traceSampling": False,
        "assertion": None,
    }
    config = {"mode": 1, "environment": "production", "recoveryThreshold": 1, "downtimeThreshold": 3}
    kind = "uptime_domain_failure"
    return {"name": "health", "type": kind, "config": config, "dataSources": [source], **changes}


def cron(**changes: Any) -> Json:
    """A cron monitor, changed at the top level."""
    config = {
        "schedule_type": "crontab",
        "schedule": "0 3 * * *",
        "timezone": "Europe/Berlin",
        "checkin_margin": 5,
        "max_runtime": 30,
        "failure_issue_threshold": 1,
        "recovery_threshold": 2,
    }
    source = {"name": "Nightly import", "config": config}
    return {"name": "Nightly import", "type": "monitor_check_in_failure", "dataSources": [source], **changes}


def data_source(**changes: Any) -> list[Json]:
    """The data source of the latency monitor, changed."""
    return [{**LATENCY_MONITOR["dataSources"][0], **changes}]


def conditions(*thresholds: tuple[str, float, int]) -> Json:
    """A condition group of (type, comparison, result)."""
    return {
        "logicType": "any",
        "conditions": [
            {"type": kind, "comparison": comparison, "conditionResult": result}
            for kind, comparison, result in thresholds
        ],
    }


def email(team_id: str) -> Json:
    """The action that mails a team."""
    return {
        "type": "email",
        "integrationId": None,
        "data": {},
        "config": {"targetType": "team", "targetIdentifier": team_id, "targetDisplay": None},
        "status": "active",
    }


def alert(detector_ids: list[Any], **changes: Any) -> Json:
    """An alert that mails team 1 whenever a monitor opens an issue."""
    return {
        "name": "Notify",
        "enabled": True,
        "environment": None,
        "config": {"frequency": 30},
        "detectorIds": detector_ids,
        "triggers": {
            "logicType": "any-short",
            "actions": [],
            "conditions": [{"type": "first_seen_event", "comparison": True, "conditionResult": True}],
        },
        "actionFilters": [{"logicType": "any-short", "conditions": [], "actions": [email("1")]}],
        **changes,
    }


class Local:
    """A sandbox called in process.

    Args:
        settings: how it behaves.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        settings = settings or Settings()
        self.app = create_app(settings)
        self.client = Client(transport=InProcess(self.app), base_url=settings.public_url)

    def call(self, method: str, path: str, body: Any = None, *, token: str = FIXED_TOKEN) -> Response:
        """A management API request; the path is below `/api/0`."""
        headers = {"Authorization": f"Bearer {token}"}
        return self.client.request(method, f"/api/0{path}", json=body, headers=headers)

    def done(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON of a request that has to succeed."""
        response = self.call(method, path, body)
        assert response.is_success, f"{method} {path}: {response.status_code} {response.text}"
        return response.json() if response.content else None

    def ask_admin(self, method: str, path: str, body: Any = None) -> Response:
        """An admin API request of the sandbox's owner."""
        headers = {"Authorization": f"Bearer {FIXED_TOKEN}"}
        return self.client.request(method, f"/_sandbox/{path}", json=body, headers=headers)

    def admin(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON of an admin API request that has to succeed."""
        response = self.ask_admin(method, path, body)
        assert response.is_success, f"{method} {path}: {response.status_code} {response.text}"
        return response.json() if response.content else None

    def turn(self, **quirks: Any) -> None:
        """Turn switches."""
        self.admin("POST", "quirks", quirks)

    def token(self, *scopes: str, kind: str = "user") -> str:
        """A token with these scopes only."""
        return str(self.admin("POST", "tokens", {"scopes": list(scopes), "kind": kind})["token"])

    def project(self, slug: str = "backend", **body: Any) -> Json:
        """A project of team `gvses`, which is made when it is missing."""
        if self.call("GET", "/teams/sandbox/gvses/").status_code == 404:
            self.done("POST", "/organizations/sandbox/teams/", {"slug": "gvses"})
        wanted = {"name": slug, "slug": slug, "platform": "python-fastapi", "default_rules": False, **body}
        created: Json = self.done("POST", "/teams/sandbox/gvses/projects/", wanted)
        return created

    def monitor(self, project: str = "backend", **changes: Any) -> Json:
        """A latency monitor."""
        path = f"/organizations/sandbox/projects/{project}/detectors/"
        created: Json = self.done("POST", path, monitor(**changes))
        return created

    def key(self, project: str = "backend") -> Json:
        """The newest client key of a project."""
        newest: Json = self.done("GET", f"/projects/sandbox/{project}/keys/")[0]
        return newest

    def send(
        self, project_id: Any, body: bytes, headers: Mapping[str, str], path: str = "envelope/"
    ) -> Response:
        """An ingest request."""
        return self.client.post(f"/api/{project_id}/{path}", content=body, headers=dict(headers))


def sentry_auth(public: str) -> dict[str, str]:
    """The header in which an SDK names its key."""
    return {"X-Sentry-Auth": f"Sentry sentry_version=7, sentry_key={public}, sentry_client=test/1"}


def envelope(*items: tuple[str, Json], header: Json | None = None) -> bytes:
    """An envelope of (type, payload) items."""
    lines = [json.dumps(header or {}).encode()]
    for kind, payload in items:
        raw = json.dumps(payload).encode()
        lines += [json.dumps({"type": kind, "length": len(raw)}).encode(), raw]
    return b"\n".join(lines)


def sha1(content: bytes) -> str:
    """The name of a file in an upload."""
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


def form(files: Mapping[str, bytes], field: str = "file") -> tuple[str, bytes]:
    """The type and the body of a form that uploads files, by their names."""
    disposition = 'Content-Disposition: form-data; name="{}"; filename="{}"\r\n\r\n'
    parts = [
        b"--edge\r\n" + disposition.format(field, name).encode() + content + b"\r\n"
        for name, content in files.items()
    ]
    return "multipart/form-data; boundary=edge", b"".join(parts) + b"--edge--\r\n"


def bundle(manifest: Any = None, **files: str) -> bytes:
    """An artifact bundle: the same bytes each time.

    Args:
        manifest: describes its files; None describes a minified file with its source map.
        files: their contents by their names.
    """
    if manifest is None:
        headers = {"debug-id": DEBUG_ID}
        manifest = {
            "org": "sandbox",
            "release": "gvses@1",
            "files": {
                "_/_/a.js": {
                    "url": "~/a.js",
                    "type": "minified_source",
                    "headers": {**headers, "Sourcemap": "a.js.map"},
                },
                "_/_/a.js.map": {"url": "~/a.js.map", "type": "source_map", "headers": headers},
            },
        }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in {"manifest.json": json.dumps(manifest), **files}.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return packed.getvalue()
