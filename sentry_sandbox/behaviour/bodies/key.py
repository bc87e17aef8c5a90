"""Bodies of client keys."""

from __future__ import annotations

from sentry_sandbox.calls.call import Call
from sentry_sandbox.store import JsonObject, Record

BROWSER_SDK_VERSIONS = ("latest", "10.x", "9.x", "8.x", "7.x")
DEFAULT_BROWSER_SDK = "10.x"
"""What a new key gets: the version that is the default of its project, and never `latest`."""
LOADER_OPTIONS: JsonObject = {
    "hasReplay": True,
    "hasPerformance": True,
    "hasDebug": False,
    "hasFeedback": False,
    "hasLogsAndMetrics": False,
}


def _dsn(origin: str, public: str, secret: str, project_id: int) -> JsonObject:
    scheme, _, host = origin.partition("://")
    ingest = f"{origin}/api/{project_id}"
    key = f"sentry_key={public}"
    return {
        "secret": f"{scheme}://{public}:{secret}@{host}/{project_id}",
        "public": f"{scheme}://{public}@{host}/{project_id}",
        "csp": f"{ingest}/csp-report/?{key}",
        "security": f"{ingest}/security/?{key}",
        "minidump": f"{ingest}/minidump/?{key}",
        "nel": f"{ingest}/nel/?{key}",
        "unreal": f"{ingest}/unreal/{public}/",
        "crons": f"{ingest}/cron/___MONITOR_SLUG___/{public}/",
        "cdn": f"{origin}/js-sdk-loader/{public}.min.js",
        "playstation": f"{ingest}/playstation/?{key}",
        "integration": f"{ingest}/integration/",
        "otlp_traces": f"{ingest}/integration/otlp/v1/traces/",
        "otlp_logs": f"{ingest}/integration/otlp/v1/logs/",
    }


def key_body(call: Call, key: Record) -> JsonObject:
    """What every client key endpoint answers."""
    body = key.body
    return {
        "id": key.slug,
        "name": body["name"],
        "label": body["name"],
        "public": key.slug,
        "secret": body["secret"],
        "projectId": key.project_id,
        "isActive": body["isActive"],
        "rateLimit": body["rateLimit"],
        "dsn": _dsn(call.public_url, key.slug, body["secret"], key.project_id),
        "browserSdkVersion": body["browserSdkVersion"],
        "browserSdk": {"choices": [[version, version] for version in BROWSER_SDK_VERSIONS]},
        "dateCreated": key.created,
        "dynamicSdkLoaderOptions": dict(body["loader"]),
        "useCase": "user",
    }
