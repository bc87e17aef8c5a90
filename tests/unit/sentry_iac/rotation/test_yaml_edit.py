"""Setting a value in a file that people write leaves every other byte as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sentry_iac.errors import CommandError
from sentry_iac.estate.text.editing import edit
from sentry_iac.rotation.yaml_edit import Scalar, edit_file

ROTATION = ("config", "shop:projects", "cart", "rotation")


def setting(text: str, **values: Scalar) -> str:
    return edit(text, {(*ROTATION, name): value for name, value in values.items()}, "Pulumi.prod.yaml")


def test_the_first_rotation_adds_what_is_missing_and_keeps_the_rest() -> None:
    before = "# ours\nconfig:\n  shop:environment: production   # the name in Sentry\n\n  # more to come\n"
    assert setting(before, generation=2, rotatedAt="2026-11-24T10:00:00Z") == (
        "# ours\nconfig:\n  shop:environment: production   # the name in Sentry\n"
        "  shop:projects:\n    cart:\n      rotation:\n        generation: 2\n"
        '        rotatedAt: "2026-11-24T10:00:00Z"\n'
        "\n  # more to come\n"
    )


def test_a_later_rotation_changes_values_in_their_places() -> None:
    before = (
        "config:\n  shop:projects:\n    cart:\n"
        "      rotation:\n"
        "        generation: 2  # for the audit\n"
        "        grace: 14d\n"
        '        rotatedAt: "2026-11-24T10:00:00Z"\n'
        "        leaked: true\n"
        "    # the next one\n    mail: { release: '1' }\n"
    )
    assert setting(before, generation=3, rotatedAt="2027-01-01T00:00:00Z", leaked=None, previous=None) == (
        "config:\n  shop:projects:\n    cart:\n"
        "      rotation:\n"
        "        generation: 3  # for the audit\n"
        "        grace: 14d\n"
        '        rotatedAt: "2027-01-01T00:00:00Z"\n'
        "    # the next one\n    mail: { release: '1' }\n"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("config: {}\n", "config: {shop:projects: {cart: {rotation: {generation: 2}}}}\n"),
        (
            "config:\n  shop:projects: { cart: { release: x } } # short\n",
            "config:\n  shop:projects: { cart: { release: x, rotation: {generation: 2} } } # short\n",
        ),
        (
            "config:\n  shop:projects:\n    mail: {release: x}\n",
            "config:\n  shop:projects:\n    mail: {release: x}\n    cart:\n      rotation:\n        generation: 2\n",
        ),
        (
            "config:\n  shop:projects:\nencryptionsalt: v1\n",
            "config:\n  shop:projects:\n    cart:\n      rotation:\n        generation: 2\nencryptionsalt: v1\n",
        ),
        ("", "config:\n  shop:projects:\n    cart:\n      rotation:\n        generation: 2\n"),
        ("a: 1", "a: 1\nconfig:\n  shop:projects:\n    cart:\n      rotation:\n        generation: 2\n"),
        (
            "config:\r\n  shop:a: 1\r\n",
            "config:\r\n  shop:a: 1\r\n  shop:projects:\r\n    cart:\r\n      rotation:\r\n        generation: 2\r\n",
        ),
        (
            "config:\n  shop:text: |\n    of two\n    lines\n\nmore: 1\n",
            "config:\n  shop:text: |\n    of two\n    lines\n  shop:projects:\n    cart:\n      rotation:\n"
            "        generation: 2\n\nmore: 1\n",
        ),
    ],
)
def test_every_form_that_people_write(before: str, after: str) -> None:
    assert setting(before, generation=2) == after


def test_a_key_is_taken_out_of_a_flow_mapping_wherever_it_stands() -> None:
    before = "config: {shop:projects: {cart: {rotation: {leaked: true, generation: 2, previous: 1}}}}\n"
    after = "config: {shop:projects: {cart: {rotation: {generation: 2}}}}\n"
    assert setting(before, leaked=None, previous=None) == after


@pytest.mark.parametrize(
    "before",
    [
        "config:\n  shop:projects: [cart]\n",
        "config:\n  shop:projects: text\n",
        "config:\n  a: &x {cart: {rotation: {generation: 1}}}\n  shop:projects: *x\n",
    ],
)
def test_what_a_program_cannot_edit_is_told_to_be_done_by_hand(before: str) -> None:
    with pytest.raises(
        CommandError, match=r"Pulumi.prod.yaml is written in a way .* set by hand: .*generation: 2"
    ):
        setting(before, generation=2)


def test_a_file_that_is_no_yaml_is_told_with_its_line() -> None:
    with pytest.raises(CommandError, match=r"Pulumi.prod.yaml:2: is not valid YAML"):
        setting("config:\n  a: ]\n", generation=2)


def test_a_file_that_is_not_writable_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "Pulumi.prod.yaml"
    path.write_text("config: {}\n")
    path.chmod(0o444)
    with pytest.raises(CommandError, match=r"Pulumi.prod.yaml is not writable; run `chmod u\+w"):
        edit_file(path, {(*ROTATION, "generation"): 2})
    assert path.read_text() == "config: {}\n"


_WORDS = st.text("abc", min_size=1, max_size=3)
_VALUES = st.recursive(
    st.integers(0, 99) | _WORDS | st.booleans(),
    lambda inner: st.dictionaries(_WORDS, inner, min_size=1, max_size=3) | st.lists(inner, max_size=2),
    max_leaves=8,
)


@given(
    st.dictionaries(_WORDS, _VALUES, min_size=1, max_size=4),
    st.lists(_WORDS, min_size=1, max_size=3),
    st.integers(0, 9) | st.none(),
    st.sampled_from([None, False, True]),
)
@settings(deadline=None)
def test_whatever_stands_there_it_is_set_or_refused(
    value: dict[str, object], path: list[str], new: int | None, flow: bool | None
) -> None:
    before = yaml.safe_dump(value, default_flow_style=flow)
    try:
        after = edit(before, {tuple(path): new}, "x.yaml")
    except CommandError:
        return
    found: object = yaml.safe_load(after)
    for part in path:
        found = found.get(part) if isinstance(found, dict) else None
    assert found == new
