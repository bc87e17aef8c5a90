"""A person at Sentry: plain requests to the sandbox, written apart from the client that is tested."""

from __future__ import annotations

from typing import Any, Self

import httpx2

# Reading the certificates of the machine for each client takes longer than most requests.
_TLS = httpx2.create_ssl_context()


class SentryByHand:
    """A person who changes and looks at an organization, as in Sentry's own pages."""

    def __init__(self, url: str, token: str, organization: str) -> None:
        self.url = url
        self.organization = organization
        headers = {"Authorization": f"Bearer {token}"}
        self._http = httpx2.Client(base_url=f"{url}/api/0/", headers=headers, timeout=30, verify=_TLS)
        self._admin = httpx2.Client(base_url=f"{url}/_sandbox/", headers=headers, timeout=30, verify=_TLS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()
        self._admin.close()

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """One request; raises where Sentry refuses it."""
        answer = self._http.request(method, path.format(org=self.organization), json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def get(self, path: str) -> Any:
        return self.call("GET", path)

    def status(self, path: str) -> int:
        """The status that a GET answers."""
        return self._http.get(path.format(org=self.organization)).status_code

    def admin(self, method: str, path: str, body: Any = None) -> Any:
        """The sandbox's own switches: faults, quirks, the request log."""
        answer = self._admin.request(method, path, json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    # Objects that many tests need.

    def team(self, slug: str) -> dict[str, Any]:
        made: dict[str, Any] = self.call("POST", "organizations/{org}/teams/", {"slug": slug})
        return made

    def project(self, team: str, slug: str) -> dict[str, Any]:
        body = {"name": slug, "slug": slug, "platform": "python-fastapi", "default_rules": False}
        made: dict[str, Any] = self.call("POST", f"teams/{{org}}/{team}/projects/", body)
        return made

    def monitors(self, project: str, kind: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get(
            f"organizations/{{org}}/detectors/?project={project}&query=type:{kind}"
        )
        return found

    def metric_monitor(self, project: str, name: str) -> dict[str, Any]:
        body = {
            "name": name,
            "type": "metric_issue",
            "enabled": True,
            "owner": None,
            "description": None,
            "dataSources": [
                {
                    "queryType": 1,
                    "dataset": "events_analytics_platform",
                    "aggregate": "failure_rate()",
                    "query": "is_transaction:true",
                    "timeWindow": 300,
                    "environment": None,
                    "eventTypes": ["trace_item_span"],
                }
            ],
            "conditionGroup": {
                "logicType": "any",
                "conditions": [
                    {"type": "gt", "comparison": 0.01, "conditionResult": 75},
                    {"type": "lte", "comparison": 0.01, "conditionResult": 0},
                ],
            },
            "config": {"detectionType": "static"},
        }
        made: dict[str, Any] = self.call("POST", f"organizations/{{org}}/projects/{project}/detectors/", body)
        return made
