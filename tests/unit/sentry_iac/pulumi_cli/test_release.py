"""A release of the Pulumi CLI is the pinned one to the last bit, or nothing of it is unpacked and started."""

from __future__ import annotations

import platform
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sentry_iac.pulumi_cli import download_release, sources
from sentry_iac.pulumi_cli.download_release import unpack
from sentry_iac.pulumi_cli.pins import Pins
from sentry_iac.pulumi_cli.release import CHECKSUMS, archive_here, archives
from sentry_iac.pulumi_cli.steps import StepError
from sentry_iac.pulumi_cli.toolchain import UnavailableError
from tests.unit.sentry_iac.pulumi_cli.release_server import (
    ANOTHER_MACHINE,
    NAMES,
    Offer,
    member,
    offering,
    packed,
    sha256,
)

ARCHIVE = "pulumi-v3.274.1-linux-x64.tar.gz"
PATH = f"/v3.274.1/{ARCHIVE}"
Fetched = Callable[..., Path]


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def offer() -> Offer:
    return Offer()


@pytest.fixture
def address(offer: Offer) -> Iterator[str]:
    with offering(offer) as found:
        yield found


@pytest.fixture
def fetched(offer: Offer, address: str, pins: Pins, tmp_path: Path) -> Fetched:
    """Offers an archive, pins a SHA-256, downloads, and returns the folder with the programs."""

    def fetch(archive: bytes, pinned: str | None = None) -> Path:
        offer.files[PATH] = archive
        (pins.cli.folder / CHECKSUMS).write_text(f"# figures\n{pinned or sha256(archive)}  {ARCHIVE}\n")
        toolchain = sources.download(tmp_path / "cache", pins, address)
        return toolchain.programs["pulumi"].parent

    return fetch


def left(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "cache").glob("*/**")) if (tmp_path / "cache").exists() else []


def test_the_pinned_release_is_unpacked_and_taken_from_the_cache_later(
    fetched: Fetched, tmp_path: Path, pins: Pins, offer: Offer
) -> None:
    folder = fetched(packed())
    assert sorted(path.name for path in folder.iterdir()) == sorted(NAMES)
    assert sorted(path.name for path in folder.parent.iterdir()) == ["bin"]
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o755}
    again = sources.cached(tmp_path / "cache", pins)
    assert again is not None
    assert again.programs["pulumi"].parent == folder
    assert offer.asked == [PATH]


def test_another_pin_takes_nothing_of_the_cache(fetched: Fetched, tmp_path: Path, pins: Pins) -> None:
    fetched(packed())
    (pins.cli.folder / CHECKSUMS).write_text(f"{'0' * 64}  {ARCHIVE}\n")
    assert sources.cached(tmp_path / "cache", pins) is None


@pytest.mark.parametrize(
    "figures", [None, "", "# none yet\n", f"{'0' * 64}  pulumi-v3.274.0-linux-x64.tar.gz\n"]
)
def test_without_a_sha256_nothing_is_asked_for(
    figures: str | None, offer: Offer, address: str, pins: Pins, tmp_path: Path
) -> None:
    if figures is not None:
        (pins.cli.folder / CHECKSUMS).write_text(figures)
    offer.files[PATH] = packed()
    with pytest.raises(UnavailableError, match=f"has no SHA-256 of {ARCHIVE}, and nothing is downloaded"):
        sources.download(tmp_path / "cache", pins, address)
    assert offer.asked == []


@pytest.mark.parametrize(
    ("system", "machine_", "name"),
    [
        ("Linux", "x86_64", "linux-x64"),
        ("Linux", "aarch64", "linux-arm64"),
        ("Darwin", "x86_64", "darwin-x64"),
        ("Darwin", "arm64", "darwin-arm64"),
    ],
)
def test_each_machine_has_an_archive(
    system: str, machine_: str, name: str, pins: Pins, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "system", lambda: system)
    monkeypatch.setattr(platform, "machine", lambda: machine_)
    assert archive_here(pins.version) == f"pulumi-v3.274.1-{name}.tar.gz"
    assert archive_here(pins.version) in archives(pins.version)


@pytest.mark.parametrize(("system", "machine_"), [("FreeBSD", "amd64"), ("Linux", "riscv64")])
def test_a_machine_without_a_release_is_named(
    system: str, machine_: str, pins: Pins, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "system", lambda: system)
    monkeypatch.setattr(platform, "machine", lambda: machine_)
    with pytest.raises(UnavailableError, match=f"no official release for {system} on {machine_}"):
        sources.download(tmp_path / "cache", pins, "http://127.0.0.1:9")


@pytest.mark.parametrize(
    ("archive", "pinned", "says"),
    [
        (packed(), "0" * 64, f"has the SHA-256 {sha256(packed())} and not {'0' * 64}"),
        (packed()[:-20], sha256(packed()), "it is not the pinned release"),
        (packed()[:100], None, "not found in"),
        (b"<html>Log in</html>", None, "the archive cannot be unpacked: "),
        (b"", None, "the archive cannot be unpacked"),
        (packed(program=ANOTHER_MACHINE), None, "does not start: Exec format error"),
        (packed(program=b"#!/bin/sh\necho v3.100.0\n"), None, "is 3.100.0, and 3.274 or later is needed"),
        (packed(without="pulumi-language-python"), None, "pulumi-language-python not found"),
        (packed(prefix="Pulumi/"), None, "has 'Pulumi/pulumi' in it"),
        (packed(prefix=""), None, "has 'pulumi' in it"),
        (packed(member("pulumi/a", tarfile.SYMTYPE, "/etc/passwd")), None, "has 'pulumi/a' in it"),
        (packed(member("pulumi/a", tarfile.LNKTYPE, "pulumi/pulumi")), None, "has 'pulumi/a' in it"),
        (packed(member("pulumi/a", tarfile.FIFOTYPE)), None, "has 'pulumi/a' in it"),
        (packed(member("pulumi/a", tarfile.CHRTYPE)), None, "has 'pulumi/a' in it"),
        (packed(member("pulumi/../../a")), None, "has 'pulumi/../../a' in it"),
        (packed(member("pulumi/..")), None, "has 'pulumi/..' in it"),
        (packed(member("/etc/a")), None, "has '/etc/a' in it"),
        (packed(member("pulumi/b/a")), None, "has 'pulumi/b/a' in it"),
        (packed(member("pulumi/.profile")), None, "has 'pulumi/.profile' in it"),
        (packed(member("pulumi/a\nb")), None, "in it, which is no program of a release"),
        (packed(member("pulumi/pulumi")), None, "File exists"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_anything_else_is_refused_with_a_reason_and_leaves_nothing(
    archive: bytes, pinned: str | None, says: str, fetched: Fetched, tmp_path: Path
) -> None:
    with pytest.raises(UnavailableError) as refused:
        fetched(archive, pinned)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)
    assert left(tmp_path) == []
    assert [path for path in tmp_path.rglob("*") if path.name == "a"] == []


def test_nothing_of_another_archive_is_unpacked_or_started(
    tmp_path: Path, offer: Offer, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download_release, "unpack", lambda *_: pytest.fail("it was unpacked"))
    offer.files[PATH] = packed()
    with pytest.raises(StepError, match="nothing of it was unpacked"):
        download_release.download(tmp_path, f"{address}{PATH}", sha256(b"another"))


def test_an_answer_that_ends_early_or_is_not_there_is_said(
    fetched: Fetched, offer: Offer, address: str, pins: Pins, tmp_path: Path
) -> None:
    offer.says[PATH] = len(packed()) + 1000
    with pytest.raises(UnavailableError, match=r"ended after \d+ of \d+ bytes"):
        fetched(packed())
    with pytest.raises(UnavailableError, match="HTTP Error 404"):
        sources.download(tmp_path / "cache", pins, f"{address}/elsewhere")
    with pytest.raises(UnavailableError, match="Connection refused"):
        sources.download(tmp_path / "cache", pins, "http://127.0.0.1:9")
    with pytest.raises(UnavailableError, match="only https is fetched"):
        sources.download(tmp_path / "cache", pins, "http://example.com")
    assert left(tmp_path) == []


def test_a_server_that_drips_is_given_up(
    fetched: Fetched, offer: Offer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "_DOWNLOAD_SECONDS", 1.5)
    offer.pause = 0.2
    with pytest.raises(UnavailableError, match="took longer than 2 s"):
        fetched(packed())
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    ("bound", "value", "says"),
    [
        ("_MOST_PACKED", 100, "is longer than 100 bytes"),
        ("_MOST_UNPACKED", 30, "is no program"),
        ("_MOST_FILES", 3, "is no program"),
    ],
)
def test_a_release_has_a_size(
    bound: str, value: int, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download_release, bound, value)
    with offering(Offer({PATH: packed()})) as address, pytest.raises(StepError, match=says):
        download_release.download(tmp_path, f"{address}{PATH}", sha256(packed()))


def test_an_archive_that_unpacks_without_end_is_not_unpacked(tmp_path: Path) -> None:
    (tmp_path / "bomb").write_bytes(packed(member("pulumi/a", size=5_000_000)))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(download_release, "_MOST_UNPACKED", 1_000_000)
        with pytest.raises(StepError, match="has 'pulumi/a' in it"):
            unpack(tmp_path / "bomb", tmp_path / "bin")
    assert not (tmp_path / "bin" / "a").exists()
