"""The JSON schema of `sentry.yaml` takes what the loader takes, and refuses what is wrong in its structure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from sentry_iac.estate import (
    SpecError,
    StackSettings,
    json_schema,
    outdated_schema,
    parse_estate,
    schema_line,
    schema_text,
)
from sentry_iac.estate.schema.making import rendered, stack_json_schema
from sentry_iac.estate.text.saying import UNIT, UNLESS_GIVEN
from tests.e2e.whole import WHOLE
from tests.repository import ROOT
from tests.schema import complaints

FILES = sorted(
    path
    for path in ROOT.rglob("sentry.yaml")
    if not {".venv", ".local", "node_modules"} & set(path.relative_to(ROOT).parts)
)


def schemas() -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Yield every key of a mapping: its name, its schema, and the whole."""
    for whole in (json_schema(), stack_json_schema()):
        for name, definition in {**whole["definitions"], whole["title"]: whole}.items():
            for key, schema in definition.get("properties", {}).items():
                yield f"{name}.{key}", schema, whole


KEYS = [pytest.param(schema, whole, id=key) for key, schema, whole in schemas()]


def test_it_is_a_schema_that_stands_alone() -> None:
    Draft7Validator.check_schema(json_schema())
    Draft7Validator.check_schema(stack_json_schema())
    assert not re.findall(r'"(?:\$ref|\$id)": "(?!#/definitions/|urn:)', rendered())


def test_the_packaged_file_is_fresh() -> None:
    assert schema_text() == rendered(), "run make docs"


@pytest.mark.parametrize("file", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_it_takes_each_file_that_is_shipped_and_the_file_leads_to_it(file: Path) -> None:
    text = file.read_text("utf-8")
    assert complaints(text) == []
    named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
    assert named is not None
    assert json.loads((file.parent / named[1]).read_text("utf-8")) == json_schema()
    assert text.startswith(schema_line(named[1]))


def test_it_takes_a_file_that_says_everything() -> None:
    assert complaints(WHOLE) == []


@pytest.mark.parametrize(("schema", "whole"), KEYS)
def test_each_key_explains_itself(schema: dict[str, Any], whole: dict[str, Any]) -> None:
    assert re.match(r"[A-Z].*\.$", schema["description"]), schema["description"]
    assert schema["examples"]
    for example in (*schema["examples"], *([schema["default"]] if "default" in schema else [])):
        assert (
            list(Draft7Validator({**schema, "definitions": whole["definitions"]}).iter_errors(example)) == []
        )
    if schema.get("type") in ("integer", "number") or schema.get("items", {}).get("type") == "integer":
        assert schema[UNIT]
    assert ("default" in schema) + (UNLESS_GIVEN in schema) <= 1


def test_each_key_has_a_default_or_must_be_written() -> None:
    for whole in (json_schema(), stack_json_schema()):
        for name, definition in {**whole["definitions"], "": whole}.items():
            for key, schema in definition.get("properties", {}).items():
                is_required = key in definition.get("required", ())
                assert ("default" in schema or UNLESS_GIVEN in schema) is not is_required, f"{name}.{key}"


HEAD = "teams: { core: }\nprojects:\n  api:\n    platform: go\n    team: core\n    "


@pytest.mark.parametrize(
    "text",
    [
        "teams: { core: , other: { people: { a@example.com: } } }\npeople: { b@example.com: }\nprojects: {}",
        f"{HEAD}keys: {{ mobile: }}",
        f"{HEAD}x-note:",
        f"{HEAD}key: false",
        f"{HEAD}monitors: {{ latency: {{ threshold: 2 s }}, 5xx: {{ threshold: 5 }}, error-rate: true }}",
        f"{HEAD}monitors: {{ own: {{ aggregate: count(), threshold: -1.5, comparison: lt }} }}",
        f"{HEAD}monitors: {{ a: {{ aggregate: count(span.duration), comparedWith: 1d, thresholds: [above: 150%] }} }}",
        f"{HEAD}settings: {{ resolveAge: 0 }}",
        f"{HEAD}settings: {{ resolveAge: 14d, options: {{ 'sentry:a': [1, {{ b: [] }}] }} }}",
        f"{HEAD}ownership: {{ autoAssignment: off }}",
        f"{HEAD}owner: none",
        f"{HEAD}notify: [team, {{ slack: A, channel: '#b' }}, {{ email: issue-owners, x-why: a }}]",
        f"{HEAD}crons: {{ a: {{ every: 2 weeks }}, b: {{ every: 10m }}, c: false }}",
        f"{HEAD}alerts: {{ a: {{ listensTo: issues, when: [], if: [not: {{ not: latest_release }}] }} }}",
        f"{HEAD}uptime: {{ a: {{ url: https://a.example.com/, assertion: [status: 200, not: {{ status: 5 }}] }} }}",
        f"{HEAD}envFile: {{ path: a/.env, keys: {{ dsn: [A, B], release: false, project: true }} }}",
        f"policy: {{ rules: {{ keys-limited: off, roles-listed: {{ level: off }} }} }}\n{HEAD}slugSuffix: [prod]",
        f"defaults: {{ monitorEnvironment: '' }}\n{HEAD}platform: none".replace("platform: go\n    ", ""),
    ],
)
def test_both_take_each_form_of_a_value(text: str, stack: StackSettings) -> None:
    parse_estate(text, stack)
    assert complaints(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "teams: {}",
        "teams:\nprojects: {}",
        "teams: []\nprojects: {}",
        "teams: { core: { poeple: {} } }\nprojects: {}",
        "teams: { core: { people: [a@example.com] } }\nprojects: {}",
        "teams: { core: { people: { a@example.com: { orgRole: viewer } } } }\nprojects: {}",
        "teams: { core: { slug: Core Team } }\nprojects: {}",
        "teams: { core: }\nprojects: { api: }",
        "teams: { core: }\nprojects: { api: { platform: go } }",
        f"{HEAD}plattform: go",
        f"{HEAD}xnote: a",
        f"{HEAD}key:",
        f"{HEAD}key: yes please",
        f"{HEAD}kind: server",
        f"{HEAD}builtIns: 'true'",
        f"{HEAD}displayName: 5",
        f"{HEAD}slug: '42'",
        f"{HEAD}sharedWith: core",
        f"{HEAD}sharedWith: [core, ]\n    sampleRates: {{ traces: 0.1 }}",
        f"{HEAD}sampleRates: {{ traces: }}",
        f"{HEAD}monitors: {{ latency: {{ threshold: 2 }} }}",
        f"{HEAD}monitors: {{ latency: {{ threshold: 2 parsecs }} }}",
        f"{HEAD}monitors: {{ latency: {{ treshold: 2s }} }}",
        f"{HEAD}monitors: {{ latency: 2s }}",
        f"{HEAD}monitors: {{ 5xx: {{ threshold: '5' }} }}",
        f"{HEAD}monitors: {{ 5xx: {{ threshold: -5 }} }}",
        f"{HEAD}monitors: {{ error-rate: {{ threshold: 0.01 }} }}",
        f"{HEAD}monitors: {{ own: {{ aggregate: count(), threshold: '50' }} }}",
        f"{HEAD}monitors: {{ own: {{ aggregate: count(), dataset: span, threshold: 1 }} }}",
        f"{HEAD}monitors: {{ latency: {{ thresholds: [] }} }}",
        f"{HEAD}monitors: {{ latency: {{ thresholds: [{{ above: 2s, below: 1s }}] }} }}",
        f"{HEAD}monitors: {{ latency: {{ thresholds: [{{ priority: high }}] }} }}",
        f"{HEAD}monitors: {{ latency: {{ window: 300 }} }}",
        f"{HEAD}alerts: {{ monitors: {{ frequency: 30 }} }}",
        f"{HEAD}alerts: {{ a: {{ listensTo: issues, when: [first_seen] }} }}",
        f"{HEAD}alerts: {{ a: {{ listensTo: issues, when: [age_comparison] }} }}",
        f"{HEAD}alerts: {{ a: {{ listensTo: issues, when: [], if: [not: latest_relaese] }} }}",
        f"{HEAD}alerts: {{ a: {{ listensTo: issues, when: [], if: [{{ type: a, comparison: {{ b: }} }}] }} }}",
        f"{HEAD}notify: []",
        f"{HEAD}notify: team",
        f"{HEAD}notify: [{{ slack: A }}]",
        f"{HEAD}notify: [{{ slack: A, channel: b, discord: C, channelId: '1' }}]",
        f"{HEAD}notify: [{{ webhook: a, channel: b }}]",
        f"{HEAD}notify: [{{ app: 12 }}]",
        f"{HEAD}notify: [{{ action: {{ type: fax }} }}]",
        f"{HEAD}uptime: {{ a: {{ url: https://a.example.com/, method: FETCH }} }}",
        f"{HEAD}uptime: {{ a: {{ url: https://a.example.com/, downtimeThreshold: 0 }} }}",
        f"{HEAD}uptime: {{ a: {{ url: https://a.example.com/, assertion: 200 }} }}",
        f"{HEAD}crons: {{ a: {{ every: 10 }} }}",
        f"{HEAD}key: {{ rateLimit: {{ count: 10 }} }}",
        f"{HEAD}key: {{ rateLimit: {{ count: 0, window: 1h }} }}",
        f"{HEAD}envFile: {{ path: a/.env, keys: {{ dns: A }} }}",
        f"{HEAD}envFile: {{ path: a/.env, keys: {{ dsn: a-b }} }}",
        f"{HEAD}envFile: {{ path: a/.env, prefix: 1_ }}",
        f"{HEAD}settings: {{ options: {{ a: }} }}",
        f"{HEAD}settings: {{ piiRules: [{{ type: mail }}] }}",
        f"{HEAD}settings: {{ allowedDomains: [] }}",
        f"{HEAD}filters: {{ legacyBrowsers: [netscape] }}",
        f"{HEAD}ownership: {{ autoAssignment: on }}",
        f"{HEAD}stacks: []",
        f"retention: {{ plan: team, self-hosted: {{ days: 1 }} }}\n{HEAD}",
        f"retention: {{ errors: {{ atLeast: 30d }} }}\n{HEAD}",
        f"retention: {{ plan: team, purge: {{ replays: 30 }} }}\n{HEAD}",
        f"guard: {{ allow: [] }}\n{HEAD}",
        f"guard: {{ forbid: [everything] }}\n{HEAD}",
        f"policy: {{ rules: {{ keys-limited: true }} }}\n{HEAD}",
        f"allotment: {{ periodStart: 32, errors: 1 }}\n{HEAD}",
        f"organization: {{ settings: {{ require2fa: true }} }}\n{HEAD}",
    ],
)
def test_both_refuse_a_mistake_in_the_structure(text: str, stack: StackSettings) -> None:
    with pytest.raises(SpecError):
        parse_estate(text, stack)
    assert complaints(text)


def test_a_schema_of_another_version_is_told(tmp_path: Path) -> None:
    assert outdated_schema(tmp_path) is None
    file = tmp_path / ".sentry.schema.json"
    file.write_text(schema_text(), "utf-8")
    assert outdated_schema(tmp_path) is None
    file.write_text("{}\n", "utf-8")
    assert "sentry-iac schema --output .sentry.schema.json" in str(outdated_schema(tmp_path))
