"""Bad input gets one clear error and loses nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from sentry_sandbox.server import SandboxServer
from sentry_sandbox.settings import Settings
from tests.e2e.project import Project, Ran
from tests.sandbox import person_at, variables_of
from tests.sentry_api import SentryByHand


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    """One Sentry for all tests: a refused run leaves nothing behind."""
    with SandboxServer(Settings()) as server:
        yield server


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, sandbox: SandboxServer) -> Project:
    env = variables_of(sandbox)
    made = Project(tmp_path_factory.mktemp("bad-input") / "project", env)
    made.init("dev")
    return made


@contextmanager
def as_shipped(project: Project) -> Iterator[None]:
    """Put the files back that the block changes."""
    shipped = {name: (project.folder / name).read_text() for name in ("sentry.yaml", "Pulumi.dev.yaml")}
    try:
        yield
    finally:
        for name, text in shipped.items():
            (project.folder / name).write_text(text)


@pytest.fixture
def project(shared: Project) -> Iterator[Project]:
    """The project as it is shipped, whatever a test changes in its files."""
    with as_shipped(shared):
        yield shared


@dataclass(frozen=True)
class Deployed:
    """Stack dev after a first `up` that took three runs, and the errors of the two that failed."""

    project: Project
    without_a_scope: str
    without_a_folder: str


@pytest.fixture(scope="module")
def deployed(shared: Project, sandbox: SandboxServer) -> Deployed:
    scopes = ["org:read", "team:read", "team:write", "project:read", "alerts:read"]
    scopes += ["member:read", "member:invite"]
    hand = person_at(sandbox)
    token = hand.admin("POST", "tokens", {"scopes": scopes, "kind": "integration"})["token"]
    hand.close()
    without_a_scope = refused(shared, SENTRY_AUTH_TOKEN=token)
    # The state has what was made before, and the next up with a better token goes on from there.
    folder = shared.env_file("dev", "backend").parent
    folder.parent.mkdir(parents=True)
    folder.write_text("a file where the application's folder should be")
    without_a_folder = refused(shared)
    folder.unlink()
    shared.up("dev")
    return Deployed(shared, without_a_scope, without_a_folder)


def refused(project: Project, **env: str) -> str:
    """The output of an `up` that must fail."""
    return the_error(project.pulumi("up", "-s", "dev", "--yes", "--skip-preview", fails=True, **env))


def the_error(ran: Ran) -> str:
    """The error as a person sees it, without a traceback and without the engine's end that follows from it."""
    assert ran.code != 0
    assert "Traceback" not in ran.text
    assert "Resource monitor" not in ran.text
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
    by_hand.admin("DELETE", "faults")
    assert "SENTRY_URL" in error
    assert "<html" not in error.lower()


def test_an_address_where_nothing_listens(project: Project) -> None:
    error = the_error(project.pulumi("preview", "-s", "dev", fails=True, SENTRY_URL="http://127.0.0.1:9"))
    assert "127.0.0.1:9" in error


def test_a_missing_scope_is_named(deployed: Deployed) -> None:
    assert "403" in deployed.without_a_scope
    assert "project:write" in deployed.without_a_scope
    deployed.project.pulumi("preview", "-s", "dev", "--expect-no-changes")


def test_a_retired_endpoint_is_an_error_and_loses_nothing(deployed: Deployed, by_hand: SentryByHand) -> None:
    project = deployed.project
    before = by_hand.admin("GET", "state")["counts"]
    by_hand.admin("POST", "deprecate", {"path": "/api/0/organizations/*/detectors/*"})
    error = the_error(project.pulumi("refresh", "-s", "dev", "--yes", "--skip-preview", fails=True))
    assert "410" in error
    assert "/detectors/" in error
    by_hand.admin("DELETE", "deprecate")
    project.pulumi("preview", "-s", "dev", "--expect-no-changes")
    assert by_hand.admin("GET", "state")["counts"] == before


def test_a_slug_that_somebody_else_has(project: Project, by_hand: SentryByHand) -> None:
    by_hand.team("theirs")
    by_hand.project("theirs", "gvses-backend")
    project.init("prod")
    error = the_error(project.pulumi("up", "-s", "prod", "--yes", "--skip-preview", fails=True))
    assert "gvses-backend" in error
    line = re.search(r"(pulumi import sentry:index:Project \S+ \S+)", error)
    assert line, error
    # The printed line works.
    project.pulumi(*line[1].split()[1:], "-s", "prod", "--yes", "--generate-code=false")


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
    "a negative threshold": (
        lambda p: p.edit("sentry.yaml", "threshold: 1%,", "threshold: -1%,"),
        r"sentry\.yaml:\d+: .*error-rate.*threshold",
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
            "platform: javascript-react\n    team: gvses",
            "platform: javascript-react\n    team: gvsse",
        ),
        r"sentry\.yaml:\d+: .*team.*gvsse",
        "gvses",
    ),
}


@pytest.fixture(scope="module")
def mistaken(shared: Project) -> str:
    """One preview's output about all these mistakes."""
    with as_shipped(shared):
        for make, _, _ in SPEC_ERRORS.values():
            make(shared)
        return the_error(shared.pulumi("preview", "-s", "dev", fails=True))


@pytest.mark.parametrize("mistake", SPEC_ERRORS)
def test_a_mistake_in_what_is_declared_is_shown_with_its_line(mistaken: str, mistake: str) -> None:
    _, where, hint = SPEC_ERRORS[mistake]
    told = [line for line in mistaken.splitlines() if re.search(where, line)]
    assert told, mistaken
    assert hint in told[0]


def test_a_key_that_is_written_twice_is_shown_with_its_line(project: Project) -> None:
    platform = "    platform: python-fastapi"
    project.edit("sentry.yaml", platform, f"    platform: python\n{platform}")
    error = the_error(project.pulumi("preview", "-s", "dev", fails=True))
    assert re.search(r"sentry\.yaml:\d+: .*platform.*twice", error), error


def test_a_stack_that_sets_what_does_not_exist_is_shown_with_its_line(project: Project) -> None:
    project.configure("dev", "sampleRates", {"traces": "100%", "trace": "100%"})
    error = the_error(project.pulumi("preview", "-s", "dev", fails=True))
    assert re.search(r"Pulumi\.dev\.yaml:\d+: .*trace.*traces", error), error


def test_an_env_file_that_cannot_be_written(deployed: Deployed) -> None:
    assert "backend/.env" in deployed.without_a_folder


def test_an_env_file_that_cannot_be_used_is_named_and_left_alone_until_it_can(deployed: Deployed) -> None:
    project, file = deployed.project, deployed.project.env_file("dev", "backend")
    malformed = "GOOD=1\nthis is 'no definition\nSENTRY_RELEASE=2\n"
    file.write_text(malformed)
    assert "backend/.env:2" in refused(project)
    assert file.read_text() == malformed

    file.unlink()
    file.mkdir()
    assert "backend/.env is a folder" in refused(project)

    file.rmdir()
    file.write_text("GOOD=1\n")
    project.up("dev")
    assert file.read_text().startswith("GOOD=1\n")
    project.pulumi("preview", "-s", "dev", "--expect-no-changes")
