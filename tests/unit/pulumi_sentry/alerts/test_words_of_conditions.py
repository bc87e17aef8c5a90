"""`sentry.yaml` says conditions in the words of the typed classes, and both mean the same to Sentry."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

import pulumi_sentry
from pulumi_sentry.alerts.kinds import CONDITIONS
from pulumi_sentry.alerts.parts import ConditionKind
from sentry_rules.condition_kinds import EVENT_FILTER, KINDS, Kind
from sentry_rules.conditions import arguments_of, comparison_of, complaints
from tests.alert_examples import examples


class Team:
    """What an example calls `team`."""

    id = "5"


WORLD = {"sentry": pulumi_sentry, "team": Team}
EXAMPLES: list[ConditionKind] = [
    eval(code, WORLD)  # noqa: S307  # our own page
    for section in ("Triggers", "Filters")
    for code in examples(section).values()
]


def test_the_words_are_those_of_the_classes() -> None:
    assert KINDS.keys() == CONDITIONS.keys()
    for name, kind in KINDS.items():
        fields = {
            info.alias: info for field, info in CONDITIONS[name].model_fields.items() if field != "result"
        }
        assert kind.arguments.keys() == fields.keys(), name
        for key, argument in kind.arguments.items():
            assert argument.required == fields[key].is_required(), f"{name}.{key}"
    filters = pulumi_sentry.filters.EventFilterArgs.model_fields
    assert EVENT_FILTER.keys() == {info.alias for info in filters.values()}


def test_a_kind_stands_where_its_class_may_stand() -> None:
    for name, kind in KINDS.items():
        cls = CONDITIONS[name]
        assert kind.is_trigger == (cls.is_trigger or cls.may_trigger), name
        assert kind.is_filter == (not cls.is_trigger), name


def written(arguments: dict[str, Any], kind: ConditionKind) -> dict[str, Any]:
    fields = {info.alias: name for name, info in type(kind).model_fields.items()}
    return {fields[key]: value for key, value in arguments.items()}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: type(one).__name__)
def test_a_comparison_is_said_in_words_and_made_of_them_again(example: ConditionKind) -> None:
    comparison = example.declared()["comparison"]
    arguments = arguments_of(example.type, comparison)
    assert arguments is not None
    assert list(complaints(example.type, arguments)) == []
    assert comparison_of(example.type, arguments) == comparison
    again = type(example).model_validate({**written(arguments, example)}, by_name=True)
    assert again.declared()["comparison"] == comparison


CHOICES = [
    pytest.param(name, key, choice, id=f"{name}-{key}-{choice}")
    for name, kind in KINDS.items()
    for key, argument in kind.arguments.items()
    for choice in (*argument.choices, "no such word")
]


@pytest.mark.parametrize(("name", "key", "choice"), CHOICES)
def test_a_choice_is_one_here_exactly_if_the_class_takes_it(name: str, key: str, choice: str) -> None:
    example = next(each for each in EXAMPLES if each.type == name)
    arguments = {**(arguments_of(name, example.declared()["comparison"]) or {})}
    argument = KINDS[name].arguments[key]
    arguments[key] = [choice] if argument.shape == "list" else choice
    if key == "match":
        arguments.pop("value", None)
        if choice not in ("is", "ns") and "value" in KINDS[name].arguments:
            arguments["value"] = "x"
    try:
        made = type(example).model_validate(written(arguments, example), by_name=True)
    except ValidationError:
        assert list(complaints(name, arguments))
        return
    assert list(complaints(name, arguments)) == []
    assert comparison_of(name, arguments) == made.declared()["comparison"]


@pytest.mark.parametrize(
    ("type", "comparison"),
    [
        ("issue_category", {"value": 99}),
        ("issue_category", {"value": 1, "more": 2}),
        ("issue_priority_greater_or_equal", True),
        ("first_seen_event", 1),
        ("first_seen_event", {}),
        ("level", {"level": 40}),
        ("tagged_event", "a"),
        ("from_next_year", True),
    ],
)
def test_what_no_words_say_is_told_apart(type: str, comparison: object) -> None:
    assert arguments_of(type, comparison) is None


def test_a_default_is_not_said() -> None:
    assert arguments_of("issue_category", {"value": 11}) == {"category": "metric"}
    assert arguments_of("issue_type", {"value": "x", "include": True}) == {"value": "x"}
    assert arguments_of("issue_priority_deescalating", True) == {}
    assert Kind().is_filter
