"""Random requests, valid, almost valid and invalid, drawn from the sandbox's own route table."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import httpx2
from hypothesis import strategies as st

from sentry_sandbox.routes import all_endpoints
from sentry_sandbox.routes.dispatch import Endpoint
from sentry_sandbox.server.app import create_app
from sentry_sandbox.settings import FIXED_TOKEN
from tests.unit.sentry_sandbox.support import (
    DEBUG_ID,
    Json,
    alert,
    bundle,
    cron,
    email,
    form,
    monitor,
    sha1,
    uptime,
)

ENDPOINTS = {f"{endpoint.method} {endpoint.path}": endpoint for endpoint in all_endpoints()}
KEY = "ab" * 16
BUNDLE = bundle()
_ORGANIZATION = "/organizations/{organization}"
_PROJECT = "/projects/{organization}/{project}"

# -- what is valid ------------------------------------------------------------------------------------

_EVERYTHING_TOLD = alert(
    [1],
    actionFilters=[
        {
            "logicType": "any",
            "conditions": [
                {"type": "level", "comparison": {"level": 40, "match": "gte"}, "conditionResult": True},
                {
                    "type": "issue_type",
                    "comparison": {"value": "x", "include": True},
                    "conditionResult": True,
                },
            ],
            "actions": [email("1"), {**email("1"), "type": "slack", "integrationId": 1}],
        }
    ],
)
_NEW_PROJECT = {"name": "x", "slug": "x", "platform": "python", "default_rules": False}
_MONITORS = [
    monitor(owner="team:1", workflowIds=[]),
    uptime(owner="team:1"),
    cron(owner="team:1", workflowIds=[1]),
]

BODIES: dict[str, list[Json]] = {
    f"POST {_ORGANIZATION}/teams/": [{"slug": "x", "name": "X"}],
    "PUT /teams/{organization}/{team}/": [{"slug": "web", "name": "X"}],
    "POST /teams/{organization}/{team}/projects/": [_NEW_PROJECT],
    f"POST {_ORGANIZATION}/projects/": [_NEW_PROJECT],
    f"PUT {_PROJECT}/": [
        {"slug": "backend", "name": "Backend", "platform": "python"},
        {
            "resolveAge": 1,
            "sensitiveFields": ["x"],
            "highlightContext": {"a": ["b"]},
            "options": {"filters:releases": "1"},
            "digestsMinDelay": 60,
        },
    ],
    f"POST {_PROJECT}/keys/": [{"name": "x", "rateLimit": {"count": 1, "window": 1}, "public": "cd" * 16}],
    f"PUT {_PROJECT}/keys/{{key}}/": [
        {
            "name": "x",
            "isActive": False,
            "rateLimit": {"count": 1, "window": 1},
            "browserSdkVersion": "7.x",
            "dynamicSdkLoaderOptions": {"hasReplay": True},
        }
    ],
    f"PUT {_ORGANIZATION}/": [
        {"name": "x", "slug": "sandbox", "sensitiveFields": ["x"], "storeCrashReports": 1}
    ],
    f"POST {_ORGANIZATION}/projects/{{project}}/detectors/": _MONITORS,
    f"PUT {_ORGANIZATION}/detectors/{{detector}}/": _MONITORS,
    f"PUT {_ORGANIZATION}/detectors/": [{"enabled": False}],
    f"POST {_ORGANIZATION}/workflows/": [alert([1]), _EVERYTHING_TOLD],
    f"PUT {_ORGANIZATION}/workflows/{{workflow}}/": [alert([1]), _EVERYTHING_TOLD],
    f"PUT {_ORGANIZATION}/workflows/": [{"enabled": False}],
    f"POST {_ORGANIZATION}/spike-protections/": [{"projects": ["backend"]}],
    f"DELETE {_ORGANIZATION}/spike-protections/": [{"projects": ["$all"]}],
    f"POST {_ORGANIZATION}/members/": [
        {
            "email": "dev@example.com",
            "orgRole": "member",
            "teamRoles": [{"teamSlug": "gvses", "role": "contributor"}],
        }
    ],
    f"PUT {_ORGANIZATION}/members/{{member}}/": [
        {"orgRole": "manager", "teamRoles": [{"teamSlug": "gvses", "role": "admin"}]},
        {"reinvite": True, "regenerate": True},
    ],
    f"PUT {_ORGANIZATION}/members/{{member}}/teams/{{team}}/": [{"teamRole": "admin"}],
    f"PUT {_PROJECT}/filters/{{filter}}/": [{"active": True}, {"subfilters": ["ie"]}],
    f"PUT {_PROJECT}/ownership/": [
        {"raw": "path:src/* #gvses owner@example.com\n", "fallthrough": True, "codeownersAutoSync": False}
    ],
    f"POST {_PROJECT}/replays/jobs/delete/": [
        {
            "data": {
                "rangeStart": "2026-11-01T00:00:00Z",
                "rangeEnd": "2026-11-02T00:00:00Z",
                "environments": ["production"],
                "query": None,
            }
        }
    ],
    f"POST {_ORGANIZATION}/releases/": [
        {"version": "x@1", "projects": ["backend", "2"], "ref": "x", "dateReleased": "2026-11-01T00:00:00Z"}
    ],
    f"PUT {_ORGANIZATION}/releases/{{version}}/": [{"dateReleased": "2026-11-01T00:00:00Z", "url": "x"}],
    f"POST {_ORGANIZATION}/artifactbundle/assemble/": [
        {
            "checksum": sha1(BUNDLE),
            "chunks": [sha1(BUNDLE)],
            "projects": ["backend"],
            "version": "x@1",
            "dist": "x",
        }
    ],
}
"""Valid bodies; endpoints that read none are left out."""

_PERIOD = {"start": "2026-11-01T00:00:00", "end": "2026-11-01T01:00:00"}
QUERIES: dict[str, dict[str, str]] = {
    f"GET {_ORGANIZATION}/events-timeseries/": {
        **_PERIOD,
        "dataset": "spans",
        "project": "1",
        "interval": "5m",
        "yAxis": "p95(span.duration)",
    },
    f"GET {_ORGANIZATION}/replays/": {**_PERIOD, "project": "1"},
    f"GET {_ORGANIZATION}/stats_v2/": {
        **_PERIOD,
        "field": "sum(quantity)",
        "groupBy": "category",
        "interval": "1h",
        "project": "-1",
    },
    f"GET {_ORGANIZATION}/open-periods/": {**_PERIOD, "detectorId": "5"},
    f"GET {_ORGANIZATION}/workflows/{{workflow}}/stats/": _PERIOD,
    f"GET {_PROJECT}/keys/{{key}}/stats/": {"since": "1700000000", "until": "1700003600", "resolution": "1h"},
    f"GET {_ORGANIZATION}/issues/": {"project": "1", "query": "is:unresolved lastSeen:+30d"},
    f"DELETE {_ORGANIZATION}/issues/": {"project": "1", "query": "is:unresolved lastSeen:-30d"},
    f"GET {_ORGANIZATION}/detectors/": {
        "query": 'name:"x y" !type:metric assignee:#gvses',
        "sortBy": "-name",
    },
    f"PUT {_ORGANIZATION}/detectors/": {"id": "1"},
    f"DELETE {_ORGANIZATION}/detectors/": {"id": "1"},
    f"GET {_ORGANIZATION}/workflows/": {"query": "action:email notify", "sortBy": "connectedDetectors"},
    f"PUT {_ORGANIZATION}/workflows/": {"id": "1"},
    f"DELETE {_ORGANIZATION}/workflows/": {"project": "1"},
    f"GET {_PROJECT}/artifact-lookup/": {"debug_id": DEBUG_ID},
}
"""Queries that are taken."""

_PLACES: dict[str, list[str]] = {
    "organization": ["sandbox", "1"],
    "project": ["1", "2", "backend", "shop", "web"],
    "team": ["1", "2", "gvses", "default-team"],
    "detector": ["1", "2", "3", "4", "5"],
    "workflow": ["1", "2"],
    "key": [KEY, "cd" * 16],
    "member": ["1", "2", "me"],
    "filter": ["localhost", "legacy-browsers"],
    "job": ["1", "2"],
    "version": ["x@1", "latest"],
}
"""Values for the parts of a path."""

# -- what is not --------------------------------------------------------------------------------------

_TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
_ODD = st.sampled_from(
    ["", "0", "-1", "1", "2", "²", "\u0661", "\x00", "€", "a\r\nX-Odd: 1", "..", "a/b", "9" * 30, str(2**63), "a" * 300]
)  # fmt: skip
_WORDS = st.sampled_from(
    [
        "team:1", "team:999", "user:1", "user:", "gt", "any", "none", "slack", "email", "admin", "member", "owner",
        "backend", "gvses", "$all", "-1", "1e999", "null", "path:x #gvses", "dev@example.com", "@", "5m", "0m", "1h",
        "9999999d", "p95(span.duration)", "p95(²)", "spans", "errors", "is:unresolved", "lastSeen:+30d",
        "lastSeen:-999999999999d", "lastSeen:+99999w", "lastSeen:", "type:metric", "!type:", "name:\"a", "!", ":",
        "workflow:1", "assignee:me", "assignee:#", "action:email", "-name", "-", "connectedDetectors",
        "priorityDetector", "0:0:0", "0:100:1", "0:\u0663:0", "visible", "hidden", "active", "organization", "projects",
        "10:00", "artifact_bundle/1", "x@1",
    ]
)  # fmt: skip
_DIGITS = st.sampled_from(["0", "1", "00", "9" * 6, "9" * 9, "9" * 12, "9" * 30, "-1", "\u0663", "²", "1.5"])
_TIMES = st.sampled_from(
    ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-11-01T00:30:00+01:00", "2026-11-01", "2026-W01"]
)  # fmt: skip
_TEXTS = _WORDS | _ODD | _TEXT
_NUMBERS = st.integers() | st.sampled_from([0, -1, 2**31, 2**63, 2**64, 10**400, 1e308, 0.1, -0.0])
_LEAVES = st.none() | st.booleans() | _NUMBERS | st.floats(allow_nan=False, allow_infinity=False) | _TEXTS
_VALUES = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)
_QUERY_NAMES = st.sampled_from(
    [
        "category", "collapse", "cursor", "dataset", "debug_id", "detailed", "detector", "detectorId", "download",
        "end", "expand", "field", "group", "groupBy", "groupId", "id", "interval", "outcome", "per_page", "project",
        "providerKey", "provider_key", "query", "resolution", "since", "sortBy", "start", "stat", "statsPeriod",
        "status", "team", "until", "visibility", "yAxis",
    ]
)  # fmt: skip
_RAW = st.sampled_from(
    [b"", b"{", b"NaN", b'{"name": 1e999}', b'{"name": "\\ud800"}', b"\xff", b"[" * 10_000]
)


@dataclass(frozen=True)
class Sent:
    """One request.

    Args:
        name: key in `ENDPOINTS` of what it is meant for.
        method: HTTP method, mostly that of the endpoint.
        url: path below `/api/0` and query, percent-encoded.
        content: body.
        token: bearer token, or the name of one of `Fuzzed.tokens`.
    """

    name: str
    method: str
    url: str
    content: bytes
    token: str


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for name, entry in entries:
        found += _paths(entry, (*path, name))
    return found


def _near(draw: st.DrawFn, text: str) -> str:
    """A text like this one: with another number or time in it, or with another word."""
    if re.match(r"\d{4}-", text) and draw(st.booleans()):
        return draw(_TIMES)
    if re.search(r"\d", text) and draw(st.booleans()):
        return re.sub(r"\d+", draw(_DIGITS), text, count=draw(st.integers(0, 1)))
    return draw(_TEXTS | _TEXTS.map(lambda more: f"{text} {more}"))


def _changed(draw: st.DrawFn, value: Any) -> Any:
    """A value with one place in it replaced, removed, doubled or extended."""
    path = draw(st.sampled_from(_paths(value)))
    if not path:
        return draw(_VALUES)
    copy = json.loads(json.dumps(value))
    inner = copy
    for name in path[:-1]:
        inner = inner[name]
    match draw(st.sampled_from(["replaced", "replaced", "replaced", "gone", "more"])):
        case "replaced":
            old = inner[path[-1]]
            near = isinstance(old, str) and draw(st.booleans())
            inner[path[-1]] = _near(draw, old) if near else draw(_VALUES)
        case "gone":
            del inner[path[-1]]
        case _ if isinstance(inner, list):
            inner.append(draw(st.sampled_from(inner) | _VALUES))
        case _:
            inner[draw(st.text(max_size=4))] = draw(_VALUES)
    return copy


@st.composite
def sent(draw: st.DrawFn, name: str) -> Sent:
    """A request to an endpoint."""
    endpoint: Endpoint = ENDPOINTS[name]

    def place(match: re.Match[str]) -> str:
        known = _PLACES.get(match[1], ["x"])
        text = draw(st.sampled_from(known)) if draw(st.integers(0, 7)) != 5 else draw(_TEXTS)
        return quote(text, safe="")

    path = re.sub(r"\{(\w+)(?::path)?\}", place, endpoint.path)
    query = list(QUERIES.get(name, {}).items())
    for _ in range(draw(st.integers(0, 2))):
        if draw(st.booleans()) and query:
            place_of = draw(st.integers(0, len(query) - 1))
            query[place_of] = (query[place_of][0], _near(draw, query[place_of][1]))
        elif not draw(st.integers(0, 3)) and query:
            query.pop(draw(st.integers(0, len(query) - 1)))
        else:
            query.append((draw(_QUERY_NAMES), draw(_TEXTS)))
    method = (
        endpoint.method if draw(st.integers(0, 19)) != 13 else draw(st.sampled_from(["PATCH", "OPTIONS"]))
    )
    token = FIXED_TOKEN
    if draw(st.integers(0, 7)) == 5:
        token = draw(st.sampled_from(["integration", "org", "reader", "unknown", ""]))
    url = f"{path}?{urlencode(query)}" if query else path
    return Sent(name, method, url, _content(draw, name), token)


def _content(draw: st.DrawFn, name: str) -> bytes:
    valid = BODIES.get(name)
    if draw(st.integers(0, 15)) == 11:
        return draw(_RAW)
    if valid is None:
        return json.dumps(draw(_VALUES)).encode() if not draw(st.integers(0, 3)) else b""
    body = draw(st.sampled_from(valid))
    for _ in range(draw(st.integers(0, 2))):
        body = _changed(draw, body)
    return json.dumps(body).encode()


QUIRKS = st.dictionaries(
    st.sampled_from(
        [
            "rate_limits_feature", "custom_inbound_filters", "detector_create_ignores_enabled", "key_secret_choosable",
            "default_detectors_missing", "default_metric_detector", "metric_alerts_plan", "shuffle_conditions",
            "missing_triggers_fail", "slack_channel_hash", "channel_ids_filled_in", "integration_actions_plan",
            "spike_protection_feature", "anonymous_org_token", "member_project_creation", "member_invites",
            "team_roles_feature", "relay_feature", "custom_dynamic_sampling", "replay_job_fails",
        ]
    ),
    st.booleans(),
    max_size=3,
)  # fmt: skip


# -- the sandbox that has to stand it -----------------------------------------------------------------


@dataclass
class Fuzzed:
    """A sandbox in memory, called without a socket; `start` resets it.

    Attributes:
        tokens: tokens by their name, where they are not the one with every scope.
        calls: how many requests were sent to be looked at.
    """

    tokens: dict[str, str] = field(default_factory=dict, repr=False)
    calls: int = 0

    def __post_init__(self) -> None:
        self._runner = asyncio.Runner()
        self._client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=create_app()))

    def close(self) -> None:
        """End its event loop."""
        self._runner.run(self._client.aclose())
        self._runner.close()

    def raw(
        self, method: str, path: str, content: bytes = b"", token: str = "", kind: str = ""
    ) -> httpx2.Response:
        """A request, its body of a kind; what crashes the sandbox is raised here."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers |= {"Content-Type": kind} if kind else {}
        request = self._client.request(method, f"http://127.0.0.1{path}", content=content, headers=headers)
        return self._runner.run(request)

    def _done(self, method: str, path: str, body: Any) -> Any:
        answer = self.raw(method, path, json.dumps(body).encode(), FIXED_TOKEN, "application/json")
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def start(self, quirks: dict[str, bool]) -> None:
        """Forget everything, then make one object of each kind, and a project that was renamed."""
        self._done("POST", "/_sandbox/reset", {})
        here = "/api/0/organizations/sandbox"
        self._done("POST", f"{here}/teams/", {"slug": "gvses"})
        for slug in ("backend", "web"):
            self._done("POST", "/api/0/teams/sandbox/gvses/projects/", {"name": slug, "default_rules": False})
        self._done("PUT", "/api/0/projects/sandbox/web/", {"slug": "shop"})
        self._done("POST", "/api/0/projects/sandbox/backend/keys/", {"name": "x", "public": KEY})
        self._done("POST", f"{here}/projects/backend/detectors/", monitor())
        self._done("POST", f"{here}/workflows/", alert([1, 5]))
        self._done("POST", f"{here}/members/", {"email": "dev2@example.com", "orgRole": "member"})
        self._done("POST", "/_sandbox/issues", {"project": "backend", "lastSeen": "2026-11-01T00:00:00Z"})
        for project in ("backend", "shop"):
            seen = {"started": "2026-11-01T00:00:00Z", "finished": "2026-11-01T00:05:00Z"}
            self._done("POST", "/_sandbox/replays", {"project": project, **seen})
        self._done("POST", f"{here}/releases/", {"version": "x@1", "projects": ["backend"]})
        kind, content = form({sha1(BUNDLE): BUNDLE})
        self.raw("POST", f"{here}/chunk-upload/", content, FIXED_TOKEN, kind)
        announced = {"checksum": sha1(BUNDLE), "chunks": [sha1(BUNDLE)], "projects": ["backend"]}
        self._done("POST", f"{here}/artifactbundle/assemble/", announced)
        kinds = {"integration": ["org:write", "alerts:write", "project:admin", "member:invite"]}
        kinds |= {"org": ["org:read", "alerts:write"], "user": ["org:read", "project:read", "team:read"]}
        for kind, scopes in kinds.items():
            made = self._done("POST", "/_sandbox/tokens", {"scopes": scopes, "kind": kind})
            self.tokens["reader" if kind == "user" else kind] = made["token"]
        self._done("POST", "/_sandbox/quirks", quirks)

    def answer(self, request: Sent) -> httpx2.Response:
        """The answer to a request of the management API."""
        self.calls += 1
        token = self.tokens.get(request.token, request.token)
        return self.raw(request.method, f"/api/0{request.url}", request.content, token)
