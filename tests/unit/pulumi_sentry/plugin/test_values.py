"""Property values keep what they are on their way between the engine and the provider."""

from __future__ import annotations

from typing import Any

from google.protobuf import json_format, struct_pb2
from hypothesis import given, settings
from hypothesis import strategies as st
from pulumi.runtime import rpc

from pulumi_sentry.declaration import UNKNOWN, Path, contains_unknown
from pulumi_sentry.plugin.values import decode, encode

NAMES = st.text(min_size=1, max_size=5).filter(lambda name: name != rpc._special_sig_key)
LEAVES = (
    st.none()
    | st.booleans()
    | st.floats(allow_nan=False)
    | st.integers(-(2**53), 2**53)
    | st.text(max_size=5)
    | st.just(UNKNOWN)
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
PROPERTIES = st.dictionaries(NAMES, VALUES, max_size=3)


def paths_in(value: Any, path: Path = ()) -> list[Path]:
    items: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    here = [path] if path else []
    return here + [found for name, item in items for found in paths_in(item, (*path, name))]


@settings(deadline=None)
@given(PROPERTIES, st.data())
def test_every_value_comes_back_with_its_secrets_and_unknowns(
    values: dict[str, Any], data: st.DataObject
) -> None:
    declared = {name: value for name, value in values.items() if value is not None}
    places = paths_in(declared)
    secrets = set(data.draw(st.lists(st.sampled_from(places), max_size=3))) if places else set()
    assert decode(encode(values, secrets)) == (declared, secrets)


@settings(deadline=None)
@given(PROPERTIES)
def test_unknown_is_found_at_any_depth(values: dict[str, Any]) -> None:
    assert contains_unknown(values) is ("<unknown>" in repr(values).replace("'<unknown>'", ""))


def test_the_engines_own_forms_are_understood() -> None:
    struct = json_format.ParseDict(
        {
            "secret": {rpc._special_sig_key: rpc._special_secret_sig, "value": "s"},
            "later": {rpc._special_sig_key: rpc._special_output_value_sig},
            "output": {rpc._special_sig_key: rpc._special_output_value_sig, "value": 1, "secret": True},
            "resource": {rpc._special_sig_key: rpc._special_resource_sig, "urn": "urn:x", "id": "7"},
            "unknown": rpc.UNKNOWN,
        },
        struct_pb2.Struct(),
    )
    values, secrets = decode(struct)
    assert values == {
        "secret": "s",
        "later": UNKNOWN,
        "output": 1,
        "resource": "7",
        "unknown": UNKNOWN,
    }
    assert secrets == {("secret",), ("output",)}


def test_whole_numbers_come_back_whole_because_some_of_sentrys_fields_take_no_others() -> None:
    values, _ = decode(encode({"count": 75, "share": 0.01, "flag": True, "huge": 1e300}))
    assert [type(values[name]) for name in ("count", "share", "flag", "huge")] == [int, float, bool, float]


def test_an_unknown_value_prints_as_one() -> None:
    assert repr(UNKNOWN) == "<unknown>"
