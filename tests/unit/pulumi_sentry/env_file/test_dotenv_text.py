"""The text of a `.env` file keeps whatever is not ours, and our lines have one form."""

from __future__ import annotations

import io

import dotenv
import pytest
from hypothesis import example, given, settings

from pulumi_sentry.env_file.dotenv_text import HEADER, EnvFileError, pieces_of, plan, unsettled, values_in
from pulumi_sentry.env_file.misreadings import misreadings
from tests.fuzzing import examples
from tests.unit.pulumi_sentry.env_file.texts import TEXTS, VALUES

DSN = "https://0123456789abcdef0123456789abcdef@o1.ingest.de.sentry.io/42"


def read(text: str) -> dict[str, str | None]:
    return dict(dotenv.dotenv_values(stream=io.StringIO(text, newline="")))


def test_a_new_file_holds_our_keys_under_one_comment() -> None:
    assert plan("", {"SENTRY_DSN": DSN, "RATE": "0.1"}) == f"{HEADER}\nSENTRY_DSN={DSN}\nRATE=0.1\n"


def test_our_value_is_exchanged_where_it_stands() -> None:
    before = "# top\nA=1\n\n  export DSN='old'   # why\nB = two words \n"

    assert plan(before, {"DSN": "new"}) == "# top\nA=1\n\n# why\nexport DSN=new\nB = two words \n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("K=old\n", "K=new\n"),
        ("K = old\n", "K=new\n"),
        ("K=\n", "K=new\n"),
        ("K\n", "K=new\n"),
        ("export K\n", "export K=new\n"),
        ("K= # note\n", "# note\nK=new\n"),
        ("K=#old\n", "K=new\n"),
        ("K='old'#note\n", "#note\nK=new\n"),
        ('K="two\nlines" # note\nB=1\n', "# note\nK=new\nB=1\n"),
        ("K=old", "K=new"),
        ("K=old\r\nB=1\r\n", "K=new\r\nB=1\r\n"),
        ("\ufeffK=old\n", "\ufeffK=new\n"),
        ("K=old\nK=older\n", "K=new\nK=new\n"),
        ("'K'=old\n", "K=new\n"),
    ],
)
def test_every_way_to_write_a_definition_is_understood(before: str, after: str) -> None:
    assert plan(before, {"K": "new"}) == after
    assert read(after)["K"] == "new"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("K=v\n", "v"),
        ("\ufeff\n\nK=v", "v"),
        ("# why\r\nexport K=v\r\n", "v"),
        ("K='a b'\n", "a b"),
        ('K="a b"\n', "a b"),
        ("K=\n", ""),
    ],
)
def test_a_line_that_readers_agree_on_already_is_not_rewritten(text: str, value: str) -> None:
    assert plan(text, {"K": value}) == text
    assert unsettled(text, {"K": value}) == []


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ("K=v # note\n", "v", "# note\nK=v\n"),
        ("A=1\nK=v\t#note  \r\nB=2", "v", "A=1\n#note  \r\nK=v\r\nB=2"),
        ("\n\nK= # note", "", "\n\n# note\nK="),
        ("K=prod#eu\n", "prod#eu", "K='prod#eu'\n"),
        ("K=pre prod\n", "pre prod", "K='pre prod'\n"),
        ("K='v'\n", "v", "K=v\n"),
        ('export\tK = "v"\n', "v", "export K=v\n"),
        ("  K=v  \n", "v", "K=v\n"),
        ("K=''\n", "", "K=\n"),
        ("'K'=v\n", "v", "K=v\n"),
        ('K="it\\\'s"\n', "it's", 'K="it\'s"\n'),
    ],
)
def test_a_value_that_is_right_for_python_dotenv_only_is_written_for_all(
    before: str, value: str, after: str
) -> None:
    assert values_in(before, ".env")["K"] == value
    assert unsettled(before, {"K": value}) == ["K"]
    assert plan(before, {"K": value}) == after
    assert unsettled(after, {"K": value}) == []


def test_an_open_backtick_that_our_line_would_close_is_named() -> None:
    with pytest.raises(EnvFileError, match=r"^\.env:2: a backtick is not closed where its value ends"):
        plan("B=1\nA=`\nK=`old\nK=older`\n`", {"K": "v"})


def test_lines_of_others_keep_their_comments_and_their_form() -> None:
    text = "A = 'x' # note\n  export B=y  \nC=`z`#\n"

    assert plan(text, {"K": "v"}).startswith(text)


@pytest.mark.parametrize(
    "block",
    [
        "HELP=`Put these into your shell:\nK=your-dsn\nL=dev`\n",
        'FIREBASE=`{\n  "type": "x",\n  "note": "it\'s"\n}` # of the console\n',
        "export SETUP = `#!/bin/sh\r\nexport K=none\r\necho=ok`\r\n",
    ],
)
def test_a_value_in_backticks_that_goes_on_over_lines_is_left_whole(block: str) -> None:
    text = f"A=1\n{block}B=2\n"

    assert plan(text, {"K": "v"}, ["L"]) == f"{text}{HEADER}\nK=v\n"
    assert set(values_in(text, ".env")) in ({"A", name, "B"} for name in ("HELP", "FIREBASE", "SETUP"))


def test_our_own_value_in_backticks_is_exchanged_as_a_whole() -> None:
    assert plan("K=`old\nA=1` # why\nB=2\n", {"K": "v"}) == "# why\nK=v\nB=2\n"


def test_backticks_that_do_not_end_a_value_are_letters() -> None:
    text = "A=`x\nK=old\nB=y` z\n"

    assert plan(text, {"K": "v"}) == "A=`x\nK=v\nB=y` z\n"


def test_missing_keys_join_the_end_with_the_files_own_line_ending() -> None:
    assert plan("A=1\r\n", {"K": "v", "L": "w"}) == f"A=1\r\n{HEADER}\r\nK=v\r\nL=w\r\n"


def test_a_file_without_a_newline_at_its_end_still_has_none() -> None:
    added = plan("A=1", {"K": "v"})

    assert added == f"A=1\n{HEADER}\nK=v"
    assert plan(added, {}, ["K"]) == "A=1"


def test_the_comment_is_written_once() -> None:
    once = plan("", {"K": "v"})

    assert plan(once, {"K": "v", "L": "w"}) == f"{HEADER}\nK=v\nL=w\n"


def test_removing_takes_our_keys_and_our_comment_and_nothing_else() -> None:
    text = f"# top\nA=1\n\n{HEADER}\nK=v # note\n\n# end\nexport K=v\nB=2\n"

    assert plan(text, {}, ["K"]) == "# top\nA=1\n\n\n# end\nB=2\n"


def test_removing_one_key_keeps_the_comment_of_the_others() -> None:
    assert plan(f"{HEADER}\nK=v\nL=w\n", {"L": "w"}, ["K"]) == f"{HEADER}\nL=w\n"


@pytest.mark.parametrize(
    ("value", "spelled"),
    [
        (DSN, DSN),
        ("", ""),
        ("two words", "'two words'"),
        ("a#b", "'a#b'"),
        ("it's", '"it\'s"'),
        ('say "hi"', "'say \"hi\"'"),
        ("~/x", "'~/x'"),
        ("grün", "grün"),
        ("a;b", "'a;b'"),
        (" padded ", "' padded '"),
    ],
)
def test_quotes_come_only_where_they_are_needed(value: str, spelled: str) -> None:
    assert plan("", {"K": value}) == f"{HEADER}\nK={spelled}\n"


@pytest.mark.parametrize("value", ["a$b", "a\\b", "a\nb", "a\x00b", 'it\'s "x"', "it's `x`"])
def test_a_value_that_readers_would_read_differently_is_refused_without_showing_it(value: str) -> None:
    with pytest.raises(EnvFileError, match=r"^the value of K holds ") as caught:
        plan("", {"K": f"canary{value}"})
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("name", ["", "1A", "A-B", "A.B", "A B", "Ä", "A=B"])
def test_a_name_that_a_shell_could_not_hold_is_refused(name: str) -> None:
    for managed, removed in (({name: "v"}, []), ({}, [name])):
        with pytest.raises(EnvFileError, match="cannot name an environment variable"):
            plan("", managed, removed)


def others(text: str) -> str:
    """Everything in a file that is neither our line nor our comment; what was behind our values stands above them."""
    newline = next((each for each in ("\r\n", "\n", "\r") if each in text), "\n")
    found = []
    for piece in pieces_of(text, ".env"):
        original = piece.original
        if piece.name in {"K", "L"} or original.strip() == HEADER:
            lead = original[: len(original) - len(original.lstrip())]
            comment = piece.tail.lstrip()
            end = "" if not comment or comment.endswith(("\n", "\r")) else newline
            original = lead[: max(lead.rfind("\n"), lead.rfind("\r")) + 1] + comment + end
        found.append(original)
    return "".join(found)


@settings(max_examples=examples(150), deadline=None)
@given(text=TEXTS, value=VALUES, other=VALUES)
@example(text="A=1", value="v", other="")
@example(text="K=x\n\n", value="", other="#")
def test_whatever_is_in_a_file_only_our_keys_change(text: str, value: str, other: str) -> None:
    ours = {"K": value, "L": other}
    try:
        result = plan(text, ours)
    except EnvFileError as error:
        if "backtick" not in str(error):
            with pytest.raises(EnvFileError):
                plan(text, {}, ["K"])
        return

    python_dotenv_differs = any("python-dotenv" in each for each in misreadings(result, ours, ".env"))
    assert {**read(result), **ours} == read(result) or python_dotenv_differs
    assert {**values_in(result, ".env"), **ours} == values_in(result, ".env")
    assert {**values_in(result, ".env"), "K": "", "L": ""} == {**values_in(text, ".env"), "K": "", "L": ""}
    assert plan(result, ours) == result, "a second time nothing is left to do"
    assert result.startswith("\ufeff") == text.startswith("\ufeff")
    assert others(result).removesuffix("\n").removesuffix("\r").startswith(others(text).rstrip("\r\n"))


@settings(max_examples=examples(150), deadline=None)
@given(text=TEXTS, value=VALUES)
def test_what_is_added_and_removed_again_leaves_every_byte_as_it_was(text: str, value: str) -> None:
    try:
        added = plan(text, {"NEW_KEY": value})
    except EnvFileError:
        return
    if HEADER in text:
        return
    assert plan(added, {}, ["NEW_KEY"]) == text
