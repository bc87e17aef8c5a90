"""A `.env` file is written in one step, keeps what belongs to it, and nothing is left beside it."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import stat
import struct
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
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


def test_what_another_program_appends_between_the_look_and_the_rename_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / ".env"
    path.write_text("A=1\n")
    rename = Path.replace

    def late(source: Path, target: Path) -> Path:
        if source.name == "new":
            with path.open("a") as file:
                file.write("B=2\n")
        return rename(source, target)

    monkeypatch.setattr(Path, "replace", late)

    with pytest.raises(EnvFileError, match="was changed by another program meanwhile"):
        apply(path, {"K": "v"})
    assert path.read_text() == "A=1\nB=2\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_comes_meanwhile_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / ".env"
    sync = os.fsync

    def meddle(handle: int) -> None:
        path.write_text("A=2\n")
        sync(handle)

    monkeypatch.setattr(os, "fsync", meddle)

    with pytest.raises(EnvFileError, match="was changed by another program meanwhile"):
        apply(path, {"K": "v"})
    assert path.read_text() == "A=2\n"


def set_attribute(path: Path, name: str, value: bytes) -> None:
    try:
        os.setxattr(path, name, value)
    except OSError as error:
        pytest.skip(f"the file system takes no {name}: {error.strerror}")


def access_control_list(*entries: tuple[int, int, int]) -> bytes:
    """An access control list as Linux keeps it: kind, permissions and id of each entry."""
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


NOBODY_ID = 0xFFFFFFFF
OWNER, USER, GROUP, MASK, OTHER = 0x01, 0x02, 0x04, 0x10, 0x20
LIST = access_control_list(
    (OWNER, 6, NOBODY_ID),
    (USER, 4, 65534),
    (GROUP, 0, NOBODY_ID),
    (MASK, 4, NOBODY_ID),
    (OTHER, 0, NOBODY_ID),
)


def test_an_access_control_list_stays_and_gives_the_group_nothing_new(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("A=1\n")
    set_attribute(path, "system.posix_acl_access", LIST)

    assert apply(path, {"K": "v"})

    assert os.getxattr(path, "system.posix_acl_access") == LIST


def test_the_default_list_of_the_folder_gives_the_file_nothing_new(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("A=1\n")
    path.chmod(0o640)
    set_attribute(tmp_path, "system.posix_acl_default", LIST)

    assert apply(path, {"K": "v"})

    assert "system.posix_acl_access" not in os.listxattr(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_extended_attributes_stay(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("A=1\n")
    set_attribute(path, "user.note", b"of the ops team")

    assert apply(path, {"K": "v"})

    assert os.getxattr(path, "user.note") == b"of the ops team"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a file away")
def test_owner_and_group_stay(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("A=1\n")
    os.chown(path, 1234, 2345)

    assert apply(path, {"K": "v"})

    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 2345)


STEPS = frozenset({"open", "os.mkdir", "os.link", "os.rename", "os.remove", "os.rmdir"})


def killed_at(step: int, path: Path, managed: dict[str, str]) -> bool:
    """Write in a process that is killed before its n-th call that changes a folder; whether it came that far."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        return os.WIFSIGNALED(status)
    steps = itertools.count(1)

    def kill(event: str, args: tuple[object, ...]) -> None:
        if event in STEPS and str(path.parent) in str(args[0]) and next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        sys.addaudithook(kill)
        apply(path, managed)
    finally:
        os._exit(0)


def test_a_killed_write_leaves_nothing_that_git_would_take_and_the_next_one_sweeps_it(tmp_path: Path) -> None:
    git = ["git", "-C", str(tmp_path), "-c", "core.excludesFile=/dev/null"]
    subprocess.run([*git, "init", "--quiet"], check=True)  # noqa: S603 - our own command line
    (tmp_path / ".gitignore").write_text(".env\n")
    path = tmp_path / ".env"
    path.write_text("A=1\n")
    step = 1
    while killed_at(step, path, {"SENTRY_DSN": "canary"}):
        assert path.read_text() in ("A=1\n", f"A=1\n{HEADER}\nSENTRY_DSN=canary\n")
        added = subprocess.run([*git, "add", "-An"], check=True, capture_output=True, text=True)  # noqa: S603
        assert added.stdout == "add '.gitignore'\n"

        apply(path, {"SENTRY_DSN": "canary"})
        assert {each.name for each in tmp_path.iterdir()} == {".env", ".git", ".gitignore"}
        path.write_text("A=1\n")
        step += 1
    assert step > 8


def test_what_a_killed_write_left_goes_even_where_nothing_is_to_be_written(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("K=v\n")
    left = tmp_path / ".pulumi-sentry.tmp"
    left.mkdir()
    (left / ".gitignore").write_text("*\n")
    (left / "new").write_text("K=canary\n")

    assert not apply(path, {"K": "v"})

    assert list(tmp_path.iterdir()) == [path]


def write_twenty(path: Path, prefix: str) -> None:
    for number in range(20):
        apply(path, {f"{prefix}{number}": "v"})


def test_processes_that_write_one_file_at_the_same_time_lose_nothing_of_each_other(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("A=1\n")
    prefixes = ["W", "X", "Y", "Z"]
    with ProcessPoolExecutor(4, mp_context=multiprocessing.get_context("fork")) as writers:
        for done in [writers.submit(write_twenty, path, prefix) for prefix in prefixes]:
            done.result()

    names = {f"{prefix}{number}" for prefix in prefixes for number in range(20)}
    assert read_values(path) == {"A": "1", **dict.fromkeys(names, "v")}
    assert list(tmp_path.iterdir()) == [path]


def test_two_writers_in_one_folder_wait_for_each_other(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as writers:
        done = writers.map(lambda number: apply(tmp_path / f".env.{number}", {"K": str(number)}), range(24))

        assert all(done)
    assert {path.name for path in tmp_path.iterdir()} == {f".env.{number}" for number in range(24)}


def test_a_path_with_a_nul_is_refused(tmp_path: Path) -> None:
    for act in (lambda path: apply(path, {"K": "v"}), read_values):
        with pytest.raises(EnvFileError, match="cannot name a file: it holds a NUL"):
            act(f"{tmp_path}/\0.env")


def test_a_link_into_a_git_folder_is_not_followed(tmp_path: Path) -> None:
    hooks = tmp_path / ".git" / "hooks"
    hooks.mkdir(parents=True)
    path = tmp_path / ".env"
    path.symlink_to(".git/hooks/pre-commit")

    with pytest.raises(EnvFileError, match=r"is in a \.git folder, where git runs files as programs"):
        apply(path, {"K": "v"})
    assert list(hooks.iterdir()) == []


def test_values_of_a_hundred_thousand_blanks_are_read_and_left(tmp_path: Path) -> None:
    """For each of them alone the parser of python-dotenv takes a minute."""
    path = tmp_path / ".env"
    blanks = " " * 100_000
    path.write_text("".join(f"A{number}=a{blanks}b\n" for number in range(10)) + f"K='a{blanks}b' # c\n")

    assert len(read_values(path)["A9"]) == 100_002
    assert len(read_values(path)["K"]) == 100_002
    assert apply(path, {"K": "v"})
    assert path.read_text().endswith("b\n# c\nK=v\n")


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
