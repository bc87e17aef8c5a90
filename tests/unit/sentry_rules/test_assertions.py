"""What an uptime check expects, in words and as Sentry spells it."""

from __future__ import annotations

from typing import Any

import pytest

from sentry_rules.assertions import NotUnderstoodError, normal, wire_of, written_of


def status(cmp: str, value: int) -> dict[str, Any]:
    return {"op": "status_code_check", "operator": {"cmp": cmp}, "value": value}


def header(value_op: str, operand: dict[str, Any]) -> dict[str, Any]:
    return {
        "op": "header_check",
        "key_op": {"cmp": "equals"},
        "key_operand": {"header_op": "literal", "value": "server"},
        "value_op": {"cmp": value_op},
        "value_operand": operand,
    }


LITERAL = {"header_op": "literal", "value": "nginx"}
GLOB = {"header_op": "glob", "pattern": {"value": "ngi*"}}
BOTH_WAYS: list[tuple[Any, dict[str, Any]]] = [
    ({"status": 200}, status("equals", 200)),
    ({"status": {"isNot": 404}}, status("not_equal", 404)),
    (
        {"all": [{"status": {"above": 199}}, {"status": {"below": 300}}]},
        {"op": "and", "children": [status("greater_than", 199), status("less_than", 300)]},
    ),
    ({"any": [{"status": 200}]}, {"op": "or", "children": [status("equals", 200)]}),
    ({"not": {"status": 500}}, {"op": "not", "operand": status("equals", 500)}),
    ({"json": "$.a"}, {"op": "json_path", "value": "$.a"}),
    (
        {"json": {"path": "$.a", "equals": "ok"}},
        {
            "op": "json_path",
            "value": "$.a",
            "operator": {"cmp": "equals"},
            "operand": {"jsonpath_op": "literal", "value": "ok"},
        },
    ),
    (
        {"json": {"path": "$.a", "exists": False}},
        {
            "op": "json_path",
            "value": "$.a",
            "operator": {"cmp": "never"},
            "operand": {"jsonpath_op": "none"},
        },
    ),
    ({"header": {"name": "server", "equals": "nginx"}}, header("equals", LITERAL)),
    ({"header": {"name": "server", "matchesNot": "ngi*"}}, header("not_equal", GLOB)),
    ({"header": {"name": "server", "exists": True}}, header("always", {"header_op": "none"})),
    (
        {"header": {"nameMatches": "x-*", "above": "5"}},
        {
            **header("greater_than", {"header_op": "literal", "value": "5"}),
            "key_operand": {"header_op": "glob", "pattern": {"value": "x-*"}},
        },
    ),
    ({"op": "from_next_year", "value": 1}, {"op": "from_next_year", "value": 1}),
    (
        {"all": [{"status": 200}, {"op": "from_next_year"}]},
        {"op": "and", "children": [status("equals", 200), {"op": "from_next_year"}]},
    ),
    ({**header("equals", LITERAL), "key_op": {"cmp": "not_equal"}},) * 2,
]


@pytest.mark.parametrize(("words", "wire"), BOTH_WAYS)
def test_an_assertion_is_said_in_words_and_made_of_them_again(words: Any, wire: dict[str, Any]) -> None:
    assert wire_of(words) == {"root": wire}
    assert written_of({"root": wire}) == words


def test_a_list_is_a_group_whose_checks_all_hold_and_a_root_is_the_whole() -> None:
    assert wire_of([{"status": 200}]) == wire_of({"all": [{"status": 200}]})
    assert wire_of({"root": {"op": "x"}}) == {"root": {"op": "x"}}
    assert written_of({"root": {"op": "x"}, "more": 1}) == {"root": {"op": "x"}, "more": 1}


def test_the_ids_that_sentrys_pages_add_are_left_out() -> None:
    wire = {"root": {"op": "and", "id": "a", "children": [{"id": "b", **status("equals", 200)}]}}
    assert normal(wire) == wire_of([{"status": 200}])
    assert written_of(wire) == {"all": [{"status": 200}]}
    assert normal(None) is None


def test_a_key_in_camel_case_is_the_same_key() -> None:
    one = {"root": {"op": "header_check", "keyOp": {"cmp": "equals"}, "valueOperand": {"headerOp": "none"}}}
    assert normal(one) == {
        "root": {"op": "header_check", "key_op": {"cmp": "equals"}, "value_operand": {"header_op": "none"}}
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"status": "200"}, 'status must be a number such as 200, and is "200"'),
        (
            {"status": {"over": 199}},
            'status: "over" is no way to compare; known: equals, isNot, above or below',
        ),
        ({"status": {"above": 1, "below": 2}}, "status compares in one way; write one of equals, isNot"),
        (
            {"state": 200},
            '"state" is not a check; known: all, any, not, status, json or header (did you mean status?)',
        ),
        ({"status": 200, "json": "$"}, "must be one check, such as { status: 200 }"),
        ({"all": {"status": 200}}, "all must be a list of checks"),
        ([5], "must be one check"),
        ({"json": {"equals": "ok"}}, "json needs path, such as { json: { path: …, equals: … } }"),
        ({"json": {"path": "$", "equals": True}}, "json: equals must be text, and is true; put it in quotes"),
        ({"header": {"name": "a", "exists": "yes"}}, 'header: exists must be true or false, and is "yes"'),
        ({"header": {"name": "a"}}, "header compares in one way"),
    ],
)
def test_what_cannot_be_understood_is_explained(words: Any, said: str) -> None:
    with pytest.raises(NotUnderstoodError) as refused:
        wire_of(words)
    assert said in str(refused.value)
