"""A `.env` file keeps whatever is not ours, and our values read the same everywhere."""

from __future__ import annotations

import io
import os
import stat
import subprocess
from pathlib import Path

import dotenv
import pytest
from dotenv.parser import parse_stream
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pulumi_sentry.env_file.dotenv_file import apply, read_values
from pulumi_sentry.env_file.dotenv_text import HEADER, EnvFileError, plan

DSN = "https://0123456789abcdef0123456789abcdef@o1.ingest.de.sentry.io/42"


def read(text: str) -> dict[str, str | None]:
    return dict(dotenv.dotenv_values(stream=io.StringIO(text, newline="")))


def test_a_new_file_holds_our_keys_under_one_comment() -> None:
    assert plan("", {"SENTRY_DSN": DSN, "RATE": "0.1"}) == f"{HEADER}\nSENTRY_DSN={DSN}\nRATE=0.1\n"


def test_our_value_is_exchanged_where_it_stands() -> None:
    before = "# top\nA=1\n\n  export DSN='old'   # why\nB = two words \n"

    assert plan(before, {"DSN": "new"}) == "# top\nA=1\n\n  export DSN=new   # why\nB = two words \n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("K=old\n", "K=new\n"),
        ("K = old\n", "K=new\n"),
        ("K=\n", "K=new\n"),
        ("K\n", "K=new\n"),
        ("export K\n", "export K=new\n"),
        ("K= # note\n", "K=new # note\n"),
        ("K=#old\n", "K=new\n"),
        ("K='old'#note\n", "K=new #note\n"),
        ('K="two\nlines" # note\nB=1\n', "K=new # note\nB=1\n"),
        ("K=old", "K=new"),
        ("K=old\r\nB=1\r\n", "K=new\r\nB=1\r\n"),
        ("\ufeffK=old\n", "\ufeffK=new\n"),
        ("K=old\nK=older\n", "K=new\nK=new\n"),
        ("'K'=old\n", "'K'=new\n"),
    ],
)
def test_every_way_to_write_a_definition_is_understood(before: str, after: str) -> None:
    assert plan(before, {"K": "new"}) == after
    assert read(after)["K"] == "new"


@pytest.mark.parametrize("text", ["K=v\n", "K = 'v' # mine\n", 'export K="v"\r\n', "\ufeff\n\nK=v"])
def test_a_value_that_is_right_already_is_not_rewritten(text: str) -> None:
    assert plan(text, {"K": "v"}) == text


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
        ("grün", "'grün'"),
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


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("A=1\n=2\n", 2),
        ('A=1\n\n\n  B="canary\n', 4),
        ("A=1\r\n\r\nB='canary\r\n", 3),
        ("A canary\n", 1),
    ],
)
def test_a_broken_line_is_named_and_the_file_left_as_it_is(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / ".env"
    path.write_bytes(text.encode())

    with pytest.raises(EnvFileError) as caught:
        apply(path, {"K": "v"})

    assert str(caught.value).startswith(f"{path}:{line}: is neither NAME=value nor a comment")
    assert "canary" not in str(caught.value)
    assert path.read_bytes() == text.encode()
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(EnvFileError):
        read_values(path)


def test_a_new_file_is_for_its_owner_alone_and_its_folders_are_made(tmp_path: Path) -> None:
    path = tmp_path / "backend" / "conf" / ".env"

    assert apply(path, {"K": "v"})

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_values(path) == {"K": "v"}
    assert not apply(path, {"K": "v"})


def test_an_existing_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("A=1\n")
    path.chmod(0o644)

    assert apply(path, {"K": "v"})

    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_the_file_is_replaced_as_a_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("A=1\n")
    with path.open() as reader:
        apply(path, {"K": "v"})
        assert reader.read() == "A=1\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_symbolic_link_stays_one_and_its_target_is_written(tmp_path: Path) -> None:
    target = tmp_path / "real" / "env"
    target.parent.mkdir()
    target.write_text("A=1\n")
    link = tmp_path / ".env"
    link.symlink_to("real/env")

    apply(link, {"K": "v"})

    assert link.is_symlink()
    assert read_values(target) == {"A": "1", "K": "v"}


def test_bytes_of_another_encoding_pass_through(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_bytes(b"# caf\xe9\nA=1\n")

    apply(path, {"K": "v"})

    assert path.read_bytes().startswith(b"# caf\xe9\nA=1\n")


def test_where_no_file_is_there_is_nothing_to_read_and_nothing_to_remove(tmp_path: Path) -> None:
    path = tmp_path / "gone" / ".env"

    assert read_values(path) == {}
    assert not apply(path, {}, ["K"])
    assert not path.parent.exists()


def test_a_path_that_cannot_be_a_file_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "loop").symlink_to("loop")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "utf16").write_bytes("A=1\n".encode("utf-16"))

    for name, told in {
        ".": "is a folder; name the file in it, such as",
        "file/.env": "a part of the path is a file where a folder must be",
        "loop": "cannot be read: ",
        "pipe": "is not a regular file",
        "utf16": ":1: is UTF-16 text; save it as UTF-8",
    }.items():
        with pytest.raises(EnvFileError, match=told) as caught:
            apply(tmp_path / name, {"K": "v"})
        assert str(caught.value).startswith(str(tmp_path))


def test_a_file_that_nobody_may_write_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("A=1\n")
    path.chmod(0o444)

    with pytest.raises(EnvFileError, match=r"is not writable; run chmod u\+w on it"):
        apply(path, {"K": "v"})
    assert path.read_text() == "A=1\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_that_fails_leaves_the_file_and_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / ".env"
    path.write_text("A=1\n")

    def full_disk(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)

    with pytest.raises(EnvFileError, match="cannot be written: no space left on device"):
        apply(path, {"K": "v"})
    assert path.read_text() == "A=1\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_change_by_another_program_is_never_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / ".env"
    path.write_text("A=1\n")
    sync = os.fsync

    def meddle(handle: int) -> None:
        path.write_text("A=2\n")
        sync(handle)

    monkeypatch.setattr(os, "fsync", meddle)

    with pytest.raises(EnvFileError, match="was changed by another program meanwhile"):
        apply(path, {"K": "v"})
    assert path.read_text() == "A=2\n"


VALUES = st.text(
    st.characters(codec="utf-8", exclude_characters="$\\'", exclude_categories=["Cc", "Cs"]), max_size=20
).filter(lambda value: not value or value.isprintable())
LINES = st.one_of(
    st.sampled_from(
        ["", "  ", "# note", "A=1", "export B = 'x' # y", "C", 'D="two\nlines"', "E=#x", "F=a b  ", "'G'=1", "K=old",
         " export K='old'#c", "K", "L = \"l\" # c", "L=", HEADER]
    ),
    st.from_regex(r"[A-J]=[a-z #'\"]{0,8}", fullmatch=True),
    st.text(max_size=10),
)  # fmt: skip
TEXTS = st.builds(
    lambda bom, lines, end, last: bom + end.join(lines) + (end if last else ""),
    st.sampled_from(["", "\ufeff"]),
    st.lists(LINES, max_size=8),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
)


def others(text: str) -> list[str]:
    """Everything in a file that is neither our key nor our comment, blank lines included."""
    found = []
    for binding in parse_stream(io.StringIO(text, newline="")):
        original = binding.original.string
        if binding.key in {"K", "L"} or original.strip() == HEADER:
            original = original[: len(original) - len(original.lstrip())].rstrip(" \t")
        found.append(original)
    return found


@settings(max_examples=150, deadline=None)
@given(text=TEXTS, value=VALUES, other=VALUES)
@example(text="A=1", value="v", other="")
@example(text="K=x\n\n", value="", other="#")
def test_whatever_is_in_a_file_only_our_keys_change(text: str, value: str, other: str) -> None:
    try:
        result = plan(text, {"K": value, "L": other})
    except EnvFileError:
        with pytest.raises(EnvFileError):
            plan(text, {}, ["K"])
        return

    values = read(result)
    assert (values["K"], values["L"]) == (value, other)
    assert {name: each for name, each in values.items() if name not in {"K", "L"}} == {
        name: each for name, each in read(text).items() if name not in {"K", "L"}
    }
    assert plan(result, {"K": value, "L": other}) == result, "a second time nothing is left to do"
    assert result.startswith("\ufeff") == text.startswith("\ufeff")
    mine = "".join(others(text))
    assert "".join(others(result)).removesuffix("\n").removesuffix("\r").startswith(mine.rstrip("\r\n"))


@settings(max_examples=150, deadline=None)
@given(text=TEXTS, value=VALUES)
def test_what_is_added_and_removed_again_leaves_every_byte_as_it_was(text: str, value: str) -> None:
    try:
        added = plan(text, {"NEW_KEY": value})
    except EnvFileError:
        return
    if HEADER in text:
        return
    assert plan(added, {}, ["NEW_KEY"]) == text


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    raw=st.binary(max_size=30)
    | st.builds(lambda text, raw: text.encode() + raw, TEXTS, st.binary(max_size=4))
)
@example(raw=b"# caf\xe9\r\nA=\xff")
def test_bytes_that_are_not_ours_stay_whatever_they_are(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / ".env"
    path.write_bytes(raw)
    try:
        apply(path, {"NEW_KEY": "v"})
    except EnvFileError:
        assert path.read_bytes() == raw
        return
    if HEADER.encode() in raw or b"NEW_KEY" in raw:
        return
    assert path.read_bytes().startswith(raw)
    apply(path, {}, ["NEW_KEY"])
    assert path.read_bytes() == raw


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(VALUES, min_size=1, max_size=20))
def test_a_shell_reads_what_python_reads(tmp_path: Path, values: list[str]) -> None:
    path = tmp_path / ".env"
    names = [f"K{number}" for number in range(len(values))]
    path.unlink(missing_ok=True)
    apply(path, dict(zip(names, values, strict=True)))

    script = f". {path}; printf '%s\\0' " + " ".join(f'"${name}"' for name in names)
    shell = subprocess.run(["/bin/sh", "-eu", "-c", script], capture_output=True, check=True)  # noqa: S603 - our own script

    assert shell.stdout.decode().split("\0")[:-1] == values
    assert list(dotenv.dotenv_values(path).values()) == values
