from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from sentry_iac.engine.backend import Backend, Origin, choose_backend, prepare_backend
from sentry_iac.files.layout import Layout


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment whose user never logged in."""
    return {"HOME": str(tmp_path / "home")}


def log_in(environ: dict[str, str], current: object) -> None:
    folder = Path(environ["HOME"]) / ".pulumi"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "credentials.json").write_text(json.dumps({"current": current}))


def test_state_and_passphrase_are_files_of_the_project_unless_something_else_is_said(
    layout: Layout, home: dict[str, str]
) -> None:
    backend = choose_backend(layout, home, None)
    assert backend == Backend(Origin.LOCAL, Origin.LOCAL)
    variables = backend.variables(layout)
    assert variables["PULUMI_BACKEND_URL"] == layout.state.as_uri()
    assert variables["PULUMI_CONFIG_PASSPHRASE_FILE"] == str(layout.passphrase_file)
    assert backend.expected() == {}


def test_a_backend_in_the_environment_wins_and_is_not_written_down(
    layout: Layout, home: dict[str, str]
) -> None:
    environ = {**home, "PULUMI_BACKEND_URL": "postgres://user:secret@db.example.com/state"}
    backend = choose_backend(layout, environ, "s3://bucket")
    assert backend.state is Origin.ENVIRONMENT
    assert "PULUMI_BACKEND_URL" not in backend.variables(layout)
    assert list(backend.expected()) == ["PULUMI_BACKEND_URL"]


def test_a_token_of_pulumi_cloud_is_enough_and_what_is_empty_is_not_set(
    layout: Layout, home: dict[str, str]
) -> None:
    environ = {**home, "PULUMI_BACKEND_URL": "", "PULUMI_ACCESS_TOKEN": "pul-of_nobody"}
    backend = choose_backend(layout, environ, None)
    assert (backend.state, backend.is_cloud) == (Origin.CLOUD_TOKEN, True)
    assert "PULUMI_BACKEND_URL" not in backend.variables(layout)
    assert "PULUMI_ACCESS_TOKEN" in backend.expected()
    assert choose_backend(layout, {**environ, "PULUMI_ACCESS_TOKEN": ""}, None).state is Origin.LOCAL


def test_every_checkout_takes_the_salt_from_the_state(layout: Layout, home: dict[str, str]) -> None:
    backend = choose_backend(layout, {**home, "PULUMI_BACKEND_URL": "s3://bucket"}, None)
    assert backend.variables(layout)["PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER"] == "true"


def test_nothing_waits_for_an_index_that_cannot_be_reached(layout: Layout) -> None:
    variables = choose_backend(layout, {}, None).variables(layout)
    assert variables["PIP_DISABLE_PIP_VERSION_CHECK"] == "1"
    assert variables["PULUMI_SKIP_UPDATE_CHECK"] == "true"


def test_a_backend_of_the_project_wins_over_a_login(layout: Layout, home: dict[str, str]) -> None:
    log_in(home, "https://api.example.com")
    assert choose_backend(layout, home, "s3://bucket").state is Origin.PROJECT


def test_a_login_is_respected(layout: Layout, home: dict[str, str]) -> None:
    log_in(home, "https://api.example.com")
    backend = choose_backend(layout, home, None)
    assert backend.state is Origin.LOGIN
    assert "PULUMI_BACKEND_URL" not in backend.variables(layout)


def test_a_demo_leaves_a_login_alone_unless_it_is_asked_for(layout: Layout, home: dict[str, str]) -> None:
    log_in(home, "https://api.example.com")
    backend = choose_backend(layout, home, None, demo=True)
    assert (backend.state, backend.passed_over, backend.is_cloud) == (Origin.LOCAL, Origin.LOGIN, False)
    assert backend.variables(layout)["PULUMI_BACKEND_URL"] == layout.state_url
    by_token = {"HOME": "/nowhere", "PULUMI_ACCESS_TOKEN": "pul-of_nobody"}
    assert choose_backend(layout, by_token, None, demo=True).passed_over is Origin.CLOUD_TOKEN
    asked = choose_backend(layout, {**home, "PULUMI_BACKEND_URL": "https://api.example.com"}, None, demo=True)
    assert (asked.state, asked.passed_over, asked.is_cloud) == (Origin.ENVIRONMENT, None, True)
    assert choose_backend(layout, home, "s3://bucket", demo=True).state is Origin.PROJECT


@pytest.mark.parametrize("current", ["", None, 3])
def test_a_logout_is_no_login(layout: Layout, home: dict[str, str], current: object) -> None:
    log_in(home, current)
    assert choose_backend(layout, home, None).state is Origin.LOCAL


def test_what_the_env_file_exported_counts_as_not_set(layout: Layout, home: dict[str, str]) -> None:
    first = choose_backend(layout, home, None)
    assert choose_backend(layout, {**home, **first.variables(layout)}, None) == first


@pytest.mark.parametrize(
    "own", [{"PULUMI_CONFIG_PASSPHRASE": ""}, {"PULUMI_CONFIG_PASSPHRASE_FILE": "/elsewhere"}]
)
def test_a_passphrase_of_the_user_is_used(layout: Layout, home: dict[str, str], own: dict[str, str]) -> None:
    backend = choose_backend(layout, {**home, **own}, None)
    assert backend.passphrase is Origin.ENVIRONMENT
    prepare_backend(layout, backend)
    assert not layout.passphrase_file.exists()
    assert "PULUMI_CONFIG_PASSPHRASE_FILE" not in backend.variables(layout)


@pytest.mark.parametrize("backend", [Origin.LOCAL, Origin.ENVIRONMENT])
def test_the_local_folder_is_for_its_owner_alone_and_an_open_one_is_closed(
    layout: Layout, backend: Origin
) -> None:
    for already in (False, True):
        if already:
            layout.local.chmod(0o755)
        prepare_backend(layout, Backend(backend, Origin.LOCAL))
        assert stat.S_IMODE(layout.local.stat().st_mode) == 0o700


def test_a_local_folder_elsewhere_is_left_as_open_as_it_is(layout: Layout, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o755)
    layout.local.symlink_to(elsewhere)
    prepare_backend(layout, Backend(Origin.LOCAL, Origin.LOCAL))
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o755


def test_the_passphrase_is_random_private_and_kept(layout: Layout) -> None:
    backend = Backend(Origin.LOCAL, Origin.LOCAL)
    prepare_backend(layout, backend)
    passphrase = layout.passphrase_file.read_text()
    assert len(passphrase) >= 32
    layout.passphrase_file.chmod(0o644)
    prepare_backend(layout, backend)
    assert layout.passphrase_file.read_text() == passphrase
    assert stat.S_IMODE(layout.passphrase_file.stat().st_mode) == 0o600
    assert layout.state.is_dir()
