"""Bad input gets one clear error and loses nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.project import Project, Ran
from tests.sentry_api import SentryByHand


@pytest.fixture
def project(tmp_path: Path, sentry_env: dict[str, str]) -> Project:
    made = Project(tmp_path / "project", sentry_env)
    made.init("dev")
    return made


def the_error(ran: Ran) -> str:
    """What went wrong, as a person sees it; never a traceback."""
    assert ran.code != 0
    assert "Traceback" not in ran.text
    assert "  File " not in ran.text
    lines = re.findall(r"error: (.*(?:\n(?!\s*$|.*error: |Resources:|Outputs:).*)*)", ran.text)
    assert lines, ran.text
    return "\n".join(lines)


def test_no_token(project: Project) -> None:
    error = the_error(project.pulumi("preview", "-s", "dev", fails=True, SENTRY_AUTH_TOKEN=""))
    assert "SENTRY_AUTH_TOKEN" in error
    assert "pulumi config set --secret sentry:token" in error


def test_no_organization(project: Project) -> None:
    error = the_error(project.pulumi("preview", "-s", "dev", fails=True, SENTRY_ORG=""))
    assert "SENTRY_ORG" in error


def test_a_wrong_token(project: Project) -> None:
    token = "sntryu_not_a_token_of_this_sentry"
    ran = project.pulumi("preview", "-s", "dev", fails=True, SENTRY_AUTH_TOKEN=token)
    error = the_error(ran)
    assert "401" in error
    assert "SENTRY_AUTH_TOKEN" in error
    assert token not in ran.text


def test_an_unknown_organization(project: Project) -> None:
    error = the_error(project.pulumi("preview", "-s", "dev", fails=True, SENTRY_ORG="nobody"))
    assert "'nobody'" in error
    assert "SENTRY_ORG" in error


def test_an_address_that_answers_a_web_page(project: Project, by_hand: SentryByHand) -> None:
    by_hand.admin("POST", "faults", {"kind": "html", "path": "/api/0/organizations/sandbox/", "status": 200})
    error = the_error(project.pulumi("preview", "-s", "dev", fails=True))
    assert "SENTRY_URL" in error
    assert "<html" not in error.lower()


def test_an_address_where_nothing_listens(project: Project) -> None:
    error = the_error(project.pulumi("preview", "-s", "dev", fails=True, SENTRY_URL="http://127.0.0.1:9"))
    assert "127.0.0.1:9" in error


def test_a_missing_scope_is_named(project: Project, by_hand: SentryByHand) -> None:
    scopes = ["org:read", "team:read", "team:write", "project:read", "alerts:read"]
    scopes += ["member:read", "member:invite"]
    token = by_hand.admin("POST", "tokens", {"scopes": scopes, "kind": "integration"})["token"]
    error = the_error(
        project.pulumi("up", "-s", "dev", "--yes", "--skip-preview", fails=True, SENTRY_AUTH_TOKEN=token)
    )
    assert "403" in error
    assert "project:write" in error
    # What was made before is in state, and the next up with a better token goes on from there.
    project.up("dev")
    project.pulumi("preview", "-s", "dev", "--expect-no-changes")


def test_a_retired_endpoint_is_an_error_and_loses_nothing(project: Project, by_hand: SentryByHand) -> None:
    project.up("dev")
    before = by_hand.admin("GET", "state")["counts"]
    by_hand.admin("POST", "deprecate", {"path": "/api/0/organizations/*/detectors/*"})
    error = the_error(project.pulumi("refresh", "-s", "dev", "--yes", fails=True))
    assert "410" in error
    assert "/detectors/" in error
    by_hand.admin("DELETE", "deprecate")
    project.pulumi("preview", "-s", "dev", "--expect-no-changes")
    assert by_hand.admin("GET", "state")["counts"] == before


def test_a_slug_that_somebody_else_has(project: Project, by_hand: SentryByHand) -> None:
    by_hand.team("theirs")
    by_hand.project("theirs", "gvses-backend-dev")
    error = the_error(project.pulumi("up", "-s", "dev", "--yes", "--skip-preview", fails=True))
    assert "gvses-backend-dev" in error
    line = re.search(r"(pulumi import sentry:index:Project \S+ \S+)", error)
    assert line, error
    # The line that it prints is one that works.
    project.pulumi(*line[1].split()[1:], "-s", "dev", "--yes", "--generate-code=false")


SPEC_ERRORS: dict[str, tuple[Callable[[Project], None], str, str]] = {
    "an unknown key": (
        lambda p: p.edit("sentry.yaml", "    platform: python-fastapi", "    platfrom: python-fastapi"),
        r"sentry\.yaml:\d+: .*platfrom",
        "platform",
    ),
    "a wrong type": (
        lambda p: p.edit("sentry.yaml", "threshold: 5, ", "threshold: [5], "),
        r"sentry\.yaml:\d+: .*threshold",
        "",
    ),
    "a duplicate key": (
        lambda p: p.edit(
            "sentry.yaml",
            "    platform: python-fastapi",
            "    platform: python\n    platform: python-fastapi",
        ),
        r"sentry\.yaml:\d+: .*platform",
        "twice",
    ),
    "a negative threshold": (
        lambda p: p.edit("sentry.yaml", "threshold: 2s,", "threshold: -2s,"),
        r"sentry\.yaml:\d+: .*latency.*threshold",
        "",
    ),
    "an unknown unit": (
        lambda p: p.edit("sentry.yaml", "threshold: 2s,", "threshold: 2 parsecs,"),
        r"sentry\.yaml:\d+: .*latency.*threshold.*parsecs",
        "2s",
    ),
    "an unknown team": (
        lambda p: p.edit(
            "sentry.yaml",
            "platform: python-fastapi\n    team: gvses",
            "platform: python-fastapi\n    team: gvsse",
        ),
        r"sentry\.yaml:\d+: .*team.*gvsse",
        "gvses",
    ),
    "a stack that sets what does not exist": (
        lambda p: p.configure("dev", "sampleRates", {"traces": "100%", "trace": "100%"}),
        r"Pulumi\.dev\.yaml:\d+: .*trace",
        "traces",
    ),
}


@pytest.mark.parametrize("mistake", SPEC_ERRORS)
def test_a_mistake_in_what_is_declared_is_shown_with_its_line(project: Project, mistake: str) -> None:
    make, where, hint = SPEC_ERRORS[mistake]
    make(project)
    error = the_error(project.pulumi("preview", "-s", "dev", fails=True))
    assert re.search(where, error), error
    assert hint in error


def test_a_malformed_env_file_is_named_and_left_alone(project: Project) -> None:
    file = project.env_file("dev", "backend")
    file.parent.mkdir(parents=True)
    file.write_text("GOOD=1\nthis is 'no definition\nSENTRY_RELEASE=2\n")
    before = file.read_bytes()
    error = the_error(project.pulumi("up", "-s", "dev", "--yes", "--skip-preview", fails=True))
    assert "backend/.env:2" in error
    assert file.read_bytes() == before
    file.write_text("GOOD=1\n")
    project.up("dev")
    project.pulumi("preview", "-s", "dev", "--expect-no-changes")


def test_an_env_file_that_is_a_folder(project: Project) -> None:
    project.env_file("dev", "backend").mkdir(parents=True)
    error = the_error(project.pulumi("up", "-s", "dev", "--yes", "--skip-preview", fails=True))
    assert "backend/.env is a folder" in error


def test_an_env_file_that_cannot_be_written(project: Project) -> None:
    folder = project.env_file("dev", "backend").parent
    folder.parent.mkdir(parents=True)
    folder.write_text("a file where the application's folder should be")
    error = the_error(project.pulumi("up", "-s", "dev", "--yes", "--skip-preview", fails=True))
    assert "backend/.env" in error
