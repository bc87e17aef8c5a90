from __future__ import annotations

import subprocess
import sys
from typing import Any

import httpx2

from sentry_sandbox.server import SandboxServer

# In a process of its own: beside the server, the SDK would also trace the sandbox' own requests.
_SENDER = """
import sys, sentry_sdk, sentry_sdk.crons
sentry_sdk.init(sys.argv[1], environment="staging", release="backend@4.5.6", traces_sample_rate=1.0)
try:
    raise ValueError("no price")
except ValueError:
    sentry_sdk.capture_exception()
with sentry_sdk.start_transaction(op="http.server", name="GET /quotes"):
    pass
sentry_sdk.crons.capture_checkin(
    monitor_slug="nightly-import",
    status="ok",
    monitor_config={"schedule": {"type": "crontab", "value": "0 3 * * *"}, "timezone": "Europe/Berlin"},
)
sentry_sdk.flush(20)
"""


def test_the_real_sdk_delivers_an_error_a_transaction_and_a_check_in(server: SandboxServer) -> None:
    headers = {"Authorization": f"Bearer {server.token}"}
    with httpx2.Client(base_url=f"{server.url}/api/0", headers=headers, trust_env=False) as client:
        client.post("/organizations/sandbox/teams/", json={"slug": "gvses"})
        client.post("/teams/sandbox/gvses/projects/", json={"name": "backend", "slug": "backend"})
        dsn = client.get("/projects/sandbox/backend/keys/").json()[0]["dsn"]["public"]

        subprocess.run([sys.executable, "-c", _SENDER, dsn], check=True, timeout=60)  # noqa: S603 - our own script

        (job,) = client.get("/organizations/sandbox/detectors/?query=type:cron").json()
        environments = client.get("/organizations/sandbox/environments/").json()
    owner = {"Authorization": f"Bearer {server.token}"}
    state = httpx2.get(f"{server.url}/_sandbox/state", headers=owner, trust_env=False).json()
    events: list[dict[str, Any]] = state["events"]

    assert {(one["kind"], one["title"]) for one in events} == {
        ("event", "ValueError: no price"),
        ("transaction", "GET /quotes"),
    }
    assert {(one["environment"], one["release"]) for one in events} == {("staging", "backend@4.5.6")}
    assert [one["name"] for one in environments] == ["staging"]
    watched = job["dataSources"][0]["queryObj"]
    assert (watched["slug"], watched["config"]["schedule"]) == ("nightly-import", "0 3 * * *")
    assert watched["config"]["timezone"] == "Europe/Berlin"
