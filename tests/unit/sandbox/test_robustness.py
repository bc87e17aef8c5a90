"""Whatever is sent, the answer is Sentry's kind of answer: a refusal in JSON, never a crash."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.sandbox.support import Json, Local, alert, cron, email, monitor, uptime

_LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"), max_size=8)
    | st.sampled_from(["team:1", "user:9", "gt", "any", "slack", "email", "²", "\x00", "a" * 300])
)
_VALUES = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)
_BODIES: dict[tuple[str, str], Json] = {
    ("POST", "/organizations/sandbox/teams/"): {"slug": "x", "name": "X"},
    ("PUT", "/teams/sandbox/1/"): {"slug": "gvses", "name": "X"},
    ("POST", "/teams/sandbox/1/projects/"): {
        "name": "x",
        "slug": "x",
        "platform": "python",
        "default_rules": False,
    },
    ("PUT", "/projects/sandbox/1/"): {
        "resolveAge": 1,
        "sensitiveFields": ["x"],
        "highlightContext": {"a": ["b"]},
        "options": {"filters:releases": "1"},
        "digestsMinDelay": 60,
    },
    ("POST", "/projects/sandbox/1/keys/"): {
        "name": "x",
        "rateLimit": {"count": 1, "window": 1},
        "public": "ab" * 16,
    },
    ("PUT", "/organizations/sandbox/"): {"name": "x", "sensitiveFields": ["x"], "storeCrashReports": 1},
    ("POST", "/organizations/sandbox/projects/1/detectors/"): monitor(owner="team:1", workflowIds=[]),
    ("POST", "/organizations/sandbox/projects/1/detectors/?uptime"): uptime(owner="team:1"),
    ("POST", "/organizations/sandbox/projects/1/detectors/?cron"): cron(owner="team:1"),
    ("POST", "/organizations/sandbox/spike-protections/"): {"projects": ["backend"]},
    ("PUT", "/organizations/sandbox/detectors/3/"): monitor(owner="team:1", workflowIds=[]),
    ("POST", "/organizations/sandbox/workflows/"): alert(
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
    ),
    ("PUT", "/organizations/sandbox/workflows/1/"): alert([1]),
}


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for name, entry in entries:
        found += _paths(entry, (*path, name))
    return found


def _replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = json.loads(json.dumps(value))
    inner = copy
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = new
    return copy


@pytest.fixture(scope="module")
def full() -> Local:
    sandbox = Local()
    sandbox.project()
    sandbox.monitor()
    sandbox.done("POST", "/organizations/sandbox/workflows/", alert([3]))
    return sandbox


@pytest.mark.parametrize(("method", "path"), _BODIES)
@given(data=st.data())
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_body_with_anything_anywhere_is_taken_or_refused(
    full: Local, method: str, path: str, data: st.DataObject
) -> None:
    body = _BODIES[method, path]
    place = data.draw(st.sampled_from(_paths(body)))
    response = full.call(method, path, _replaced(body, place, data.draw(_VALUES)))

    assert response.status_code in (200, 201, 400, 409) or (
        response.status_code == 500 and "errorId" in response.text
    )
    assert response.json() is not None
    assert full.client.get("/").status_code == 200


@pytest.mark.parametrize("raw", [b"NaN", b'{"name": 1e999}', b'{"name": "\\ud800"}', b"[" * 100_000])
def test_json_that_could_not_be_sent_back_is_400(full: Local, raw: bytes) -> None:
    headers = {"Authorization": "Bearer sandbox-token"}

    answer = full.client.post("/api/0/organizations/sandbox/teams/", content=raw, headers=headers)

    assert answer.status_code == 400
    assert "JSON parse error" in answer.text


@pytest.mark.parametrize(
    "query", ["per_page=²", "cursor=0:²:0", "cursor=0:99999999999999999999:0", "sortBy=²"]
)
def test_a_query_that_only_looks_like_a_number_is_400(full: Local, query: str) -> None:
    assert full.call("GET", f"/organizations/sandbox/detectors/?{query}").status_code == 400
