"""What is a change, and how it is spelled."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulumi_sentry.declaration import UNKNOWN, Args, Input, arg
from pulumi_sentry.declaration.comparing import Kind, compare, same


class ItemArgs(Args):
    """An object in lists."""

    name: Input[str] = arg("Name.")
    tags: Input[list[Input[str]]] = arg("Tags.", default=[], unordered=True)
    note: Input[str | None] = arg("Note.", default=None)
    cleared: Input[str | None] = arg("Note that is cleared.", default=None, reset=True)


class ThingArgs(Args):
    """Has an argument of each kind."""

    title: Input[str] = arg("Title.", default="")
    home: Input[str] = arg("Where it lives.", default="", replace=True)
    number: Input[float | None] = arg("A number.", default=None)
    flag: Input[Any] = arg("Anything.", default=None)
    limit: Input[int | None] = arg("A limit.", default=None, reset=True)
    once: Input[bool] = arg("Looked at on creation.", default=False, create_only=True)
    item: Input[ItemArgs | None] = arg("One object.", default=None)
    items: Input[list[Input[ItemArgs]]] = arg("Objects, in no order.", default=[], unordered=True)
    steps: Input[list[Input[ItemArgs]]] = arg("Objects, in order.", default=[])
    words: Input[dict[str, Any] | None] = arg("By key.", default=None)


A, B, C = {"name": "a", "tags": ["x", "y"]}, {"name": "b"}, {"name": "c"}
A_SHUFFLED = {"tags": ["y", "x"], "name": "a"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param({"number": 1}, {"number": 1.0}, id="1 and 1.0"),
        pytest.param({"words": {"n": [1]}}, {"words": {"n": [1.0]}}, id="1 and 1.0 below"),
        pytest.param({"title": "x", "number": 1}, {"title": "x"}, id="no longer declared"),
        pytest.param({"item": {**B, "note": "x"}}, {"item": B}, id="no longer declared, in an object"),
        pytest.param({"items": [A, B]}, {"items": [B, A]}, id="another order where none counts"),
        pytest.param({"items": [A, B]}, {"items": [B, A_SHUFFLED]}, id="another order, twice"),
        pytest.param({"items": [B, B, A]}, {"items": [B, A, B]}, id="the same twice"),
        pytest.param({"steps": [A]}, {"steps": [A_SHUFFLED]}, id="no order below one that counts"),
        pytest.param({"item": {**B, "note": None}}, {"item": B}, id="null and nothing"),
        pytest.param({"once": False}, {"once": True}, id="what only creation looks at"),
        pytest.param({}, {"once": True}, id="what only creation looks at, after an import"),
        pytest.param({"server": 1}, {}, id="what is no argument"),
    ],
)
def test_it_is_no_change(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert compare(ThingArgs, old, new) == []


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ({"title": "a"}, {"title": "b"}, {"title": "UPDATE"}),
        ({}, {"title": "b"}, {"title": "ADD"}),
        ({"limit": 1}, {}, {"limit": "DELETE"}),
        ({"home": "a"}, {"home": "b"}, {"home": "UPDATE_REPLACE"}),
        ({}, {"home": "b"}, {"home": "ADD_REPLACE"}),
        ({"home": "a"}, {"home": UNKNOWN}, {"home": "UPDATE_REPLACE"}),
        ({"flag": True}, {"flag": 1}, {"flag": "UPDATE"}),
        ({"flag": 0}, {"flag": False}, {"flag": "UPDATE"}),
        ({"flag": "1"}, {"flag": 1}, {"flag": "UPDATE"}),
        ({"flag": [1]}, {"flag": {"a": 1}}, {"flag": "UPDATE"}),
        ({"title": "a"}, {"title": UNKNOWN}, {"title": "UPDATE"}),
        ({"item": A}, {"item": UNKNOWN}, {"item": "UPDATE"}),
        ({"item": A}, {"item": {**A, "name": UNKNOWN}}, {"item.name": "UPDATE"}),
        ({"item": {**B, "cleared": "x"}}, {"item": B}, {"item.cleared": "DELETE"}),
        ({"items": [A, B]}, {"items": [B, {**A, "name": "z"}]}, {"items[1].name": "UPDATE"}),
        ({"items": [A]}, {"items": [B, A]}, {"items[0]": "ADD"}),
        ({"items": [A, B, C]}, {"items": [C, A]}, {"items[1]": "DELETE"}),
        ({"items": [B, B]}, {"items": [B]}, {"items[1]": "DELETE"}),
        ({"items": [A]}, {"items": [UNKNOWN]}, {"items[0]": "UPDATE"}),
        (
            {"items": [A]},
            {"items": [{**A, "tags": ["x", UNKNOWN]}]},
            {"items[0].tags[1]": "UPDATE"},
        ),
        ({"steps": [B, C]}, {"steps": [C, B]}, {"steps[0].name": "UPDATE", "steps[1].name": "UPDATE"}),
        ({"steps": [B, C]}, {"steps": [B]}, {"steps[1]": "DELETE"}),
        ({"words": {"a": 1, "b": 2}}, {"words": {"a": 1}}, {"words.b": "DELETE"}),
        ({"words": {"a": 1}}, {"words": {"a": 1, "x:y": 2}}, {'words["x:y"]': "ADD"}),
        ({"words": {}}, {"words": {'a"b': 2}}, {'words["a\\"b"]': "ADD"}),
        ({"words": {"a": {"b": [1, 2]}}}, {"words": {"a": {"b": [1, 3]}}}, {"words.a.b[1]": "UPDATE"}),
    ],
)
def test_it_is_a_change(old: dict[str, Any], new: dict[str, Any], changes: dict[str, str]) -> None:
    found = compare(ThingArgs, old, new)
    assert {c.path: c.kind.value + ("_REPLACE" if c.replace else "") for c in found} == changes


def test_a_change_knows_its_argument() -> None:
    (change,) = compare(ThingArgs, {"item": A}, {"item": {**A, "name": "z"}})
    assert (change.argument, change.kind) == ("item", Kind.UPDATE)


TEXT = st.sampled_from("abc")
TAGS = st.lists(TEXT, max_size=3)
ITEMS = st.fixed_dictionaries({"name": TEXT, "tags": TAGS})
ANYTHING = st.recursive(
    st.booleans() | st.integers(0, 2) | TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=2),
    max_leaves=4,
)
THINGS = st.fixed_dictionaries(
    {
        "title": TEXT,
        "home": TEXT,
        "number": st.integers(0, 2) | st.sampled_from([0.0, 1.0, 1.5]),
        "flag": ANYTHING,
        "item": ITEMS,
        "items": st.lists(ITEMS, max_size=3),
        "steps": st.lists(ITEMS, max_size=2),
        "words": st.dictionaries(TEXT, ANYTHING, max_size=2),
    }
)


def shuffled(value: dict[str, Any], data: st.DataObject) -> dict[str, Any]:
    def item(one: dict[str, Any]) -> dict[str, Any]:
        return {**one, "tags": data.draw(st.permutations(one["tags"]))}

    return {
        **value,
        "item": item(value["item"]),
        "items": data.draw(st.permutations([item(one) for one in value["items"]])),
        "steps": [item(one) for one in value["steps"]],
    }


def normalised(value: dict[str, Any]) -> str:
    """What a thing means, as text: bool and number apart, 1 and 1.0 alike, no order where none counts."""

    def item(one: dict[str, Any]) -> list[Any]:
        return [one["name"], sorted(one["tags"])]

    def anything(one: Any) -> Any:
        if isinstance(one, dict):
            return {key: anything(one[key]) for key in sorted(one)}
        if isinstance(one, list):
            return [anything(each) for each in one]
        return one if isinstance(one, bool | str) else float(one)

    plain = {name: anything(value[name]) for name in ("title", "home", "number", "flag", "words")}
    return repr(
        [plain, item(value["item"]), sorted(map(item, value["items"])), list(map(item, value["steps"]))]
    )


@settings(deadline=None)
@given(THINGS)
def test_a_thing_does_not_differ_from_itself(thing: dict[str, Any]) -> None:
    assert compare(ThingArgs, thing, thing) == []


@settings(deadline=None)
@given(THINGS, st.data())
def test_another_order_is_no_change_at_any_depth(thing: dict[str, Any], data: st.DataObject) -> None:
    assert compare(ThingArgs, thing, shuffled(thing, data)) == []


@settings(deadline=None)
@given(THINGS, THINGS)
def test_two_things_differ_exactly_where_they_mean_different_things(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert bool(compare(ThingArgs, one, other)) is (normalised(one) != normalised(other))


@settings(deadline=None)
@given(ANYTHING, ANYTHING)
def test_being_the_same_has_no_direction(one: Any, other: Any) -> None:
    assert same(one, other) is same(other, one)
