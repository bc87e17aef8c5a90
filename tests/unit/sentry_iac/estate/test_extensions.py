"""Keys that begin with x-, and projects without the built-in monitors and alerts."""

from __future__ import annotations

import pytest

from sentry_iac.estate import SpecError, StackSettings, json_schema, parse_estate

HEAD = "teams: {core: {}}\n"


@pytest.mark.parametrize(
    "text",
    [
        "x-base: &base {platform: go, team: core, x-why: }\nprojects: {api: {<<: *base}}",
        "projects: {api: {platform: go, team: core, x-note: {a: }}}",
        "x-empty:\nprojects: {api: {platform: go, team: core, monitors: {5xx: {x-note: 1}}}}",
        "x-base: &base {type: ip}\nprojects: {api: {platform: go, team: core, settings: {piiRules: [*base]}}}",
    ],
)
def test_a_key_that_begins_with_x_is_the_authors_own(text: str, stack: StackSettings) -> None:
    assert [each.name for each in parse_estate(f"{HEAD}{text}\n", stack)] == ["api"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("x_base: {}\nprojects: {}", "x_base: is not a key that is known here"),
        ("projects: {api: {platform: go, team: core, xnote: 1}}", "xnote: is not a key that is known here"),
        # Here any name may stand, so that this is a team, a project and a monitor.
        ("projects: {x-api: {team: core}}", "projects.x-api.platform: is missing"),
        ("projects: {api: {platform: go, team: core, monitors: {x-slow: {window: 5m}}}}", "one of your own"),
        ("projects: {x-api: }", "projects.x-api: has no value"),
    ],
)
def test_a_misspelt_key_is_still_refused(text: str, line: str, stack: StackSettings) -> None:
    with pytest.raises(SpecError) as caught:
        parse_estate(f"{HEAD}{text}\n", stack)
    assert line in str(caught.value)


def test_editors_allow_them_where_keys_are_fixed() -> None:
    definitions = json_schema()["definitions"]

    assert definitions["Project"]["patternProperties"] == {"^x-": {}}
    assert "patternProperties" not in definitions["Monitors"]


def built_ins(stack: StackSettings, project: str, defaults: str = "{}") -> tuple[list[str], list[str]]:
    text = f"{HEAD}defaults: {defaults}\nprojects: {{api: {{platform: go, team: core, {project}}}}}\n"
    found = parse_estate(text, stack).application("api")
    return [each.rule for each in found.monitors], [each.key for each in found.alerts]


def test_a_project_can_be_without_the_built_in_monitors_and_alerts(stack: StackSettings) -> None:
    own = "monitors: {slow: {aggregate: p95(span.duration), threshold: 2s}}"

    assert built_ins(stack, "builtIns: false") == ([], [])
    assert built_ins(stack, "", "{builtIns: false}") == ([], [])
    assert built_ins(stack, own, "{builtIns: false}") == (["slow"], [])


def test_a_project_has_the_built_ins_that_it_names_itself(stack: StackSettings) -> None:
    defaults = "{builtIns: false, monitors: {5xx: {threshold: 9}, latency: {threshold: 1s}}}"

    assert built_ins(stack, "builtIns: true", defaults) == (
        ["5xx", "latency", "error-rate"],
        ["monitors", "high-priority"],
    )
    assert built_ins(stack, "monitors: {5xx: {window: 10m}}, alerts: {monitors: {}}", defaults) == (
        ["5xx"],
        ["monitors"],
    )
    assert built_ins(stack, "monitors: {5xx: true}, alerts: {high-priority: true}", defaults) == (
        ["5xx"],
        ["high-priority"],
    )
