"""A `.env` file is written in one step, keeps what belongs to it, and nothing is left beside it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pulumi_sentry.env_file.dotenv_file import apply, read_values
from pulumi_sentry.env_file.dotenv_text import HEADER, EnvFileError
from tests.unit.pulumi_sentry.env_file.texts import TEXTS


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
