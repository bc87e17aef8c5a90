"""The command that prints the checksums to commit, from what is published with the release."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sentry_iac.pulumi_cli.pin_release import table
from sentry_iac.pulumi_cli.pins import Pins, Version, read_pins
from sentry_iac.pulumi_cli.release import CHECKSUMS, archives, read_checksums
from sentry_iac.pulumi_cli.steps import StepError
from tests.unit.sentry_iac.pulumi_cli.release_server import Offer, offering, sha256

ARCHIVE = "pulumi-v3.274.1-linux-x64.tar.gz"


@pytest.fixture
def offer(monkeypatch: pytest.MonkeyPatch) -> Offer:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    return Offer()


@pytest.fixture
def address(offer: Offer) -> Iterator[str]:
    with offering(offer) as found:
        yield found


def published(*without: str) -> bytes:
    """A list of checksums as a release has it, with archives that nobody needs here."""
    names = [
        *archives(Version(3, 274, 1)),
        "pulumi-v3.274.1-windows-x64.zip",
        "sdk-nodejs.tgz",
    ]
    return "".join(f"{sha256(name.encode())}  {name}\n" for name in names if name not in without).encode()


def test_a_maintainer_gets_the_lines_to_commit(offer: Offer, address: str, pins: Pins) -> None:
    offer.files["/v3.274.1/pulumi-3.274.1-checksums.txt"] = published()
    lines = table(pins, address)
    assert read_checksums(lines, "here") == {name: sha256(name.encode()) for name in archives(pins.version)}
    assert len(lines.splitlines()) == 4


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "HTTP Error 404"),
        (published(ARCHIVE), f"has no line for {ARCHIVE}"),
        (b"<html>Log in</html>", "checksums.txt:1: this is no SHA-256 with the name of a file"),
        (published() + published().replace(b"0", b"1"), "or its second one"),
        (b"x" * 200_000, "is longer than 100000 bytes"),
    ],
)
def test_a_list_without_the_figures_is_refused(
    content: bytes | None, says: str, offer: Offer, address: str, pins: Pins
) -> None:
    if content is not None:
        offer.files["/v3.274.1/pulumi-3.274.1-checksums.txt"] = content
    with pytest.raises(StepError, match=says):
        table(pins, address)


def test_this_checkout_pins_every_archive_of_its_version_or_none() -> None:
    pins = read_pins()
    path = pins.cli.folder / CHECKSUMS
    assert set(read_checksums(path.read_text(), path)) in (set(), set(archives(pins.version)))
