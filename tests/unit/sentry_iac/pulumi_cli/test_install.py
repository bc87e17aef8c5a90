from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sentry_iac.pulumi_cli import sources
from sentry_iac.pulumi_cli.install import install
from sentry_iac.pulumi_cli.pins import Pins, Version, parse_version, read_pins
from sentry_iac.pulumi_cli.steps import StepError
from sentry_iac.pulumi_cli.toolchain import PROGRAMS, Toolchain, UnavailableError

Program = Callable[[Path, str], Path]
Attempt = Callable[[str], bool]

VERSION = "echo v3.274.1"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def attempt(project: Path, cache: Path, pins: Pins) -> Attempt:
    """Installs into the checkout, looking on a PATH first."""
    return lambda path: install(project / ".venv" / "bin", cache, pins, path)


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """No release downloads, and no Go unless a test brings one."""

    def unreachable(*_: object) -> Toolchain:
        raise UnavailableError("the network cannot be reached")

    monkeypatch.setattr(sources, "download", unreachable)
    monkeypatch.setattr(sources, "_USUAL_GO", Path("/nowhere/go"))
    monkeypatch.setenv("PATH", "/usr/bin:/bin")


@pytest.fixture
def fake_go(tmp_path: Path, program: Program, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `go` that notes its words and builds programs which say the pinned version."""
    notes = tmp_path / "go-notes"
    module = tmp_path / "module" / "python" / "cmd"
    program(module / "pulumi-language-python-exec", "exit 0").chmod(0o444)
    (module / "pulumi-language-python").mkdir()
    program(
        tmp_path / "gobin" / "go",
        f"""\
        echo "$@" >> '{notes}'
        case $1 in
          list) echo '{module}/pulumi-language-python' ;;
          build)
            while [ "$1" != -o ]; do shift; done
            printf '#!/bin/sh\\n{VERSION}\\n' > "$2"
            chmod 755 "$2" ;;
        esac""",
    )
    monkeypatch.setenv("PATH", f"{tmp_path / 'gobin'}:/usr/bin:/bin")
    return notes


def complete(folder: Path, program: Program, says: str = VERSION) -> Path:
    for name in PROGRAMS:
        program(folder / name, says)
    return folder


def installed(project: Path) -> Path:
    return project / ".venv" / "bin" / "pulumi"


def test_a_new_enough_pulumi_on_path_is_linked(
    attempt: Attempt, project: Path, program: Program, tmp_path: Path
) -> None:
    folder = complete(tmp_path / "usual", program, "echo v3.280.0")
    attempt(str(folder))
    for name in PROGRAMS:
        assert (project / ".venv" / "bin" / name).resolve() == folder / name


def test_the_language_host_may_be_where_a_link_points_to(
    attempt: Attempt, project: Path, program: Program, tmp_path: Path
) -> None:
    folder = complete(tmp_path / "opt", program)
    links = tmp_path / "links"
    links.mkdir()
    (links / "pulumi").symlink_to(folder / "pulumi")
    attempt(str(links))
    assert installed(project).exists()


@pytest.mark.parametrize(
    ("says", "reason"),
    [
        ("echo v3.273.9", "is 3.273.9, and 3.274 or later is needed"),
        ("echo v4.0.0", "is 4.0.0, and 3.274 or later is needed"),
        ("echo", "says no version"),
        ("exit 3", "says no version"),
    ],
)
def test_one_on_path_that_does_not_serve_is_named_with_the_reason(
    attempt: Attempt, program: Program, tmp_path: Path, says: str, reason: str
) -> None:
    folder = complete(tmp_path / "usual", program, says)
    with pytest.raises(StepError, match=reason):
        attempt(str(folder))


@pytest.mark.parametrize("missing", ["pulumi-language-python", "pulumi-language-python-exec"])
def test_one_on_path_without_python_support_is_not_taken(
    attempt: Attempt, program: Program, tmp_path: Path, missing: str
) -> None:
    folder = complete(tmp_path / "usual", program)
    (folder / missing).unlink()
    with pytest.raises(StepError, match=f"has no {missing} beside it"):
        attempt(str(folder))


def test_no_way_at_all_names_the_three_things_to_provide(attempt: Attempt, project: Path) -> None:
    with pytest.raises(StepError) as failed:
        attempt("/nowhere")
    lines = str(failed.value).splitlines()
    assert len(lines) == 4
    assert "`pulumi` 3.274 or later on PATH" in lines[1]
    assert "release downloads (now: the network cannot be reached)" in lines[2]
    assert "Go 1.26.6 or later" in lines[3]
    assert not installed(project).exists()


def test_a_download_comes_before_a_build(
    attempt: Attempt,
    project: Path,
    program: Program,
    fake_go: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = complete(project / "release", program)
    toolchain = Toolchain({name: folder / name for name in PROGRAMS}, Version(3, 274, 1))
    monkeypatch.setattr(sources, "download", lambda *_: toolchain)
    attempt("/nowhere")
    assert installed(project).resolve() == folder / "pulumi"
    assert not fake_go.exists()


def test_go_builds_the_pinned_pair_into_the_cache(
    attempt: Attempt, project: Path, cache: Path, fake_go: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    attempt(os.environ["PATH"])
    calls = fake_go.read_text()
    assert "version.Version=v3.274.1 -o" in calls
    assert "example.com/cli/cmd/pulumi" in calls
    assert "example.com/host/cmd/pulumi-language-python" in calls
    assert installed(project).resolve().is_relative_to(cache)
    assert (
        installed(project).parent / "pulumi-language-python-exec"
    ).resolve().stat().st_mode & 0o777 == 0o755
    shown = capfd.readouterr().out
    assert "not possible: the network cannot be reached" in shown
    assert "building the Pulumi CLI 3.274.1 with Go" in shown


def test_a_second_run_is_silent_and_asks_nobody(
    attempt: Attempt, fake_go: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    attempt(os.environ["PATH"])
    calls = fake_go.read_text()
    capfd.readouterr()
    attempt(os.environ["PATH"])
    assert fake_go.read_text() == calls
    assert capfd.readouterr().out == ""


def test_another_checkout_takes_what_is_in_the_cache(
    project: Path, cache: Path, pins: Pins, fake_go: Path, tmp_path: Path
) -> None:
    install(project / ".venv" / "bin", cache, pins, os.environ["PATH"])
    calls = fake_go.read_text()
    other = tmp_path / "other"
    (other / ".venv" / "bin").mkdir(parents=True)
    install(other / ".venv" / "bin", cache, pins, os.environ["PATH"])
    assert fake_go.read_text() == calls
    assert installed(other).resolve() == installed(project).resolve()


def test_a_damaged_cache_is_built_again(attempt: Attempt, project: Path, fake_go: Path) -> None:
    attempt(os.environ["PATH"])
    installed(project).resolve().unlink()
    attempt(os.environ["PATH"])
    assert installed(project).exists()


def test_a_failed_build_leaves_nothing_behind_and_says_what_go_said(
    attempt: Attempt, cache: Path, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = program(tmp_path / "gobin" / "go", "echo 'go: go.mod requires go >= 1.26.6' >&2; exit 1")
    monkeypatch.setenv("PATH", f"{go.parent}:/usr/bin:/bin")
    with pytest.raises(StepError, match=r"`go build` of pulumi failed: go: go.mod requires go >= 1.26.6"):
        attempt("/nowhere")
    assert [path.name for path in cache.iterdir()] == ["lock"]


def test_an_interrupted_build_leaves_nothing_behind_and_what_a_killed_one_left_is_removed(
    attempt: Attempt, project: Path, cache: Path, fake_go: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    (cache / ".unfinished-killed").mkdir(parents=True)
    with monkeypatch.context() as patched:
        patched.setattr(sources, "_go_build", interrupt)
        with pytest.raises(KeyboardInterrupt):
            attempt(os.environ["PATH"])
    assert [path.name for path in cache.iterdir()] == ["lock"]
    attempt(os.environ["PATH"])
    assert installed(project).exists()


def test_a_new_pin_is_another_build(project: Path, pins: Pins) -> None:
    before = pins.key
    (project / "pins" / "pulumi-language-python" / "go.sum").write_text("example.com/host v1 h1:x\n")
    assert read_pins(project / "pins").key != before


def test_the_pins_of_this_checkout_can_be_read() -> None:
    pins = read_pins()
    assert pins.version.major == 3
    assert pins.cli.package.endswith("/cmd/pulumi")
    assert pins.language_host.package.endswith("/cmd/pulumi-language-python")


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("v3.274.1\n", Version(3, 274, 1)),
        ("3.280.0-alpha.1+dirty", Version(3, 280, 0)),
        ("", None),
        ("unknown", None),
    ],
)
def test_a_version_is_read_from_what_a_cli_prints(text: str, version: Version | None) -> None:
    assert parse_version(text) == version
